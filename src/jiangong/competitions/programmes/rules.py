"""Who may keep a programme, as named questions."""

from jiangong.competitions.models import Programme
from jiangong.competitions.programmes.models import ManagedList
from jiangong.competitions.rules import can_run_programme
from jiangong.organizations.enums import Role
from jiangong.organizations.rules import has_role, type_of_viewer


def can_keep_list(user: type_of_viewer, managed: ManagedList) -> bool:
    """A list is kept by the officers of the body that issued its programme."""
    return can_run_programme(user, managed.programme)


def can_look_into_programme(user: type_of_viewer, programme: Programme) -> bool:
    """Officers and auditors of the issuing body see how a programme is kept."""
    return has_role(user, Role.OFFICER, Role.AUDITOR, over=programme.organization)
