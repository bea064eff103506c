"""Which lines a combination chooses: those for which its condition holds."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from jiangong.core.rulebook.plan import PlannedValue, names_read
from jiangong.core.scoring.columns import Column, formula_column
from jiangong.core.scoring.frames import OPPONENT_OF, NamedFrames, named

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
