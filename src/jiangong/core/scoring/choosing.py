"""Which lines a combination chooses: those for which its condition holds."""

from __future__ import annotations

from dataclasses import replace

import ibis
from ibis.expr import types as ir

from jiangong.core.rulebook.measures import Typed
from jiangong.core.rulebook.plan import PlannedValue, names_read
from jiangong.core.rulebook.values import Over
from jiangong.core.scoring.aggregate import Rows
from jiangong.core.scoring.columns import Column, formula_column
from jiangong.core.scoring.frames import FIXED, OPPONENT_OF, NamedFrames, named

HELD = "+held"
"""Behind a column's name: whether the condition of its next step holds, where that was found beside the other side of a match."""


def opponents_in(value: PlannedValue, position: int) -> list[str]:
    """What a step reads of the other side of a match: `opponent`, or a number of it."""
    names = names_read(value.steps[position].typed)
    return [name for name in names if name.partition(".")[0] == OPPONENT_OF]


def condition(
    frames: NamedFrames, table: ir.Table, value: PlannedValue, position: int, column: Column
) -> ir.BooleanValue | None:
    """The condition of a combination on each line of its frame; None where it has none."""
    step, name = value.steps[position], named(value.id, position)
    if step.typed is None:
        return None
    if name + HELD in table.columns:
        return ibis.coalesce(table[name + HELD], ibis.literal(False))
    read = frames.reading(table, value, position)
    held = formula_column(step.typed, lambda n: column if n == "value" else read(n)).value
    return ibis.coalesce(held, ibis.literal(False))


def with_weights(frames: NamedFrames, table: ir.Table, value: PlannedValue, position: int, rows: Rows) -> Rows:
    """With how much each line counts, where its step says so."""
    column = Column(rows.value, rows.failed)
    weight = of_each(frames, table, value, value.steps[position].weight, column)
    return rows if weight is None else replace(rows, weight=weight)


def of_each(
    frames: NamedFrames, table: ir.Table, value: PlannedValue, typed: Typed | None, column: Column
) -> ir.Value | None:
    """What a step asks of each line beside its condition; None where it does not."""
    if typed is None:
        return None
    found = formula_column(typed, lambda n: column if n == "value" else frames.column_in(table, n, value.id)).value
    # A constant is spread over the lines: what is counted or summed must be a column.
    return ibis.ifelse(column.value.isnull(), found, found) if isinstance(found, ir.Scalar) else found


def told_apart(table: ir.Table, act: Over) -> tuple[ir.Value, ...]:
    """What tells equal lines of a group apart, so that settling and explaining leave out the same one of them."""
    return tuple(table[dimension] for dimension in sorted(act.dimensions))


def with_fixed(frames: NamedFrames, table: ir.Table, value: PlannedValue, position: int, rows: Rows) -> Rows:
    """With the lines that no dropping may leave out: by their state, or because the step says which may go."""
    no, mark = ibis.literal(False), frames.criterion_of(value.id) + FIXED
    fixed = ibis.coalesce(table[mark], no) if mark in table.columns else None
    may = of_each(frames, table, value, value.steps[position].may_drop, Column(rows.value, rows.failed))
    if may is not None:
        stays = ibis.coalesce(may, no) == no
        fixed = stays if fixed is None else fixed | stays
    return rows if fixed is None else replace(rows, fixed=fixed)
