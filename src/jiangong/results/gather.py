"""Brings together what was sealed of an event, from every inlet, as the tables that the core reads."""

from collections.abc import Iterable

import pyarrow as pa

from jiangong.competitions.models import Event
from jiangong.core.scoring import Tables
from jiangong.evidence.judging.evidence import evidence_tables
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.judging.selectors import corrected_marks, sealed_marks


def gathered(event: Event) -> Tables:
    """The sealed marks of an event with its entries, items and parameters, all under codes."""
    return evidence_tables(event, marks=pa.concat_tables([sealed_marks(event)]))


def gathered_with(event: Event, *, changes: Iterable[MarkChange]) -> Tables:
    """The same as if a correction were sealed."""
    return evidence_tables(event, marks=corrected_marks(event, changes=changes))
