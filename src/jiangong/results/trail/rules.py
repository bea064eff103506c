"""Who may read the audit trail, as named questions."""

from jiangong.organizations.enums import Role
from jiangong.organizations.rules import has_role, posts_in_force, type_of_viewer


def can_read_trail(user: type_of_viewer) -> bool:
    """The audit trail is read by auditors: of their own body and all below it."""
    return has_role(user, Role.AUDITOR)


def can_read_whole_trail(user: type_of_viewer) -> bool:
    """Auditors of the federation read all of it, what belongs to no body included."""
    return posts_in_force(user).filter(role=Role.AUDITOR, organization__depth=1).exists()
