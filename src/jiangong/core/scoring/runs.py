"""Items and attempts in their order, and how many in a row there are for which something holds."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
from ibis.expr import types as ir

from jiangong.core.quantities import in_64_bits, int64
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


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines that follow on each other: which are there, for which something holds, and the numbers to be added up."""

    there: ir.BooleanValue
    holds: ir.BooleanValue
    value: ir.NumericValue | None = None


def up_to(table: ir.Table, name: str, dimension: str, group: list[str], lines: Lines) -> ir.Table:
    """With a column of what each line and those before it come to: the sum of their numbers, nothing from a line on that
    has none; or, without numbers, how many in a row hold up to it, 0 where it does not.
    """
    at, there, hit, number, row = (f"{name}{RUN} {word}" for word in ("at", "there", "hit", "number", "row"))
    number_of = lines.value if lines.value is not None else int64(0)
    table = table.mutate(
        **{at: position_of(table, dimension), there: lines.there, hit: lines.there & lines.holds, number: number_of}
    )
    order = [table[at], table[dimension]]
    around = [*(table[key] for key in group), table[there]]
    window = ibis.window(group_by=around, order_by=order, preceding=None, following=0)
    if lines.value is not None:
        total = table[number].sum().over(window)
        total = total if isinstance(total, ir.FloatingValue) else in_64_bits(total)
        whole = table[number].isnull().cast("int64").sum().over(window) == 0
        found = ibis.ifelse(table[there] & whole, total, ibis.null(total.type()))
        return table.mutate(**{name: found}).drop(at, there, hit, number)
    table = table.mutate(**{row: (ibis.row_number().over(group_by=around, order_by=order) + 1).cast("int64")})
    around = [*(table[key] for key in group), table[there]]
    window = ibis.window(group_by=around, order_by=[table[at], table[dimension]], preceding=None, following=0)
    last_miss = ibis.ifelse(table[hit], int64(0), table[row]).max().over(window)
    found = ibis.ifelse(table[there], (table[row] - last_miss).cast("int64"), ibis.null("int64"))
    return table.mutate(**{name: found}).drop(at, there, hit, number, row)
