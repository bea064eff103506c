"""Who is told what about a panel. No notice names an entry: a judge reads notices too."""

from django.utils.translation import gettext as _

from jiangong.evidence.panels.models import Seat, Tie
from jiangong.organizations.notices.services import notify


def tell_of_invitation(seat: Seat) -> None:
    """The one who is invited, once."""
    words = {"title": seat.panel.event.title, "kind": seat.get_kind_display()}
    notify(
        [seat.user],
        kind="panel",
        reference=f"{seat.reference}/{seat.pk}/invited",
        subject=_("邀请担任%(kind)s：%(title)s") % words,
        text=_("请确认能否担任；有亲属、师徒或其他利害关系的参赛者，请一并申报回避。"),
        address=f"/desk/seats/{seat.pk}/",
    )


def tell_of_answer(seat: Seat) -> None:
    """The one who nominated."""
    words = {"name": seat.user.name, "state": seat.get_state_display(), "title": seat.panel.event.title}
    notify(
        [seat.nominated_by],
        kind="panel",
        reference=f"{seat.reference}/{seat.pk}/{seat.state}",
        subject=_("%(name)s%(state)s：%(title)s") % words,
        text=seat.reason,
        address=_desk(seat),
    )


def tell_of_tie(tie: Tie) -> None:
    """The one who nominated a judge: there is something to look at."""
    seat = tie.seat
    words = {"name": seat.user.name, "title": seat.panel.event.title}
    notify(
        [seat.nominated_by],
        kind="panel",
        reference=f"{seat.reference}/{seat.pk}/tie/{tie.pk}",
        subject=_("%(name)s申报回避：%(title)s") % words,
        address=_desk(seat),
    )


def _desk(seat: Seat) -> str:
    event = seat.panel.event
    return f"/desk/competitions/{event.competition.code}/{event.slug}/panel/"
