"""Who goes on, and who stands in reserve: a rule applied to places, never a choice."""

from __future__ import annotations

from fractions import Fraction

import ibis
from ibis.expr import types as ir

from jiangong.core.quantities import LIMIT, Mode, divided, in_64_bits, int64
from jiangong.core.scoring.columns import formula_column
from jiangong.core.scoring.frames import NamedFrames
from jiangong.core.scoring.rank import CODE, PLACED, group_of, within_stage

GOES_ON, RESERVE = "+goes_on", "+reserve"


def counted(frames: NamedFrames, table: ir.Table) -> ir.Table:
    """With how many entered and how many have a place, of the event and field, where a rule asks for it."""
    stage = frames.planned.stage
    rules = [stage.go_on.when if stage.go_on else None, *(award.when for award in stage.awards)]
    asked = {name for formula in rules if formula is not None for name in formula.names()} & {"entrants", "placed"}
    shares = [stage.go_on.share if stage.go_on else None, *(award.share for award in stage.awards)]
    if not asked and all(share is None for share in shares):
        return table
    group = group_of(frames, table)
    return table.mutate(**{
        "+entrant_count": table.count().over(group_by=group).cast("int64"),
        "+placed_count": in_64_bits(table[PLACED].sum().over(group_by=group)),
    })  # fmt: skip


def standing(table: ir.Table, among: ir.BooleanValue, group: list[ir.Value], ties: str) -> ir.IntegerValue:
    """Position among some rows in order of place. Equals share the first position they fill (ties = all) or the last
    (none), so that a line through the middle of them takes all or none, and never one by chance.
    """
    code = ibis.ifelse(among, table[CODE], int64(LIMIT))
    first = ibis.rank().over(group_by=group, order_by=[code]) + 1
    if ties == "all":
        return first.cast("int64")
    block = table.count().over(group_by=[*group, code])
    return (first + block - 1).cast("int64")


def share_of(count: ir.IntegerValue, share: Fraction, mode: Mode = "floor") -> ir.IntegerValue:
    """A share of a count as a whole number."""
    return divided(count * int64(share.numerator), int64(share.denominator), mode, signed=False)


def promoted(frames: NamedFrames, table: ir.Table) -> ir.Table:
    """With goes_on (1, 0; null where the stage sends nobody on) and the order of the reserve."""
    rule = frames.planned.stage.go_on
    if rule is None:
        return table.mutate(**{GOES_ON: ibis.null("int64"), RESERVE: ibis.null("int64")})
    able = table[PLACED]
    if frames.planned.go_on_when is not None:
        met = formula_column(frames.planned.go_on_when, lambda name: within_stage(frames, table, name)).value
        able &= ibis.coalesce(met, ibis.literal(False))
    table = table.mutate(**{"+able": able})
    if rule.cap is not None:
        position = standing(table, table["+able"], [*group_of(frames, table), table[rule.cap_per]], rule.ties)
        table = table.mutate(**{"+able": table["+able"] & (position <= int64(rule.cap))})
    group = group_of(frames, table) + ([table[rule.per]] if rule.per else [])
    line = _line(table, rule.top, rule.share)
    if line is None:
        return table.mutate(**{GOES_ON: table["+able"].cast("int64"), RESERVE: ibis.null("int64")})
    table = table.mutate(**{"+position": standing(table, table["+able"], group, rule.ties)})
    goes = table["+able"] & (table["+position"] <= line)
    table = table.mutate(**{GOES_ON: goes.cast("int64")})
    return _with_reserve(table, group_of(frames, table) + ([table[rule.per]] if rule.per else []), rule.reserve)


def _line(table: ir.Table, top: int | None, share: Fraction | None) -> ir.IntegerValue | None:
    if top is not None:
        return int64(top)
    return share_of(table["+entrant_count"], share) if share is not None else None


def _with_reserve(table: ir.Table, group: list[ir.Value], size: int) -> ir.Table:
    if not size:
        return table.mutate(**{RESERVE: ibis.null("int64")})
    waiting = table["+able"] & (table[GOES_ON] == 0)
    order = standing(table, waiting, group, "all")
    return table.mutate(**{RESERVE: ibis.ifelse(waiting & (order <= int64(size)), order, ibis.null("int64"))})
