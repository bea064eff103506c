"""What a decision does in the event above, where its marks are in: whoever loses the seat there is put out of place by a decision of that
event, prepared here, shown in the same list and signed in the same transaction by whoever may sign for both."""

from collections.abc import Iterable
from dataclasses import replace

from jiangong.competitions.models import Event
from jiangong.competitions.selectors import rulebook_of
from jiangong.evidence.blind.selectors import is_blind
from jiangong.results.amendments.enums import AmendmentKind
from jiangong.results.amendments.models import Amendment
from jiangong.results.amendments.proposals import Proposal, out_of_place, reversal_of
from jiangong.results.promotion.changing import SeatChange
from jiangong.results.promotion.enums import HOLDING
from jiangong.results.promotion.models import Seat
from jiangong.results.selectors import latest_run_or_none

OUT = "disqualified"
"""The usual state of whoever may not stand in a result; another one that puts out of place where the rules have no such."""


def reference_of(event: Event, number: int) -> str:
    """How a decision is named where something follows from it."""
    return f"amendment:{event.competition.code}/{event.slug}/{number}"


def out_state(event: Event) -> str:
    """The state by which the rules of an event put somebody out of place; empty where they have none."""
    known = [code for code, one in rulebook_of(event).states.items() if one.effect == "out" and code != "not_marked"]
    return OUT if OUT in known else next(iter(known), "")


def is_carried_up(change: SeatChange) -> bool:
    """Whether the loss of a seat can be carried out in the upper event: it has a result by entries, and rules for those who are out."""
    is_loss = change.moves and change.before in HOLDING and change.after not in HOLDING
    upper = change.link.upper
    return (
        is_loss
        and change.upper_has_marks
        and not change.needs_replay
        and not is_blind(upper)
        and latest_run_or_none(upper) is not None
        and bool(out_state(upper))
    )


def proposals_above(
    changes: Iterable[SeatChange], event: Event, *, number: int, reverses: int | None
) -> list[tuple[Event, Proposal]]:
    """The decisions of upper events that follow from a decision: one for each event. A reversal takes back those that followed."""
    if reverses is not None:
        ground = reference_of(event, reverses)
        followed = Amendment.objects.filter(ground=ground, reversed_by__isnull=True).exclude(
            kind=AmendmentKind.REVERSAL
        )
        return [
            (one.event, reversal_of(one)) for one in followed.select_related("event__competition", "event__rulebook")
        ]
    ground = reference_of(event, number)
    found: dict[int, tuple[Event, list[str]]] = {}
    for change in changes:
        if is_carried_up(change):
            entry = Seat.objects.get(link=change.link, entry__number=change.candidate.number).upper_entry
            if entry is not None:
                upper, numbers = found.setdefault(change.link.upper_id, (change.link.upper, []))
                numbers.append(entry.number)
    return [(upper, _out(upper, numbers, ground)) for upper, numbers in found.values()]


def _out(upper: Event, numbers: list[str], ground: str) -> Proposal:
    """All of them out of place in every stage."""
    stages = [stage.id for stage in rulebook_of(upper).stages]
    parts = [out_of_place(upper, number=number, stages=stages, state=out_state(upper)) for number in numbers]
    changes = tuple(change for part in parts for change in part.changes)
    return replace(parts[0], changes=changes, ground=ground)
