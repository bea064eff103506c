"""Who may do what with an application, as named questions."""

from jiangong.competitions.applications.enums import Act, ApplicationState
from jiangong.competitions.applications.models import Application
from jiangong.competitions.models import Programme
from jiangong.organizations.models import Organization, User
from jiangong.organizations.rules import is_auditor_over, is_officer_over, posts_in_force, type_of_viewer

WRITABLE = (ApplicationState.DRAFT, ApplicationState.RETURNED)
WAITING = (ApplicationState.SUBMITTED, ApplicationState.ACCEPTED)


def can_apply_for(user: type_of_viewer, unit: Organization, programme: Programme) -> bool:
    """An officer over a unit applies for it, in programmes of the bodies above the unit or of the unit itself."""
    return (
        unit.closed_on is None
        and unit.path.startswith(programme.organization.path)
        and is_officer_over(user, unit)
    )  # fmt: skip


def can_write_application(user: type_of_viewer, application: Application) -> bool:
    """The unit writes a draft, and mends what was returned to it."""
    return application.state in WRITABLE and is_officer_over(user, application.unit)


def can_withdraw(user: type_of_viewer, application: Application) -> bool:
    """The unit takes back what it handed in until it is decided; those above return or refuse it instead."""
    open_still = application.state in (*WAITING, ApplicationState.RETURNED)
    return open_still and is_officer_over(user, application.unit) and is_close_to(user, application)


def can_see_application(user: type_of_viewer, application: Application) -> bool:
    """The unit and those over it; a draft is the unit's own until it is submitted."""
    if is_officer_over(user, application.unit) or is_auditor_over(user, application.unit):
        return application.state != ApplicationState.DRAFT or is_close_to(user, application)
    return False


def is_close_to(user: type_of_viewer, application: Application) -> bool:
    """Whether a person wrote the draft, or holds the unit's own post and not one from above."""
    if not isinstance(user, User):
        return False
    own = posts_in_force(user).filter(organization=application.unit).exists()
    return own or application.drafted_by_id == user.pk


def is_own_hand(user: type_of_viewer, application: Application) -> bool:
    """Whether a person drafted or submitted the application: nobody reviews what they filed themselves."""
    if not isinstance(user, User):
        return False
    filed = application.steps.filter(act=Act.SUBMIT, by=user).exists() if application.pk else False
    return application.drafted_by_id == user.pk or filed


def can_review(user: type_of_viewer, application: Application) -> bool:
    """The next step is taken by an officer over the body whose turn it is, who has not filed the application."""
    return (
        application.state in WAITING
        and application.desk is not None
        and is_officer_over(user, application.desk)
        and not is_own_hand(user, application)
    )
