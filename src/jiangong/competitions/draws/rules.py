"""Who may freeze a list and draw, as named questions."""

from jiangong.competitions.draws.models import Draw
from jiangong.competitions.models import Event
from jiangong.competitions.rules import can_run_competition, can_see_event
from jiangong.organizations.rules import type_of_viewer


def can_freeze_list(user: type_of_viewer, event: Event) -> bool:
    """A list is frozen by those who run the competition."""
    return can_run_competition(user, event.competition)


def can_enter_phrase(user: type_of_viewer, draw: Draw) -> bool:
    """The phrase is entered by those who run the competition, but not by the one who froze the list."""
    return can_run_competition(user, draw.event.competition) and user != draw.frozen_by


def can_see_draws(user: type_of_viewer, event: Event) -> bool:
    """A frozen list is public from its first moment, as the event is: that is what it is for."""
    return can_see_event(user, event)
