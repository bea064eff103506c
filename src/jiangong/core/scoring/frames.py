"""One table a level with a column for every step of every value, and how a name of a formula finds its column there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, reduce

import ibis
from ibis.expr import operations as ops
from ibis.expr import types as ir

from jiangong.core.quantities import int64
from jiangong.core.rulebook.formula import STATE, is_state
from jiangong.core.rulebook.plan import Plan, PlannedStage, PlannedStep, PlannedValue, dropped, of_whomever
from jiangong.core.rulebook.schema import DIMENSIONS
from jiangong.core.rulebook.states import reads_state
from jiangong.core.rulebook.teams import level_between, members_by, of_own_team
from jiangong.core.rulebook.values import Over
from jiangong.core.scoring.aggregate import simple_drops
from jiangong.core.scoring.applying import PREVIOUS, misses
from jiangong.core.scoring.columns import Column
from jiangong.core.scoring.evidence import Evidence
from jiangong.core.scoring.field import Field
from jiangong.core.scoring.growing import Growing, Level

KEYS = ("event", "entry")
ROWS = "#rows"
"""Behind a criterion's name: how many rows of it an entry has."""
THERE = "+there"
"""Behind a value's name: whether a line of a frame is one of its own; a frame holds the lines of all values of its level."""
FIXED = "+fixed"
"""Behind a criterion's name: whether a row of it is one that no dropping may leave out."""
KEPT, AMONG = "+kept", "+among"
"""Behind a column's name: which rows a combination keeps, and among which it chose them."""
OUT, GONE = "+out", "+gone"
"""The number of the state that leaves an entry without a place; whether there is one, in a frame of another level."""
OTHER = "+other"
"""The entry on the other side of a match."""
OPPONENT_OF = "opponent"
"""The other side of a match, in a formula; a number of it is `opponent.x`."""
FAILED = "!"
"""Behind a column's name: the column of failure codes that goes with it."""


def named(value: str, position: int) -> str:
    """The column of a value after so many of its steps."""
    return f"{value}@{position}"


def keys(level: Level) -> list[str]:
    """Key columns of a frame of this level."""
    return [*KEYS, *sorted(level)]


@dataclass
class NamedFrames:
    """One table a level (an entry; an entry and item; …) with a column for every step of every value."""

    plan: Plan
    planned: PlannedStage
    evidence: Evidence
    settled: Callable[[str], ir.Table]
    """What an earlier stage came to, one line an entry."""
    earlier: dict[str, ir.Table]
    """Numbers of earlier stages that are still separate, each with its lines."""
    tables: Growing = field(default_factory=Growing)
    at: dict[str, int] = field(default_factory=dict)
    first: dict[str, int] = field(default_factory=dict)
    counted: set[str] = field(default_factory=set)
    narrow: set[str] = field(default_factory=set)
    """Criteria whose marks, and all of an entry together, fit in 32 bits."""
    waiting: dict[tuple[Level, Level], list[tuple[PlannedValue, int]]] = field(default_factory=dict)
    unmarked: dict[str, str] = field(default_factory=dict)
    """Criteria, each with its final column, whose absence is still to be made a 0."""
    may_miss: dict[str, bool] = field(default_factory=dict)
    brought: dict[Level, set[str]] = field(default_factory=dict)
    """Columns that came from elsewhere: lines that are added later have none of them, so they are then brought anew."""

    @property
    def can_fail(self) -> bool:
        """Whether these rules know attempts that fail."""
        return bool(self.evidence.fail_codes)

    def own(self, level: Level) -> list[str]:
        """The keys by which lines of this level differ: where there can be one event only, it tells nothing apart."""
        return [key for key in keys(level) if key != "event" or not self.evidence.single_event]

    def grouped(self, table: ir.Table, level: Level, aggregates: dict[str, ir.Value]) -> ir.Table:
        """One line for each combination of the keys of a level. The only event has no name."""
        lines = table.group_by(self.own(level)).aggregate(**aggregates)
        return lines if "event" in lines.columns else lines.mutate(event=ibis.literal(""))

    def final(self, name: str) -> str:
        """The column that holds the final number of a value of this stage."""
        return named(name, len(self.planned.values[name].steps))

    @cached_property
    def stated(self) -> frozenset[str]:
        """Criteria that something asks for the state of a row."""
        read = (of_whomever(name) for formula in self.planned.stage.formulas() for name in formula.names())
        asked = {name for name in read if is_state(name)}
        values = self.planned.values.values()
        own = {
            self.criterion_of(v.id) for v in values if any(reads_state(t) for step in v.steps for t in step.formulas)
        }
        return frozenset(own | {name.removesuffix(STATE) for name in asked - {"state"}})

    def level_of(self, name: str) -> Level:
        """The level at which a value begins."""
        value = self.planned.values[name]
        return value.steps[0].before.level if value.steps else value.measure.level

    def bring(self, names: Iterable[str], level: Level, of: str = "") -> None:
        """Join into the frame of `level` the columns of `names` that live elsewhere; `of` is the value that reads them."""
        names = list(names)
        for name in names:  # all of them first: what is still to be combined may add lines to this frame
            if name in self.planned.values:
                self.await_column(self.planned.values[name].measure.level, self.column_name(name, of))
        known = self.tables.open(level).columns
        joins: dict[tuple[ops.Relation, tuple[str, ...]], list[str]] = {}
        for name in names:
            column = self.column_name(name, of)
            if column in known:
                continue
            table, on = self.item_columns(name, of) if name.startswith("item.") else self.origin(name, level)
            of_name = [column, column + FAILED, *([name + THERE] if self.is_zero_without_line(name) else [])]
            wanted = [c for c in of_name if c in table.columns and c not in known]
            joins.setdefault((table.op(), tuple(on)), []).extend(wanted)
        for (source, by), wanted in joins.items():  # of one table all at once
            self.brought.setdefault(level, set()).update(wanted)
            self.tables[level] = joined(self.tables[level], source.to_expr(), list(by), list(dict.fromkeys(wanted)))

    def bring_opponents(self, level: Level, column: str, names: list[str]) -> None:
        """The same column of the other entry that shares event, item and whatever else tells matches apart; and what
        `names` (`opponent.points`) say of that entry.
        """
        shared = ["event", *sorted(level)]
        table = self.tables[level]
        others = table.filter(self.there(table, column.partition("@")[0]))
        others = others.select(*shared, "entry", column).rename(
            {f"{key}+": key for key in shared} | {OTHER: "entry", "+opponent": column}
        )
        lines = table.drop(*[name for name in ("opponent", OTHER) if name in table.columns])
        lines = lines.left_join(
            others, [*[lines[key] == others[f"{key}+"] for key in shared], lines.entry != others[OTHER]]
        )
        lines = lines.drop(*[f"{key}+" for key in shared]).rename(opponent="+opponent")
        for name in names:
            lines = self.with_number_of_other(lines, name)
        self.tables[level] = lines

    def with_number_of_other(self, lines: ir.Table, name: str) -> ir.Table:
        """One number an entry, or one of its numbers on this line, of the opponent."""
        own = name.removeprefix("opponent.")
        if own in self.planned.values:
            self.await_column(self.planned.values[own].measure.level, self.final(own))
        table, on = self.origin(own, frozenset())
        column = self.column_name(own)
        numbers = table.select(**{f"{key}+": table[key] for key in on}, **{name: table[column]})
        lines = lines.drop(name) if name in lines.columns else lines
        sides = {"entry": OTHER}
        lines = lines.left_join(numbers, [lines[sides.get(key, key)] == numbers[f"{key}+"] for key in on])
        return lines.drop(*[f"{key}+" for key in on])

    def column_name(self, name: str, of: str = "") -> str:
        """The column that a name has in a frame. Where items differ by criterion, so do the columns of their attributes."""
        if name in self.planned.values:
            return self.final(name)
        if name == "state":
            return f"{self.criterion_of(of)}{STATE}"
        by_criterion = name.startswith("item.") and "criterion" in self.evidence.items.columns
        return f"{name}#{self.criterion_of(of)}" if by_criterion else name

    def criterion_of(self, name: str) -> str:
        """The criterion that a value goes back to: itself, where it starts, or the first that its formula reads."""
        while name not in self.planned.stage.criteria:
            reads = [read for read in self.planned.values[name].reads if read in self.planned.values]
            if not reads:
                return ""
            name = reads[0]
        return name

    def item_columns(self, name: str, of: str) -> tuple[ir.Table, list[str]]:
        """An attribute of items, for this stage and criterion where the table says so."""
        items = self.evidence.items_of(self.planned.stage.id, self.criterion_of(of))
        return items.rename({self.column_name(name, of): name.removeprefix("item.")}), ["event", "item"]

    def origin(self, name: str, level: Level) -> tuple[ir.Table, list[str]]:
        """Where a name lives and the keys to join it by."""
        if name in self.planned.values:
            own = self.planned.values[name].measure.level
            return self.tables[own], self.own(own)
        source, _, column = name.partition(".")
        if source in self.planned.stage.criteria and is_state(name):
            own = frozenset(self.planned.stage.criteria[source].by)
            return self.tables[own], self.own(own)
        if source == "event":
            return self.evidence.events.rename({name: column}), ["event"]
        if source == "source":
            assert self.evidence.sources is not None  # it is read wherever these rules declare a column of it
            return self.evidence.sources.rename({name: column}), ["event", "source"]
        member = "member" in level and source not in self.planned.stage.alike
        if source == "entry":
            table = self.members() if member else self.tables[frozenset()]
            return (table.rename({name: column}) if member else table), keys(
                frozenset({"member"}) if member else frozenset()
            )
        if name in self.earlier:  # still separate there, and so line by line here
            dimensions = sorted(self.plan.stages[source].values[column].measure.level)
            table = self.of_whom(source, self.earlier[name].rename({name: column}))
            return (table.rename({"member": "entry"}) if member else table), [*_who(member), *dimensions]
        table = self.settled(source)
        table = table.rename({f"{source}.{c}": c for c in table.columns if c not in KEYS})
        table = self.of_whom(source, table)
        return (table.rename({"member": "entry"}) if member else table), _who(member)

    def dimensions_of(self, name: str) -> Level:
        """Those in which a number of an earlier stage is separate here."""
        source, _, column = name.partition(".")
        known = self.plan.stages[source]
        return known.values[column].measure.level | level_between(self.planned.stage, known.stage)

    def of_whom(self, source: str, table: ir.Table) -> ir.Table:
        """Numbers of an earlier stage by whom they are read here: those of a team, by each entry that belongs to it."""
        earlier = self.plan.stages[source].stage
        if not of_own_team(self.planned.stage, earlier):
            return table
        entries = self.evidence.entries
        belongs = entries.select(**{"event+": entries.event, "entry+": entries.entry, "team+": entries[earlier.team]})
        lines = table.inner_join(belongs, [table.event == belongs["event+"], table.entry == belongs["team+"]])
        return lines.drop("entry", "event+", "team+").rename(entry="entry+")

    def members(self) -> ir.Table:
        """The members of each team with their own attributes: event, entry (the team), member, attributes. They are entries, or
        teams themselves.
        """
        entries, team = self.evidence.entries, self.planned.stage.team
        column = members_by(self.plan.rulebook, self.planned.stage)
        if column:
            entries = teams_by(entries, column)
        named_team = entries.filter(entries[team] != "")
        return named_team.rename({"member": "entry"}).mutate(entry=named_team[team])

    def reading(self, table: ir.Table, value: PlannedValue, position: int) -> Callable[[str], Column]:
        """How a step reads names in a table of its frame: those of the line before stand there by step."""
        own = named(value.id, position)

        def names(name: str) -> Column:
            if name.partition(".")[0] == PREVIOUS:
                return Column(table[own + name])
            return self.column_in(table, name, value.id)

        return names

    def column(self, name: str, level: Level, of: str = "") -> Column:
        """The value and failure columns of a name in the frame of a level (brought there before)."""
        return self.column_in(self.tables.open(level), name, of)

    def column_in(self, table: ir.Table, name: str, of: str = "") -> Column:
        column = self.column_name(name, of)
        value = table[column]
        if self.is_zero_without_line(name):
            value = ibis.ifelse(self.there(table, name), value, ibis.literal(0, value.type()))
        return Column(value, table[column + FAILED] if column + FAILED in table.columns else None)

    def is_zero_without_line(self, name: str) -> bool:
        """Whether a criterion that is still separate (points taken on an item) counts 0 on lines where it has no row."""
        value = self.planned.values.get(name)
        if value is None or not value.is_criterion or not value.measure.level:
            return False
        return self.planned.stage.criteria[name].missing == "zero"

    def drops(self, step: PlannedStep, value: PlannedValue) -> tuple[int, int] | None:
        act = step.step.act
        assert isinstance(act, Over)
        earlier = value.steps[: next(n for n, known in enumerate(value.steps) if known is step)]
        gaps = any(misses(known) or self.may_empty(value, known) for known in earlier)
        certain = value.is_criterion and not self.can_fail and not gaps and not self.evidence.fixed_codes
        return simple_drops(act, self.better(value), needs_order=not certain)

    def may_empty(self, value: PlannedValue, step: PlannedStep) -> bool:
        """Whether a combination may find rows and yet give no value: all filtered or dropped, fewer than needed, or all of no weight."""
        act = step.step.act
        if not isinstance(act, Over) or act.is_open or act.weight is not None:
            return isinstance(act, Over)
        least = (self.fixed_count(value, step) if value.is_criterion else None) or 1
        return act.where is not None or int(act.need) > least or dropped(act) >= least

    def fixed_count(self, value: PlannedValue, step: PlannedStep) -> int | None:
        """The number of rows of each group where the rulebook fixes it and no row can be left out. A count holds within
        the dimensions named before it (attempts of an item, sources of an attempt), so only for groups of exactly those.
        """
        act, criterion = step.step.act, self.planned.stage.criteria[value.id]
        assert isinstance(act, Over)
        if act.where is not None or self.evidence.skips or len(act.dimensions) != 1:
            return None
        dimension = act.dimensions[0]
        outer = set(DIMENSIONS[: DIMENSIONS.index(dimension)]) & set(criterion.by)
        if outer != step.after.level:
            return None
        least, most = criterion.counted(dimension) or (0, 1)
        return least if least == most else None

    def better(self, value: PlannedValue) -> str:
        """Whether high or low is better for a value; a score that goes on from another takes after it unless it says so."""
        own = self.planned.stage.value_of(value.id)
        return own.better

    def present(self, name: str) -> ir.BooleanValue:
        """Whether an entry has any row of a criterion, in the frame of entries."""
        return self.present_in(self.tables[frozenset()], name)

    def present_in(self, table: ir.Table, name: str) -> ir.BooleanValue:
        """The same in a table made from that frame."""
        if name not in self.counted:
            return table[named(name, self.first[name])].notnull()
        return ibis.coalesce(table[name + ROWS], int64(0)) > 0

    def field_of(self, level: Level, of: str, reads: Iterable[str] = ()) -> Field:
        """Who competes with whom in the frame of a level: within the event, the field of places, and the other dimensions.
        Everybody does who has a line of the value itself or of what its formula reads.
        """
        within = self.within()
        asked = [GONE, *within]
        if level and GONE not in self.tables.open(level).columns:
            entries = self.tables[frozenset()]
            source = entries.mutate(**{GONE: entries[OUT].notnull()})
            self.tables[level] = joined(self.tables[level], source, list(KEYS), asked)
            self.brought.setdefault(level, set()).update(asked)
        table = self.tables.open(level)
        gone = table[GONE] if level else table[OUT].notnull()
        group: list[ir.Value] = [table[key] for key in keys(level) if key != "entry"]
        group += [table[name] for name in within]
        lines = reduce(lambda a, b: a | b, self.lines_of(level, reads), self.there(table, of))
        return Field(group, lines & ~gone)

    def within(self) -> list[str]:
        """The column of the frame of entries in which the field is counted separately, brought there; none where it is one."""
        stage = self.planned.stage
        if stage.within_number:
            self.bring([stage.within_number], frozenset())
            return [stage.within_number]
        return [f"entry.{stage.within}"] if stage.within else []

    def lines_of(self, level: Level, names: Iterable[str]) -> list[ir.BooleanValue]:
        """For each of these numbers that is separate in just this way, whether a line of the frame is its own. A number
        on its way to one an entry has lines here too, which are nothing to those who read it.
        """
        table, alike = self.tables.open(level), []
        for name in names:
            if name in self.planned.values and self.planned.values[name].measure.level == level:
                alike.append(self.there(table, name))
            elif name in self.earlier and name in table.columns:
                alike.append(table[name].notnull())
            elif (own := name.removesuffix(STATE)) in self.stated and self.level_of(own) == level:
                alike.append(self.there(table, own))
        return alike

    def there(self, table: ir.Table, name: str) -> ir.BooleanValue:
        """Whether a line of a frame is a line of this value."""
        own = name + THERE
        return ibis.coalesce(table[own], ibis.literal(False)) if own in table.columns else ibis.literal(True)

    def await_column(self, level: Level, column: str) -> None:
        """Make sure of a column that is still to be combined; nothing to do where frames are built already."""


def _who(member: bool) -> list[str]:
    """Keys of whose number it is: an entry's, or a team member's."""
    return ["event", "member"] if member else list(KEYS)


def teams_by(entries: ir.Table, column: str) -> ir.Table:
    """One line a team; of a column that differs between members, the first in order stands for the team."""
    named_team = entries.filter(entries[column] != "")
    named_team = named_team.drop("entry").mutate(entry=named_team[column])
    columns = [name for name in named_team.columns if name not in KEYS]
    return named_team.group_by(list(KEYS)).aggregate(**{name: named_team[name].min() for name in columns})


def joined(left: ir.Table, right: ir.Table, on: list[str], columns: list[str]) -> ir.Table:
    """`left` with some columns of `right`, which has at most one line for each key."""
    wanted = right.select(*on, *columns)
    renamed = wanted.rename({f"{key}+": key for key in on})
    lines = left.left_join(renamed, [left[key] == renamed[f"{key}+"] for key in on])
    return lines.drop(*[f"{key}+" for key in on])


def joined_alike(left: ir.Table, right: ir.Table, on: list[str], columns: list[str]) -> ir.Table:
    """The same by keys that may be empty: nothing is like nothing. Without keys, `right` is the one line for everybody."""
    wanted = right.select(*on, *columns)
    if not on:
        return left.cross_join(wanted)
    renamed = wanted.rename({f"{key}+": key for key in on})
    lines = left.left_join(renamed, [left[key].identical_to(renamed[f"{key}+"]) for key in on])
    return lines.drop(*[f"{key}+" for key in on])
