"""Who may see and say what, as named questions."""

from jiangong.competitions.models import Competition
from jiangong.competitions.rules import can_run_competition
from jiangong.organizations.enums import Role
from jiangong.organizations.rules import has_role, type_of_viewer


def can_see_analysis(user: type_of_viewer) -> bool:
    """Officers and auditors see the counts of what lies under their posts."""
    return has_role(user, Role.OFFICER, Role.AUDITOR)


def can_classify(user: type_of_viewer, competition: Competition) -> bool:
    """Of which kind a competition is, is said by those who run it."""
    return can_run_competition(user, competition)
