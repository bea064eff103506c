"""Who is told what while works are marked. No notice names an entry: judges read them."""

from django.utils.translation import gettext as _

from jiangong.competitions.models import Event
from jiangong.evidence.marking.models import Rescoring
from jiangong.evidence.panels.selectors import marking_seats, panel_or_none
from jiangong.organizations.notices.services import notify


def tell_of_rescoring(event: Event, again: Rescoring) -> None:
    """The judges who score a work again."""
    panel = panel_or_none(event)
    users = [seat.user for seat in marking_seats(panel) if seat.code in again.seats] if panel else []
    address = f"/desk/marking/{event.competition.code}/{event.slug}/{again.stage}/"
    notify(
        users,
        kind="marking",
        reference=f"marking.rescoring:{again.pk}",
        subject=_("请重评 %(work)s：%(title)s") % {"work": again.work, "title": event.title[:80]},
        text=again.reason,
        address=address if len(address) <= 300 else "/desk/marking/",
    )
