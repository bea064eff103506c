"""The facts of one event as the naive reference sees them: entries, items, parameters, marks."""

from dataclasses import dataclass, field
from fractions import Fraction

from tests.core.reference.arithmetic import NOTHING, Cell, computed


class RefusedByReference(Exception):
    """A rule of a stage forbids what was handed in."""


PLAIN_COLUMNS = ("name", "unit", "team", "group", "category")


@dataclass
class Line:
    """What the standings say of an entry, and the values behind it."""

    entry: str
    out: int | None
    values: dict = field(default_factory=dict)
    state: str = ""
    is_placed: bool = False
    place: int | None = None
    decided_by: str = ""
    goes_on: int | None = None
    goes: list = field(default_factory=list)
    reserve: int | None = None
    awards: list = field(default_factory=list)
    columns: dict = field(default_factory=dict)
    keys: tuple = ()


@dataclass
class Series:
    """A value of a stage while it is computed: a cell for each line that is there."""

    dimensions: tuple
    cells: dict = field(default_factory=dict)


def typed(attribute, word):
    """A word of a table as the attribute's type."""
    word = word or (attribute.default or "").strip()
    if attribute.type == "text":
        return word
    if attribute.type == "yes_no":
        return word.lower() in ("1", "yes", "true", "是")
    return Fraction(word)


class World:
    """The facts of one event."""

    def __init__(self, rulebook, event, marks, entries, items, events):
        self.rulebook, self.event, self.marks, self.stages = rulebook, event, marks, {}
        self.items = [row for row in items if row.get("event", event) == event]
        own = next((row for row in events if row["event"] == event), {})
        self.parameters = {name: typed(a, own.get(name, "")) for name, a in rulebook.events.items()}
        self.entries = {row["entry"]: self.columns(row) for row in entries}

    def columns(self, row):
        known = {name: row.get(name, "") for name in PLAIN_COLUMNS}
        plain = {name: a for name, a in self.rulebook.entries.items() if a.formula is None}
        known |= {name: typed(a, row.get(name, "")) for name, a in plain.items()}
        found = dict(known)
        for name, attribute in self.rulebook.entries.items():
            if attribute.formula is not None:
                read = lambda n: Cell({**{f"entry.{k}": v for k, v in known.items()}, **self.events()}[n])  # noqa: E731
                found[name] = computed(attribute.formula.node, read).value
        return found

    def teams(self, column):
        """The teams that a column forms; of what differs between members, the first in order stands for the team."""
        found = {}
        for columns in self.entries.values():
            if columns[column]:
                found.setdefault(columns[column], []).append(columns)
        return {
            name: {c: min((own[c] for own in lines if own[c] is not None), default=None) for c in lines[0]}
            for name, lines in found.items()
        }

    def events(self):
        return {f"event.{name}": value for name, value in self.parameters.items()}

    def item(self, stage, criterion, item, column):
        for row in self.items:
            fits = row.get("stage", stage) == stage and row.get("criterion", criterion) == criterion
            if fits and row["item"] == item:
                return Cell(typed(self.rulebook.items[column], row.get(column, "")))
        return NOTHING
