"""Who may change a result by decision, as named questions."""

from jiangong.competitions.models import Event
from jiangong.competitions.rules import can_look_behind
from jiangong.evidence.judging.rules import can_correct_marks
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.rules import can_publish, can_settle


def can_amend(user: type_of_viewer, event: Event) -> bool:
    """A decision seals, settles and publishes at once, so it takes who may do all three."""
    return can_correct_marks(user, event) and can_settle(user, event) and can_publish(user, event)


def can_see_amendments(user: type_of_viewer, event: Event) -> bool:
    """Signed lists name places and awards of everybody: they are read by those who look behind."""
    return can_look_behind(user, event.competition)
