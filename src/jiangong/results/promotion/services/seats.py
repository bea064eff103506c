"""Seats change their state, each with a trace; the upper list follows."""

from collections.abc import Iterable
from datetime import timedelta

from django.utils.translation import gettext as _

from jiangong.competitions.models import Entry
from jiangong.competitions.selectors import has_marks, new_slip_salt
from jiangong.foundation import clock
from jiangong.foundation.services import record
from jiangong.results.firming.enums import HoldKind
from jiangong.results.firming.services import place_hold
from jiangong.results.models import Publication
from jiangong.results.promotion.changing import SeatChange, fewer
from jiangong.results.promotion.enums import SeatState
from jiangong.results.promotion.models import PromotionLink, Seat, SeatMove
from jiangong.results.promotion.telling import tell_of_seat

CARRIED = ("name", "unit", "team", "group", "category", "attributes")


def apply_changes(
    changes: Iterable[SeatChange], *, by: str, reason: str, publication: Publication, reference: str = ""
) -> None:
    """Let seats become what was shown. Where the upper event has marks, or must be replayed, its result is held up until its
    officers have dealt with it. Only inside the transaction of the decision."""
    listed = list(changes)
    for change in (one for one in listed if one.moves):
        seat = _seat(change)
        after = SeatState(change.after)
        if after == SeatState.CALLED and _was_confirmed(seat):
            after = SeatState.CONFIRMED
        move_seat(seat, after, by=by, reason=reason, why=change.why)
    for change in fewer(listed):
        if change.needs_replay or change.upper_has_marks:
            _hold(change, reference or publication.event.reference)
    for link in {change.link.pk: change.link for change in listed}.values():
        link.filled_from = publication
        link.save(update_fields=["filled_from"])


def _seat(change: SeatChange) -> Seat:
    """The seat of a change, made where there was none; with the place by the new standings."""
    link, who = change.link, change.candidate
    entry = link.lower.entries.get(number=who.number)
    seat = Seat.objects.select_for_update().filter(link=link, entry=entry).first() or Seat(link=link, entry=entry)
    seat.position, seat.place, seat.name, seat.unit = who.position, who.place, who.name, who.unit
    return seat


def _was_confirmed(seat: Seat) -> bool:
    """Whether somebody who comes back had confirmed before: nobody confirms the same thing twice."""
    last = seat.moves.order_by("-at", "-pk").first() if seat.pk else None
    return last is not None and last.after == SeatState.LOST and last.before == SeatState.CONFIRMED


def move_seat(seat: Seat, after: SeatState, *, by: str, reason: str, why: str = "") -> None:
    """Change a seat, keep the trace, keep the upper list in step, tell those concerned."""
    before, now = seat.state, clock.now()
    seat.state, seat.why = after, (why or seat.why)[:300]
    seat.called_at = seat.due_at = None
    if after == SeatState.CALLED and seat.link.confirm_hours is not None:
        seat.called_at, seat.due_at = now, now + timedelta(hours=seat.link.confirm_hours)
    if after == SeatState.CONFIRMED:
        _enter(seat)
    elif seat.upper_entry is not None:
        _leave(seat)
    seat.save()
    SeatMove.objects.create(seat=seat, before=before, after=after, at=now, by=by, reason=reason[:500])
    detail = {"seat": seat.entry.number, "before": before, "after": after.value, "reason": reason[:500]}
    record("move_seat", actor=by, subject=seat.link.upper.reference, detail=detail)
    tell_of_seat(seat)


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
    """Take the person off the upper list; where marks are sealed the entry stays, and the hold says what is to be done."""
    entry = seat.upper_entry
    if entry is None or has_marks(seat.link.upper):
        return
    seat.upper_entry = None
    if seat.pk:
        Seat.objects.filter(pk=seat.pk).update(upper_entry=None)
    entry.delete()


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
