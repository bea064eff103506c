"""Who may freeze a board."""

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Event
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.rules import can_publish


def can_freeze(user: type_of_viewer, event: Event) -> bool:
    """A board is stopped and opened by those who publish, while the event is held."""
    return event.state != EventState.CANCELLED and can_publish(user, event)
