"""What is known of every number before any mark is read: its dimensions, its scale, its lowest and highest value.

This is why the engine can compute in whole numbers: a rulebook whose scaled range could pass 2^62 is refused here.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, exp, floor, lcm, log, log10
from typing import Literal

from jiangong.core.problems import Text
from jiangong.core.quantities import LIMIT, Mode, plain
from jiangong.core.rulebook.formula import FIELD_FUNCTIONS, Call, Formula, FormulaError, Name, Node, Number, Words
from jiangong.core.rulebook.naming import UnknownName

Sort = Literal["number", "real", "text", "yes_no"]


@dataclass(frozen=True, slots=True)
class Measure:
    """The static side of a value: `whole / scale` between low and high, for each combination of `level` dimensions."""

    sort: Sort = "number"
    scale: int = 1
    low: Fraction = Fraction(0)
    high: Fraction = Fraction(0)
    level: frozenset[str] = frozenset()

    @property
    def constant(self) -> Fraction | None:
        """The value itself where it can only be one."""
        return self.low if self.sort == "number" and self.low == self.high else None


@dataclass(frozen=True, slots=True)
class Typed:
    """A node of a formula with its measure: what the engine builds columns from."""

    node: Node
    measure: Measure
    parts: tuple[Typed, ...] = ()

    def walk(self) -> Iterator[Typed]:
        """Every part, in the order in which it is written: a sum of hundreds lies as deep as it is long."""
        waiting = [self]
        while waiting:
            typed = waiting.pop()
            yield typed
            waiting += reversed(typed.parts)

    @property
    def may_be_none(self) -> bool:
        """Whether it says `none` somewhere, so that it may give no number."""
        return any(typed.node == NONE for typed in self.walk())

    def names(self) -> list[str]:
        """Every name that it reads, as often as it is read."""
        return [typed.node.value for typed in self.walk() if isinstance(typed.node, Name)]

    def field_calls(self) -> tuple[Typed, ...]:
        """Every function in it that looks at the whole field."""
        calls = (typed for typed in self.walk() if isinstance(typed.node, Call))
        return tuple(call for call in calls if isinstance(call.node, Call) and call.node.function in FIELD_FUNCTIONS)


def down_the_left(typed: Typed, functions: Container[str]) -> list[Typed]:
    """A formula and what its first operand is, as long as that is an operator too: a + b + c is (a + b) + c."""
    found = [typed]
    while (
        (first := found[-1].parts[0]).parts
        and isinstance(first.node, Call)
        and first.node.function in functions
        and len(first.parts) == 2
    ):
        found.append(first)
    return found


YES_NO = Measure("yes_no", 1, Fraction(0), Fraction(1))
NOTHING, NONE = Measure("number", 1, Fraction(0), Fraction(-1)), Call("none", ())
"""No number: an outcome of `if` that adds nothing to what is possible."""
WIDEST_FIELD = 10**7
"""The most entries that are thought to compete together: what a sum over the field is bounded by."""
MOST_BITS = 256
"""How long the ends of a real number may get before they are cut to what a real number holds."""
MOST_SHARES = 12
"""A whole number up to this divides exactly: 27720 is a multiple of all of them."""
Names = dict[str, Measure]


def typed_formula(formula: Formula, names: Names) -> Typed:
    """Type a formula over the measures of its names; FormulaError where it cannot be computed exactly or safely."""
    if formula.node == NONE:
        raise _refuse(
            "只有 none 的算式", "a formula that is only none", "if(条件, 数, none)", "if(condition, number, none)"
        )
    try:
        return _typed(formula.node, names)
    except OverflowError as error:
        raise _refuse(
            "可能大到一个实数写不下的数",
            "a number that may be larger than any real number",
            "小一些的数",
            "smaller numbers",
        ) from error


def _typed(node: Node, names: Names) -> Typed:
    if isinstance(node, Number):
        return Typed(node, Measure("number", node.value.denominator, node.value, node.value))
    if isinstance(node, Words):
        return Typed(node, Measure("text"))
    if isinstance(node, Name):
        if node.value not in names:
            raise UnknownName(node.value)
        return Typed(node, names[node.value])
    chain = [node]
    while isinstance(first := chain[-1].arguments[0] if chain[-1].arguments else None, Call):
        chain.append(first)
    typed = None
    for call in reversed(chain):
        rest = call.arguments if typed is None else call.arguments[1:]
        parts = (*(() if typed is None else (typed,)), *(_typed(argument, names) for argument in rest))
        level = frozenset[str]().union(*(part.measure.level for part in parts))
        typed = Typed(call, bounded(replace(_measure(call, parts), level=level)), parts)
    assert typed is not None
    return typed


def bounded(measure: Measure) -> Measure:
    """The measure itself, or FormulaError where 64 bits could not hold it. Of a real number the ends need no more digits than it
    has itself: exact ones would grow with every step.
    """
    if measure.sort == "real":
        return replace(measure, low=_as_real(measure.low), high=_as_real(measure.high))
    if measure.sort == "number" and max(abs(measure.low), abs(measure.high), Fraction(1)) * measure.scale >= LIMIT:
        raise FormulaError(
            Text(
                f"可能大到 {_about(measure.high)}、精细到 1/{_about(Fraction(measure.scale))} 的数",
                f"a number that may reach {_about(measure.high)} in steps of 1/{_about(Fraction(measure.scale))}",
            ),
            Text(
                "64 位整数装得下的数：缩小 range、用 count 写明至多几行、减少小数位数，或在前一步舍入",
                "a number that fits 64 bits: narrow a range, say by count how many rows there are, use fewer decimals, or round an earlier step",
            ),
        )
    return measure


def _as_real(end: Fraction) -> Fraction:
    bits = max(end.numerator.bit_length(), end.denominator.bit_length())
    return end if bits <= MOST_BITS else Fraction(float(end))


def _about(value: Fraction) -> str:
    if abs(value) >= 10**9:
        return f"10^{floor(log10(abs(int(value))))}"
    return plain(value) if value.denominator < 10**9 else plain(value, 6)


def _refuse(found_zh: str, found_en: str, expected_zh: str, expected_en: str) -> FormulaError:
    return FormulaError(Text(found_zh, found_en), Text(expected_zh, expected_en))


def _measure(node: Call, parts: tuple[Typed, ...]) -> Measure:
    function = node.function
    measures = tuple(part.measure for part in parts)
    if function != "if" and any(part.node == NONE for part in parts):
        raise _refuse("none 用在 if 之外", "none outside if", "if(条件, 数, none)", "if(condition, number, none)")
    if function in _WORDS:
        return _WORDS[function]
    if function in ("and", "or", "not"):
        _demand(measures, ("yes_no",), function)
        return YES_NO
    if function in ("=", "!=", "<", "<=", ">", ">="):
        return _compared(function, measures)
    if function in ("if", "first_given"):
        return _chosen(function, measures)
    _demand(measures, ("number", "real"), function)
    return _ARITHMETIC[function](node, measures)


_WORDS = {"true": YES_NO, "false": YES_NO, "given": YES_NO, "none": NOTHING}


_SORTS = {
    "number": ("数", "a number"),
    "real": ("数", "a number"),
    "text": ("文字", "text"),
    "yes_no": ("是否", "yes or no"),
}


def _demand(measures: tuple[Measure, ...], sorts: tuple[str, ...], function: str) -> None:
    for measure in measures:
        if measure.sort not in sorts:
            found, wanted = _SORTS[measure.sort], _SORTS[sorts[0]]
            raise _refuse(f"{function} 用在{found[0]}上", f"{function} applied to {found[1]}", wanted[0], wanted[1])


def _compared(function: str, measures: tuple[Measure, ...]) -> Measure:
    sorts = {"number" if measure.sort == "real" else measure.sort for measure in measures}
    if len(sorts) > 1 or (function not in ("=", "!=") and sorts != {"number"}):
        raise _refuse(
            f"{function} 两边种类不同（{'、'.join(_SORTS[m.sort][0] for m in measures)}）",
            f"{function} between different kinds ({', '.join(_SORTS[m.sort][1] for m in measures)})",
            "两边都是数，或用 = 比两段文字；item、source 是名称（文字），attempt 是数，要比大小的项目另列一栏数，写 item.列名",
            "numbers on both sides, or two texts with =; item and source are names (text), attempt is a number, and to compare"
            " items by size declare a column of numbers, item.NAME",
        )
    return YES_NO


def _chosen(function: str, measures: tuple[Measure, ...]) -> Measure:
    if function == "if":
        _demand(measures[:1], ("yes_no",), "if")
        measures = tuple(measure for measure in measures[1:] if measure != NOTHING) or (YES_NO,)
    if {measure.sort for measure in measures} == {"yes_no"}:
        return YES_NO
    _demand(measures, ("number", "real"), function)
    return _span(measures, min(m.low for m in measures), max(m.high for m in measures))


def _span(measures: tuple[Measure, ...], low: Fraction, high: Fraction) -> Measure:
    sort: Sort = "real" if any(measure.sort == "real" for measure in measures) else "number"
    return Measure(sort, lcm(*(measure.scale for measure in measures)), low, high)


def _added(node: Call, m: tuple[Measure, ...]) -> Measure:
    a, b = m
    if node.function == "+":
        return _span(m, a.low + b.low, a.high + b.high)
    return _span(m, a.low - b.high, a.high - b.low)


def _multiplied(node: Call, m: tuple[Measure, ...]) -> Measure:
    a, b = m
    corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    span = _span(m, min(corners), max(corners))
    return replace(span, scale=1 if span.sort == "real" else a.scale * b.scale)


def _divided(node: Call, m: tuple[Measure, ...]) -> Measure:
    a, b = m
    if b.low <= 0 <= b.high:
        below = node.arguments[1]
        named = f" {below.value}" if isinstance(below, Name) else ""
        raise _refuse(
            f"可能为 0 的除数{named}",
            f"a divisor that may be 0{':' if named else ''}{named}",
            "不会为 0 的除数：给它写 range，或用 max(…, 1)",
            "a divisor that cannot be 0: give it a range, or use max(…, 1)",
        )
    corners = [x / y for x in (a.low, a.high) for y in (b.low, b.high)]
    constant = b.constant
    if constant is not None and a.sort == "number":
        return Measure("number", a.scale * abs(constant.numerator), min(corners), max(corners))
    if a.sort == "number" and divides_exactly(b):
        return Measure("number", a.scale * shares_multiple(b), min(corners), max(corners))
    return Measure("real", 1, min(corners), max(corners))


def divides_exactly(b: Measure) -> bool:
    """Whether a divisor can only be one of a few whole numbers, so that a quotient stays exact."""
    return b.sort == "number" and b.scale == 1 and b.low >= 1 and b.high <= MOST_SHARES


def shares_multiple(b: Measure) -> int:
    """A number that every possible divisor goes into."""
    return lcm(*range(int(b.low), int(b.high) + 1))


def _stepped(node: Call, m: tuple[Measure, ...]) -> Measure:
    step = m[1].constant if len(m) > 1 else Fraction(1)
    if step is None or step <= 0:
        raise _refuse(
            "不是常数的舍入单位",
            "a rounding unit that is not a constant",
            "正的常数，如 0.01",
            "a positive constant, e.g. 0.01",
        )
    low = floor(m[0].low / step) * step
    high = ceil(m[0].high / step) * step
    return Measure("number", step.denominator, low, high)


def _extreme(node: Call, m: tuple[Measure, ...]) -> Measure:
    pick = min if node.function == "min" else max
    return _span(m, pick(x.low for x in m), pick(x.high for x in m))


def _absolute(node: Call, m: tuple[Measure, ...]) -> Measure:
    (a,) = m
    low = Fraction(0) if a.low <= 0 <= a.high else min(abs(a.low), abs(a.high))
    return replace(a, low=low, high=max(abs(a.low), abs(a.high)))


def _negative(node: Call, m: tuple[Measure, ...]) -> Measure:
    return replace(m[0], low=-m[0].high, high=-m[0].low)


def _real(node: Call, m: tuple[Measure, ...]) -> Measure:
    """log needs more than 0 and sqrt at least 0, always: a rule must not fail on the day for one entry."""
    least = {"log": (m[0].low > 0, "大于 0", "above 0"), "sqrt": (m[0].low >= 0, "不小于 0", "at least 0")}
    fine, zh, en = least.get(node.function, (True, "", ""))
    if not fine:
        raise _refuse(
            f"{node.function} 的参数可能为 {_about(m[0].low)}",
            f"{node.function} of what may be {_about(m[0].low)}",
            f"{zh}的数：给它写 range，或用 max(…, …)",
            f"a number {en}: give it a range, or use max(…, …)",
        )
    low, high = (Fraction(_REAL[node.function](float(end))) for end in (m[0].low, m[0].high))
    return Measure("real", 1, low, high)


def _safe_exp(x: float) -> float:
    if x > 60:
        raise _refuse(f"exp({x:g})", f"exp({x:g})", "指数不超过 60", "an exponent of at most 60")
    return exp(x)


_REAL: dict[str, Callable[[float], float]] = {"log": log, "sqrt": lambda x: x**0.5, "exp": _safe_exp}


def _power(node: Call, m: tuple[Measure, ...]) -> Measure:
    base, exponent = m
    power = exponent.constant
    if max(abs(exponent.low), abs(exponent.high)) > 20:
        raise _refuse(
            f"可能大到 {_about(exponent.high)} 的指数",
            f"an exponent that may reach {_about(exponent.high)}",
            "−20 到 20 的指数，如 2、1/3，或一个写了 range 的列",
            "an exponent from -20 to 20, e.g. 2, 1/3, or a column with a range",
        )
    if power is None:
        return _varying_power(base, exponent)
    if power.denominator == 1 and power >= 0 and (base.sort == "number" or base.low < 0):
        ends = [base.low**power.numerator, base.high**power.numerator]
        low = Fraction(0) if base.low < 0 < base.high and power.numerator % 2 == 0 else min(ends)
        return Measure(base.sort, int(base.scale**power.numerator), low, max(ends))
    if base.low < 0 or (base.low == 0 and power < 0):
        raise _refuse("可能为负数的底数", "a base that may be negative", "不小于 0 的底数", "a base of at least 0")
    ends = [Fraction(float(base.low) ** float(power)), Fraction(float(base.high) ** float(power))]
    return Measure("real", 1, min(ends), max(ends))


def _varying_power(base: Measure, exponent: Measure) -> Measure:
    """The exponent differs by item or event, as in a table of points for decathlon events."""
    if base.low < 0 or (base.low == 0 and exponent.low < 0):
        raise _refuse("可能为负数的底数", "a base that may be negative", "不小于 0 的底数", "a base of at least 0")
    ends = [Fraction(float(x) ** float(y)) for x in (base.low, base.high) for y in (exponent.low, exponent.high)]
    return Measure("real", 1, min(ends), max(ends))


def _of_field(node: Call, m: tuple[Measure, ...]) -> Measure:
    """What is known of a number of the whole field from what is known of each entry's."""
    a, function = m[0], node.function
    if any(known.sort == "real" for known in m):
        raise _refuse(
            f"{function} 用在没有舍入的实数上",
            f"{function} of a real number that is not rounded",
            "先用 round 舍入",
            "a number that was rounded before",
        )
    if function in ("rank_high", "rank_low", "ties", "field_count"):
        return Measure("number", 1, Fraction(1), Fraction(WIDEST_FIELD))
    if function in ("field_highest", "field_lowest"):
        return a
    if function == "field_sum":
        return replace(a, low=min(a.low, a.low * WIDEST_FIELD), high=max(a.high, a.high * WIDEST_FIELD))
    if function == "field_median":
        return replace(a, scale=a.scale * 2)
    if function == "field_mean":
        return Measure("real", 1, a.low, a.high)
    most = max(abs(a.low), abs(a.high)) * a.scale
    bounded(Measure("number", 1, Fraction(0), most * most * WIDEST_FIELD))
    return Measure("real", 1, Fraction(0), a.high - a.low)


_ARITHMETIC = {
    "+": _added, "-": _added, "*": _multiplied, "/": _divided, "^": _power, "pow": _power, "min": _extreme, "max": _extreme,
    "abs": _absolute, "negative": _negative, "round": _stepped, "floor": _stepped, "ceil": _stepped,
    "log": _real, "sqrt": _real, "exp": _real, **dict.fromkeys(FIELD_FUNCTIONS, _of_field),
}  # fmt: skip


def rounded_measure(measure: Measure, step: Fraction, mode: Mode = "half_up") -> Measure:
    """The measure after rounding to whole steps."""
    if measure.sort not in ("number", "real"):
        raise _refuse("舍入用在文字上", "rounding applied to text", "数", "a number")
    low, high = floor(measure.low / step) * step, ceil(measure.high / step) * step
    return bounded(replace(measure, sort="number", scale=step.denominator, low=low, high=high))
