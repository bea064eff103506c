"""Quotients that stay exact until they are rounded: a / b to 0.01 is decided by whole numbers, not by how a float falls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import ibis
from ibis.expr import types as ir

from jiangong.core.quantities import LIMIT, divided, int64
from jiangong.core.rulebook.formula import Call
from jiangong.core.rulebook.measures import WIDEST_FIELD, Measure, Typed, down_the_left
from jiangong.core.rulebook.values import Rounding

Built = Callable[[Typed], ir.Value]
"""The column of a part of a formula."""


@dataclass(frozen=True, slots=True)
class Ratio:
    """top / bottom, whole numbers, bottom above 0, with the most that each can come to."""

    top: ir.IntegerValue
    bottom: ir.IntegerValue
    most_top: int
    most_bottom: int

    def __post_init__(self) -> None:
        if self.most_top >= LIMIT or self.most_bottom >= LIMIT:
            raise OverflowError


def exactly_rounded(typed: Typed, rounding: Rounding, built: Built) -> ir.IntegerValue | None:
    """A formula made of quotients, rounded to whole steps and given at the scale of the step; None where it is exact
    already, where it holds a logarithm or a power, or where 64 bits could not hold what it takes: then it is a float that is rounded.
    """
    if typed.measure.sort != "real":
        return None
    step = rounding.step
    try:
        ratio = _ratio(typed, built)
        if ratio is None:
            return None
        dividend = _times(ratio.top, step.denominator)
        divisor = _times(ratio.bottom, step.numerator)
        Ratio(dividend, divisor, ratio.most_top * step.denominator * 2, ratio.most_bottom * step.numerator * 2)
    except OverflowError:
        return None
    steps = divided(dividend, divisor, rounding.mode, signed=typed.measure.low < 0)
    return _times(steps, step.numerator)


def _ratio(typed: Typed, built: Built) -> Ratio | None:
    measure = typed.measure
    if measure.sort == "number":
        return Ratio(built(typed), int64(measure.scale), _most(measure), measure.scale)
    node = typed.node
    if not isinstance(node, Call):
        return None
    if node.function == "field_mean":
        return _mean(typed, built)
    if node.function not in _WAYS or len(typed.parts) > 2:
        return None
    chain = down_the_left(typed, _WAYS)
    cut = next((n for n, part in enumerate(chain) if part.measure.sort == "number"), len(chain))
    found = _ratio(chain[cut - 1].parts[0], built)
    for part in reversed(chain[:cut]):
        assert isinstance(part.node, Call)
        others = [_ratio(other, built) for other in part.parts[1:]]
        if found is None or None in others:
            return None
        found = _WAYS[part.node.function](part, [found, *(other for other in others if other is not None)])
    return found


def _most(measure: Measure) -> int:
    return int(max(abs(measure.low), abs(measure.high)) * measure.scale)


def _mean(typed: Typed, built: Built) -> Ratio:
    """The average of the field, as its sum over its number."""
    (part,) = typed.parts
    total = built(Typed(Call("field_sum", (part.node,)), part.measure, typed.parts))
    count = built(Typed(Call("field_count", (part.node,)), part.measure, typed.parts))
    scale = part.measure.scale
    return Ratio(total, _times(count, scale), _most(part.measure) * WIDEST_FIELD, WIDEST_FIELD * scale)


def _sum(typed: Typed, parts: list[Ratio]) -> Ratio:
    a, b = parts
    assert isinstance(typed.node, Call)
    left, right = a.top * b.bottom, b.top * a.bottom
    most = a.most_top * b.most_bottom + b.most_top * a.most_bottom
    top = left + right if typed.node.function == "+" else left - right
    return Ratio(top, a.bottom * b.bottom, most, a.most_bottom * b.most_bottom)


def _product(typed: Typed, parts: list[Ratio]) -> Ratio:
    a, b = parts
    return Ratio(a.top * b.top, a.bottom * b.bottom, a.most_top * b.most_top, a.most_bottom * b.most_bottom)


def _quotient(typed: Typed, parts: list[Ratio]) -> Ratio:
    """The plan has shown that the divisor is never 0, so all of it lies on one side of 0."""
    a, b = parts
    top, bottom = a.top * b.bottom, a.bottom * b.top
    if typed.parts[1].measure.high < 0:
        top, bottom = -top, -bottom
    return Ratio(top, bottom, a.most_top * b.most_bottom, a.most_bottom * b.most_top)


def _negative(typed: Typed, parts: list[Ratio]) -> Ratio:
    (a,) = parts
    return Ratio(-a.top, a.bottom, a.most_top, a.most_bottom)


def _extreme(typed: Typed, parts: list[Ratio]) -> Ratio:
    """The larger or smaller of two: compared crosswise, as fractions are."""
    a, b = parts
    assert isinstance(typed.node, Call)
    left, right = a.top * b.bottom, b.top * a.bottom
    first = left >= right if typed.node.function == "max" else left <= right
    Ratio(left, right, a.most_top * b.most_bottom, b.most_top * a.most_bottom)
    top, bottom = ibis.ifelse(first, a.top, b.top), ibis.ifelse(first, a.bottom, b.bottom)
    missing = first.isnull()
    null = ibis.null("int64")
    return Ratio(
        ibis.ifelse(missing, null, top),
        ibis.ifelse(missing, null, bottom),
        max(a.most_top, b.most_top),
        max(a.most_bottom, b.most_bottom),
    )


_WAYS: dict[str, Callable[[Typed, list[Ratio]], Ratio]] = {
    "+": _sum, "-": _sum, "*": _product, "/": _quotient, "negative": _negative, "min": _extreme, "max": _extreme,
}  # fmt: skip


def _times(column: ir.IntegerValue, factor: int) -> ir.IntegerValue:
    return column if factor == 1 else column * int64(factor)
