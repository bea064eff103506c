"""Keys of the order that are no plain number of an entry: lists compared one by one, and matches among those still equal."""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr import types as ir

from jiangong.core.quantities import LIMIT, int64
from jiangong.core.rulebook.measures import WIDEST_FIELD, Measure
from jiangong.core.rulebook.plan import PlannedValue, combination_of_matches, made_of_matches
from jiangong.core.rulebook.values import OrderKey
from jiangong.core.scoring.adjust import Frames
from jiangong.core.scoring.aggregate import combined
from jiangong.core.scoring.applying import applied
from jiangong.core.scoring.columns import Column, formula_column, rounded_formula
from jiangong.core.scoring.frames import KEYS, OTHER, NamedFrames, joined, keys
from jiangong.core.scoring.runs import position_of

BY_POSITION = ("first_to_last", "last_to_first")
"""Ways to compare in which each number stands with its position."""
WIDEST_LIST = WIDEST_FIELD + 2
"""Rungs of a key that compares lists: as many as there can be entries."""


def rungs_of(measure: Measure) -> int:
    """How many rungs a number can stand on, one of them for having none."""
    return int((measure.high - measure.low) * measure.scale) + 2


def rung(value: ir.IntegerValue, measure: Measure, first: str) -> ir.IntegerValue:
    """0 for the best value possible; one behind the worst where there is no value."""
    low, high = int(measure.low * measure.scale), int(measure.high * measure.scale)
    distance = int64(high) - value if first == "high" else value - int64(low)
    return ibis.coalesce(distance, int64(rungs_of(measure) - 1))


def with_lists(frames: NamedFrames, table: ir.Table, key: OrderKey, name: str) -> ir.Table:
    """With a list of whole numbers an entry, the smaller the better, to be compared from its beginning; a list that ends
    early is the worse, because what is missing is worse than anything.
    """
    measure = frames.planned.values[key.by].measure
    (dimension,) = measure.level
    rows = frames.tables[measure.level]
    column = frames.final(key.by)
    rows = rows.filter(frames.there(rows, key.by) & rows[column].notnull())
    steps = rung(rows[column], measure, key.first)
    if key.compare in BY_POSITION:
        at = position_of(rows, dimension)
        at = int64(WIDEST_FIELD) - at if key.compare == "last_to_first" else at
        steps = at * int64(rungs_of(measure)) + steps
    rows = rows.mutate(**{name: steps})
    begun = rows[name].desc() if key.compare == "worst_to_best" else rows[name].asc()
    lists = rows.group_by(list(KEYS)).aggregate(**{name: rows[name].collect(order_by=begun)})
    lists = lists.mutate(**{name: lists[name].concat(ibis.array([int64(LIMIT)]))})
    table = joined(table, lists, list(KEYS), [name])
    return table.mutate(**{name: ibis.coalesce(table[name], ibis.array([int64(LIMIT)]))})


def listed_values(measure: Measure, key: OrderKey, steps: list[int] | None) -> list[int]:
    """The numbers of a list that is compared, in that order, from the rungs on which they stand."""
    width = rungs_of(measure)
    low, high = int(measure.low * measure.scale), int(measure.high * measure.scale)
    found = [step % width if key.compare in BY_POSITION else step for step in (steps or [])[:-1]]
    return [high - step if key.first == "high" else low + step for step in found]


def among_equals(
    frames: NamedFrames, table: ir.Table, key: OrderKey, ties: ir.Table, name: str
) -> tuple[ir.Table, ir.IntegerValue]:
    """With the key's number counted again from matches between entries that are equal in every column of `ties`: one that
    comes of matches, or a formula of several such.
    """
    value, parts = frames.planned.values[key.by], made_of_matches(frames.planned, key.by)
    if not parts:
        return _counted_again(frames, table, value, ties, name)
    columns = {part: f"{name}~{n}" for n, part in enumerate(parts)}
    for part, column in columns.items():
        table, _ = _counted_again(frames, table, frames.planned.values[part], ties, column)

    def read(wanted: str) -> Column:
        return Column(table[columns[wanted]]) if wanted in columns else frames.column_in(table, wanted, value.id)

    assert value.formula is not None
    made = Column(formula_column(value.formula, read).value)
    for position, step in enumerate(value.steps):
        rounding = step.step.rounding if not position and step.step.act is None else None
        made = Column(rounded_formula(value.formula, rounding, read)) if rounding else applied(step, made, read)
    return table.mutate(**{name: made.value}), made.value


def _counted_again(
    frames: NamedFrames, table: ir.Table, value: PlannedValue, ties: ir.Table, name: str
) -> tuple[ir.Table, ir.IntegerValue]:
    position = combination_of_matches(frames.planned, value.id)
    assert position is not None and isinstance(frames, Frames)  # check lets no other key say it
    step, level = value.steps[position], frozenset({"item"})
    if OTHER not in frames.tables[level].columns:
        frames.bring_opponents(level, f"{value.id}@{position}", [])
    rows = frames.tables[level]
    ties = ties.rename({f"+tie{n}": c for n, c in enumerate(c for c in ties.columns if c not in KEYS)})
    both = reduce(lambda lines, side: _with_ties(lines, ties, *side), [("entry", ""), (OTHER, "<")], rows)
    same = [both[f"+tie{n}"] == both[f"+tie{n}<"] for n in range(len(ties.columns) - len(KEYS))]
    met = both.filter(same)
    found = combined(step, frames.rows_of(met, value, position), frames.better(value), (0, 0))
    numbers = met.group_by(keys(frozenset())).aggregate(**{name: found.value})
    table = joined(table, numbers, list(KEYS), [name])
    column = Column(table[name])
    for later in value.steps[position + 1 :]:
        column = applied(later, column, lambda read: frames.column_in(table, read, value.id))
    return table.mutate(**{name: column.value}), column.value


def _with_ties(lines: ir.Table, ties: ir.Table, side: str, mark: str) -> ir.Table:
    renamed = ties.rename({f"{name}{mark or '+'}": name for name in ties.columns})
    on = [lines.event == renamed[f"event{mark or '+'}"], lines[side] == renamed[f"entry{mark or '+'}"]]
    found = lines.inner_join(renamed, on).drop(f"event{mark or '+'}", f"entry{mark or '+'}")
    if mark:
        return found
    return found.rename({name.removesuffix("+"): name for name in found.columns if name.startswith("+tie")})
