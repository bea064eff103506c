"""Exact numbers, and the only rounding in the project.

A quantity is a 64-bit integer of its smallest unit: `value = whole / scale`. The scale is fixed by the rulebook before any
mark is read, so every engine computes the same digits. A float appears only where a rule is itself a real function.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from math import floor, gcd, lcm
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from ibis.expr import types as ir

Mode = Literal["half_up", "half_even", "floor", "ceil"]
MODES: tuple[Mode, ...] = ("half_up", "half_even", "floor", "ceil")

LIMIT = 2**62
"""No scaled value may pass this: sums of two still fit into 64 bits."""


_HUGE = re.compile(r"[eE][+-]?[0-9_]{3}")
"""An exponent of three digits: a few letters that would be written out as a number of any length."""


@cache
def _engine() -> Any:
    """Ibis, loaded when the first column is made: reading and checking a rulebook does without it, and starts at once."""
    import ibis  # noqa: PLC0415 - see above

    return ibis


@cache
def _divide() -> Any:
    """The engine's own integer division, towards zero. Ibis's `//` is a floating division and wrong above 2^53."""

    def divide(dividend, divisor):  # type: ignore[no-untyped-def]
        """Known to the engine by this name."""

    return _engine().udf.scalar.builtin(divide, signature=(("int64", "int64"), "int64"))


def _quotient(dividend: ir.IntegerValue, divisor: ir.IntegerValue) -> ir.IntegerValue:
    whole: ir.IntegerValue = _divide()(dividend, divisor)
    return whole


def exact(text: str | int | float) -> Fraction:
    """A decimal, a per cent ("30%") or a fraction ("1/3") as an exact number; ValueError otherwise.

    A TOML float arrives as its shortest decimal, so 0.1 is one tenth.
    """
    words = str(text).strip()
    if _HUGE.search(words):
        raise ValueError(words)
    if words.endswith("%"):
        return Fraction(words[:-1].strip()) / 100
    return Fraction(words)


def rounded(value: Fraction, step: Fraction, mode: Mode = "half_up") -> Fraction:
    """`value` to a whole number of `step`s; half_up means away from zero, as 四舍五入 does."""
    return _whole(value / step, mode) * step


def _whole(value: Fraction, mode: Mode) -> int:
    if mode == "floor":
        return floor(value)
    if mode == "ceil":
        return -floor(-value)
    if mode == "half_even":
        return round(value)
    return floor(value + Fraction(1, 2)) if value >= 0 else -floor(-value + Fraction(1, 2))


def places_of(scale: int) -> int | None:
    """How many decimal places write every multiple of 1/scale exactly; None where no number of places does."""
    places, rest = 0, scale
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return places + max(twos, fives) if rest == 1 else None


def decimal_places(scale: int) -> int:
    """The same where the rulebook has been checked, so that there is such a number."""
    places = places_of(scale)
    assert places is not None, f"no plain decimal writes 1/{scale}"
    return places


def plain(value: Fraction, places: int | None = None) -> str:
    """A plain decimal with `places` decimals (as many as needed when None); no exponent, no thousands mark.

    >>> plain(Fraction(1755, 20), 2)
    '87.75'
    """
    if places is None:
        known = places_of(value.denominator)
        if known is None:
            return f"{value.numerator}/{value.denominator}"
        places = known
    whole = _whole(value * 10**places, "half_up")
    digits = str(abs(whole)).rjust(places + 1, "0")
    sign = "-" if whole < 0 else ""
    return sign + (digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}")


def common_scale(*scales: int) -> int:
    """The smallest scale in which all these scales can be written."""
    return lcm(*scales)


def reduced(numerator: int, denominator: int) -> tuple[int, int]:
    """A fraction in lowest terms."""
    shared = gcd(numerator, denominator)
    return numerator // shared, denominator // shared


def rescaled(whole: ir.IntegerValue, scale: int, to: int) -> ir.IntegerValue:
    """The same quantity at a finer scale; `to` is a multiple of `scale`."""
    return whole if scale == to else whole * int64(to // scale)


def int64(number: int) -> ir.IntegerScalar:
    """A constant that every engine types as a 64-bit integer: a bare 20 would be 32 bits to DuckDB, and 20 × 10^9 overflow."""
    if abs(number) < 2**31:
        return _engine().literal(number, "int32").cast("int64")
    return _engine().literal(number, "int64")


def in_64_bits(value: ir.Value) -> ir.IntegerValue:
    """A sum as the 64-bit integer that the plan has shown it to be: DuckDB adds in 128 bits, and every later step would stay there.
    Ibis takes a sum for 64 bits already and drops a plain cast.
    """
    return _engine().expr.operations.Cast(value, "int64").to_expr()


def divided(dividend: ir.IntegerValue, divisor: ir.IntegerValue, mode: Mode, *, signed: bool = True) -> ir.IntegerValue:
    """Exact division of two integer columns (divisor above zero) to a whole number, by one stated rounding.

    `signed=False` when the dividend is known never to be negative: shorter, and so faster.
    """
    if mode == "ceil":
        return -divided(-dividend, divisor, "floor")
    if mode == "half_up":
        half = _quotient(dividend.abs() * int64(2) + divisor, divisor * int64(2)) if signed else None
        if half is None:
            return _quotient(dividend * int64(2) + divisor, divisor * int64(2))
        return _engine().ifelse(dividend < 0, -half, half)
    low = _quotient(dividend, divisor)
    if signed:
        low = _engine().ifelse((dividend < 0) & (low * divisor != dividend), low - 1, low)
    if mode == "floor":
        return low
    rest = (dividend - low * divisor) * int64(2)
    odd = low - _quotient(low, int64(2)) * int64(2) != 0
    return _engine().ifelse((rest > divisor) | ((rest == divisor) & odd), low + 1, low)


@cache
def _bit_count() -> Any:
    def bit_count(bits):  # type: ignore[no-untyped-def]
        """Known to the engine by this name."""

    return _engine().udf.scalar.builtin(bit_count, signature=(("int64",), "int8"))


def bit_count(bits: ir.IntegerValue) -> ir.IntegerValue:
    """How many bits of an integer column are set."""
    number: ir.IntegerValue = _bit_count()(bits).cast("int64")  # the engine answers in 8 bits
    return number


@cache
def _smallest() -> Any:
    def smallest(value, number):  # type: ignore[no-untyped-def]
        """Known to the engine as its `min` of two arguments."""

    return _engine().udf.agg.builtin(smallest, name="min", signature=(("int64", "int64"), "array<int64>"))


def nth_smallest(value: ir.IntegerValue, number: int) -> ir.IntegerValue:
    """An aggregate: the value at this position, counted from 1, of a column in ascending order; null where there are fewer.

    DuckDB holds only so many values of a group for it. An engine that cannot says `value.collect().sort()[number - 1]`.
    """
    found: ir.IntegerValue = _smallest()(value, number)[number - 1]
    return found


def floor_quotient(whole: ir.IntegerValue, divisor: int) -> ir.IntegerValue:
    """How often a constant goes into a column of numbers that are 0 or more."""
    return whole if divisor == 1 else _quotient(whole, int64(divisor))


def rounded_real(value: ir.FloatingValue, step: Fraction, mode: Mode) -> ir.IntegerValue:
    """A real-valued column to whole steps: where a rule is a logarithm or a power, this is where it becomes exact."""
    steps = value * (step.denominator / step.numerator)
    if mode == "ceil":
        return steps.ceil().cast("int64")
    if mode == "floor":
        return steps.floor().cast("int64")
    half = (steps.abs() + 0.5).floor().cast("int64")
    nearest_whole = _engine().ifelse(steps < 0, -half, half)
    if mode == "half_up":
        return nearest_whole
    tie = (steps.abs() + 0.5).floor() == steps.abs() + 0.5
    odd = nearest_whole - _quotient(nearest_whole, int64(2)) * int64(2) != 0
    return _engine().ifelse(tie & odd, nearest_whole - _engine().ifelse(steps < 0, int64(-1), int64(1)), nearest_whole)


def decimal_text(whole: ir.IntegerValue, scale: int, places: int) -> ir.StringValue:
    """An integer column of 1/scale as plain decimals with `places` places (half up where the scale is finer)."""
    if 10**places % scale == 0:
        units = rescaled(whole, scale, 10**places)
    else:
        top, bottom = reduced(10**places, scale)
        units = divided(whole * int64(top), int64(bottom), "half_up")
    sign = _engine().ifelse(units < 0, "-", "")
    if places == 0:
        return sign + units.abs().cast("string")
    head = _quotient(units.abs(), int64(10**places))
    tail = units.abs() % int64(10**places) + int64(10**places)  # the 1 in front holds the noughts behind it
    return sign + head.cast("string") + "." + tail.cast("string").substr(1)
