"""What a step does: combine rows, look a number up, apply a formula, round."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from jiangong.core.quantities import Mode
from jiangong.core.rulebook.asking import LATER
from jiangong.core.rulebook.formula import Formula

RUNNING = ("sum_so_far", "run_so_far")
"""Ways to combine that give each row what it and those before it come to."""
STAYING = ("each", *RUNNING)
"""Ways to combine after which the rows are still there."""


@dataclass(frozen=True, slots=True)
class Rounding:
    """To whole multiples of `step`, by `mode`."""

    step: Fraction
    mode: Mode = "half_up"


@dataclass(frozen=True, slots=True)
class Band:
    """Values from `low` to `high` (both included unless `below`) give `result`."""

    result: Fraction
    low: Fraction | None = None
    high: Fraction | None = None
    open_above: bool = False


Amount = int | str
"""How many: a whole number, or the name of the event parameter that says it."""
Drops = Amount | tuple[tuple[int, int], ...]
"""The same, or from how many rows on how many of them."""


@dataclass(frozen=True, slots=True)
class Over:
    """Combine dimensions into one number, after dropping."""

    dimensions: tuple[str, ...]
    take: str
    drop_high: Drops = 0
    drop_low: Drops = 0
    drop_best: Drops = 0
    drop_worst: Drops = 0
    keep_best: Amount | None = None
    need: int = 0
    where: Formula | None = None
    may_drop: Formula | None = field(default=None, metadata=LATER)
    """The only rows that dropping may leave out."""
    weight: Formula | None = field(default=None, metadata=LATER)
    """How much each row counts in a mean."""

    @property
    def gone(self) -> frozenset[str]:
        """Dimensions that are there no more after it; `each` only leaves rows out, and a sum so far stands in each."""
        return frozenset() if self.take in STAYING else frozenset(self.dimensions)

    @property
    def drops(self) -> tuple[Drops, Drops, Drops, Drops]:
        """How many of the highest, lowest, best and worst it leaves out."""
        return self.drop_high, self.drop_low, self.drop_best, self.drop_worst

    @property
    def is_open(self) -> bool:
        """Whether how many are left depends on more than these rules: a parameter, how many rows there are, which may go."""
        return bool(self.parameters) or self.may_drop is not None or any(isinstance(n, tuple) for n in self.drops)

    @property
    def formulas(self) -> tuple[Formula, ...]:
        """Everything that it asks of a row."""
        return tuple(known for known in (self.where, self.may_drop, self.weight) if known is not None)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Event parameters that say how many to drop or keep."""
        amounts = (*self.drops, self.keep_best)
        return tuple(dict.fromkeys(amount for amount in amounts if isinstance(amount, str)))


@dataclass(frozen=True, slots=True)
class Lookup:
    """A table of exact values, or several of which a name (`event.era`, `entry.role`) says which one holds.

    `shared` says what those get who have the same value (a place, say): each the whole, its result divided among them
    (`split`), or the results of all the places that they fill divided among them (`mean`).
    """

    table: tuple[tuple[Fraction, Fraction], ...] = ()
    otherwise: Fraction | None = None
    by: str = ""
    tables: tuple[tuple[str, tuple[tuple[Fraction, Fraction], ...]], ...] = ()
    shared: str = "each"

    @property
    def results(self) -> tuple[Fraction, ...]:
        """Everything that it can give."""
        tables = (self.table, *(table for _, table in self.tables))
        rest = (self.otherwise,) if self.otherwise is not None else ()
        return (*(result for table in tables for _, result in table), *rest)


@dataclass(frozen=True, slots=True)
class Bands:
    """A table of ranges; the first that fits counts."""

    bands: tuple[Band, ...]
    otherwise: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Apply:
    """A formula over `value`, the number so far. `said` keeps how it was written (times, plus, limit, goalposts, formula)."""

    formula: Formula
    said: str = "formula"


Act = Over | Lookup | Bands | Apply


@dataclass(frozen=True, slots=True)
class Step:
    """One act and the rounding after it; an act of None only rounds."""

    act: Act | None
    rounding: Rounding | None = None
