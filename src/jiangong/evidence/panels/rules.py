"""Who may set up a panel and answer for a seat, as named questions."""

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Event
from jiangong.competitions.rules import can_look_behind, can_run_competition
from jiangong.evidence.panels.enums import SeatKind, SeatState
from jiangong.evidence.panels.models import Allotment, Panel, Seat
from jiangong.organizations.models import User
from jiangong.organizations.rules import type_of_viewer


def can_set_panel(user: type_of_viewer, event: Event) -> bool:
    """A panel is set up by those who run the event, unless it is called off."""
    return event.state != EventState.CANCELLED and can_run_competition(user, event.competition)


def can_see_panel(user: type_of_viewer, event: Event) -> bool:
    """Who sits, who is recused and why is seen by those who look behind the event. It holds no work's number."""
    return can_look_behind(user, event.competition)


def is_own_seat(user: type_of_viewer, seat: Seat) -> bool:
    """Whether the seat is this person's."""
    return isinstance(user, User) and user.is_active and seat.user_id == user.pk


def can_declare_tie(user: type_of_viewer, seat: Seat) -> bool:
    """A tie is declared by the judge, or by those who run the event."""
    return is_own_seat(user, seat) or can_set_panel(user, seat.panel.event)


def can_draw_allotment(user: type_of_viewer, allotment: Allotment) -> bool:
    """The phrase is entered by those who run the event, but not by the one who froze the list."""
    return can_set_panel(user, allotment.panel.event) and user != allotment.frozen_by


def knows_entries(user: type_of_viewer, event: Event) -> bool:
    """Whether a person sees the list of entries by an office, so that works would not be blind to them."""
    return can_look_behind(user, event.competition)


def is_chief_of(user: type_of_viewer, panel: Panel) -> bool:
    """Whether a person leads this panel."""
    chief = panel.seats.filter(kind=SeatKind.CHIEF, state=SeatState.CONFIRMED)
    return isinstance(user, User) and chief.filter(user=user).exists()
