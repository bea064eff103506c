"""What a combination asks of each of its rows: a condition, whether it may be dropped, how much it counts."""

from __future__ import annotations

from fractions import Fraction

from jiangong.core.problems import Text
from jiangong.core.quantities import LIMIT
from jiangong.core.rulebook.field import refuse_field
from jiangong.core.rulebook.formula import Formula, FormulaError
from jiangong.core.rulebook.measures import Measure, Typed
from jiangong.core.rulebook.values import Over, Rounding


def demand_condition(formula: Formula, typed: Typed, before: Measure) -> Typed:
    """FormulaError where a formula is no condition on each row."""
    refuse_field(typed)
    if typed.measure.sort != "yes_no" or not typed.measure.level <= before.level:
        raise FormulaError(
            Text(f"算式 {formula.text}", f"the formula {formula.text}"),
            Text("关于每一行的条件", "a condition on each row"),
        )
    return typed


def demand_weight(act: Over, typed: Typed, before: Measure, rounding: Rounding | None, most: int) -> Typed:
    """FormulaError where a mean could not be weighed by that, exactly and within 64 bits."""
    assert act.weight is not None
    measure, said = typed.measure, Text(f"weight = {act.weight.text}", f"weight = {act.weight.text}")
    refuse_field(typed)
    if act.take != "mean" or rounding is None:
        raise FormulaError(said, Text('take = "mean" 的一步，写 round', 'a step with take = "mean" and round'))
    if measure.sort != "number" or not measure.level <= before.level or measure.low < 0:
        raise FormulaError(
            said, Text("每一行一个不小于 0 的数（写 range）", "a number of 0 or more for each row (with a range)")
        )
    scale = 1 if before.sort == "real" else before.scale
    weights = measure.high * measure.scale * most
    total = max(abs(before.low), abs(before.high)) * scale * weights
    if max(total * rounding.step.denominator, weights * scale * rounding.step.numerator) * 2 >= LIMIT:
        raise FormulaError(
            Text(f"{said.zh}，和可能超过 64 位", f"{said.en}, sums that may pass 64 bits"),
            Text("小一些的 range、count，或粗一些的 round", "a narrower range, a count, or a coarser round"),
        )
    return typed


def demand_amount(name: str, measure: Measure) -> None:
    """FormulaError where a parameter that says how many may be no whole number, or below 0."""
    if measure.sort != "number" or measure.scale != 1 or measure.low < Fraction(0):
        raise FormulaError(
            Text(f"{name}，不一定是 0 或以上的整数", f"{name}, which need not be a whole number of 0 or more"),
            Text(
                'type = "number"、decimals = 0、range 从 0 起的列',
                'a column with type = "number", decimals = 0 and a range from 0',
            ),
        )
