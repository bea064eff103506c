"""Whoever registered somebody is told when the registration moves without their doing: in, up from the line, or not admitted."""

from django.utils.translation import gettext as _

from jiangong.competitions.registration.enums import RegistrationState
from jiangong.competitions.registration.models import Registration
from jiangong.organizations.enums import Role
from jiangong.organizations.models import User
from jiangong.organizations.notices.services import notify
from jiangong.organizations.selectors import holders_of


def tell_of_state(registration: Registration, *, by: User) -> None:
    """Tell of the state that a registration has now, once; not the person who made it so."""
    words = {"name": registration.name, "title": registration.window.event.title}
    subjects = {
        RegistrationState.CONFIRMED: lambda: _("报名已确认：%(name)s（%(title)s）") % words,
        RegistrationState.SUBMITTED: lambda: _("候补转为待审核：%(name)s（%(title)s）") % words,
        RegistrationState.REFUSED: lambda: _("报名未通过：%(name)s（%(title)s）") % words,
    }
    state = RegistrationState(registration.state)
    notify(
        [person for person in _people(registration) if person != by],
        kind="registration",
        reference=f"{registration.reference}/{state.value}",
        subject=subjects[state],
        text=registration.reason,
        address=f"/registrations/{registration.receipt}/",
    )


def _people(registration: Registration) -> list[User]:
    """The officers of the unit, and whoever registered."""
    body = registration.body
    officers = holders_of(body, Role.OFFICER) if body is not None else []
    return officers if registration.by in officers else [registration.by, *officers]
