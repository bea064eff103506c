"""Who may call places."""

from jiangong.competitions.models import Event
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.freezes.rules import can_freeze


def can_reveal(user: type_of_viewer, event: Event) -> bool:
    """Places are called, and the file with all of them is taken along, by those who may open the board at once."""
    return can_freeze(user, event)
