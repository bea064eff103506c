"""Who may link events, fill seats and answer for one, as named questions."""

from jiangong.competitions.models import Event
from jiangong.competitions.registration.models import Registration
from jiangong.competitions.rules import can_look_behind, can_run_competition
from jiangong.organizations.rules import is_officer_over, type_of_viewer
from jiangong.results.promotion.models import Seat
from jiangong.results.rules import can_publish


def can_link(user: type_of_viewer, upper: Event) -> bool:
    """Who feeds an event, and how many, is set by those who run the upper competition."""
    return can_run_competition(user, upper.competition)


def can_fill(user: type_of_viewer, upper: Event) -> bool:
    """Seats are filled from published results by those who run the upper competition."""
    return can_run_competition(user, upper.competition)


def can_see_promotion(user: type_of_viewer, event: Event) -> bool:
    """The officers and auditors of an event see who comes to it and who goes on from it."""
    return can_look_behind(user, event.competition)


def can_decide_late_seat(user: type_of_viewer, upper: Event) -> bool:
    """What the panel decided about somebody who gained a seat in an event that is marked is signed by those who may publish its results and
    run it: it says whether a result waits."""
    return can_run_competition(user, upper.competition) and can_publish(user, upper)


def can_answer_for(user: type_of_viewer, seat: Seat) -> bool:
    """A seat is confirmed or given up by the unit that registered the person, or by those who run the lower competition."""
    if can_run_competition(user, seat.link.lower.competition):
        return True
    came = Registration.objects.filter(entry=seat.entry_id, body__isnull=False).select_related("body").first()
    return came is not None and came.body is not None and is_officer_over(user, came.body)
