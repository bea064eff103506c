"""What the panel decided about somebody who gained a seat in an event that is marked, signed with its list."""

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Event
from jiangong.evidence.judging.selectors import marks_of_entry
from jiangong.evidence.marking.services.batches import move_to_last
from jiangong.foundation import clock
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require
from jiangong.results.firming.enums import HoldKind
from jiangong.results.firming.services import lift_holds, place_hold
from jiangong.results.promotion.deciding import (
    LateGiven,
    is_drawn_blind,
    order_words,
    preview_late_seat,
    state_once_admitted,
)
from jiangong.results.promotion.enums import ADMITTING, LateAct, SeatState
from jiangong.results.promotion.late import late_seats
from jiangong.results.promotion.models import LateSeat
from jiangong.results.promotion.rules import can_decide_late_seat
from jiangong.results.promotion.services.seats import move_seat
from jiangong.results.promotion.telling import tell_of_seats


@transaction.atomic
def decide_late_seat(late: LateSeat, given: LateGiven, *, digest: str, reason: str, by: User) -> LateSeat:
    """Carry out what was shown and signed: let the person in, or leave the seat empty. All of it or nothing."""
    upper = late.seat.link.upper
    require(can_decide_late_seat(by, upper))
    Event.objects.select_for_update().get(pk=upper.pk)
    held = late_seats(upper).get(pk=late.pk)
    _refuse_amiss(held, given, reason)
    preview = preview_late_seat(held, given)
    if preview.digest != digest:
        raise Declined(_("您看过清单以后，成绩、评分或晋级又有变化。什么都没有改，请看新的清单再签。"))
    held.act, held.position, held.panel_words = given.act, given.position, given.panel_words.strip()
    held.reason, held.lines, held.digest = reason.strip(), [asdict(line) for line in preview.lines], digest
    held.decided_at, held.by, held.signer_name = clock.now(), by.reference, by.name
    refuse_unstorable(held)
    held.save()
    _carry_out(held, given, by=by)
    detail = {"seat": held.seat.entry.number, "act": held.act, "digest": digest, "panel": held.panel_words}
    record("decide_late_seat", actor=by.reference, subject=upper.reference, detail=detail)
    return held


def _refuse_amiss(late: LateSeat, given: LateGiven, reason: str) -> None:
    if late.act or late.seat.state != SeatState.HELD:
        raise Declined(_("这个名额已经有决定，或不再需要决定。请刷新页面。"))
    if given.act not in (*ADMITTING, LateAct.RESERVE):
        raise Declined(_("请选择补入还是保留递补。"))
    if not given.panel_words.strip() or not reason.strip():
        raise Declined(_("请写明裁判组的决定和理由，会留在档案里。"))
    if (given.act == LateAct.DRAWN) != (given.position is not None):
        raise Declined(_("重新抽出场顺序的，请填抽到第几位；其他的不填。"))


def _carry_out(late: LateSeat, given: LateGiven, *, by: User) -> None:
    seat, upper = late.seat, late.seat.link.upper
    lift_holds(late.reference, by=by.reference, why=late.reason)
    if given.act == LateAct.RESERVE:
        move_seat(seat, SeatState.RESERVE, by=by.reference, reason=late.reason, why=_("裁判组决定不补入，名额空着"))
        return
    move_seat(seat, state_once_admitted(late), by=by.reference, reason=late.reason, why=order_words(given))
    tell_of_seats([seat])
    words = {"name": seat.name or seat.entry.number, "order": order_words(given)}
    sentence = _("%(name)s按裁判组决定补入（%(order)s），评分补齐、重新发布以后生效") % words
    place_hold(upper, kind=HoldKind.REPLAY, reference=late.reference, sentence=sentence)
    if seat.upper_entry is not None and not is_drawn_blind(upper):
        for stage in upper.stages.order_by("position"):
            move_to_last(upper, stage=stage.code, work=seat.upper_entry.number, by=by)


def release_observed(upper: Event, *, by: str) -> None:
    """Whoever was let in late and is marked by now holds nothing up any more. Called when a decision about the event was carried out."""
    for late in late_seats(upper).filter(act__in=ADMITTING):
        entry = late.seat.upper_entry
        if entry is not None and marks_of_entry(upper, entry.number):
            lift_holds(late.reference, by=by, why=_("补入的人已评分"))
