"""Who may seal, enter a second time, watch and decide, as named questions."""

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Event
from jiangong.competitions.rules import can_run_competition, is_rehearsal
from jiangong.evidence.panels.enums import SeatKind
from jiangong.evidence.panels.models import Seat
from jiangong.evidence.panels.selectors import seat_in
from jiangong.organizations.enums import Role
from jiangong.organizations.rules import has_role, is_auditor_over, is_chief_judge_in, type_of_viewer


def takes_marks(event: Event) -> bool:
    """Whether sheets can be sealed: the event is public and runs, or it is a rehearsal, which is never public."""
    return event.state == EventState.OPEN or (event.state == EventState.DRAFT and is_rehearsal(event))


def marks_from(seat: Seat | None) -> bool:
    """Whether a seat gives marks of its own."""
    if seat is None:
        return False
    return seat.kind == SeatKind.JUDGE or (seat.kind == SeatKind.CHIEF and seat.panel.chief_marks)


def can_seal_sheets(user: type_of_viewer, event: Event) -> bool:
    """A sheet is sealed by a judge who holds a confirmed seat that marks."""
    return takes_marks(event) and marks_from(seat_in(user, event))


def can_enter_second(user: type_of_viewer, event: Event) -> bool:
    """A second person is anybody on the panel: judges, chief judge, supervisor. Never the one who keeps the numbers."""
    seat = seat_in(user, event)
    return takes_marks(event) and seat is not None and seat.kind != SeatKind.ENCRYPTION


def can_enter_paper(user: type_of_viewer, event: Event) -> bool:
    """Sheets of paper are typed in by clerks and officers over the host, who hold no seat that marks."""
    host = event.competition.host
    is_clerk = has_role(user, Role.OFFICER, Role.CLERK, over=host)
    return takes_marks(event) and is_clerk and not marks_from(seat_in(user, event))


def is_chief_of(user: type_of_viewer, event: Event) -> bool:
    """Whether a person heads the panel of this event, or the judges of its host."""
    seat = seat_in(user, event)
    if seat is not None:
        return seat.kind == SeatKind.CHIEF
    return is_chief_judge_in(user, event.competition.host)


def can_watch(user: type_of_viewer, event: Event) -> bool:
    """The live desk is open to the chief judge, and to the officers who run the event unless they judge in it."""
    seat = seat_in(user, event)
    is_officer = can_run_competition(user, event.competition) and not marks_from(seat)
    return is_chief_of(user, event) or is_officer or is_auditor_over(user, event.competition.host)


def can_decide_on_floor(user: type_of_viewer, event: Event) -> bool:
    """Second rounds, sheets kept beside and incidents are decided by the chief judge."""
    return event.state != EventState.CANCELLED and is_chief_of(user, event)


def can_see_severity(user: type_of_viewer, event: Event) -> bool:
    """How strictly each judge marked is seen by the chief judge and the auditors, and nobody else."""
    return is_chief_of(user, event) or is_auditor_over(user, event.competition.host)


def can_report_incident(user: type_of_viewer, event: Event) -> bool:
    """Whoever sits on the panel may report what happened."""
    return event.state != EventState.CANCELLED and seat_in(user, event) is not None


def can_run_batches(user: type_of_viewer, event: Event) -> bool:
    """Batches are parted, begun and ended by the chief judge, or by the officers who run the event unless they judge in it."""
    is_officer = can_run_competition(user, event.competition) and not marks_from(seat_in(user, event))
    return event.state != EventState.CANCELLED and (is_chief_of(user, event) or is_officer)


def can_see_photo(user: type_of_viewer, event: Event, seat: str) -> bool:
    """A photo beside a sheet is seen by the judge who took it, the chief judge and the auditors."""
    mine = seat_in(user, event)
    return (marks_from(mine) and mine is not None and mine.code == seat) or can_see_severity(user, event)


def may_see_some_photo(user: type_of_viewer, event: Event) -> bool:
    """Whether any photo beside a sheet of the event can be open to a person: judges, the chief judge, auditors."""
    return marks_from(seat_in(user, event)) or can_see_severity(user, event)
