"""What a rulebook says, as frozen values. Nothing here computes; nothing here can be changed after reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from jiangong.core.problems import NO_TEXT, Text
from jiangong.core.quantities import Mode
from jiangong.core.rulebook.acts import Act, Amount, Apply, Band, Bands, Lookup, Over, Rounding, Step
from jiangong.core.rulebook.asking import AS_USUAL, DERIVED, LATER, PLAIN_SHEET, Asked, SheetRules
from jiangong.core.rulebook.formula import KNOWN_COLUMNS, Formula, is_state, known_columns

__all__ = [
    "Act", "Amount", "Apply", "Attribute", "Award", "Band", "Bands", "Better", "Criterion", "GoOn", "Lookup", "OrderKey", "Over",
    "Rounding", "Rulebook", "Score", "Stage", "State", "Step",
]  # fmt: skip
Better = Literal["high", "low"]


@dataclass(frozen=True, slots=True)
class State:
    """A named reason why a row has no ordinary value, and what follows from it."""

    code: str
    title: Text
    effect: str
    value: Fraction | None = None
    excludable: bool = True
    keeps: bool = field(default=False, metadata=LATER)
    """Of one that leaves an entry without a place: numbers that are still separate count further on all the same."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A column of entries, items, events or sources that the rules read."""

    name: str
    type: str
    title: Text = NO_TEXT
    decimals: int = 0
    low: Fraction | None = None
    high: Fraction | None = None
    default: str | None = None
    formula: Formula | None = None
    of: tuple[tuple[str, str], ...] = field(default=(), metadata=LATER)
    """Of sources that the rules name themselves, what the column holds."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """A kind of fact observed of an entry, and the steps that turn its rows into one number."""

    id: str
    title: Text
    kind: str = "mark"
    by: tuple[str, ...] = ()
    count: tuple[tuple[str, tuple[int, int]], ...] = ()
    items: tuple[str, ...] = ()
    low: Fraction | None = None
    high: Fraction | None = None
    decimals: int = 2
    step: Fraction | None = None
    values: tuple[Fraction, ...] = ()
    """The only values allowed, where they are listed one by one."""
    at_most: str = ""
    """The column of items that holds each item's own maximum."""
    unit: Text = NO_TEXT
    better: Better = "high"
    missing: str = "not_marked"
    steps: tuple[Step, ...] = ()
    show: Fraction | None = None
    hidden: bool = False
    asked: Asked = field(default=AS_USUAL, metadata=LATER)

    @property
    def scale(self) -> int:
        """Rows of this criterion are whole multiples of 1/scale."""
        return int(10**self.decimals)

    def counted(self, dimension: str) -> tuple[int, int] | None:
        """Least and most rows of a dimension, where the rulebook says so."""
        return dict(self.count).get(dimension)


@dataclass(frozen=True, slots=True)
class Score:
    """A named number computed from criteria and earlier scores."""

    id: str
    title: Text
    formula: Formula | None = None
    start: str | None = None
    steps: tuple[Step, ...] = ()
    weights: tuple[tuple[str, Fraction], ...] = ()
    show: Fraction | None = None
    better: Better = "high"
    hidden: bool = False
    weights_of: str = field(default="all", metadata=LATER)
    """Whether every part is needed, or what is lacking leaves its weight to the others."""


@dataclass(frozen=True, slots=True)
class OrderKey:
    """One comparison of the order of places."""

    by: str
    first: Better
    title: Text = NO_TEXT
    compare: str = ""
    """Where `by` still has a dimension: in which order its numbers are compared one by one."""
    among: str = ""
    """Count only matches among those who are equal so far."""
    when: Formula | None = None


@dataclass(frozen=True, slots=True)
class GoOn:
    """Who goes on to the next stage, and who stands in reserve."""

    to: str = ""
    top: Amount | None = None
    share: Fraction | None = None
    when: Formula | None = None
    per: str = ""
    by: tuple[str, ...] = ()
    across: bool = False
    cap: Amount | None = None
    cap_per: str = "unit"
    ties: str = "all"
    reserve: int = 0
    again: bool = field(default=False, metadata=LATER)
    """Whether it takes those too whom an earlier rule took."""


@dataclass(frozen=True, slots=True)
class Award:
    """Who gets what: by place, by share of the field, by a condition."""

    id: str
    title: Text
    kind: str = "prize"
    places: tuple[int, int] | None = None
    count: Amount | None = None
    share: Fraction | None = None
    share_of: str = "entrants"
    share_round: Mode = "floor"
    ties: str = "all"
    when: Formula | None = None
    among: Formula | None = None
    issuer: Text = NO_TEXT
    act: str = "grant"
    by: tuple[str, ...] = field(default=(), metadata=LATER)
    margin: Fraction | None = field(default=None, metadata=LATER)
    """How far from the last who gets it somebody may be and get it too."""
    cap: Amount | None = field(default=None, metadata=LATER)
    cap_per: str = field(default="unit", metadata=LATER)
    move_up: bool = field(default=False, metadata=LATER)
    """Whether it passes over those who have an earlier award of its kind, so that others move up."""

    @property
    def counts_apart(self) -> bool:
        """Whether it goes by places of its own: among some only, by other numbers, so many of a unit, without those who have one."""
        return self.among is not None or bool(self.by) or self.cap is not None or self.move_up

    @property
    def follows(self) -> bool:
        """Whether it is so many or a share: after those of its kind before it, or of those who are left."""
        return self.count is not None or self.share is not None


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: what is observed, how it adds up, who stands where, who goes on, who is awarded."""

    id: str
    title: Text
    entrants: str = ""
    team: str = "team"
    within: str = ""
    ranked: Formula | None = None
    criteria: dict[str, Criterion] = field(default_factory=dict)
    scores: dict[str, Score] = field(default_factory=dict)
    score: str = ""
    order: tuple[OrderKey, ...] = ()
    places: str = "shared"
    go_on: tuple[GoOn, ...] = ()
    awards: tuple[Award, ...] = ()
    sheet: SheetRules = field(default=PLAIN_SHEET, metadata=LATER)
    alike: tuple[str, ...] = field(default=(), metadata=DERIVED)
    """Earlier stages of the same teams, whose numbers are each team's own."""
    unranked: str = field(default="", metadata=LATER)
    """The state of those whom the condition of ranking leaves without a place."""
    no_result: str = field(default="", metadata=LATER)
    """The state of those who were marked and have nothing to be placed by."""

    @property
    def shown(self) -> str:
        """The number that people call an entry's score: one that the rules name, or the first that places are ordered by."""
        return self.score or (self.order[0].by if self.order else "")

    def margin_by(self, award: Award) -> tuple[str, Better]:
        """The number by which somebody is near the last who gets an award, and which end of it is the better."""
        first = {key.by: key.first for key in reversed(self.order)}
        name = award.by[0] if award.by else self.order[0].by
        return name, first.get(name) or self.value_of(name).better

    def value_of(self, name: str) -> Criterion | Score:
        """The criterion or score of that name; KeyError where there is none."""
        return self.criteria[name] if name in self.criteria else self.scores[name]

    def left_over(self, name: str, known: dict[str, frozenset[str]] | None = None) -> frozenset[str]:
        """Dimensions that a name of a formula still has here: item, attempt, source, or member in a stage of teams. `known`
        keeps what was found, so that each value is gone through once however many read it.
        """
        known = {} if known is None else known
        if name in known:
            return known[name]
        if name not in self.criteria and name not in self.scores:
            return self._around(name)
        known[name] = frozenset()  # a cycle is told by check; here it must only end
        value = self.value_of(name)
        started = frozenset(value.by) if isinstance(value, Criterion) else frozenset[str]()
        if isinstance(value, Score):
            reads = [value.start] if value.start else value.formula.names() if value.formula else []
            started = started.union(*(self.left_over(read, known) for read in reads))
        gone = {dimension for step in value.steps if isinstance(step.act, Over) for dimension in step.act.gone}
        known[name] = started - gone
        return known[name]

    def _around(self, name: str) -> frozenset[str]:
        head, _, column = name.partition(".")
        if is_state(name):
            return frozenset(self.criteria[head].by) if head in self.criteria else frozenset()
        if head in ("item", "attempt", "source"):
            return frozenset({head})
        of_members = self.entrants == "teams" and column and head not in ("entry", "event", *self.alike)
        return frozenset({"member"}) if of_members else frozenset()

    def named_scores(self) -> tuple[str, ...]:
        """What this stage shows in `score:` columns: marks and scores that come to one number an entry."""
        marks = [c.id for c in self.criteria.values() if c.kind == "mark" and not c.hidden]
        scores = [score.id for score in self.scores.values() if not score.hidden]
        known: dict[str, frozenset[str]] = {}
        return tuple(name for name in (*marks, *scores) if not self.left_over(name, known))

    def conditions(self) -> tuple[Formula, ...]:
        """Every condition on an entry of this stage: of ranking, order, going on and awards."""
        found = [self.ranked, *(key.when for key in self.order), *(rule.when for rule in self.go_on)]
        found += [formula for award in self.awards for formula in (award.when, award.among)]
        return tuple(formula for formula in found if formula is not None)

    def amounts(self) -> tuple[str, ...]:
        """Columns that say how many go on or are awarded."""
        amounts = [amount for rule in self.go_on for amount in (rule.top, rule.cap)]
        amounts += [amount for award in self.awards for amount in (award.count, award.cap)]
        return tuple(amount for amount in amounts if isinstance(amount, str))

    def acts(self) -> tuple[Act, ...]:
        """What every step of every value does."""
        values: list[Criterion | Score] = [*self.criteria.values(), *self.scores.values()]
        return tuple(step.act for value in values for step in value.steps if step.act is not None)

    def formulas(self) -> tuple[Formula, ...]:
        """Everything that this stage computes or asks by a formula."""
        acts = self.acts()
        found = [act.formula for act in acts if isinstance(act, Apply)]
        found += [formula for act in acts if isinstance(act, Over) for formula in act.formulas]
        found += [score.formula for score in self.scores.values() if score.formula is not None]
        return (*found, *self.conditions())

    @property
    def within_number(self) -> str:
        """`within`, where it is no column of entries but a number of an earlier stage ("heats.pool")."""
        return self.within if "." in self.within else ""

    def columns_read(self) -> tuple[str, ...]:
        """Entry columns that grouping, quotas and teams read, and those that formulas read without a declaration."""
        columns = ["" if self.within_number else self.within, self.team if self.entrants == "teams" else ""]
        columns += [
            column for rule in self.go_on for column in (rule.per, rule.cap_per if rule.cap is not None else "")
        ]
        columns += [award.cap_per for award in self.awards if award.cap is not None]
        chosen_by = [act.by.removeprefix("entry.") for act in self.acts() if isinstance(act, Lookup)]
        columns += [*known_columns(self.formulas()), *(name for name in chosen_by if name in KNOWN_COLUMNS)]
        return tuple(dict.fromkeys(column for column in columns if column))


@dataclass(frozen=True, slots=True, eq=False)
class Rulebook:
    """A competition's rules. Immutable; `rulebook_hash` says whether two say the same."""

    name: str
    title: Text
    version: str = ""
    source: Text = NO_TEXT
    note: Text = NO_TEXT
    states: dict[str, State] = field(default_factory=dict)
    entries: dict[str, Attribute] = field(default_factory=dict)
    items: dict[str, Attribute] = field(default_factory=dict)
    events: dict[str, Attribute] = field(default_factory=dict)
    sources: dict[str, Attribute] = field(default_factory=dict, metadata=LATER)
    stages: tuple[Stage, ...] = ()

    def stage(self, stage_id: str) -> Stage:
        """The stage of that id; KeyError where there is none."""
        return {stage.id: stage for stage in self.stages}[stage_id]

    def score_names(self) -> tuple[str, ...]:
        """Names of the `score:` columns of the standings, in rulebook order: criteria that are marks, then scores."""
        return tuple(dict.fromkeys(name for stage in self.stages for name in stage.named_scores()))

    def score_title(self, name: str) -> Text:
        """What people call a score or criterion."""
        for stage in self.stages:
            if name in stage.scores or name in stage.criteria:
                return stage.value_of(name).title
        return Text(name, name)

    def entry_attributes(self) -> tuple[str, ...]:
        """Columns of the entries table that the rules read, declared ones and ranks within or quotas per a column."""
        columns = [column for stage in self.stages for column in stage.columns_read()]
        columns += known_columns(a.formula for a in self.entries.values() if a.formula is not None)
        return tuple(dict.fromkeys([*columns, *self.entries]))

    @property
    def names_sources(self) -> bool:
        """Whether these rules call by name who gave a mark: then sources are offices, not people, and keep their names."""
        return any(a.of for a in self.sources.values()) or any(
            "source" in formula.names() for stage in self.stages for formula in stage.formulas()
        )

    def item_attributes(self) -> tuple[str, ...]:
        """Columns of the items table that the rules read."""
        return tuple(self.items)

    def source_attributes(self) -> tuple[str, ...]:
        """Columns of the sources table that the rules read."""
        return tuple(self.sources)

    def event_parameters(self) -> tuple[str, ...]:
        """Columns of the events table that the rules read."""
        return tuple(self.events)
