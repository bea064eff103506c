"""Consequences before commitment: whose place, score, promotion or award differs between two outcomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jiangong.core.scoring.divisions import by_division
from jiangong.core.scoring.outcome import Outcome

ChangeKind = Literal["award", "goes_on", "division", "place", "state", "score", "entry"]
KINDS: tuple[ChangeKind, ...] = ("award", "goes_on", "division", "place", "state", "score")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs for one entry; `entry` as kind: it stands in one outcome only."""

    event: str
    stage: str
    entry: str
    kind: ChangeKind
    before: str
    after: str


def compare(before: Outcome, after: Outcome) -> tuple[Change, ...]:
    """Every difference, worst first: awards, going on, divisions, places, states, scores; then by event, stage and entry."""
    old, new = _by_key(before), _by_key(after)
    changes = [
        change for key in sorted(old.keys() | new.keys()) for change in _changes(key, old.get(key), new.get(key))
    ]
    order = (*KINDS, "entry")
    return tuple(
        sorted(changes, key=lambda change: (order.index(change.kind), change.event, change.stage, change.entry))
    )


def _by_key(outcome: Outcome) -> dict[tuple[str, str, str], dict[str, str]]:
    rows = by_division(outcome)
    return {(row["event"], row["stage"], row["entry"]): row | {"division": division} for row, division in rows}


def _changes(key: tuple[str, str, str], old: dict[str, str] | None, new: dict[str, str] | None) -> list[Change]:
    if old is None or new is None:
        return [Change(*key, "entry", *(("", "1") if old is None else ("1", "")))]
    return [Change(*key, kind, old[kind], new[kind]) for kind in KINDS if old[kind] != new[kind]]
