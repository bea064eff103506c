"""What other standings would do to seats that are filled: nothing is written here, so that it can be shown first."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from jiangong.competitions.selectors import has_marks
from jiangong.results.firming.enums import AfterLoss
from jiangong.results.promotion.enums import GIVEN_UP, HOLDING, LateAct, SeatState
from jiangong.results.promotion.late import is_removable
from jiangong.results.promotion.lining import Candidate, Lined, Terms, lined_up
from jiangong.results.promotion.models import PromotionLink, Seat


@dataclass(frozen=True, slots=True)
class Above:
    """What counts of the upper event when a seat changes: whether it is marked, whether a decision is taken back, what the rule says about
    losing, and whose seat its panel decided to leave empty."""

    is_marked: bool
    is_reversal: bool
    rule: AfterLoss
    left_empty: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SeatChange:
    """One seat that becomes another, and what the officers of the upper event have to know of it."""

    link: PromotionLink
    candidate: Candidate
    before: str
    after: str
    why: str
    needs_replay: bool
    upper_has_marks: bool

    @property
    def moves(self) -> bool:
        """Whether the seat itself changes its state; a seat that is kept is listed and does not."""
        return self.before != self.after


def terms_of(link: PromotionLink) -> Terms:
    """The terms of a link, as the arithmetic takes them."""
    return Terms(link.quota, link.most_of_unit, link.reserves, takes_equals=link.ties == "all")


def seat_changes(
    link: PromotionLink, candidates: list[Candidate], *, after_loss: AfterLoss, is_reversal: bool = False
) -> list[SeatChange]:
    """How the seats of a filled link would stand by other standings. Whoever gave a seat up has given it up.

    A reversal takes back every seat that the reversed decision gave, whatever the rule says about losing.
    """
    seats = {seat.entry.number: seat for seat in link.seats.select_related("entry", "upper_entry")}
    gone = {number for number, seat in seats.items() if seat.state in GIVEN_UP}
    lined = {one.candidate.number: one for one in substituted(lined_up(candidates, terms_of(link)), gone, link)}
    by_number = {one.number: one for one in candidates}
    left_empty = link.seats.filter(state=SeatState.RESERVE, late__act=LateAct.RESERVE).values_list("pk", flat=True)
    rule = AfterLoss.LOSE if is_reversal else after_loss
    above = Above(has_marks(link.upper), is_reversal, rule, frozenset(left_empty))
    changes = [
        change
        for number in [*seats, *(number for number in lined if number not in seats)]
        if (change := _change(link, seats.get(number), lined.get(number), by_number.get(number), above))
    ]
    return sorted(changes, key=lambda one: (not one.before or one.before == SeatState.RESERVE, one.candidate.position))


def substituted(lined: list[Lined], gone: set[str], link: PromotionLink) -> list[Lined]:
    """The line once those who gave their seat up are left out: the reserve moves up in order, within the cap of each unit. Where the rules
    send so many of each division on, a seat goes to the next of its own division first."""
    units = Counter(one.candidate.unit for one in lined if one.goes_on and one.candidate.number not in gone)
    waiting = [one.candidate for one in lined if not one.goes_on and one.candidate.number not in gone]
    moved: set[str] = set()
    for left in (one.candidate for one in lined if one.goes_on and one.candidate.number in gone):
        free = [one for one in waiting if one.number not in moved and not _is_full(link, one.unit, units)]
        if free:
            own = [one for one in free if one.division == left.division] if left.goes_on is not None else []
            following = (own or free)[0]
            moved.add(following.number)
            units[following.unit] += 1
    return [
        replace(one, goes_on=True, why=_("%(why)s，按顺序递补") % {"why": one.why})
        if one.candidate.number in moved
        else one
        for one in lined
    ]


def _is_full(link: PromotionLink, unit: str, units: Counter[str]) -> bool:
    return link.most_of_unit is not None and bool(unit) and units[unit] >= link.most_of_unit


def _change(
    link: PromotionLink, seat: Seat | None, lined: Lined | None, candidate: Candidate | None, above: Above
) -> SeatChange | None:
    before = seat.state if seat is not None else ""
    wanted = _wanted(link, seat, lined, above)
    who = candidate or _as_was(seat)
    why = lined.why if lined else ""
    is_replayed = above.rule == AfterLoss.REPLAY
    has_place = before in HOLDING and before != SeatState.HELD
    if has_place and wanted not in HOLDING and above.rule != AfterLoss.LOSE:
        # Whoever is kept changes nothing above: only a replay touches marks that are in.
        return SeatChange(link, who, before, before, why, is_replayed, above.is_marked and is_replayed)
    if wanted == before:
        return None
    touches = before in HOLDING or wanted in HOLDING
    meets_marks = above.is_marked and touches and not (seat is not None and is_removable(seat))
    return SeatChange(link, who, before, wanted, why, touches and is_replayed, meets_marks)


def _wanted(link: PromotionLink, seat: Seat | None, lined: Lined | None, above: Above) -> str:
    """The state that the standings ask for."""
    before = seat.state if seat is not None else ""
    if before in GIVEN_UP:
        return before
    if lined is None:
        return SeatState.LOST if before else ""
    if not lined.goes_on:
        return SeatState.RESERVE
    if before in HOLDING or (seat is not None and seat.pk in above.left_empty):
        return before
    if _waits_for_panel(seat, above):
        return SeatState.HELD
    return SeatState.CALLED if link.confirm_hours else SeatState.CONFIRMED


def _waits_for_panel(seat: Seat | None, above: Above) -> bool:
    """Somebody new before the door of an event that is marked: its panel decides. Whoever was there already, or comes back because a decision
    is taken back, and whoever competes in a replay, needs no decision."""
    was_there = seat is not None and (
        seat.upper_entry_id is not None or (above.is_reversal and bool(seat.upper_number))
    )
    return above.is_marked and above.rule != AfterLoss.REPLAY and not was_there


def _as_was(seat: Seat | None) -> Candidate:
    """Somebody who has no place any more, as they stood."""
    assert seat is not None
    return Candidate(seat.entry.number, seat.name, seat.unit, seat.place, seat.position, None, None, seat.division)


def fewer(changes: Iterable[SeatChange]) -> list[SeatChange]:
    """Those changes that touch the upper list: somebody goes, comes or stays against the line."""
    return [one for one in changes if one.before in HOLDING or one.after in HOLDING]
