"""Who may bring, correct and read marks, as named questions."""

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Event
from jiangong.competitions.rules import can_look_behind, can_run_competition
from jiangong.organizations.rules import is_chief_judge_in, type_of_viewer


def can_import_marks(user: type_of_viewer, event: Event) -> bool:
    """Marks are brought in by those who run the event, unless it is called off."""
    return event.state != EventState.CANCELLED and can_run_competition(user, event.competition)


def can_correct_marks(user: type_of_viewer, event: Event) -> bool:
    """A sealed mark is corrected by those who may import marks; a closed event can still be corrected."""
    return can_import_marks(user, event)


def can_see_marks(user: type_of_viewer, event: Event) -> bool:
    """Sealed marks are read by those who look behind the event and by its chief judge."""
    return can_look_behind(user, event.competition) or is_chief_judge_in(user, event.competition.host)
