"""Words for the pages about workers."""

from datetime import date
from typing import Any

from django import template
from django.utils.translation import gettext as _

from jiangong.organizations.people.reasons import fact_name as named
from jiangong.organizations.people.reasons import sentences
from jiangong.web.templatetags.jg import day

register = template.Library()


@register.filter
def fact_name(fact: str) -> str:
    """A fact in the reader's language."""
    return named(fact)


@register.filter
def fact_value(value: Any) -> str:
    """A fact as a page shows it; a dash where nothing is known."""
    if isinstance(value, date):
        return day(value)
    return "–" if value in (None, "") else str(value)


@register.filter
def row_says(row: Any) -> str:
    """Why a row of a roster is refused, or what it changes."""
    return sentences(row.reasons, verdict=row.verdict)


@register.filter
def source_words(source: str) -> str:
    """Where a fact came from, in words."""
    kind, _colon, what = source.partition(":")
    if kind == "people.roster":
        return _("名册导入 %(n)s") % {"n": what}
    if kind == "people.request":
        return _("本人申请 %(n)s") % {"n": what}
    return _("竞赛管理员 %(name)s") % {"name": what} if kind == "user" else source
