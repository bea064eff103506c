"""Who may read the audit trail, as named questions."""

from jiangong.organizations.enums import Role
from jiangong.organizations.rules import has_role, posts_above_all, type_of_viewer


def can_read_trail(user: type_of_viewer) -> bool:
    """The audit trail is read by auditors: of their own body and all below it."""
    return has_role(user, Role.AUDITOR)


def can_read_whole_trail(user: type_of_viewer) -> bool:
    """Auditors of the federation read all of it, what belongs to no body included."""
    return bool(posts_above_all(user, Role.AUDITOR))
