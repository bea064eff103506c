"""Says on every page of a rehearsal that it is one."""

from typing import Any

from django import template

from jiangong.competitions.rules import is_rehearsal

register = template.Library()


@register.simple_tag(takes_context=True)
def is_rehearsed(context: template.Context) -> bool:
    """Whether the page is about an event that is only played: the page's own event, or the one of the thing that it shows."""
    event: Any = context.get("event")
    return hasattr(event, "competition_id") and hasattr(event, "rulebook_id") and is_rehearsal(event)
