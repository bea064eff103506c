"""Judging an event blind: layers are entrusted to encryption judges of its panel, supervisors look on, and nobody marks who sees
the list of entries."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Event
from jiangong.evidence.blind.models import Chain
from jiangong.evidence.blind.services import hand_over_layer, set_chain
from jiangong.evidence.panels.enums import MARKING, SeatKind, SeatState
from jiangong.evidence.panels.models import LIVE, Panel, Seat
from jiangong.evidence.panels.rules import can_set_panel, knows_entries
from jiangong.foundation.refusals import Declined
from jiangong.organizations.models import User
from jiangong.organizations.rules import require


@transaction.atomic
def blind_event(event: Event, *, layer_count: int, keepers: Mapping[int, Seat], by: User) -> Chain:
    """Set the blind chain of an event: each layer kept by a confirmed encryption judge of its panel."""
    require(can_set_panel(by, event))
    for seat in keepers.values():
        _refuse_not_entrusted(event, seat)
    panel = Panel.objects.filter(event=event).first()
    seats = list(panel.seats.filter(state__in=LIVE).select_related("user")) if panel else []
    _refuse_who_know(event, seats)
    witnesses = [seat.user for seat in seats if seat.kind == SeatKind.SUPERVISOR and seat.state == SeatState.CONFIRMED]
    if not witnesses:
        raise Declined(_("还没有确认的监督。解密要有监督在场，请先提名监督并请他确认。"))
    people = {number: seat.user for number, seat in keepers.items()}
    return set_chain(event, layer_count=layer_count, keepers=people, by=by, witnesses=witnesses)


def change_keeper(chain: Chain, *, number: int, to: Seat, reason: str, by: User) -> None:
    """Entrust a layer to another encryption judge of the panel."""
    require(can_set_panel(by, chain.event))
    _refuse_not_entrusted(chain.event, to)
    hand_over_layer(chain, number=number, to=to.user, reason=reason, by=by)


def _refuse_not_entrusted(event: Event, seat: Seat) -> None:
    fits = seat.kind == SeatKind.ENCRYPTION and seat.state == SeatState.CONFIRMED and seat.panel.event_id == event.pk
    if not fits:
        words = {"name": seat.user.name}
        raise Declined(_("%(name)s不是这个裁判组已确认的加密裁判，不能保管号码。") % words)


def _refuse_who_know(event: Event, seats: list[Seat]) -> None:
    """Marking judges who run or audit the competition could look up whose work they mark."""
    names = [seat.user.name for seat in seats if seat.kind in MARKING and knows_entries(seat.user, event)]
    if names:
        words = {"names": _("、").join(names)}
        raise Declined(
            _("%(names)s管着或审计着这个竞赛，看得到参赛名单，加密评分不能由他们评。请换人，或先免去职务。") % words
        )
