"""The two sources that every list has: what the core compares, and who goes on by it."""

from dataclasses import replace

from jiangong.competitions.models import Event
from jiangong.core.scoring import Change, Outcome
from jiangong.results.amendments.above import is_carried_up
from jiangong.results.amendments.lines import Deed, Line, Situation, Source
from jiangong.results.firming.enums import AfterLoss
from jiangong.results.firming.selectors import publication_rule
from jiangong.results.promotion.changing import SeatChange, fewer, seat_changes
from jiangong.results.promotion.enums import HOLDING, SeatState
from jiangong.results.promotion.selectors import candidates_in, filled_links_from
from jiangong.results.promotion.services import apply_changes

STANDINGS, PROMOTION, ABOVE = "standings", "promotion", "above"


def _standing_lines(situation: Situation) -> list[Line]:
    """Every score, place, state, award and going on that differs, worst first as the core lists them."""
    numbers = {change.entry for change in situation.changes}
    rows = situation.event.entries.filter(number__in=numbers).values_list("number", "name", "unit")
    named = {number: (name, unit) for number, name, unit in rows}
    return [_line(change, *named.get(change.entry, ("", ""))) for change in situation.changes]


def _line(change: Change, name: str, unit: str) -> Line:
    return Line(STANDINGS, change.kind, change.entry, name, unit, change.stage, change.before, change.after)


def _no_more(_situation: Situation, _deed: Deed) -> None:
    """The run and the publication themselves are all there is to do."""


def seats_changed(event: Event, after: Outcome, *, is_reversal: bool) -> tuple[SeatChange, ...]:
    """Every seat that another standing would change."""
    links = filled_links_from(event)
    rule = AfterLoss(publication_rule(event.competition).after_loss) if links else AfterLoss.LOSE
    return tuple(
        change
        for link in links
        for change in seat_changes(
            link, candidates_in(after, event, link.stage), after_loss=rule, is_reversal=is_reversal
        )
    )


def _seat_lines(situation: Situation) -> list[Line]:
    """Who of those that went on loses, keeps or gains a seat, and what the upper event must do about it."""
    return [
        Line(
            PROMOTION,
            "seat",
            change.candidate.number,
            change.candidate.name,
            change.candidate.unit,
            change.link.stage,
            change.before,
            change.after if change.moves else "kept",
            event=f"{change.link.upper.competition.code}/{change.link.upper.slug}",
            note=_note(change, is_reversal=situation.is_reversal),
        )
        for change in _touched(situation.seats)
    ]


def _note(change: SeatChange, *, is_reversal: bool) -> str:
    if change.needs_replay:
        return "replay"
    if change.after == SeatState.HELD:
        return "panel"
    if not change.upper_has_marks:
        return ""
    return "carried" if is_carried_up(change) and not is_reversal else "marked"


def _without_hold(change: SeatChange, situation: Situation, deed: Deed) -> SeatChange:
    """A change that the upper event's own decision carries out holds nothing up there; neither does taking it back."""
    follows = is_carried_up(change) if situation.reverses is None else change.after in HOLDING
    is_done = change.link.upper_id in deed.carried_up and follows
    return replace(change, upper_has_marks=False) if is_done else change


def _touched(changes: tuple[SeatChange, ...]) -> list[SeatChange]:
    """Those that touch the upper list first, the movements in the reserve after them."""
    first = fewer(changes)
    return [*first, *(change for change in changes if change not in first)]


def _move_seats(situation: Situation, deed: Deed) -> None:
    if deed.publication is not None:
        apply_changes(
            [_without_hold(change, situation, deed) for change in situation.seats],
            by=deed.by, reason=deed.reason, publication=deed.publication, reference=deed.reference,
        )  # fmt: skip
        for link in filled_links_from(situation.event):
            link.filled_from = deed.publication
            link.save(update_fields=["filled_from"])


OWN_SOURCES = (
    Source(STANDINGS, _standing_lines, _no_more),
    Source(PROMOTION, _seat_lines, _move_seats),
)
