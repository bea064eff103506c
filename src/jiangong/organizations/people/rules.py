"""Who may do what with the records of workers, as named questions. Asked of the unit in whose roster a worker stands."""

from typing import Any

from jiangong.organizations.enums import Role
from jiangong.organizations.models import Organization
from jiangong.organizations.people.enums import RequestState, Standing
from jiangong.organizations.people.models import Worker, WorkerRequest
from jiangong.organizations.rules import has_role, posts_above_all, type_of_viewer


def can_see_rosters(user: type_of_viewer) -> bool:
    """Whether there is any roster that a person may read."""
    return has_role(user, Role.OFFICER, Role.AUDITOR)


def can_see_roster(user: type_of_viewer, unit: Organization) -> bool:
    """Officers keep the roster of their unit and of what belongs to it; auditors look into it."""
    return has_role(user, Role.OFFICER, Role.AUDITOR, over=unit)


def can_keep_roster(user: type_of_viewer, unit: Organization) -> bool:
    """Facts are written, files brought in and written out by an officer over the unit."""
    return has_role(user, Role.OFFICER, over=unit)


def can_reveal_identity(user: type_of_viewer, worker: Worker) -> bool:
    """The whole identity number is seen by an officer over the unit, with a reason that is kept; never by an auditor."""
    return bool(worker.identity_sealed) and can_keep_roster(user, worker.organization)


def can_correct_record(user: type_of_viewer, worker: Worker) -> bool:
    """A record whose processing was stopped is left as it is."""
    return worker.standing in (Standing.ACTIVE, Standing.LEFT) and can_keep_roster(user, worker.organization)


def can_answer_request(user: type_of_viewer, request: WorkerRequest) -> bool:
    """An open request is answered by an officer over the worker's unit."""
    return request.state == RequestState.OPEN and can_keep_roster(user, request.worker.organization)


def can_set_retention(user: type_of_viewer) -> bool:
    """How long data are kept is decided for the whole site, by an officer of the federation."""
    return bool(posts_above_all(user, Role.OFFICER))


def can_ask(worker: Worker) -> bool:
    """Whoever still has a record may ask about it."""
    return worker.standing != Standing.ERASED


def is_publishable(standing: str, consents: Any) -> bool:
    """A real name is published on a recorded ground or by separate consent, and not where processing was stopped."""
    return standing in (Standing.ACTIVE, Standing.LEFT) and bool(consents)
