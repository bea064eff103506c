"""Exact numbers: reading, rounding, writing; and columns that compute the same digits as single numbers do."""

from fractions import Fraction
from functools import cache
from math import lcm

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiangong.core import quantities
from jiangong.core.quantities import LIMIT, MODES, common_scale, exact, places_of, plain, reduced, rounded
from jiangong.core.scoring.engines import connection

backend = cache(connection)
FEW = settings(max_examples=settings.default.max_examples // 4)
"""A column holds many numbers: fewer columns do."""
WHOLES = st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=30)


def computed(numbers, of, kind="int64"):
    """A column of numbers put through an expression by the engine."""
    table = ibis.memtable(pa.table({"n": pa.array(numbers, kind), "at": list(range(len(numbers)))}))
    lines = backend().to_pyarrow(table.select("at", out=of(table.n)).order_by("at"))
    return lines["out"].to_pylist()


@pytest.mark.parametrize(
    ("written", "number"),
    [("85.5", Fraction(171, 2)), (" 30% ", Fraction(3, 10)), ("12.5 %", Fraction(1, 8)), ("1/3", Fraction(1, 3)),
     (7, Fraction(7)), (0.1, Fraction(1, 10)), ("-0.05", Fraction(-1, 20))],
)  # fmt: skip
def test_what_a_person_writes_is_read_exactly(written, number):
    assert exact(written) == number


@pytest.mark.parametrize("written", ["", "many", "1,5", "%"])
def test_what_is_no_number_is_refused(written):
    with pytest.raises(ValueError, match="."):
        exact(written)


ROUNDED = [
    # value, half_up, half_even, floor, ceil
    ("2.5", "3", "2", "2", "3"), ("3.5", "4", "4", "3", "4"), ("-2.5", "-3", "-2", "-3", "-2"),
    ("-3.5", "-4", "-4", "-4", "-3"), ("2.4", "2", "2", "2", "3"), ("-2.6", "-3", "-3", "-3", "-2"),
    ("0", "0", "0", "0", "0"), ("-0.5", "-1", "0", "-1", "0"), ("0.5", "1", "0", "0", "1"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "half_up", "half_even", "floor", "ceil"), ROUNDED)
def test_each_way_of_rounding(value, half_up, half_even, floor, ceil):
    found = [plain(rounded(Fraction(value), Fraction(1), mode)) for mode in MODES]

    assert found == [half_up, half_even, floor, ceil]


def test_rounding_goes_to_any_step():
    assert plain(rounded(Fraction("7.13"), Fraction("0.05"))) == "7.15"
    assert plain(rounded(Fraction("1237"), Fraction("25"), "floor")) == "1225"
    assert rounded(Fraction(1, 2), Fraction(1, 3)) == Fraction(2, 3)


@pytest.mark.parametrize(
    ("scale", "places"), [(1, 0), (10, 1), (20, 2), (8, 3), (5, 1), (2000, 4), (3, None), (70, None)]
)
def test_how_many_decimals_a_scale_needs(scale, places):
    assert places_of(scale) == places


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [("87.755", 2, "87.76"), ("-87.755", 2, "-87.76"), ("0.5", 0, "1"), ("-0.004", 2, "0.00"), ("5", 2, "5.00"),
     ("1/8", None, "0.125"), ("1/3", None, "1/3"), ("12", None, "12"), ("0.07", 1, "0.1")],
)  # fmt: skip
def test_numbers_are_written_plainly(value, places, written):
    assert plain(Fraction(value), places) == written


def test_scales_are_brought_together_and_fractions_reduced():
    assert common_scale(4, 6, 10) == 60
    assert reduced(6, 4) == (3, 2)
    assert LIMIT == 2**62


@FEW
@given(WHOLES, st.integers(1, 10**6), st.sampled_from(MODES))
def test_division_of_columns_always_rounds_as_single_numbers_do(numbers, divisor, mode):
    found = computed(numbers, lambda column: quantities.divided(column, quantities.int64(divisor), mode))

    assert found == [rounded(Fraction(n, divisor), Fraction(1), mode) for n in numbers]


@FEW
@given(st.lists(st.integers(0, 2**60), min_size=1, max_size=20), st.integers(1, 10**9), st.sampled_from(MODES))
def test_division_of_numbers_that_are_never_negative_rounds_the_same(numbers, divisor, mode):
    numbers = [n // 4 for n in numbers] if mode == "half_up" else numbers

    def of(column):
        return quantities.divided(column, quantities.int64(divisor), mode, signed=mode == "ceil")

    assert computed(numbers, of) == [rounded(Fraction(n, divisor), Fraction(1), mode) for n in numbers]


@FEW
@given(WHOLES, st.sampled_from([1, 2, 4, 10, 20, 100, 3, 7, 60]), st.integers(0, 5))
def test_decimals_are_always_written_as_single_numbers_are(numbers, scale, places):
    found = computed(numbers, lambda column: quantities.decimal_text(column, scale, places))

    assert found == [plain(Fraction(n, scale), places) for n in numbers]


@FEW
@given(
    st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=20),
    st.sampled_from(["1", "0.5", "0.25", "2", "8"]),
    st.sampled_from(MODES),
)
def test_real_numbers_that_binary_writes_exactly_always_round_as_fractions_do(numbers, step, mode):
    reals = [n / 16 for n in numbers]
    found = computed(reals, lambda column: quantities.rounded_real(column, Fraction(step), mode), "float64")

    assert found == [rounded(Fraction(n, 16), Fraction(step), mode) / Fraction(step) for n in numbers]


@FEW
@given(WHOLES, st.integers(1, 50), st.integers(1, 50))
def test_a_finer_scale_never_changes_the_number(numbers, scale, factor):
    found = computed(numbers, lambda column: quantities.rescaled(column, scale, lcm(scale, scale * factor)))

    assert [Fraction(n, scale * factor) for n in found] == [Fraction(n, scale) for n in numbers]


def test_a_constant_has_64_bits_however_small_it_is():
    assert computed([1, -3], lambda column: column * quantities.int64(20) * quantities.int64(10**12)) == [
        2 * 10**13,
        -6 * 10**13,
    ]
    assert computed([0], lambda column: column + quantities.int64(-(2**40))) == [-(2**40)]


def test_how_often_a_constant_goes_into_a_column():
    assert computed([0, 9, 10, 25], lambda column: quantities.floor_quotient(column, 10)) == [0, 0, 1, 2]
    assert computed([7], lambda column: quantities.floor_quotient(column, 1)) == [7]
