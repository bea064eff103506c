"""Who goes on, and who stands in reserve: rules applied to places, one after the other, never a choice."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

import ibis
from ibis.expr import types as ir

from jiangong.core.quantities import LIMIT, Mode, divided, in_64_bits, int64, nth_smallest
from jiangong.core.rulebook.values import Amount, GoOn, OrderKey, Stage
from jiangong.core.scoring.columns import formula_column
from jiangong.core.scoring.comparing import rung, rungs_of
from jiangong.core.scoring.frames import NamedFrames, joined_alike
from jiangong.core.scoring.rank import (
    BLOCK,
    CODE,
    ENTRANT_COUNT,
    PLACE,
    PLACED,
    PLACED_COUNT,
    group_names,
    group_of,
    within_stage,
)

GOES_ON, RESERVE, GOES_BY = "+goes_on", "+reserve", "+goes_by"
TAKES, LAST = "+takes", "+last"
MOST_AT_ONCE = 1000
"""Up to so many codes of a group are held to find the last of them; beyond, every row is counted."""


def counted(frames: NamedFrames, table: ir.Table) -> ir.Table:
    """With how many entered and how many have a place, of the event and field, where a rule asks for it."""
    stage = frames.planned.stage
    rules = [*(rule.when for rule in stage.go_on), *(award.when for award in stage.awards)]
    asked = {name for formula in rules if formula is not None for name in formula.names()} & {"entrants", "placed"}
    shares = [*(rule.share for rule in stage.go_on), *(award.share for award in stage.awards)]
    if not asked and all(share is None for share in shares):
        return table
    group = group_names(frames)
    counts = {ENTRANT_COUNT: table.count(), PLACED_COUNT: in_64_bits(table[PLACED].sum())}
    return joined_alike(table, _each(table, group, counts), group, list(counts))


def _each(table: ir.Table, group: list[str], aggregates: dict[str, ir.Value]) -> ir.Table:
    """One line a group; without a group, one line."""
    return table.group_by(group).aggregate(**aggregates) if group else table.aggregate(**aggregates)


def stands(frames: NamedFrames, table: ir.Table, ties: str) -> ir.IntegerValue:
    """Where an entry stands among all that are placed: mostly that is its place, or the last that those who share it fill."""
    if frames.planned.stage.places == "dense":
        return standing(table, table[PLACED], group_of(frames, table), ties)
    return table[PLACE] if ties == "all" else table[PLACE] + table[BLOCK] - int64(1)


def standing(
    table: ir.Table, among: ir.BooleanValue, group: list[ir.Value], ties: str, code: ir.IntegerValue | None = None
) -> ir.IntegerValue:
    """Position among some rows in order of place. Equals share the first position they fill (ties = all) or the last
    (none), so that a line through the middle of them takes all or none, and never one by chance.
    """
    code = ibis.ifelse(among, table[CODE] if code is None else code, int64(LIMIT))
    first = ibis.rank().over(group_by=group, order_by=[code]) + 1
    if ties == "all":
        return first.cast("int64")
    block = table.count().over(group_by=[*group, code])
    return (first + block - 1).cast("int64")


def first_of(table: ir.Table, able: str, group: list[str], number: int, rule: tuple[str, str]) -> ir.Table:
    """With `able` only for the first so many of each group, in the order of a code (`rule`: how ties count, and the code).
    One code a group divides them, so that no row needs a number.
    """
    ties, code = rule
    at = number if ties == "all" else number + 1
    if not 0 < at <= MOST_AT_ONCE:
        position = standing(table, table[able], [table[name] for name in group], ties, table[code])
        return table.mutate(**{able: table[able] & (position <= int64(number))})
    these = table.filter(table[able])
    table = joined_alike(table, _each(these, group, {LAST: nth_smallest(these[code], at)}), group, [LAST])
    before = table[code] <= table[LAST] if ties == "all" else table[code] < table[LAST]
    return table.mutate(**{able: table[able] & ibis.coalesce(before, ibis.literal(True))}).drop(LAST)


def share_of(count: ir.IntegerValue, share: Fraction, mode: Mode = "floor") -> ir.IntegerValue:
    """A share of a count as a whole number."""
    return divided(count * int64(share.numerator), int64(share.denominator), mode, signed=False)


def promoted(frames: NamedFrames, table: ir.Table) -> ir.Table:
    """With goes_on (1, 0; null where the stage sends nobody on), by which rule, and the order of the reserve."""
    rules = frames.planned.stage.go_on
    if not rules:
        return table.mutate(**{name: ibis.null("int64") for name in (GOES_ON, RESERVE, GOES_BY)})
    table = table.mutate(**{GOES_BY: ibis.null("int64")})
    for position, rule in enumerate(rules):
        table = _taken(frames, table, position, rule)
    table = table.mutate(**{GOES_ON: table[GOES_BY].notnull().cast("int64")})
    reserves = [_reserve(frames, table, position, rule) for position, rule in enumerate(rules) if rule.reserve]
    return table.mutate(**{RESERVE: ibis.coalesce(*reserves) if reserves else ibis.null("int64")})


def _taken(frames: NamedFrames, table: ir.Table, position: int, rule: GoOn) -> ir.Table:
    """Those whom one rule takes of those whom no earlier one took, or of everybody."""
    table, code = _with_code(frames, table, position, rule)
    able = table[PLACED] if rule.again else table[PLACED] & table[GOES_BY].isnull()
    when = frames.planned.go_on_when[position]
    if when is not None:
        met = formula_column(when, lambda name: within_stage(frames, table, name)).value
        able &= ibis.coalesce(met, ibis.literal(False))
    name = f"+able{position}"
    table = table.mutate(**{name: able})
    if rule.cap is not None:
        units = [*group_names(frames, across=rule.across), rule.cap_per]
        table = _up_to(table, name, units, rule.cap, (rule.ties, code))
    table = table.mutate(**{TAKES: table[name]})
    line = _line(frames, table, rule)
    if line is not None and code == CODE and position == 0 and _is_plain(rule):
        table = table.mutate(**{TAKES: table[name] & (stands(frames, table, rule.ties) <= line)})
    elif line is not None:
        table = _up_to(table, TAKES, _group(frames, rule), rule.top or line, (rule.ties, code))
    if rule.again:
        table = table.mutate(**{goes_again(position): table[TAKES]})
        return table.mutate(
            **{GOES_BY: ibis.coalesce(table[GOES_BY], ibis.ifelse(table[TAKES], int64(position), ibis.null("int64")))}
        )
    return table.mutate(**{GOES_BY: ibis.ifelse(table[TAKES], int64(position), table[GOES_BY])})


def goes_again(position: int) -> str:
    """The column that says whom a rule takes that takes some again."""
    return f"{GOES_ON} {position}"


def taken_again(stage: Stage) -> list[str]:
    """Those columns of a stage."""
    return [goes_again(position) for position, rule in enumerate(stage.go_on) if rule.again]


def _is_plain(rule: GoOn) -> bool:
    """Whether a rule takes from everybody who is placed, each within the own field."""
    return rule.when is None and rule.cap is None and not rule.per and not rule.across


def _up_to(
    table: ir.Table, able: str, group: list[str], number: Amount | ir.IntegerValue, rule: tuple[str, str]
) -> ir.Table:
    """With `able` only for the first so many of each group."""
    if isinstance(number, int):
        return first_of(table, able, group, number, rule)
    ties, code = rule
    position = standing(table, table[able], [table[name] for name in group], ties, table[code])
    line = table[number] if isinstance(number, str) else number
    return table.mutate(**{able: table[able] & (position <= line)})


def _with_code(frames: NamedFrames, table: ir.Table, position: int, rule: GoOn) -> tuple[ir.Table, str]:
    """The order that a rule goes by: that of places, or numbers that it names itself."""
    together = _plain_keys(frames) if rule.across and frames.planned.stage.within else {}
    names = rule.by or tuple(key.by for key in together.values())
    if not names:
        return table, CODE
    name = f"+code{position}"
    if name in table.columns:
        return table, name
    held = dict(enumerate(together)) if not rule.by else {}  # a key of the order counts only where its condition holds
    return with_code_of(frames, table, names, name, held=held, across=rule.across), name


def with_code_of(
    frames: NamedFrames,
    table: ir.Table,
    names: tuple[str, ...],
    name: str,
    *,
    held: dict[int, int] | None = None,
    across: bool = False,
) -> ir.Table:
    """With one whole number an entry under `name` that orders it by these numbers, small first. `held` names the keys of the
    order whose conditions say whether a number counts.
    """
    measures = [frames.planned.values[name].measure for name in names]
    first = {key.by: key.first for key in reversed(frames.planned.stage.order)}
    better = [first.get(name) or frames.planned.stage.value_of(name).better for name in names]
    steps = [rung(table[frames.final(n)], m, b) for n, m, b in zip(names, measures, better, strict=True)]
    steps = [_where_it_holds(table, held[n], step) if held else step for n, step in enumerate(steps)]
    weights = [reduce(lambda a, b: a * b, [rungs_of(m) for m in measures[n + 1 :]], 1) for n in range(len(names))]
    if weights[0] * rungs_of(measures[0]) < LIMIT:
        code = reduce(lambda a, b: a + b, [s * int64(w) for s, w in zip(steps, weights, strict=True)])
        return table.mutate(**{name: code})
    table = table.mutate(**{f"{name}.{n}": step for n, step in enumerate(steps)})
    group = group_of(frames, table, across=across)
    order = [table[f"{name}.{n}"] for n in range(len(steps))]
    return table.mutate(**{name: ibis.dense_rank().over(group_by=group, order_by=order).cast("int64")})


def _plain_keys(frames: NamedFrames) -> dict[int, OrderKey]:
    """Keys that mean the same in every group, by their position."""
    keys = enumerate(frames.planned.stage.order)
    return {position: key for position, key in keys if not key.compare and not key.among}


def _where_it_holds(table: ir.Table, position: int, step: ir.IntegerValue) -> ir.IntegerValue:
    holds = f"+holds{position}"
    return ibis.ifelse(table[holds], step, int64(0)) if holds in table.columns else step


def _group(frames: NamedFrames, rule: GoOn) -> list[str]:
    return [*group_names(frames, across=rule.across), *([rule.per] if rule.per else [])]


def amount_of(table: ir.Table, amount: Amount) -> ir.IntegerValue:
    """How many, as a column."""
    return int64(amount) if isinstance(amount, int) else table[amount]


def _line(frames: NamedFrames, table: ir.Table, rule: GoOn) -> ir.IntegerValue | None:
    if rule.top is not None:
        return amount_of(table, rule.top)
    if rule.share is None:
        return None
    everybody = table.count().over(group_by=group_of(frames, table, across=True)).cast("int64")
    return share_of(everybody if rule.across else table[ENTRANT_COUNT], rule.share)


def _reserve(frames: NamedFrames, table: ir.Table, position: int, rule: GoOn) -> ir.IntegerValue:
    table, code = _with_code(frames, table, position, rule)
    gone = table[goes_again(position)] if rule.again else table[GOES_BY].notnull()
    waiting = table[f"+able{position}"] & ~gone
    order = standing(table, waiting, [table[name] for name in _group(frames, rule)], "all", table[code])
    return ibis.ifelse(waiting & (order <= int64(rule.reserve)), order, ibis.null("int64"))
