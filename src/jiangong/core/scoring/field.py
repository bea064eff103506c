"""Numbers of the whole field: where one entry's number stands among everybody's, and what theirs come to together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
from ibis.expr import types as ir

from jiangong.core.quantities import in_64_bits
from jiangong.core.rulebook.measures import Measure

RANKS = ("rank_high", "rank_low")
OF_ONE = (*RANKS, "ties")
"""What is said of the line's own number among the others."""


@dataclass(frozen=True, slots=True)
class Field:
    """Who competes together: the columns within which they are compared, and which lines take part."""

    group: list[ir.Value]
    among: ir.BooleanValue


def of_field(
    function: str, value: ir.IntegerValue, measure: Measure, field: Field, others: Sequence[ir.IntegerValue] = ()
) -> ir.Value:
    """A function of the field over whole numbers; nothing for a line that takes no part. A line without a number has no
    rank in the field and is like nobody, but what the others come to together is known there too. Of several numbers the
    later ones put those apart who are equal in the earlier; who lacks one of those stands behind.
    """
    there = field.among & value.notnull()
    own = ibis.ifelse(there, value, ibis.null("int64"))
    if function in RANKS:
        order = [_first(own, function), *(key for number in others for key in _behind(number, function))]
        found = (ibis.rank().over(group_by=[*field.group, there], order_by=order) + 1).cast("int64")
    else:
        found = _found(function, own, measure, field.group)
    if function in OF_ONE:
        return ibis.ifelse(there, found, ibis.null(found.type()))
    anybody = own.count().over(group_by=field.group) > 0
    return ibis.ifelse(field.among & anybody, found, ibis.null(found.type()))


def _behind(number: ir.IntegerValue, function: str) -> tuple[ir.Value, ir.Value]:
    """How a number orders lines: those that lack it behind all others."""
    return number.isnull().asc(), _first(number, function)


def _first(number: ir.IntegerValue, function: str) -> ir.Value:
    return number.desc() if function == "rank_high" else number.asc()


def _found(function: str, own: ir.IntegerValue, measure: Measure, group: list[ir.Value]) -> ir.Value:
    if function == "ties":
        return own.count().over(group_by=[*group, own]).cast("int64")
    count = own.count().over(group_by=group).cast("int64")
    if function == "field_count":
        return count
    if function in ("field_highest", "field_lowest"):
        return (own.max() if function == "field_highest" else own.min()).over(group_by=group)
    if function == "field_median":
        # twice the median in whole numbers: the mean of the two middle ones is then exact
        return (own.quantile(0.5).over(group_by=group).cast("float64") * 2.0).round().cast("int64")
    total = in_64_bits(own.sum().over(group_by=group))
    return total if function == "field_sum" else _real(function, own, total, count, measure, group)


def _real(
    function: str,
    own: ir.IntegerValue,
    total: ir.IntegerValue,
    count: ir.IntegerValue,
    measure: Measure,
    group: list[ir.Value],
) -> ir.FloatingValue:
    """One division of exact sums: the same digits in whatever order the rows arrive."""
    number = count.cast("float64")
    mean = total.cast("float64") / number
    if function == "field_mean":
        return mean / float(measure.scale)
    squares = in_64_bits((own * own).sum().over(group_by=group)).cast("float64") / number
    spread = ibis.greatest(squares - mean * mean, ibis.literal(0.0))
    return spread.sqrt() / float(measure.scale)
