"""From sealed rows to one line an entry: every step of every criterion and score as a column that stays to be explained."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

import ibis
from ibis.expr import types as ir

from jiangong.core.rulebook.acts import RUNNING
from jiangong.core.rulebook.plan import PlannedStep, PlannedValue, names_read, of_whomever
from jiangong.core.rulebook.values import Over
from jiangong.core.scoring.aggregate import Rows, combined, counted_there, kept_rows
from jiangong.core.scoring.applying import OWN_ROW, PREVIOUS, applied, beside, compares, misses, outside, read_by
from jiangong.core.scoring.beginning import Beginning, aggregates_of
from jiangong.core.scoring.choosing import HELD, condition, opponents_in, told_apart, with_fixed, with_weights
from jiangong.core.scoring.columns import Column, formula_column, rounded_column, rounded_formula
from jiangong.core.scoring.frames import AMONG, FAILED, KEPT, KEYS, OPPONENT_OF, THERE, keys, named
from jiangong.core.scoring.growing import Level
from jiangong.core.scoring.runs import RUN, Lines, before_it, up_to, with_runs


class Frames(Beginning):
    """The frames of a stage while they are built: first from the marks, then value by value."""

    def build(self, entrants: ir.Table) -> ir.Table:
        """All values of the stage; returns the frame with one line an entry."""
        self.tables[frozenset()] = entrants
        if self.planned.stage.entrants == "teams":
            self.tables[frozenset({"member"})] = self.members()
        criteria = [value for value in self.planned.values.values() if value.is_criterion]
        self.from_marks(criteria)
        self.bring(self.from_before(), frozenset())
        for value in self.planned.values.values():
            if not self.unmarked.keys().isdisjoint(read_by(value)):
                self.zero_where_absent()
            self.advance(value)
        self.combine_waiting()
        if self.unmarked:  # else it would be a query around the last for nothing
            self.zero_where_absent()
        return self.tables[frozenset()]

    def from_before(self) -> list[str]:
        """Numbers of earlier stages that scores read: brought together, for each by itself would be a join of its own."""
        scores = [v for v in self.planned.values.values() if not v.is_criterion and not self.level_of(v.id)]
        names = [name for value in scores for name in (value.start, *value.reads) if name not in self.earlier]
        return [name for name in dict.fromkeys(names) if name.partition(".")[0] in self.plan.stages]

    def advance(self, value: PlannedValue) -> None:
        """The rest of one value's steps, each a column."""
        if not value.is_criterion:
            self.start(value)
        for position in range(self.at[value.id], len(value.steps)):
            step = value.steps[position]
            if isinstance(step.step.act, Over) and step.step.act.take == "each":
                self.sift(value, position)
            elif isinstance(step.step.act, Over) and step.step.act.take in RUNNING:
                self.run_up(value, position)
            elif isinstance(step.step.act, Over):
                self.combine(value, position)
            else:
                self.apply(value, position)
            self.at[value.id] = position + 1
        if value.is_criterion and not value.measure.level and self.planned.stage.criteria[value.id].missing == "zero":
            self.unmarked[value.id] = self.final(value.id)

    def zero_where_absent(self) -> None:
        """No row at all counts as 0 where the rulebook says so, of as many criteria at once as can be: each is a query around the last."""
        for column in self.unmarked.values():
            self.await_column(frozenset(), column)
        table, columns = self.tables[frozenset()], {}
        for criterion, column in self.unmarked.items():
            columns[column] = ibis.ifelse(self.present(criterion), table[column], ibis.literal(0, table[column].type()))
        self.tables[frozenset()] = table.mutate(**columns)
        self.unmarked.clear()

    def start(self, value: PlannedValue) -> None:
        """A score's beginning: its formula, or the value that it goes on from."""
        level = self.level_of(value.id)
        names = [value.start] if value.start else [name for name in value.reads if self.reads_in(value, name)]
        for name in names:
            if name in self.planned.values:
                self.await_column(self.planned.values[name].measure.level, self.final(name))
        if before := [name for name in names if name in self.earlier and self.dimensions_of(name) == level]:
            self.merge(level, self.lines_of_earlier(before, level))
        self.bring(names, level, value.id)
        if level:
            lines = self.lines_of(level, names) or [ibis.literal(True)]  # of a team every member
            self.tables.add(level, **{value.id + THERE: reduce(lambda a, b: a | b, lines)})
        if value.formula is not None:
            field = self.field_of(level, value.id) if value.formula.field_calls() else None
            column = formula_column(value.formula, lambda name: self.column(name, level, value.id), field)
        else:
            column = self.column(value.start, level)
        self.add(level, named(value.id, 0), column)
        self.at[value.id] = 0
        self.may_miss[value.id] = True

    def lines_of_earlier(self, names: list[str], level: Level) -> ir.Table:
        """The lines of an earlier stage's numbers that are still separate, of those who take part here, or by team and member."""
        keyed = [self.origin(name, level) for name in names]
        lines = reduce(lambda a, b: a.union(b, distinct=True), [table.select(*on) for table, on in keyed])
        if "member" in level:
            members = self.members().select(*KEYS, "member").rename({"event+": "event", "member+": "member"})
            of_team = [lines.event == members["event+"], lines.member == members["member+"]]
            return lines.inner_join(members, of_team).drop("event+", "member+")
        return lines.semi_join(self.tables[frozenset()], list(KEYS))

    def rounded_start(self, value: PlannedValue, step: PlannedStep) -> ir.Value:
        """A score's formula and the rounding behind it, as one act."""
        assert value.formula is not None and step.step.rounding is not None
        level = self.level_of(value.id)
        self.bring([name for name in value.reads if self.reads_in(value, name)], level, value.id)
        field = self.field_of(level, value.id) if value.formula.field_calls() else None
        return rounded_formula(
            value.formula, step.step.rounding, lambda name: self.column(name, level, value.id), field
        )

    def reads_in(self, value: PlannedValue, name: str) -> bool:
        return name not in OWN_ROW and value.formula is not None

    def add(self, level: Level, name: str, column: Column) -> None:
        """One more column in the frame of a level."""
        self.tables.add(level, **{name: column.value})
        if column.failed is not None:
            failed = ibis.ifelse(column.value.isnull(), column.failed, ibis.null(column.failed.type()))
            self.tables.add(level, **{name + FAILED: failed})

    def apply(self, value: PlannedValue, position: int) -> None:
        """A formula, a table or a rounding on the number so far."""
        step = value.steps[position]
        level = step.before.level
        self.await_column(level, named(value.id, position))
        self.look_back(value, position)
        self.look_across(value, position)
        before = named(value.id, position)
        field = self.field_of(level, value.id, names_read(step.typed)) if compares(step) else None
        table = self.tables.open(level)
        failed = table[before + FAILED] if before + FAILED in table.columns else None

        read = self.reading(table, value, position)

        def names(name: str) -> Column:
            return read(name) if name != "start" else Column(table[named(value.id, 0)])

        column = applied(step, Column(table[before], failed), names, field)
        if position == 0 and step.step.act is None and value.formula is not None:
            column = Column(self.rounded_start(value, step), column.failed)
        self.add(level, named(value.id, position + 1), column)
        self.may_miss[value.id] |= misses(step)

    def look_back(self, value: PlannedValue, position: int) -> None:
        """What a step reads of the line before: the number so far, or another number of that line."""
        step, own = value.steps[position], named(value.id, position)
        names = [name for name in outside(step) if name.partition(".")[0] == PREVIOUS]
        if not names:
            return
        level = step.before.level
        others = {name: name.partition(".")[2] for name in names}
        self.bring([name for name in others.values() if name and name not in OWN_ROW], level, value.id)
        table = self.tables[level]
        columns = {
            own + n: self.column_in(table, other, value.id).value if other else table[own]
            for n, other in others.items()
        }
        dimension = "attempt" if "attempt" in level else "item"
        self.tables[level] = before_it(
            table, self.there(table, value.id), dimension, keys(level - {dimension}), columns
        )

    def look_across(self, value: PlannedValue, position: int) -> None:
        """Everything that a step reads beside its own line; of the other side of a match too, where it asks for that."""
        step, level = value.steps[position], value.steps[position].before.level
        opponents = opponents_in(value, position)
        for own in (of_whomever(name) for name in opponents):
            if own in self.planned.values:
                self.await_column(self.planned.values[own].measure.level, self.final(own))
        self.bring(beside(step), level, value.id)
        if opponents:
            self.bring_opponents(level, named(value.id, position), [n for n in opponents if n != OPPONENT_OF])

    def hold(self, value: PlannedValue, position: int) -> None:
        """Whether a condition about the other side of a match holds, as a column: another step may bring another number of it."""
        if not opponents_in(value, position):
            return
        level, name = value.steps[position].before.level, named(value.id, position)
        table = self.tables[level]
        self.tables.add(level, **{name + HELD: condition(self, table, value, position, Column(table[name]))})

    def sift(self, value: PlannedValue, position: int) -> None:
        """Leave out what a step drops and keep the other numbers one by one."""
        step, before = value.steps[position], named(value.id, position)
        level = step.before.level
        self.await_column(level, before)
        self.look_across(value, position)
        self.look_back(value, position)
        self.hold(value, position)
        self.mark_kept(value, position)
        table = self.tables[level]
        kept = ibis.ifelse(table[before + KEPT], table[before], ibis.null(table[before].type()))
        if step.step.rounding is not None:
            kept = rounded_column(kept, step.acted, step.step.rounding)
        failed = table[before + FAILED] if before + FAILED in table.columns else None
        self.add(level, named(value.id, position + 1), Column(kept, failed))
        table = self.tables[level]
        self.tables[level] = table.mutate(**{value.id + THERE: self.there(table, value.id) & table[before + KEPT]})
        self.may_miss[value.id] = True

    def run_up(self, value: PlannedValue, position: int) -> None:
        """What each line and those before it come to: their sum, or how many in a row hold."""
        step, before = value.steps[position], named(value.id, position)
        level, act = step.before.level, step.step.act
        assert isinstance(act, Over)
        self.await_column(level, before)
        self.look_across(value, position)
        self.look_back(value, position)
        self.hold(value, position)
        table = self.tables[level]
        rows = self.rows_of(table, value, position)
        there = self.there(table, value.id)
        assert rows.chosen is not None
        group, after = keys(level - set(act.dimensions)), named(value.id, position + 1)
        if act.take == "run_so_far":
            self.tables[level] = up_to(table, after, act.dimensions[0], group, Lines(there, rows.chosen))
        else:
            chosen = Lines(rows.chosen, rows.chosen, table[before])
            summed = up_to(table, after, act.dimensions[0], group, chosen)
            self.tables[level] = summed.mutate(**{value.id + THERE: rows.chosen})
            self.may_miss[value.id] = True
        if step.step.rounding is not None:
            table = self.tables[level]
            self.tables[level] = table.mutate(**{after: rounded_column(table[after], step.acted, step.step.rounding)})

    def combine(self, value: PlannedValue, position: int) -> None:
        """Put a combination on the list: all that go from one level to another are one group-by."""
        step = value.steps[position]
        self.await_column(step.before.level, named(value.id, position))
        self.look_across(value, position)
        self.look_back(value, position)
        self.hold(value, position)
        self.waiting.setdefault((step.before.level, step.after.level), []).append((value, position))
        self.may_miss[value.id] |= self.may_empty(value, step)

    def await_column(self, level: Level, column: str) -> None:
        """Combine what is waiting if a column is wanted that comes of it."""
        if level not in self.tables or column not in self.tables.open(level).columns:
            self.combine_waiting()

    def combine_waiting(self) -> None:
        """One group-by for each pair of levels, from the wider to the narrower."""
        waiting, self.waiting = self.waiting, {}
        for (before, after), combinations in waiting.items():
            for value, position in combinations:
                self.bring(beside(value.steps[position]), before, value.id)
                self.mark_kept(value, position)
            aggregates: dict[str, ir.Value] = {}
            for value, position in combinations:
                rows = self.rows_of(self.tables[before], value, position)
                step = value.steps[position]
                column = combined(step, rows, self.better(value), self.drops(step, value) or (0, 0))
                column = counted_there(step, column, self.there(self.tables[before], value.id))
                aggregates |= aggregates_of(named(value.id, position + 1), column)
                if after:
                    aggregates[value.id + THERE] = self.there(self.tables[before], value.id).any()
            self.merge(after, self.grouped(self.tables[before], after, aggregates))

    def mark_kept(self, value: PlannedValue, position: int) -> None:
        """Where rows must be put in order for dropping, a column says which are left and another which there were."""
        step, name = value.steps[position], named(value.id, position)
        act = step.step.act
        assert isinstance(act, Over)
        if self.drops(step, value) is not None:
            return
        level = step.before.level
        table = self.tables.open(level)
        rows = self.rows_of(table, value, position)
        everyone = ibis.literal(True) if rows.chosen is None else rows.chosen
        rows = with_fixed(self, table, value, position, rows)
        if act.take == "each":
            rows = replace(rows, labels=told_apart(table, act))
        if act.take == "longest_run":
            self.tables.add(level, **{name + KEPT: everyone, name + AMONG: everyone})
            table, group = self.tables[level], keys(level - set(act.dimensions))
            lines = (self.there(table, value.id), table[name + AMONG])
            self.tables[level] = with_runs(table, name, act.dimensions[0], group, lines)
            return
        kept = kept_rows(act, self.better(value), rows, [table[key] for key in keys(level - set(act.dimensions))])
        self.tables.add(level, **{name + KEPT: kept & everyone, name + AMONG: everyone})

    def rows_of(self, table: ir.Table, value: PlannedValue, position: int) -> Rows:
        """The rows of a frame that a step combines: those its condition chooses, less those that were dropped."""
        step, name = value.steps[position], named(value.id, position)
        column = Column(table[name], table[name + FAILED] if name + FAILED in table.columns else None)
        attempt = table["attempt"] if "attempt" in table.columns else None
        may_miss = self.may_miss.get(value.id, True)
        if name + KEPT in table.columns:
            kept, among = table[name + KEPT], table[name + AMONG]
            runs = table[name + RUN] if name + RUN in table.columns else None
            rows = Rows(column.value, column.failed, kept, may_miss, attempt=attempt, among=among, runs=runs)
            return with_weights(self, table, value, position, rows)
        chosen = self.there(table, value.id)
        held = condition(self, table, value, position, column)
        chosen = chosen if held is None else chosen & held
        parameters = {name: table[name] for name in step.step.act.parameters} if isinstance(step.step.act, Over) else {}
        rows = Rows(column.value, column.failed, chosen, may_miss, attempt=attempt, parameters=parameters)
        return with_weights(self, table, value, position, rows)
