"""One line of a value in the naive reference, and what its formulas may read around it."""

from fractions import Fraction

from tests.core.reference.arithmetic import NOTHING, Cell
from tests.core.reference.facts import typed


def other_side(cells, key):
    """The other side of a match: the line with the same item and another entry."""
    return next((other for other in cells if other[1:] == key[1:] and other[0] != key[0]), None)


def row_before(series, key):
    """The line before, by attempt or else by item: the same in all else."""
    at = series.dimensions.index("attempt" if "attempt" in series.dimensions else "item") + 1
    alike = [k for k in series.cells if k[:at] + k[at + 1 :] == key[:at] + key[at + 1 :]]
    ordered = sorted(alike, key=lambda k: (0, int(k[at]), "") if k[at].isdigit() else (1, 0, k[at]))
    return ([None, *ordered])[ordered.index(key)]


class At:
    """One line of a value, as its formulas see it: `read(name)`, and everybody who competes on it."""

    def __init__(self, stage, series, key, of, start=None):
        self.stage, self.series, self.key, self.of, self.start = stage, series, key, of, start
        self.at = dict(zip(series.dimensions, key[1:], strict=True))

    def competes(self):
        """Who is out takes no part."""
        return self.stage.out_of(self.key[0]) is None

    def field(self, names=("value",)):
        """The same line of everybody of the same field who is not out: of all who take part, or, where numbers are separate,
        of all who have such a line of this number or of one of `names`.
        """
        there = set(self.series.cells)
        own = [self.stage.value_of(n) for n in names if n in self.stage.stage.criteria or n in self.stage.stage.scores]
        there = there.union(*(known.cells for known in own if known.dimensions == self.series.dimensions))
        lines = [At(self.stage, self.series, key, self.of, self.start) for key in there if key[1:] == self.key[1:]]
        own = self.stage.field_name(self.key[0])
        return [line for line in lines if line.competes() and self.stage.field_name(line.key[0]) == own]

    def __call__(self, name):
        entry, rules = self.key[0], self.stage.stage
        if name == "value":
            return self.series.cells.get(self.key, NOTHING)
        if name == "start":
            return Cell(self.start.cells.get(self.key, NOTHING).value)
        if name == "state" or name.endswith(".state"):
            criterion = self.stage.criterion_of(self.of) if name == "state" else name.removesuffix(".state")
            return self.stage.state_of(criterion, entry, self.at)
        if name in rules.criteria or name in rules.scores:
            series = self.stage.value_of(name)
            known = rules.criteria.get(name)
            without = Cell(Fraction(0)) if known and known.missing == "zero" and series.dimensions else NOTHING
            return series.cells.get((entry, *(self.at[d] for d in series.dimensions)), without)
        source, _, column = name.partition(".")
        if source == "previous":
            before = row_before(self.series, self.key)
            line = At(self.stage, self.series, before, self.of, self.start) if before else None
            return Cell(line(column or "value").value) if line else NOTHING
        if source == "opponent":
            return self._of_opponent(column)
        if name in ("item", "attempt"):
            return Cell(self.at[name] if name == "item" else Fraction(self.at[name]))
        if source == "source":
            row = self.stage.world.sources.get(self.at["source"], {})
            return Cell(typed(self.stage.world.rulebook.sources[column], row.get(column, "")))
        if source == "item":
            criterion = self.stage.criterion_of(self.of)
            return self.stage.world.item(rules.id, criterion, self.at["item"], column)
        return self.stage.fact(source, column, entry, self.at.get("member"))

    def _of_opponent(self, name):
        """A number of the other side; that it failed there is no failure here."""
        other = other_side(self.series.cells, self.key)
        if other is None:
            return NOTHING
        if not name:
            return Cell(self.series.cells[other].value)
        return Cell(At(self.stage, self.series, other, self.of)(name).value)
