"""Seats that were gained when the upper event was marked already: who waits, who was let in, and who may still be taken off the list."""

from django.db.models import QuerySet

from jiangong.competitions.models import Event
from jiangong.competitions.selectors import officer_competitions
from jiangong.evidence.judging.selectors import marks_of_entry
from jiangong.evidence.marking.selectors import has_sheets_of
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.models import StandingRow
from jiangong.results.promotion.enums import ADMITTING, SeatState
from jiangong.results.promotion.models import LateSeat, Seat


def late_seats(upper: Event) -> QuerySet[LateSeat]:
    """Everybody who gained a seat in an event after it was marked, those that wait first."""
    rows = LateSeat.objects.filter(seat__link__upper=upper)
    rows = rows.select_related(
        "seat__entry", "seat__upper_entry", "seat__link__lower__competition__host", "seat__link__upper"
    )
    return rows.order_by("decided_at", "gained_at", "pk")


def late_seats_waiting(user: type_of_viewer) -> list[LateSeat]:
    """Those that wait for a decision of the panel in the events that a person runs, the longest waiting first."""
    rows = LateSeat.objects.filter(act="", seat__link__upper__competition__in=officer_competitions(user))
    rows = rows.select_related(
        "seat__entry", "seat__link__lower__competition__host", "seat__link__upper__competition__host"
    )
    return list(rows.order_by("gained_at", "pk"))


def the_late_seat(upper: Event, pk: int) -> LateSeat:
    """One of them. Raises LateSeat.DoesNotExist."""
    return late_seats(upper).get(pk=pk)


def is_removable(seat: Seat) -> bool:
    """Whether a seat that was gained late can go again without touching anything that was observed: nobody decided about it yet, or the
    person was let in and has no mark, no sheet and no place."""
    if seat.state == SeatState.HELD:
        return True
    if not seat.late.filter(act__in=ADMITTING).exists():
        return False
    return seat.upper_entry is None or not is_observed(seat.upper_entry.event, seat.upper_entry.number)


def is_observed(event: Event, number: str) -> bool:
    """Whether anything was sealed of an entry, or a run gave it a line."""
    return (
        bool(marks_of_entry(event, number))
        or has_sheets_of(event, number)
        or StandingRow.objects.filter(run__event=event, number=number).exists()
    )
