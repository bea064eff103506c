"""Items and attempts in their order, and how many in a row there are for which something holds."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from jiangong.core.quantities import int64
from jiangong.core.rulebook.measures import WIDEST_FIELD
from jiangong.core.scoring.tables import whole_number

RUN = "+run"
"""Behind a column's name: of how many in a row a line is one; 0 for a line that breaks a row."""


def position_of(rows: ir.Table, dimension: str) -> ir.IntegerValue:
    """Where an item or attempt stands among those of the event: by number where it is one, else by name."""
    if dimension == "attempt":
        return rows.attempt
    number = whole_number(rows[dimension])
    by_name = ibis.dense_rank().over(group_by=[rows.event], order_by=[rows[dimension]]) + int64(WIDEST_FIELD // 2)
    return ibis.coalesce(number, by_name.cast("int64"))


def before_it(
    rows: ir.Table, there: ir.BooleanValue, dimension: str, group: list[str], columns: dict[str, ir.Value]
) -> ir.Table:
    """With columns of the line before each: by number where items and attempts are numbers, else by name, among the lines
    that are there and alike in all else.
    """
    held = {f"{name} here": column for name, column in columns.items()}
    table = rows.mutate(**{"+at": position_of(rows, dimension), "+there": there, **held})
    order = [table["+at"], table[dimension]]
    around = [*(table[key] for key in group), table["+there"]]
    found = {name: table[f"{name} here"].lag().over(group_by=around, order_by=order) for name in columns}
    return table.mutate(**found).drop("+at", "+there", *held)


def with_runs(
    table: ir.Table, name: str, dimension: str, group: list[str], lines: tuple[ir.BooleanValue, ir.BooleanValue]
) -> ir.Table:
    """With the length of the row in which each line stands: `lines` says which are there, and for which it holds. Lines for
    which it holds keep their distance to their number among all lines only while nothing comes between them.
    """
    at, there, hit, island = (f"{name}{RUN} {word}" for word in ("at", "there", "hit", "island"))
    is_there, holds = lines
    table = table.mutate(**{at: position_of(table, dimension), there: is_there, hit: is_there & holds})
    order = [table[at], table[dimension]]
    among_all = ibis.row_number().over(group_by=[*(table[key] for key in group), table[there]], order_by=order)
    among_hits = ibis.row_number().over(group_by=[*(table[key] for key in group), table[hit]], order_by=order)
    table = table.mutate(**{island: among_all - among_hits})
    length = table[hit].count().over(group_by=[*(table[key] for key in group), table[hit], table[island]])
    run = ibis.ifelse(table[hit], length.cast("int64"), int64(0))
    run = ibis.ifelse(table[there], run, ibis.null("int64"))
    return table.mutate(**{name + RUN: run}).drop(at, there, hit, island)
