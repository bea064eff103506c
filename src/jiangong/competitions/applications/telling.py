"""Who is told what became of an application: those before whom it lies now, or those who filed it."""

from django.utils.translation import gettext as _

from jiangong.competitions.applications.enums import Act
from jiangong.competitions.applications.models import Application
from jiangong.organizations.enums import Role
from jiangong.organizations.models import User
from jiangong.organizations.notices.services import notify
from jiangong.organizations.selectors import holders_of


def tell_of_step(application: Application, act: Act, *, number: int, reason: str) -> None:
    """Tell of a step; the same step is told once."""
    words = {"title": application.title, "unit": application.unit.name}
    subjects = {
        Act.SUBMIT: lambda: _("待受理的申报：%(title)s（%(unit)s）") % words,
        Act.RECOMMEND: lambda: _("待受理的申报：%(title)s（%(unit)s）") % words,
        Act.RETURN: lambda: _("申报退回补正：%(title)s") % words,
        Act.REJECT: lambda: _("申报不予立项：%(title)s") % words,
        Act.APPROVE: lambda: _("申报已立项：%(title)s") % words,
        Act.WITHDRAW: lambda: _("申报单位已撤回：%(title)s（%(unit)s）") % words,
    }
    if act not in subjects:
        return
    notify(
        _people(application, act),
        kind="application",
        reference=f"{application.reference}/{number}",
        subject=subjects[act],
        text=reason,
        address=f"/desk/applications/{application.pk}/",
    )


def _people(application: Application, act: Act) -> list[User]:
    if act == Act.WITHDRAW and application.desk is None:
        return []
    if act in (Act.SUBMIT, Act.RECOMMEND, Act.WITHDRAW):
        assert application.desk is not None  # the table refuses a waiting application that lies nowhere
        return holders_of(application.desk, Role.OFFICER)
    filed = holders_of(application.unit, Role.OFFICER)
    return filed if application.drafted_by in filed else [application.drafted_by, *filed]
