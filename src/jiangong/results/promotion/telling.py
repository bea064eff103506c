"""Who is told when a seat moves: the unit that registered the person, and those who run the competitions on both sides."""

from django.utils.translation import gettext as _

from jiangong.competitions.registration.models import Registration
from jiangong.organizations.enums import Role
from jiangong.organizations.models import User
from jiangong.organizations.notices.services import notify
from jiangong.organizations.selectors import holders_of
from jiangong.results.promotion.enums import SeatState
from jiangong.results.promotion.models import Seat


def tell_of_seat(seat: Seat) -> None:
    """Tell of what became of a seat; a place in the reserve is no news."""
    words = {"name": seat.name or seat.entry.number, "event": seat.link.upper.title}
    subjects = {
        SeatState.CALLED: _("请确认晋级：%(name)s，%(event)s"),
        SeatState.CONFIRMED: _("已晋级：%(name)s，%(event)s"),
        SeatState.LOST: _("失去晋级：%(name)s，%(event)s"),
        SeatState.LAPSED: _("逾期未确认，名额递补：%(name)s，%(event)s"),
        SeatState.DECLINED: _("放弃晋级，名额递补：%(name)s，%(event)s"),
    }
    state = SeatState(seat.state)
    if state not in subjects:
        return
    count = seat.moves.count()
    lower = seat.link.lower
    notify(
        _people(seat),
        kind="promotion",
        reference=f"{seat.reference}/{state.value}/{count}",
        subject=subjects[state] % words,
        text=seat.why,
        address=f"/competitions/{lower.competition.code}/{lower.slug}/going-on/",
    )


def _people(seat: Seat) -> list[User]:
    found: list[User] = [*holders_of(seat.link.lower.competition.host, Role.OFFICER)]
    found += holders_of(seat.link.upper.competition.host, Role.OFFICER)
    came = Registration.objects.filter(entry=seat.entry_id).select_related("body", "by").first()
    if came is not None:
        found += [came.by, *(holders_of(came.body, Role.OFFICER) if came.body else [])]
    return list(dict.fromkeys(found))
