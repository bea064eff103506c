"""How standings are laid out: dividing lines, pages and the four steps of a publication. No figure is made here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from jiangong.web.public.forms import PAGE

PODIUM = ("1", "2", "3")
ALWAYS, SHOWN = 3, 5  # of the other scores: so many on every table but a phone's, so many on a wide one


@dataclass(frozen=True)
class Divider:
    """A row that says a rule in words: the cut line (hard) or the start of those without a place (soft)."""

    kind: str
    count: int = 0


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
    podium: tuple[str, ...] = PODIUM
    always: int = ALWAYS
    shown: str = f":{SHOWN}"


def layout(page: Any) -> Layout:
    """The columns of a page of standings."""
    has_scores = any(line.score for line in page.lines)
    has_awards = not has_scores or any(line.awards or line.goes_on == "1" or line.reserve for line in page.lines)
    title = page.ranking.title if page.ranking else None
    return Layout(bool(page.units), has_scores, has_awards, title, max(0, len(page.columns) - SHOWN))


def with_dividers(page: Any, *, plain: bool) -> list[Any]:
    """The lines of a page with dividers between them; only where the order is that of places."""
    lines = list(page.lines)
    if not plain:
        return lines
    return list(_divided(lines))


def _divided(lines: list[Any]) -> Iterator[Any]:
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
