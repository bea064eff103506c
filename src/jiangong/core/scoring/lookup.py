"""Look-up tables and bands as columns, and the points of places that several share."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import reduce

import ibis
from ibis.expr import types as ir

from jiangong.core.quantities import int64
from jiangong.core.rulebook.measures import Measure
from jiangong.core.rulebook.plan import PlannedStep
from jiangong.core.rulebook.values import Bands, Lookup
from jiangong.core.scoring.columns import Column, rounded_column
from jiangong.core.scoring.field import Field, of_field

Pairs = tuple[tuple[Fraction, Fraction], ...]


def looked_up(step: PlannedStep, column: Column, names: Callable[[str], Column], field: Field | None) -> ir.Value:
    """What a step with a table makes of the number so far, at the scale of its results, before any rounding."""
    act, value, before, after = step.step.act, column.value, step.before, step.acted
    if isinstance(act, Bands):
        return _banded(act, value, before, after)
    assert isinstance(act, Lookup)
    if not act.by:
        return _one_table(act.table, act, column, step, field)
    key = names(act.by).value
    whole = isinstance(key, ir.IntegerValue)
    assert step.typed is not None
    scale = step.typed.measure.scale
    cases = [
        (key == (int64(int(Fraction(label) * scale)) if whole else ibis.literal(label)), _one_table(pairs, act, column, step, field))
        for label, pairs in act.tables
    ]  # fmt: skip
    otherwise = int64(int(act.otherwise * after.scale)) if act.otherwise is not None else ibis.null("int64")
    return ibis.ifelse(value.isnull() | key.isnull(), ibis.null("int64"), ibis.cases(*cases, else_=otherwise))


def _one_table(pairs: Pairs, act: Lookup, column: Column, step: PlannedStep, field: Field | None) -> ir.Value:
    if act.shared == "each":
        cases = [(_equal(column.value, step.before, key), _whole(outcome, step.acted)) for key, outcome in pairs]
        return _otherwise(act, column.value, cases, step.acted)
    assert field is not None and step.step.rounding is not None  # the plan demands a rounding of what is shared
    sharers = of_field("ties", column.value, step.before, field)
    if act.shared == "split":
        cases = [(_equal(column.value, step.before, key), _whole(outcome, step.acted)) for key, outcome in pairs]
        total = _otherwise(act, column.value, cases, step.acted)
    else:
        total = _pooled(pairs, act, column.value, sharers, step.acted)
    return rounded_column(total, step.acted, step.step.rounding, sharers)


def _pooled(pairs: Pairs, act: Lookup, place: ir.IntegerValue, sharers: ir.IntegerValue, after: Measure) -> ir.Value:
    """The results of all places that those who share this one fill: two on place 2 fill places 2 and 3. Where the
    table has none of them there is no number, whoever shares it.
    """
    inside = [(place <= int64(int(key))) & (int64(int(key)) < place + sharers) for key, _ in pairs]
    terms = [
        ibis.ifelse(there, _whole(outcome, after), int64(0))
        for there, (_, outcome) in zip(inside, pairs, strict=True)
    ]  # fmt: skip
    found = reduce(lambda a, b: a + b, [there.cast("int64") for there in inside])
    rest = (sharers - found) * _whole(act.otherwise or Fraction(0), after)
    total = reduce(lambda a, b: a + b, terms) + rest
    return total if act.otherwise is not None else ibis.ifelse(found > 0, total, ibis.null("int64"))


def _otherwise(
    act: Lookup | Bands, value: ir.Value, cases: list[tuple[ir.BooleanValue, ir.Value]], after: Measure
) -> ir.Value:
    rest = _whole(act.otherwise, after) if act.otherwise is not None else ibis.null("int64")
    return ibis.ifelse(value.isnull(), ibis.null("int64"), ibis.cases(*cases, else_=rest))


def _banded(act: Bands, value: ir.Value, before: Measure, after: Measure) -> ir.Value:
    cases: list[tuple[ir.BooleanValue, ir.Value]] = []
    for band in act.bands:
        inside = value.notnull()
        if band.low is not None:
            inside &= _at_least(value, before, band.low)
        if band.high is not None:
            inside &= ~_at_least(value, before, band.high) if band.open_above else _at_most(value, before, band.high)
        cases.append((inside, _whole(band.result, after)))
    return _otherwise(act, value, cases, after)


def _whole(value: Fraction, measure: Measure) -> ir.IntegerScalar:
    return int64(int(value * measure.scale))


def _compare_with(value: ir.Value, measure: Measure, constant: Fraction) -> tuple[ir.Value, ir.Value]:
    if measure.sort == "real":
        return value, ibis.literal(float(constant))
    return value * int64(constant.denominator), int64(constant.numerator * measure.scale)


def _equal(value: ir.Value, measure: Measure, constant: Fraction) -> ir.BooleanValue:
    a, b = _compare_with(value, measure, constant)
    return a == b


def _at_least(value: ir.Value, measure: Measure, constant: Fraction) -> ir.BooleanValue:
    a, b = _compare_with(value, measure, constant)
    return a >= b


def _at_most(value: ir.Value, measure: Measure, constant: Fraction) -> ir.BooleanValue:
    a, b = _compare_with(value, measure, constant)
    return a <= b
