"""Combining a dimension: many rows into one number, after dropping, by the engine's own aggregates."""

from __future__ import annotations

from dataclasses import dataclass, field

import ibis
from ibis.expr import types as ir

from jiangong.core.quantities import divided, in_64_bits, int64
from jiangong.core.rulebook.acts import STAYING, Drops
from jiangong.core.rulebook.measures import Measure
from jiangong.core.rulebook.plan import COUNTED, PlannedStep, dropped
from jiangong.core.rulebook.states import reads_state
from jiangong.core.rulebook.values import Over
from jiangong.core.scoring.columns import Column, rounded_column
from jiangong.core.scoring.lanes import Packed


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that one step combines: their value, their failure code, which of a table's rows they are (after
    dropping, where rows had to be put in order for it), and which they were before dropping.
    """

    value: ir.Value
    failed: ir.IntegerValue | None
    chosen: ir.BooleanValue | None
    may_miss: bool
    fixed_count: int | None = None
    attempt: ir.Value | None = None
    among: ir.BooleanValue | None = None
    parameters: dict[str, ir.IntegerValue] = field(default_factory=dict)
    """Event parameters that say how many to drop or keep."""
    fixed: ir.BooleanValue | None = None
    """Rows that no dropping may leave out."""
    labels: tuple[ir.Value, ...] = ()
    """What tells equal rows apart, where it matters which of them are left: the later is the worse."""
    sums: Packed | None = None
    """The sum of the rows and their number, where they come out of a sum shared with others."""
    narrow: bool = False
    """Every value fits in 32 bits, for which an engine keeps half as much of each group."""
    runs: ir.IntegerValue | None = None
    """Of how many in a row each is one, where that is asked for."""
    weight: ir.IntegerValue | None = None
    """How much each counts in a mean, where that differs."""

    def amount(self, amount: Drops, there: ir.IntegerValue) -> ir.IntegerValue:
        """How many, as a column; `there`: how many rows there are."""
        if isinstance(amount, tuple):
            steps = [(there >= int64(least), int64(number)) for least, number in reversed(amount)]
            return ibis.cases(*steps, else_=int64(0))
        return int64(amount) if isinstance(amount, int) else self.parameters[amount]

    def only(self, value: ir.Value, among: ir.BooleanValue | None = None) -> ir.Value:
        """A column without the rows that are not chosen. Engines aggregate it faster than through a filter of each aggregate."""
        chosen = among if among is not None else self.chosen
        return value if chosen is None else ibis.ifelse(chosen, value, ibis.null(value.type()))

    def highest(self) -> ir.Value:
        """The greatest value; null where there are no rows."""
        return self._narrowed().max().cast("int64") if self.narrow else self.only(self.value).max()

    def lowest(self) -> ir.Value:
        """The least value; null where there are no rows."""
        return self._narrowed().min().cast("int64") if self.narrow else self.only(self.value).min()

    def _narrowed(self) -> ir.IntegerValue:
        return self.only(self.value.cast("int32"))

    def total(self) -> ir.NumericValue:
        """The sum; null where there are no rows."""
        if self.sums is None:
            total = self.only(self.value).sum()
            return total if isinstance(total, ir.FloatingValue) else in_64_bits(total)
        total, number = self.sums.total, self.sums.number
        return total if number is None else ibis.ifelse(number > 0, total, ibis.null("int64"))


def simple_drops(act: Over, better: str, *, needs_order: bool) -> tuple[int, int] | None:
    """(highest, lowest) to drop when max and min are all it needs; None when rows must be put in order."""
    if (
        act.take in (*STAYING, "longest_run")
        or act.keep_best is not None
        or act.is_open
        or ((needs_order or act.weight is not None) and dropped(act))
    ):
        return (
            None  # what has no value is worse than any value, and max and min do not see it; nor what is never dropped
        )
    high, low, best, worst = (n if isinstance(n, int) else 0 for n in act.drops)
    high, low = (high + best, low + worst) if better == "high" else (high + worst, low + best)
    fits = high <= 1 and low <= 1 and (act.take in ("sum", "mean", "count") or not (high or low))
    return (high, low) if fits else None


def kept_rows(act: Over, better: str, rows: Rows, keys: list[ir.Value]) -> ir.BooleanValue:
    """Which rows are left after dropping, by position in one order from worst to best: with an order for each end, equal
    rows could be dropped at both. A failure is worse than any value, and one declared later than one declared earlier;
    of equal attempts the later is worse, because `first` and `last` would tell them apart.
    """
    failed = rows.value.isnull()
    order = [failed.desc(), rows.value.asc() if better == "high" else rows.value.desc()]
    order += [rows.failed.desc()] if rows.failed is not None else []
    order += [rows.attempt.desc()] if rows.attempt is not None and act.take in ("first", "last") else []
    order += [label.desc() for label in rows.labels]
    group = [*keys] if rows.chosen is None else [*keys, rows.chosen]
    there = failed.count().over(group_by=group)
    staying = int64(0)
    if rows.fixed is not None:
        staying = in_64_bits(rows.fixed.sum().over(group_by=group))
        group = [*group, rows.fixed]
    position = ibis.row_number().over(group_by=group, order_by=order)
    highs, lows = (act.drop_high, act.drop_low) if better == "high" else (act.drop_low, act.drop_high)
    end = failed.count().over(group_by=group) - rows.amount(act.drop_best, there) - rows.amount(highs, there)
    kept = (position >= rows.amount(act.drop_worst, there) + rows.amount(lows, there)) & (position < end)
    if act.keep_best is not None:
        kept &= position >= end - rows.amount(act.keep_best, there) + staying
    return kept if rows.fixed is None else kept | rows.fixed


def combined(step: PlannedStep, rows: Rows, better: str, drops: tuple[int, int]) -> Column:
    """The aggregate of a step over the chosen rows of each group; to be used inside `aggregate`."""
    act = step.step.act
    assert isinstance(act, Over)
    value, missing = _taken(act, step, rows, better, drops)
    if rows.may_miss and act.take in ("sum", "mean", "median", "worst"):
        whole = _count(rows) == rows.only(rows.value).count()
        value = ibis.ifelse(whole, value, ibis.null(value.type()))
    if missing is not None:
        value = ibis.ifelse(missing, ibis.null(value.type()), value)
    failed = None
    if rows.failed is not None:
        lost = rows.value.isnull() if rows.chosen is None else rows.chosen & rows.value.isnull()
        failed = rows.only(rows.failed, lost).min()
        if act.need > 1:  # too few attempts is no result, not a failed one
            failed = ibis.ifelse(_count(rows, rows.among) < int64(act.need), ibis.null(failed.type()), failed)
        failed = ibis.ifelse(
            value.isnull(), failed, ibis.null(failed.type())
        )  # one lost beside a good one is no failure
    return Column(value, failed)


def _count(rows: Rows, among: ir.BooleanValue | None = None) -> ir.IntegerValue:
    """How many rows there are to combine, with or without a value; `among` instead of those left after dropping."""
    if rows.fixed_count is not None:
        return int64(rows.fixed_count)
    if among is None and rows.sums is not None and rows.sums.number is not None:
        return rows.sums.number
    chosen = among if among is not None else rows.chosen
    return in_64_bits(chosen.sum()) if chosen is not None else rows.value.isnull().count()


def _taken(
    act: Over, step: PlannedStep, rows: Rows, better: str, drops: tuple[int, int]
) -> tuple[ir.Value, ir.BooleanValue | None]:
    """The combined value, and when there is none because too few rows are there."""
    missing = _too_few(act, rows, drops)
    value, chosen = rows.value, rows.chosen
    if rows.weight is not None:
        return _weighed(step, rows, rows.weight), missing
    if act.take in ("sum", "mean"):
        return _mean_or_sum(act, step, rows, drops), missing
    if act.take == "count":
        there = ibis.coalesce(_count(rows), int64(0)) if reads_state(step.typed) else rows.only(value).count()
        counted = there - int64(sum(drops))  # asked for by their state, rows count without a number too
        return _rounded(step, ibis.greatest(counted, int64(0))), missing
    if rows.runs is not None:
        return _rounded(step, rows.runs.max()), missing
    high = act.take == "highest" or (act.take == "best") == (better == "high")
    if act.take in ("first", "last"):
        first = act.take == "first"
        picked = value.argmin(rows.attempt, where=chosen) if first else value.argmax(rows.attempt, where=chosen)
    elif act.take == "median":
        picked = _median(rows, step.before)
    elif act.take == "lowest":
        picked = rows.only(value).min()
    else:
        picked = rows.only(value).max() if high else rows.only(value).min()
    return _rounded(step, picked), missing


def _too_few(act: Over, rows: Rows, drops: tuple[int, int]) -> ir.BooleanValue | None:
    """When so few rows are there that nothing can be said; None where the rulebook makes sure of enough."""
    least = max(act.need, sum(drops) + 1 if act.take not in COUNTED else 0)
    if least == 0 or (rows.fixed_count is not None and rows.fixed_count >= least):
        return None
    missing = _count(rows, rows.among) < int64(least)
    if rows.among is not None and act.take not in COUNTED:
        missing |= ibis.coalesce(_count(rows), int64(0)) < int64(1)
    return missing


def _rounded(step: PlannedStep, value: ir.Value) -> ir.Value:
    rounding = step.step.rounding
    return rounded_column(value, step.acted, rounding) if rounding is not None else value


def _weighed(step: PlannedStep, rows: Rows, weight: ir.IntegerValue) -> ir.Value:
    """The mean by weights of those rows that are there; nothing where one has no weight, or all weigh nothing."""
    assert step.step.rounding is not None  # the plan demands it
    weighed = rows.only(rows.value * weight)
    total, weights = weighed.sum(), in_64_bits(rows.only(weight).sum())
    if not isinstance(total, ir.FloatingValue):
        total = in_64_bits(total)
    known = (weighed.count() == _count(rows)) & (weights > int64(0))
    mean = rounded_column(total, step.before, step.step.rounding, ibis.greatest(weights, int64(1)))
    return ibis.ifelse(known, mean, ibis.null(mean.type()))


def _mean_or_sum(act: Over, step: PlannedStep, rows: Rows, drops: tuple[int, int]) -> ir.Value:
    total = rows.total()
    if drops[0]:
        total -= rows.highest()
    if drops[1]:
        total -= rows.lowest()
    if act.take == "sum":
        return _rounded(step, total)
    count = _count(rows) - int64(sum(drops)) if sum(drops) else _count(rows)
    count = ibis.greatest(count, int64(1))
    if step.step.rounding is not None:
        return rounded_column(total, step.before, step.step.rounding, count)
    if step.before.sort == "real":
        return total / count
    divisor = step.acted.scale // step.before.scale
    if rows.fixed_count is not None and rows.fixed_count - sum(drops) == divisor:
        return total
    return divided(total * int64(divisor), count, "floor", signed=step.before.low < 0)


def _median(rows: Rows, before: Measure) -> ir.Value:
    """Twice the median in whole numbers (the acted scale is doubled): the mean of the two middle values is exact."""
    lower = rows.value.quantile(0.5, where=rows.chosen)
    if before.sort == "real":
        return lower
    return (lower.cast("float64") * 2.0).round().cast("int64")


def counted_there(step: PlannedStep, column: Column, own: ir.BooleanValue) -> Column:
    """None of one's own rows is nothing, and no count of 0."""
    if not isinstance(step.step.act, Over) or step.step.act.take != "count" or isinstance(own, ir.Scalar):
        return column
    return Column(ibis.ifelse(own.any(), column.value, ibis.null(column.value.type())), column.failed)
