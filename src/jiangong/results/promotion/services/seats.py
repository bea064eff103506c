"""Seats change their state, each with a trace; the upper list follows."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext as _

from jiangong.competitions.models import Entry
from jiangong.competitions.selectors import has_marks, new_slip_salt
from jiangong.foundation import clock
from jiangong.foundation.services import record
from jiangong.results.firming.enums import HoldKind
from jiangong.results.firming.services import lift_holds, place_hold
from jiangong.results.models import Publication
from jiangong.results.promotion.changing import SeatChange, fewer
from jiangong.results.promotion.enums import LateAct, SeatState
from jiangong.results.promotion.late import is_removable
from jiangong.results.promotion.models import LateSeat, PromotionLink, Seat, SeatMove
from jiangong.results.promotion.telling import tell_of_seats

CARRIED = ("name", "unit", "team", "group", "category", "attributes")


def apply_changes(
    changes: Iterable[SeatChange], *, by: str, reason: str, publication: Publication, reference: str = ""
) -> None:
    """Let seats become what was shown. Where the upper event has marks, or must be replayed, its result is held up until its
    officers have dealt with it. Only inside the transaction of the decision."""
    listed = list(changes)
    ground = reference or publication.event.reference
    moved = []
    for change in (one for one in listed if one.moves):
        seat = _seat(change)
        after = SeatState(change.after)
        if after == SeatState.CALLED and _was_confirmed(seat):
            after = SeatState.CONFIRMED
        move_seat(seat, after, by=by, reason=reason, why=change.why)
        moved.append(seat)
        if after == SeatState.HELD:
            _ask_panel(seat, ground)
    for change in fewer(listed):
        if change.needs_replay or (change.upper_has_marks and change.after != SeatState.HELD):
            _hold(change, ground)
    for link in {change.link.pk: change.link for change in listed}.values():
        link.filled_from = publication
        link.save(update_fields=["filled_from"])
    tell_of_seats(moved)


def _seat(change: SeatChange) -> Seat:
    """The seat of a change, made where there was none; with the place by the new standings."""
    link, who = change.link, change.candidate
    entry = link.lower.entries.get(number=who.number)
    seat = Seat.objects.select_for_update().filter(link=link, entry=entry).first() or Seat(link=link, entry=entry)
    seat.position, seat.place, seat.name, seat.unit = who.position, who.place, who.name, who.unit
    seat.division = who.division[:200]
    return seat


def _was_confirmed(seat: Seat) -> bool:
    """Whether somebody who comes back had confirmed before: nobody confirms the same thing twice."""
    last = seat.moves.order_by("-at", "-pk").first() if seat.pk else None
    return last is not None and last.after == SeatState.LOST and last.before == SeatState.CONFIRMED


def move_seat(seat: Seat, after: SeatState, *, by: str, reason: str, why: str = "") -> None:
    """Change a seat, keep the trace, keep the upper list in step. Whoever moves seats tells of them all at once: `tell_of_seats`."""
    before, now = seat.state, clock.now()
    may_leave = bool(seat.pk) and is_removable(seat)
    seat.state, seat.why = after, (why or seat.why)[:300]
    seat.called_at = seat.due_at = None
    if after == SeatState.CALLED and seat.link.confirm_hours is not None:
        seat.called_at, seat.due_at = now, now + timedelta(hours=seat.link.confirm_hours)
    if after == SeatState.CONFIRMED:
        _enter(seat)
    elif seat.upper_entry is not None and (may_leave or not has_marks(seat.link.upper)):
        _leave(seat)
    seat.save()
    if may_leave and after not in (SeatState.CALLED, SeatState.CONFIRMED):
        _no_more_late(seat, by=by, why=reason)
    SeatMove.objects.create(seat=seat, before=before, after=after, at=now, by=by, reason=reason[:500])
    detail = {"seat": seat.entry.number, "before": before, "after": after.value, "reason": reason[:500]}
    record("move_seat", actor=by, subject=seat.link.upper.reference, detail=detail)


def _enter(seat: Seat) -> None:
    """Put the person on the upper list, under the number that the seat had before if it had one."""
    if seat.upper_entry is not None:
        return
    link, lower = seat.link, seat.entry
    entry = Entry(event=link.upper, number=seat.upper_number or _next_number(link), slip_salt=new_slip_salt())
    for name in CARRIED:
        setattr(entry, name, getattr(lower, name))
    entry.save()
    seat.upper_entry, seat.upper_number = entry, entry.number


def _leave(seat: Seat) -> None:
    """Take the person off the upper list. Where marks are sealed an entry stays, and the hold says what is to be done; only whoever was let
    in later and was not observed yet goes."""
    entry = seat.upper_entry
    if entry is None:
        return
    seat.upper_entry = None
    if seat.pk:
        Seat.objects.filter(pk=seat.pk).update(upper_entry=None)
    entry.delete()


def _ask_panel(seat: Seat, ground: str) -> None:
    """The upper event is marked: its result waits until its panel has decided about whoever gained a seat in it."""
    late = LateSeat.objects.create(seat=seat, ground=ground, gained_at=clock.now())
    words = {"name": seat.name or seat.entry.number, "event": seat.link.lower.title}
    sentence = _("%(event)s的名次有变，%(name)s应补入，本赛项已有评分：请裁判组决定补入还是保留递补") % words
    place_hold(seat.link.upper, kind=HoldKind.REPLAY, reference=late.reference, sentence=sentence)


def _no_more_late(seat: Seat, *, by: str, why: str) -> None:
    """Whoever gained a seat late has none any more: nothing is left to decide, and nothing is held up for it."""
    for late in seat.late.exclude(act__in=[LateAct.TAKEN_BACK, LateAct.RESERVE]):
        lift_holds(late.reference, by=by, why=why)
        late.act, late.decided_at = LateAct.TAKEN_BACK, clock.now()
        late.save(update_fields=["act", "decided_at"])


def _next_number(link: PromotionLink) -> str:
    """The link's number and the next free one in it, such as 03-001."""
    stem = f"{link.number:02d}-"
    taken = set(link.upper.entries.filter(number__startswith=stem).values_list("number", flat=True))
    taken |= set(link.seats.exclude(upper_number="").values_list("upper_number", flat=True))
    order = 1
    while f"{stem}{order:03d}" in taken:
        order += 1
    return f"{stem}{order:03d}"


def _hold(change: SeatChange, reference: str) -> None:
    words = {"name": change.candidate.name or change.candidate.number, "event": change.link.lower.title}
    sentence = (
        _("%(event)s的名次有变，%(name)s的晋级受影响，须重赛")
        if change.needs_replay
        else _("%(event)s的名次有变，%(name)s的晋级受影响，本赛项已有评分，须处理")
    )
    place_hold(change.link.upper, kind=HoldKind.REPLAY, reference=reference, sentence=sentence % words)
