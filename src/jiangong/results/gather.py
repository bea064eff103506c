"""Brings together what was sealed of an event, from every inlet, as the tables that the core reads."""

from collections.abc import Iterable

import pyarrow as pa
from django.utils.translation import gettext as _

from jiangong.competitions.models import Event
from jiangong.core.scoring import Tables
from jiangong.evidence.judging.evidence import evidence_tables
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.judging.selectors import corrected_marks, is_under_numbers, sealed_marks
from jiangong.foundation.refusals import Declined


def gathered(event: Event) -> Tables:
    """The sealed marks of an event with its entries, items and parameters, all under codes. Declined while marks stand under
    numbers of which nobody may know yet whose they are.
    """
    if is_under_numbers(event):
        raise Declined(_("评分还在作品号下面，没有解密。请先由保管人和监督解密，再计算名次。"))
    return evidence_tables(event, marks=pa.concat_tables([sealed_marks(event)]))


def gathered_with(event: Event, *, changes: Iterable[MarkChange]) -> Tables:
    """The same as if a correction were sealed."""
    return evidence_tables(event, marks=corrected_marks(event, changes=changes))
