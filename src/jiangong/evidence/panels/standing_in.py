"""Who could take over a work whose judge is recused, and the sentence for those who run the event."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from jiangong.evidence.panels.enums import TieGround
from jiangong.evidence.panels.models import Panel, Seat
from jiangong.evidence.panels.selectors import allotted, entries_to_judge, marking_seats, recusals


@dataclass(frozen=True, slots=True)
class Refusal:
    """A judge who may not mark an entry, why, whether the work had been given to them, and who is proposed instead.

    Where every judge marks everything nobody needs to stand in as long as `others` is above nought.
    """

    seat: Seat
    number: str
    name: str
    unit: str
    ground: TieGround
    is_given: bool
    is_allotted: bool
    others: int
    proposed: str


def refusals(panel: Panel) -> list[Refusal]:
    """Every recusal of the panel, by entry; those whose works were given to the judge first."""
    given, barred = allotted(panel), recusals(panel)
    seats = marking_seats(panel)
    loads = Counter(code for codes in given.values() for code in codes)
    codes = [seat.code for seat in seats]
    found = []
    for entry in entries_to_judge(panel.event):
        judging = given.get(entry.number, frozenset(codes))
        free = [code for code in judging if entry.number not in barred.get(code, ())]
        for seat in seats:
            ground = barred[seat.code].get(entry.number)
            if ground is not None:
                proposed = _least(codes, entry.number, judging, barred, loads) if entry.number in given else ""
                found.append(
                    Refusal(seat, entry.number, entry.name, entry.unit, ground, seat.code in judging,
                            entry.number in given, len(free), proposed)
                )  # fmt: skip
    return sorted(found, key=lambda one: (not (one.is_allotted and one.is_given), one.number, one.seat.code))


def stand_in_or_none(panel: Panel, number: str) -> str | None:
    """The code of the judge with the least to do who is free to mark an entry and does not yet."""
    given, barred = allotted(panel), recusals(panel)
    loads = Counter(code for codes in given.values() for code in codes)
    return _least(list(barred), number, given.get(number, ()), barred, loads) or None


def _least(
    codes: Collection[str],
    number: str,
    judging: Collection[str],
    barred: Mapping[str, Collection[str]],
    loads: Counter[str],
) -> str:
    free = [code for code in codes if code not in judging and number not in barred.get(code, ())]
    return min(free, key=lambda code: (loads[code], code), default="")
