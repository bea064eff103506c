"""Who may read notices and answer suggestions, as named questions."""

from jiangong.organizations.enums import Role
from jiangong.organizations.notices.models import Notice
from jiangong.organizations.rules import posts_above_all, type_of_viewer


def can_read_notice(user: type_of_viewer, notice: Notice) -> bool:
    """A notice is read by the person whom it is for."""
    return user is not None and user.pk is not None and notice.to_id == user.pk


def can_answer_suggestions(user: type_of_viewer) -> bool:
    """What people write about the site is answered by whoever operates it: officers and administrators of the federation."""
    return bool(posts_above_all(user, Role.ADMINISTRATOR, Role.OFFICER))


def can_read_suggestions(user: type_of_viewer) -> bool:
    """It is read by the federation's auditors besides."""
    return bool(posts_above_all(user, Role.ADMINISTRATOR, Role.OFFICER, Role.AUDITOR))
