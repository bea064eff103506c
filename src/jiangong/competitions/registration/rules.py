"""Who may register whom, as named questions."""

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Event
from jiangong.competitions.registration.models import Registration, RegistrationWindow
from jiangong.competitions.rules import can_look_behind, can_run_competition
from jiangong.organizations.models import Organization, User
from jiangong.organizations.rules import is_auditor_over, is_officer_over, type_of_viewer


def can_set_window(user: type_of_viewer, event: Event) -> bool:
    """Registration is set up by those who run the competition, unless the event is called off."""
    return event.state != EventState.CANCELLED and can_run_competition(user, event.competition)


def can_register_for(user: type_of_viewer, window: RegistrationWindow, body: Organization | None) -> bool:
    """A unit under the host is registered for by its officers; alone, a person may come where the window takes anyone."""
    host = window.event.competition.host
    if body is not None:
        return body.closed_on is None and body.path.startswith(host.path) and is_officer_over(user, body)
    return (window.takes_anyone and isinstance(user, User) and user.is_active) or is_officer_over(user, host)


def can_see_registration(user: type_of_viewer, registration: Registration) -> bool:
    """The host's officers and auditors, the unit's, and whoever registered."""
    if can_look_behind(user, registration.window.event.competition) or is_own_registration(user, registration):
        return True
    body = registration.body
    return body is not None and (is_officer_over(user, body) or is_auditor_over(user, body))


def is_own_registration(user: type_of_viewer, registration: Registration) -> bool:
    """Whether a person came alone and this is their own."""
    return isinstance(user, User) and registration.body_id is None and registration.by_id == user.pk


def can_change_registration(user: type_of_viewer, registration: Registration) -> bool:
    """Withdrawn or replaced by the unit's officers, by the person who came alone, or by those who run the competition."""
    if is_own_registration(user, registration) or can_run_competition(user, registration.window.event.competition):
        return True
    return registration.body is not None and is_officer_over(user, registration.body)


def can_decide_registration(user: type_of_viewer, registration: Registration) -> bool:
    """Approved or refused by those who run the competition."""
    return can_run_competition(user, registration.window.event.competition)
