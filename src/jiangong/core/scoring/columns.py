"""Typed formulas as column expressions. Whole numbers in, whole numbers out; a float only inside a real function."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import ibis
from ibis.expr import types as ir

from jiangong.core.quantities import LIMIT, Mode, divided, int64, reduced, rescaled, rounded_real
from jiangong.core.rulebook.formula import FIELD_FUNCTIONS, Call, Name, Words
from jiangong.core.rulebook.measures import Measure, Typed, down_the_left, shares_multiple
from jiangong.core.rulebook.values import Rounding
from jiangong.core.scoring.field import Field, of_field
from jiangong.core.scoring.ratio import exactly_rounded


@dataclass(frozen=True, slots=True)
class Column:
    """A value column (null where there is no value) and, where an attempt can fail, the code of the failure."""

    value: ir.Value
    failed: ir.IntegerValue | None = None


Names = Callable[[str], Column]


def formula_column(typed: Typed, names: Names, field: Field | None = None) -> Column:
    """The column of a typed formula; it has no value where anything it needs has none. `field`: who competes together,
    where the formula may look at them.
    """
    return Column(_built(typed, names, field), failures([names(name) for name in typed.names()]))


def failures(columns: list[Column]) -> ir.IntegerValue | None:
    """The first failure among several columns; None where none of them can fail. A column with a value has not failed."""
    codes = [
        ibis.ifelse(column.value.isnull(), column.failed, ibis.null("int64"))
        for column in columns
        if column.failed is not None
    ]
    return ibis.coalesce(*codes) if codes else None


def _built(typed: Typed, names: Names, field: Field | None) -> ir.Value:
    leaf = _leaf(typed, names)
    if leaf is not None:
        return leaf
    node = typed.node
    assert isinstance(node, Call)  # whatever is no call is a leaf
    if node.function in ("round", "floor", "ceil"):
        found = exactly_rounded(typed.parts[0], stepped_rounding(typed), lambda part: _built(part, names, field))
        if found is not None:
            units = [(part, _built(part, names, field)) for part in typed.parts[1:]]
            return reduce(lambda value, unit: _where_given(unit[0], unit[1], value), units, found)
    if node.function in _OPERATORS and len(typed.parts) == 2:
        return _built_operators(typed, names, field)
    parts = [_built(part, names, field) for part in typed.parts]
    if node.function in FIELD_FUNCTIONS:
        assert field is not None  # the plan lets no other formula use one
        return of_field(node.function, parts[0], typed.parts[0].measure, field, parts[1:])
    return _CALLS[node.function](node, typed, parts)


def _built_operators(typed: Typed, names: Names, field: Field | None) -> ir.Value:
    """A sum, or whatever else is written one behind the other, from its innermost part on."""
    chain = down_the_left(typed, _OPERATORS)
    cut = next((n for n, known in enumerate(chain) if n and _leaf(known, names) is not None), len(chain))
    sums = next((n for n, known in enumerate(chain[:cut]) if not _is_whole_sum(known)), cut)
    if sums >= LONG and _fits_in_any_order(chain[:sums]):
        scale = typed.measure.scale
        built = [
            (at_scale(_built(term, names, field), term.measure, scale), sign) for term, sign in _terms(chain[:sums])
        ]
        return _added_up([-value if sign == "-" else value for value, sign in built])
    value = _built(chain[cut - 1].parts[0], names, field)
    for known in reversed(chain[:cut]):
        assert isinstance(known.node, Call)
        value = _CALLS[known.node.function](known.node, known, [value, _built(known.parts[1], names, field)])
    return value


LONG = 16
"""From so many on, the terms of a sum are added in pairs, and the pairs in pairs: engines go down into a sum term by term."""


def _is_whole_sum(typed: Typed) -> bool:
    return isinstance(typed.node, Call) and typed.node.function in ("+", "-") and typed.measure.sort == "number"


def _terms(chain: list[Typed]) -> list[tuple[Typed, str]]:
    """What a sum adds and takes away, in the order in which it is written."""
    signs = [(known.parts[1], known.node.function) for known in reversed(chain) if isinstance(known.node, Call)]
    return [(chain[-1].parts[0], "+"), *signs]


def _fits_in_any_order(chain: list[Typed]) -> bool:
    """Whether no part of a sum, of whichever of its terms, could pass 64 bits."""
    measures = [term.measure for term, _ in _terms(chain)]
    return sum(max(abs(m.low), abs(m.high)) for m in measures) * chain[0].measure.scale < LIMIT


def _added_up(terms: list[ir.Value]) -> ir.Value:
    """In pairs, and the pairs in pairs."""
    while len(terms) > 1:
        pairs = [terms[n : n + 2] for n in range(0, len(terms), 2)]
        terms = [pair[0] + pair[1] if len(pair) > 1 else pair[0] for pair in pairs]
    return terms[0]


def _leaf(typed: Typed, names: Names) -> ir.Value | None:
    """A constant, a text or a name; None for what is applied to something."""
    node = typed.node
    if typed.measure.constant is not None and not _may_miss(typed):
        return int64(int(typed.measure.constant * typed.measure.scale))
    if isinstance(node, Words):
        return ibis.literal(node.value)
    if isinstance(node, Name):
        return names(node.value).value
    if isinstance(node, Call) and node.function in ("true", "false"):
        return ibis.literal(node.function == "true")
    return ibis.null("int64") if isinstance(node, Call) and node.function == "none" else None


def _may_miss(typed: Typed) -> bool:
    return typed.may_be_none or bool(typed.names())


def _where_given(constant: Typed, built: ir.Value, value: ir.Value) -> ir.Value:
    """A value that needs a constant: max(min(a, 0.5), 1) is always 1, but only where there is an a."""
    return ibis.ifelse(built.isnull(), ibis.null(value.type()), value) if _may_miss(constant) else value


def real(value: ir.Value, measure: Measure) -> ir.FloatingValue:
    """A column as a real number."""
    return value if measure.sort == "real" else value.cast("float64") / float(measure.scale)


def at_scale(value: ir.Value, measure: Measure, scale: int) -> ir.Value:
    """A whole-number column rescaled; reals and yes/no pass through."""
    return rescaled(value, measure.scale, scale) if measure.sort == "number" else value


def _alike(typed: Typed, parts: list[ir.Value], measure: Measure) -> list[ir.Value]:
    """Arguments in the form of the outcome: all real, or all whole numbers of one scale."""
    if measure.sort == "real":
        return [real(value, part.measure) for value, part in zip(parts, typed.parts, strict=True)]
    return [at_scale(value, part.measure, measure.scale) for value, part in zip(parts, typed.parts, strict=True)]


def _sum(node: Call, typed: Typed, parts: list[ir.Value]) -> ir.Value:
    a, b = _alike(typed, parts, typed.measure)
    return a + b if node.function == "+" else a - b


def _product(node: Call, typed: Typed, parts: list[ir.Value]) -> ir.Value:
    if typed.measure.sort == "real":
        parts = _alike(typed, parts, typed.measure)
    return parts[0] * parts[1]


def _quotient(node: Call, typed: Typed, parts: list[ir.Value]) -> ir.Value:
    divisor = typed.parts[1].measure.constant
    if typed.measure.sort == "number" and divisor is not None:
        # a/s ÷ p/q = a·q / (s·|p|): the outcome's scale already holds s·|p|
        whole = parts[0] * int64(divisor.denominator if divisor > 0 else -divisor.denominator)
        return _where_given(typed.parts[1], parts[1], whole)
    if typed.measure.sort == "number":
        multiple = shares_multiple(typed.parts[1].measure)
        return divided(parts[0] * int64(multiple), parts[1], "floor", signed=typed.parts[0].measure.low < 0)
    return real(parts[0], typed.parts[0].measure) / real(parts[1], typed.parts[1].measure)


def _power(node: Call, typed: Typed, parts: list[ir.Value]) -> ir.Value:
    exponent = typed.parts[1].measure.constant
    if exponent is None:
        return real(parts[0], typed.parts[0].measure) ** real(parts[1], typed.parts[1].measure)
    if typed.measure.sort == "number":
        nothing = _where_given(typed.parts[0], parts[0], int64(1))  # x ^ 0 is 1, if there is an x
        power = reduce(lambda a, b: a * b, [parts[0]] * exponent.numerator or [nothing])
    else:
        power = real(parts[0], typed.parts[0].measure) ** float(exponent)
    return _where_given(typed.parts[1], parts[1], power)


def _negative(node: Call, typed: Typed, parts: list[ir.Value]) -> ir.Value:
    return -parts[0]


def _absolute(node: Call, typed: Typed, parts: list[ir.Value]) -> ir.Value:
    return parts[0].abs()


def _extreme(node: Call, typed: Typed, parts: list[ir.Value]) -> ir.Value:
    alike = _alike(typed, parts, typed.measure)
    missing = reduce(lambda a, b: a | b, [value.isnull() for value in alike])
    picked = ibis.least(*alike) if node.function == "min" else ibis.greatest(*alike)
    return ibis.ifelse(missing, ibis.null(picked.type()), picked)  # engines disagree about least(1, null)


def _real_function(node: Call, typed: Typed, parts: list[ir.Value]) -> ir.Value:
    value = real(parts[0], typed.parts[0].measure)
    return {"log": value.ln, "exp": value.exp, "sqrt": value.sqrt}[node.function]()


def stepped_rounding(typed: Typed) -> Rounding:
    """What round(x, 0.01), floor(x) or ceil(x) do."""
    assert isinstance(typed.node, Call)
    step = typed.parts[1].measure.constant if len(typed.parts) > 1 else Fraction(1)
    mode: Mode = {"floor": "floor", "ceil": "ceil"}.get(typed.node.function, "half_up")  # type: ignore[assignment]
    return Rounding(step or Fraction(1), mode)


def _stepped(node: Call, typed: Typed, parts: list[ir.Value]) -> ir.Value:
    value: ir.Value = rounded_column(parts[0], typed.parts[0].measure, stepped_rounding(typed))
    units = zip(typed.parts[1:], parts[1:], strict=True)
    return reduce(lambda value, unit: _where_given(unit[0], unit[1], value), units, value)


def rounded_formula(typed: Typed, rounding: Rounding, names: Names, field: Field | None = None) -> ir.Value:
    """The column of a typed formula rounded at once: a quotient is then decided by whole numbers."""
    found = exactly_rounded(typed, rounding, lambda part: _built(part, names, field))
    if found is not None:
        return found
    return rounded_column(_built(typed, names, field), typed.measure, rounding)


def _chosen(node: Call, typed: Typed, parts: list[ir.Value]) -> ir.Value:
    if typed.measure.sort == "yes_no":
        yes, no = parts[1], parts[2]
    else:
        pick = [real(v, p.measure) if typed.measure.sort == "real" else at_scale(v, p.measure, typed.measure.scale)
                for v, p in list(zip(parts, typed.parts, strict=True))[1:]]  # fmt: skip
        yes, no = pick
    chosen = ibis.ifelse(parts[0], yes, no)
    return ibis.ifelse(parts[0].isnull(), ibis.null(chosen.type()), chosen)


def _first_given(node: Call, typed: Typed, parts: list[ir.Value]) -> ir.Value:
    return ibis.coalesce(*_alike(typed, parts, typed.measure))


def _given(node: Call, typed: Typed, parts: list[ir.Value]) -> ir.Value:
    return parts[0].notnull()


def _compared(node: Call, typed: Typed, parts: list[ir.Value]) -> ir.Value:
    measures = [part.measure for part in typed.parts]
    a, b = parts
    if any(measure.sort == "real" for measure in measures):
        a, b = (real(value, measure) for value, measure in zip(parts, measures, strict=True))
    elif measures[0].sort == "number":
        scale = max(measures[0].scale, 1) * measures[1].scale // _shared(measures[0].scale, measures[1].scale)
        a, b = (rescaled(value, measure.scale, scale) for value, measure in zip(parts, measures, strict=True))
    return {"=": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[node.function]


def _shared(a: int, b: int) -> int:
    return a // reduced(a, b)[0]


def _logical(node: Call, typed: Typed, parts: list[ir.Value]) -> ir.Value:
    if node.function == "not":
        return parts[0] == ibis.literal(False)  # `NOT x IS NULL` would be read as `NOT (x IS NULL)`
    return parts[0] & parts[1] if node.function == "and" else parts[0] | parts[1]


_CALLS: dict[str, Callable[[Call, Typed, list[ir.Value]], ir.Value]] = {
    "+": _sum, "-": _sum, "*": _product, "/": _quotient, "^": _power, "pow": _power, "negative": _negative,
    "abs": _absolute, "min": _extreme, "max": _extreme, "log": _real_function, "exp": _real_function,
    "sqrt": _real_function, "round": _stepped, "floor": _stepped, "ceil": _stepped, "if": _chosen,
    "first_given": _first_given, "given": _given, "and": _logical, "or": _logical, "not": _logical,
    "=": _compared, "!=": _compared, "<": _compared, "<=": _compared, ">": _compared, ">=": _compared,
}  # fmt: skip


_OPERATORS = frozenset({"+", "-", "*", "/", "and", "or", "=", "!=", "<", "<=", ">", ">="})


def rounded_column(
    value: ir.Value, measure: Measure, rounding: Rounding, count: ir.IntegerValue | None = None
) -> ir.Value:
    """Rounded to whole steps and given at the scale of the step. With `count`, of `value / count`: an exact mean."""
    step = rounding.step
    if measure.sort == "real":
        steps = rounded_real(value if count is None else value / count, step, rounding.mode)
    else:
        top, bottom = reduced(step.denominator, measure.scale * step.numerator)
        dividend = value if top == 1 else value * int64(top)
        divisor = int64(bottom) if count is None else count * int64(bottom)
        if count is None and bottom == 1:
            steps = dividend
        else:
            steps = divided(dividend, divisor, rounding.mode, signed=measure.low < 0)
    return steps if step.numerator == 1 else steps * int64(step.numerator)
