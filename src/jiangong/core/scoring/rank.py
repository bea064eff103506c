"""Places: who stands where, what decided it, and who has no place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce

import ibis
from ibis.expr import types as ir

from jiangong.core.quantities import LIMIT, floor_quotient, int64
from jiangong.core.rulebook.measures import Measure
from jiangong.core.rulebook.values import OrderKey
from jiangong.core.scoring.columns import Column, formula_column
from jiangong.core.scoring.frames import FAILED, OUT, NamedFrames

STATE, PLACED, PLACE, DECIDED, CODE, FIELD = "+state", "+placed", "+place", "+decided", "+code", "+field"


@dataclass(frozen=True, slots=True)
class Ladder:
    """One whole number an entry that orders it, and the weights that cut it back to its first keys."""

    table: ir.Table
    weights: tuple[int, ...]
    prefixes: tuple[str, ...] = ()


def with_states(frames: NamedFrames, table: ir.Table) -> ir.Table:
    """Each entry's state, and whether it takes part in the ranking."""
    stage, states = frames.planned.stage, frames.evidence.rulebook.states
    order = [table[frames.final(key.by)] for key in stage.order]
    failed = [
        table[frames.final(key.by) + FAILED] for key in stage.order if frames.final(key.by) + FAILED in table.columns
    ]
    empty = reduce(lambda a, b: a & b, [value.isnull() for value in order])
    empty = reduce(lambda a, b: a & b, [empty, *[code.isnull() for code in failed]])
    absent = [~frames.present_in(table, c.id) for c in stage.criteria.values() if c.missing == "not_marked"]
    unmarked = reduce(lambda a, b: a | b, [empty, *absent])
    codes = list(states)
    not_marked = int64(codes.index("not_marked") + 1)
    number = ibis.coalesce(table[OUT], ibis.ifelse(unmarked, not_marked, ibis.null("int64")))
    first = frames.final(stage.order[0].by)
    if first + FAILED in table.columns:
        number = ibis.coalesce(number, ibis.ifelse(table[first].isnull(), table[first + FAILED], ibis.null("int64")))
    said = ibis.cases(*[(number == int64(n), code) for n, code in enumerate(codes, 1)], else_="")
    placed = table[OUT].isnull() & ~unmarked
    if frames.planned.ranked is not None:
        names = lambda name: frames.column_in(table, name)  # noqa: E731
        placed &= ibis.coalesce(formula_column(frames.planned.ranked, names).value, ibis.literal(False))
    field = table[stage.within] if stage.within else ibis.literal("")
    return table.mutate(**{STATE: said, PLACED: placed, FIELD: field})


def group_of(frames: NamedFrames, table: ir.Table) -> list[ir.Value]:
    """What places are counted within: the event and the field; nothing where there can be only one of each."""
    group = [] if frames.evidence.single_event else [table.event]
    return [*group, table[FIELD]] if frames.planned.stage.within else group


def ladder(frames: NamedFrames, table: ir.Table) -> Ladder:
    """The order of places as one number, small first. A missing value stands behind every value, whatever the direction,
    and an entry that is not ranked behind everybody.
    """
    stage = frames.planned.stage
    measures = [frames.planned.values[key.by].measure for key in stage.order]
    steps = [_rungs(measure) for measure in measures]
    total = reduce(lambda a, b: a * b, steps, 1)
    columns = [table[frames.final(key.by)] for key in stage.order]
    rungs = [_rung(c, m, k) for c, m, k in zip(columns, measures, stage.order, strict=True)]
    if total < LIMIT:
        weights = tuple(reduce(lambda a, b: a * b, steps[n + 1 :], 1) for n in range(len(steps)))
        weighed = [rung * int64(w) if w != 1 else rung for rung, w in zip(rungs, weights, strict=True)]
        code = reduce(lambda a, b: a + b, weighed)
        return Ladder(table.mutate(**{CODE: ibis.ifelse(table[PLACED], code, int64(LIMIT))}), weights)
    return _long_ladder(frames, table, rungs)


def _rungs(measure: Measure) -> int:
    return int((measure.high - measure.low) * measure.scale) + 2


def _rung(value: ir.IntegerValue, measure: Measure, key: OrderKey) -> ir.IntegerValue:
    """0 for the best value possible; one behind the worst where there is no value."""
    low, high = int(measure.low * measure.scale), int(measure.high * measure.scale)
    distance = int64(high) - value if key.first == "high" else value - int64(low)
    return ibis.coalesce(distance, int64(_rungs(measure) - 1))


def _long_ladder(frames: NamedFrames, table: ir.Table, rungs: list[ir.IntegerValue]) -> Ladder:
    """Keys too long for one number: each prefix becomes its dense rank, which is as good."""
    prefixes: list[str] = []
    table = table.mutate(**{f"+rung{n}": rung for n, rung in enumerate(rungs)})
    for n in range(len(rungs)):
        order = [table[prefixes[-1]], table[f"+rung{n}"]] if prefixes else [table[f"+rung{n}"]]
        name = f"+prefix{n}"
        rank = ibis.dense_rank().over(group_by=group_of(frames, table), order_by=order).cast("int64")
        table = table.mutate(**{name: ibis.ifelse(table[PLACED], rank, int64(LIMIT))})
        prefixes.append(name)
    return Ladder(table.mutate(**{CODE: table[prefixes[-1]]}), (), tuple(prefixes))


def ranked(frames: NamedFrames, table: ir.Table) -> ir.Table:
    """With place (equal when shared, null without one) and the key that decided it."""
    order = frames.planned.stage.order
    steps = ladder(frames, with_states(frames, table))
    table = steps.table
    group = group_of(frames, table)
    place = ibis.rank().over(group_by=group, order_by=[table[CODE]]) + 1
    columns: dict[str, ir.Value] = {PLACE: ibis.ifelse(table[PLACED], place.cast("int64"), ibis.null("int64"))}
    if len(order) == 1:
        return table.mutate(**columns, **{DECIDED: ibis.literal("")})
    for name in steps.prefixes or (CODE,):
        columns[f"{name}<"] = table[name].lag().over(group_by=group, order_by=[table[CODE]])
        columns[f"{name}>"] = table[name].lead().over(group_by=group, order_by=[table[CODE]])
    table = table.mutate(**columns)
    table = table.mutate(**{"+depth": ibis.greatest(*[_depth(table, steps, side) for side in "<>"])})
    # the neighbours of one who shares a place are the neighbours of all who share it
    depth = table["+depth"].max().over(group_by=[*group_of(frames, table), table[CODE]])
    names = [(table[PLACED] & (depth == int64(n)), key.by) for n, key in enumerate(order) if n]
    return table.mutate(**{DECIDED: ibis.cases(*names, else_="")})


def _depth(table: ir.Table, steps: Ladder, side: str) -> ir.IntegerValue:
    """How many keys were equal between an entry and its neighbour before one differed; 0 where there is no neighbour."""
    here, there = _prefixes(table, steps, ""), _prefixes(table, steps, side)
    cases = [(a != b, int64(n)) for n, (a, b) in enumerate(zip(here, there, strict=True))]
    return ibis.coalesce(ibis.cases(*cases, else_=int64(0)), int64(0))


def _prefixes(table: ir.Table, steps: Ladder, side: str) -> list[ir.IntegerValue]:
    if steps.prefixes:
        return [table[f"{name}{side}"] for name in steps.prefixes]
    code = table[f"{CODE}{side}"]
    return [floor_quotient(code, weight) for weight in steps.weights]


def within_stage(frames: NamedFrames, table: ir.Table, name: str) -> Column:
    """What a condition on a ranked entry may read: values, columns of the entry, place and counts."""
    own = {"place": PLACE, "placed": "+placed_count", "entrants": "+entrant_count"}
    return Column(table[own[name]]) if name in own else frames.column_in(table, name)
