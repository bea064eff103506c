"""How standings are laid out: dividing lines, pages and the four steps of a publication. No figure is made here."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from jiangong.web.public.forms import PAGE, StandingsQuery

PODIUM = ("1", "2", "3")
ALWAYS, SHOWN = 3, 5  # of the other scores: so many on every table but a phone's, so many on a wide one


@dataclass(frozen=True)
class Divider:
    """A row that says a rule in words: the name of the division whose lines follow (division), the cut line (cut), the start of those
    without a place (unplaced)."""

    kind: str
    count: int = 0
    title: Any = None


@dataclass(frozen=True)
class CycleStep:
    """One of the four steps: its state, the signed step if it was taken, and whether it is the present one."""

    state: Any
    taken: Any
    is_now: bool


@dataclass(frozen=True)
class Layout:
    """Which columns the table needs: the other scores, then the ranking score in bold. `left_out` scores find no room."""

    has_units: bool
    has_scores: bool
    has_awards: bool
    total_title: Any
    left_out: int
    tells_division: bool = False
    """Whether each line says its division itself, because there are no headings between them."""
    podium: tuple[str, ...] = PODIUM
    always: int = ALWAYS
    shown: str = f":{SHOWN}"


def layout(page: Any, query: StandingsQuery) -> Layout:
    """The columns of a page of standings."""
    has_scores = any(line.score for line in page.lines)
    has_awards = not has_scores or any(line.awards or line.goes_on == "1" or line.reserve for line in page.lines)
    title = page.ranking.title if page.ranking else None
    left_out = max(0, len(page.columns) - SHOWN)
    return Layout(
        bool(page.units), has_scores, has_awards, title, left_out, bool(page.divisions) and not query.is_by_place
    )


def with_dividers(page: Any, query: StandingsQuery) -> list[Any]:
    """The lines of a page with dividers between them, where the order is that of places: the name of each division above its lines, and
    its own cut where all its lines are there."""
    lines, divisions = list(page.lines), {one.value: one for one in page.divisions}
    if not query.is_by_place:
        return lines
    shown: list[Any] = []
    for value, group in groupby(lines, key=lambda line: line.division):
        own = list(group)
        if divisions:
            shown.append(Divider("division", divisions[value].count, divisions[value].title))
        shown += _divided(own) if query.is_plain else own
    return shown


def _divided(lines: Sequence[Any]) -> Iterator[Any]:
    """Put a divider after the last who goes on, and before the first without a place."""
    before = None
    unplaced = sum(1 for line in lines if not line.place)
    for line in lines:
        if before and before.goes_on == "1" and line.goes_on == "0" and line.place:
            yield Divider("cut")
        if not line.place and (before is None or before.place):
            yield Divider("unplaced", unplaced)
        yield line
        before = line


def pages(count: int, current: int) -> list[int]:
    """The numbers of all pages around the current one, the first and the last."""
    last = max(1, -(-count // PAGE))
    near = {1, last, *range(current - 2, current + 3)}
    return sorted(number for number in near if 1 <= number <= last)


def cycle(publication: Any) -> list[CycleStep]:
    """The four steps over a result, with what was signed."""
    taken = {step.state: step for step in publication.steps_taken}
    return [CycleStep(state, taken.get(state), state == publication.state) for state in type(publication.state)]
