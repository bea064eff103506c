"""Who may plan, as a named question."""

from jiangong.competitions.models import Competition
from jiangong.competitions.rules import can_run_competition
from jiangong.organizations.rules import type_of_viewer


def can_plan(user: type_of_viewer, competition: Competition) -> bool:
    """Venues and times are set by those who run the competition."""
    return can_run_competition(user, competition)
