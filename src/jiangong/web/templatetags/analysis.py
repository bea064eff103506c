"""Filters of the analysis: shares, shifts and counts that may be too small to be told."""

from django import template

from jiangong.web.analysis.views import signed, tenths, told
from jiangong.web.templatetags.jg import figure

register = template.Library()


@register.filter
def per_cent(per_mille: int | None) -> str:
    """12.3%."""
    return f"{tenths(per_mille)}%"


@register.filter
def shift(per_mille: int | None) -> str:
    """+1.2, −0.4, or a dash in a first year."""
    return signed(per_mille)


@register.filter
def told_count(number: int | None) -> str:
    """A number of entries, or that it is too small."""
    return told(number) if number is None else figure(number)
