"""Who is told about an appeal: those who run the competition, those who hear it, and the appellant where they have an account."""

from collections.abc import Iterable

from jiangong.competitions.registration.models import Registration
from jiangong.organizations.enums import Role
from jiangong.organizations.models import User
from jiangong.organizations.notices.services import notify
from jiangong.organizations.selectors import holders_of
from jiangong.results.appeals.models import Appeal


def officers_of(appeal: Appeal) -> list[User]:
    """Those who run the competition."""
    return holders_of(appeal.event.competition.host, Role.OFFICER)


def panel_of(appeal: Appeal) -> list[User]:
    """Those who hear it now."""
    return [member.user for member in appeal.panel.select_related("user").filter(recused_at__isnull=True)]


def appellant_of(appeal: Appeal) -> list[User]:
    """Whoever lodged it signed in, and whoever registered the entry."""
    found = [appeal.by] if appeal.by is not None else []
    came = Registration.objects.filter(entry=appeal.entry_id).select_related("by").first() if appeal.entry_id else None
    return found if came is None or came.by in found else [*found, came.by]


def tell_handlers(appeal: Appeal, people: Iterable[User], *, what: str, subject: str) -> None:
    """Tell people who handle an appeal: the address is that of the desk."""
    _tell(appeal, people, what=what, subject=subject, address=f"/desk/appeals/{appeal.receipt}/")


def tell_appellant(appeal: Appeal, *, what: str, subject: str) -> None:
    """Tell the appellant, where there is an account: the address is that of the status page."""
    _tell(appeal, appellant_of(appeal), what=what, subject=subject, address=f"/appeals/{appeal.receipt}/")


def _tell(appeal: Appeal, people: Iterable[User], *, what: str, subject: str, address: str) -> None:
    listed = list(dict.fromkeys(people))
    reference = f"{appeal.reference}/{what}"
    notify(listed, kind="appeal", reference=reference, subject=subject, text=appeal.event.title, address=address)
