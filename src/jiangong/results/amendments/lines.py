"""One line of the list that is signed, and the sources that write lines. A later room adds its own source by `add_source`."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from jiangong.competitions.models import Event
from jiangong.core.scoring import Change, Outcome
from jiangong.results.models import Publication, Run
from jiangong.results.promotion.changing import SeatChange


@dataclass(frozen=True, slots=True)
class Line:
    """Something that becomes another thing for one entry. `source` says which room wrote the line and can word its codes."""

    source: str
    kind: str
    entry: str
    name: str
    unit: str
    stage: str
    before: str
    after: str
    event: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Situation:
    """What a source is asked about: an event before and after a decision. `after` is not stored yet."""

    event: Event
    publication: Publication | None
    run: Run | None
    before: Outcome
    after: Outcome
    changes: tuple[Change, ...]
    is_reversal: bool
    reverses: int | None = None
    """The number of the decision that is taken back."""
    seats: tuple[SeatChange, ...] = ()
    """Every seat that changes with it: computed once, read by whoever lists or moves them."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What a source is told once the decision is signed and stored: inside the same transaction."""

    publication: Publication | None
    by: str
    reason: str
    reference: str
    carried_up: frozenset[int] = frozenset()
    """The upper events whose own decision is signed with this one: they need not be held up."""


@dataclass(frozen=True, slots=True)
class Source:
    """A room that has something to say: `lines` reads, `apply` writes what the lines promised."""

    name: str
    lines: Callable[[Situation], list[Line]]
    apply: Callable[[Situation, Deed], None]


_added: dict[str, Source] = {}


def add_source(source: Source) -> None:
    """Let a room above add its lines (certificates, titles). Called once, when the site starts."""
    _added[source.name] = source


def added_sources() -> list[Source]:
    """The sources of rooms above, by name, so that the order of starting says nothing."""
    return [_added[name] for name in sorted(_added)]


def as_stored(lines: list[Line]) -> list[dict[str, Any]]:
    """Lines as a list that JSON holds."""
    return [asdict(line) for line in lines]
