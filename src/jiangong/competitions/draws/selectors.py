"""Reads of the draws."""

from jiangong.competitions.draws.models import Draw
from jiangong.competitions.draws.rules import can_see_draws
from jiangong.competitions.models import Event
from jiangong.organizations.rules import type_of_viewer


def draws_of(event: Event, *, viewer: type_of_viewer) -> list[Draw]:
    """The draws of an event, in order; none for whoever may not see the event."""
    if not can_see_draws(viewer, event):
        return []
    return list(event.draws.select_related("outcome", "frozen_by", "event__competition__host").order_by("number"))


def the_draw(event: Event, number: int, *, viewer: type_of_viewer) -> Draw:
    """One of them. Raises Draw.DoesNotExist."""
    for draw in draws_of(event, viewer=viewer):
        if draw.number == number:
            return draw
    raise Draw.DoesNotExist
