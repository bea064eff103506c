"""A seat is confirmed or given up, by the unit or by whoever holds the slip; what is not answered in time lapses."""

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.selectors import entry_by_slip_or_none, has_marks
from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from jiangong.organizations.models import User
from jiangong.organizations.rules import require
from jiangong.results.firming.enums import AfterLoss
from jiangong.results.models import Publication
from jiangong.results.promotion.changing import seat_changes
from jiangong.results.promotion.enums import SeatState
from jiangong.results.promotion.models import PromotionLink, Seat
from jiangong.results.promotion.rules import can_answer_for
from jiangong.results.promotion.selectors import candidates_of, lapsed_seats
from jiangong.results.promotion.services.seats import apply_changes, move_seat
from jiangong.results.promotion.telling import tell_of_seats

CLOCK = "clock"
"""Whose act it is when a time limit passes."""


@transaction.atomic
def answer_seat(seat: Seat, *, comes: bool, by: User, reason: str = "") -> Seat:
    """Confirm a seat, or give it up, for one's unit."""
    require(can_answer_for(by, seat))
    return _answered(seat, comes=comes, by=by.reference, reason=reason)


@transaction.atomic
def answer_seat_by_slip(seat: Seat, *, number: str, slip: str, comes: bool, reason: str = "") -> Seat:
    """Confirm one's own seat, or give it up, with the entry number and the code on the slip."""
    entry = entry_by_slip_or_none(seat.link.lower, number=number, slip=slip)
    require(entry is not None and entry.pk == seat.entry_id)
    return _answered(seat, comes=comes, by=f"entry:{seat.entry.number}", reason=reason)


def _answered(seat: Seat, *, comes: bool, by: str, reason: str) -> Seat:
    link = _locked(seat)
    held = Seat.objects.select_for_update(of=("self",)).select_related("link", "entry", "upper_entry").get(pk=seat.pk)
    is_late = held.due_at is not None and held.due_at < clock.now()
    if held.state == SeatState.CONFIRMED and not comes:
        if has_marks(link.upper):
            raise Declined(_("上级赛项已有封存的评分，不能再放弃。不能到场的，由上级赛项记为弃权。"))
    elif held.state != SeatState.CALLED or is_late:
        words = {"state": SeatState.LAPSED.label if is_late else held.get_state_display()}
        raise Declined(_("这个名额现在是“%(state)s”，不能再答复。") % words)
    after = SeatState.CONFIRMED if comes else SeatState.DECLINED
    move_seat(held, after, by=by, reason=reason.strip() or str(_("本人或单位答复")))
    tell_of_seats([held])
    if not comes:
        _move_up(link, by=by)
    return held


def _locked(seat: Seat) -> PromotionLink:
    """One change of a link's seats at a time."""
    return (
        PromotionLink.objects.select_for_update(of=("self",))
        .select_related("upper", "lower", "filled_from__run")
        .get(pk=seat.link_id)
    )


def _move_up(link: PromotionLink, *, by: str) -> None:
    """Give what became free to the next in order, by the publication from which the seats stand."""
    stands: Publication | None = link.filled_from
    if stands is None:
        return
    changes = seat_changes(link, candidates_of(stands.run, link.stage), after_loss=AfterLoss.KEEP)
    apply_changes(changes, by=by, reason=str(_("前面的人放弃或逾期，按顺序递补")), publication=stands)


@transaction.atomic
def call_substitutes() -> int:
    """Let seats lapse whose time is over, and call the next in order; how many lapsed. Safe to repeat at any time."""
    count = 0
    for seat in list(lapsed_seats()):
        link = _locked(seat)
        held = (
            Seat.objects.select_for_update(of=("self",)).select_related("link", "entry", "upper_entry").get(pk=seat.pk)
        )
        if held.state != SeatState.CALLED or held.due_at is None or held.due_at > clock.now():
            continue
        move_seat(held, SeatState.LAPSED, by=CLOCK, reason=str(_("到期没有确认")))
        tell_of_seats([held])
        _move_up(link, by=CLOCK)
        count += 1
    return count
