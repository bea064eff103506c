"""The first group-by of a stage, straight from the marks: whatever needs nothing but its own rows, in one pass a level."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce

from ibis.expr import types as ir

from jiangong.core.quantities import in_64_bits
from jiangong.core.rulebook.formula import STATE, written_out
from jiangong.core.rulebook.limits import WORK
from jiangong.core.rulebook.plan import PlannedValue
from jiangong.core.rulebook.values import Over
from jiangong.core.scoring.aggregate import Rows, combined, counted_there
from jiangong.core.scoring.applying import applied, looks_around, misses, outside
from jiangong.core.scoring.columns import Column, formula_column
from jiangong.core.scoring.frames import FAILED, FIXED, OTHER, ROWS, THERE, NamedFrames, joined, keys, named
from jiangong.core.scoring.growing import Level
from jiangong.core.scoring.lanes import Lane, Packed, packed


class Beginning(NamedFrames):
    """Criteria as far as their rows of marks alone take them."""

    def merge(self, level: Level, table: ir.Table) -> None:
        """New columns into the frame of a level; lines that only one side has are kept."""
        new = [column for column in table.columns if column not in keys(level)]
        if level not in self.tables:
            self.tables[level] = table
            return
        known = self.tables[level]
        if not level:
            self.tables[level] = joined(known, table, self.own(level), new)
        else:
            lines = known.select(*keys(level)).union(table.select(*keys(level)), distinct=True)
            gone = {*keys(level), *self.brought.pop(level, set()), "opponent", OTHER}
            old = [column for column in known.columns if column not in gone and not column.startswith("opponent.")]
            self.tables[level] = joined(joined(lines, known, self.own(level), old), table, self.own(level), new)

    def from_marks(self, criteria: list[PlannedValue]) -> None:
        """Criteria whose first steps need nothing else are aggregated from the marks together, one pass a level."""
        by_level: dict[Level, dict[str, ir.Value]] = {}
        marks = self.evidence.live_marks(self.planned.stage.id, self.planned.stage.criteria)
        self.at |= {value.id: self.direct_steps(value) for value in criteria}
        sums = self.shared_sums(marks, criteria)
        for value in criteria:
            taken, level = self.at[value.id], self.first_level(value)
            columns = by_level.setdefault(level, {})
            columns |= self.first_columns(marks, value, taken, sums.get(value.id))
            mine = marks.criterion == value.id
            if level:
                columns[value.id + THERE] = mine.any()
            if level and not taken and self.evidence.fixed_codes:
                columns[value.id + FIXED] = (mine & marks.state.isin(self.evidence.fixed_codes)).any()
            self.first[value.id] = taken
            if level or self.may_miss[value.id]:
                self.counted.add(value.id)
                by_level.setdefault(frozenset(), {})[value.id + ROWS] = in_64_bits(mine.sum())
        for level, columns in by_level.items():
            own = [value.id for value in criteria if level and level == self.first_level(value)]
            lines = marks.filter(marks.criterion.isin(own)) if level else marks
            self.merge(level, self.grouped(lines, level, columns))

    def shared_sums(self, marks: ir.Table, criteria: list[PlannedValue]) -> dict[str, Packed]:
        """Sums of criteria that are known to stay small, several to one aggregate, for each level by itself."""
        by_level: dict[Level, list[Lane]] = {}
        for value in criteria:
            lane = self.lane(marks, value, self.at[value.id])
            if lane is not None:
                self.narrow |= {value.id} if lane.most < 2**31 else set()
                by_level.setdefault(self.first_level(value), []).append(lane)
        found: dict[str, Packed] = {}
        for lanes in by_level.values():
            found |= packed(lanes)
        return found

    def lane(self, marks: ir.Table, value: PlannedValue, taken: int) -> Lane | None:
        """A criterion's sum as a lane; None where the rulebook does not say how many rows there are and how large they get."""
        step = value.steps[taken - 1] if taken else None
        if step is None or not self.adds_up(value, taken):
            return None
        act, criterion = step.step.act, self.planned.stage.criteria[value.id]
        assert isinstance(act, Over)
        counts = [criterion.counted(dimension) for dimension in act.dimensions]
        if step.before.sort != "number" or step.before.low < 0 or None in counts:
            return None
        rows = reduce(lambda a, b: a * b, [count[1] for count in counts if count is not None], 1)
        column = Column(marks.value)
        for earlier in value.steps[: taken - 1]:
            column = applied(earlier, column, lambda name: Column(marks[name]))
        # where the highest or lowest is dropped, its absence tells that there are no rows
        told = self.fixed_count(value, step) is not None and any(self.drops(step, value) or ())
        most = int(step.before.high * step.before.scale) * rows
        return Lane(value.id, marks.criterion == value.id, column.value, most, 0 if told else rows)

    def adds_up(self, value: PlannedValue, taken: int) -> bool:
        """Whether the first combination adds all rows, each of them with a number within what was declared."""
        act = value.steps[taken - 1].step.act
        assert isinstance(act, Over)
        states = self.evidence.rulebook.states.values()
        certain = not any(state.effect in ("fail", "value") for state in states)
        certain &= not any(misses(step) for step in value.steps[: taken - 1])
        return certain and act.take in ("sum", "mean") and act.where is None

    def first_level(self, value: PlannedValue) -> Level:
        taken = self.at[value.id]
        return value.steps[taken - 1].after.level if taken else self.level_of(value.id)

    def direct_steps(self, value: PlannedValue) -> int:
        """How many steps can be taken on rows of marks: maps of the row itself, then one combination that needs no order."""
        criterion, work = self.planned.stage.criteria[value.id], 1
        if any(f"{value.id}{STATE}" in formula.names() for formula in self.planned.stage.formulas()):
            return 0  # somebody else asks for the state of each row
        for position, step in enumerate(value.steps):
            work *= 4 if step.typed is None else written_out(step.typed.node)
            weighs = isinstance(step.step.act, Over) and step.step.act.weight is not None
            if weighs or criterion.kind == "match" or outside(step) or looks_around(step) or work > WORK.most:
                return 0
            if isinstance(step.step.act, Over):
                return position + 1 if self.drops(step, value) is not None else 0
        return 0

    def first_columns(
        self, marks: ir.Table, value: PlannedValue, taken: int, sums: Packed | None
    ) -> dict[str, ir.Value]:
        """Aggregates of one criterion over the marks."""
        own = marks.criterion == value.id
        failed = marks.failed if self.can_fail else None
        column = Column(marks.value, failed)
        self.may_miss[value.id] = self.can_fail
        if not taken:
            rows = Rows(marks.value, failed, own, may_miss=True)
            lost = rows.only(failed).max() if failed is not None else None
            found = aggregates_of(named(value.id, 0), Column(rows.only(marks.value).max(), lost))
            said = {f"{value.id}{STATE}": rows.only(marks.state).max()} if value.id in self.stated else {}
            return found | said
        for step in value.steps[: taken - 1]:
            column = applied(step, column, lambda name: Column(marks[name]))
            self.may_miss[value.id] |= misses(step)
        step = value.steps[taken - 1]
        chosen = own
        if step.typed is not None:
            here = column
            chosen &= formula_column(step.typed, lambda name: here if name == "value" else Column(marks[name])).value
        fixed = self.fixed_count(value, step)
        rows = Rows(column.value, column.failed, chosen, self.may_miss[value.id], fixed, marks.attempt, sums=sums)
        rows = replace(rows, narrow=value.id in self.narrow)
        drops = self.drops(step, value)
        assert drops is not None
        self.may_miss[value.id] |= self.may_empty(value, step)
        column = counted_there(step, combined(step, rows, self.better(value), drops), own)
        return aggregates_of(named(value.id, taken), column)


def aggregates_of(name: str, column: Column) -> dict[str, ir.Value]:
    """A column as an aggregate, with its failures where it can fail."""
    return {name: column.value} if column.failed is None else {name: column.value, name + FAILED: column.failed}
