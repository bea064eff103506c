"""What is known of a number before any mark is read: its scale, its lowest and highest value, its dimensions."""

from fractions import Fraction

import pytest

from jiangong.core.rulebook.formula import FormulaError, parse_formula
from jiangong.core.rulebook.measures import Measure, rounded_measure, typed_formula

HUNDRED = Measure("number", 10, Fraction(0), Fraction(100))
SIGNED = Measure("number", 1, Fraction(-5), Fraction(3))
NAMES = {
    "theory": HUNDRED,
    "practice": Measure("number", 100, Fraction(0), Fraction(50)),
    "change": SIGNED,
    "below": Measure("number", 1, Fraction(-9), Fraction(-2)),
    "gross": Measure("number", 1, Fraction(1), Fraction(1000)),
    "index": Measure("real", 1, Fraction(0), Fraction(1)),
    "level": Measure("number", 1, Fraction(0), Fraction(3), frozenset({"item"})),
    "by_judge": Measure("number", 1, Fraction(0), Fraction(9), frozenset({"source"})),
    "unit": Measure("text"),
    "worker": Measure("yes_no", 1, Fraction(0), Fraction(1)),
}


def measured(text):
    """(sort, scale, lowest, highest) of a formula over the names above."""
    measure = typed_formula(parse_formula(text), NAMES).measure
    return measure.sort, measure.scale, round(float(measure.low), 3), round(float(measure.high), 3)


KNOWN = {
    "theory + practice": ("number", 100, 0, 150),
    "theory - practice": ("number", 100, -50, 100),
    "theory * practice": ("number", 1000, 0, 5000),
    "change * change": ("number", 1, -15, 25),
    "theory * 30%": ("number", 100, 0, 30),
    "theory / 3": ("number", 30, 0, 33.333),
    "theory / -2": ("number", 20, -50, 0),
    "theory / gross": ("real", 1, 0, 100),
    "index / 2": ("real", 1, 0, 0.5),
    "index * theory": ("real", 1, 0, 100),
    "index + theory": ("real", 10, 0, 101),
    "min(theory, practice, 20)": ("number", 100, 0, 20),
    "max(change, 0)": ("number", 1, 0, 3),
    "abs(change)": ("number", 1, 0, 5),
    "abs(below)": ("number", 1, 2, 9),
    "-change": ("number", 1, -3, 5),
    "round(theory / 3, 0.01)": ("number", 100, 0, 33.34),
    "floor(theory)": ("number", 1, 0, 100),
    "ceil(theory, 5)": ("number", 1, 0, 100),
    "log(gross)": ("real", 1, 0, 6.908),
    "sqrt(theory)": ("real", 1, 0, 10),
    "exp(change)": ("real", 1, 0.007, 20.086),
    "change ^ 2": ("number", 1, 0, 25),
    "change ^ 3": ("number", 1, -125, 27),
    "below ^ 2": ("number", 1, 4, 81),
    "pow(theory, 1/2)": ("real", 1, 0, 10),
    "gross ^ -1": ("real", 1, 0.001, 1),
    "index ^ 2": ("real", 1, 0, 1),
    "gross ^ change": ("real", 1, 0, 10**9),
    "if(worker, theory, practice)": ("number", 100, 0, 100),
    "if(worker, true, false)": ("yes_no", 1, 0, 1),
    "first_given(theory, change)": ("number", 10, -5, 100),
    "given(theory)": ("yes_no", 1, 0, 1),
    "theory > 60 and not worker or unit = 'x'": ("yes_no", 1, 0, 1),
    "index >= theory": ("yes_no", 1, 0, 1),
    "unit": ("text", 1, 0, 0),
    "'x'": ("text", 1, 0, 0),
}


@pytest.mark.parametrize("text", KNOWN)
def test_a_formula_is_measured_without_any_mark(text):
    assert measured(text) == KNOWN[text]


def test_a_formula_has_every_dimension_of_what_it_reads():
    measure = typed_formula(parse_formula("level * by_judge + theory"), NAMES).measure

    assert measure.level == frozenset({"item", "source"})


SIDES = (
    "numbers on both sides, or two texts with =; item and source are names (text), attempt is a number,"
    " and to compare items by size declare a column of numbers, item.NAME"
)
REFUSED = {
    "nobody + 1": ("the name nobody", "a name these rules have"),
    "unit + 1": ("+ applied to text", "a number"),
    "theory and worker": ("and applied to a number", "yes or no"),
    "if(theory, 1, 2)": ("if applied to a number", "yes or no"),
    "if(worker, unit, 1)": ("if applied to text", "a number"),
    "unit = 1": ("= between different kinds (text, a number)", SIDES),
    "unit < 'x'": ("< between different kinds (text, text)", SIDES),
    "1 / change": ("a divisor that may be 0: change", "a divisor that cannot be 0: give it a range, or use max(…, 1)"),
    "log(theory)": ("log of what may be 0", "a number above 0: give it a range, or use max(…, …)"),
    "sqrt(change)": ("sqrt of what may be -5", "a number at least 0: give it a range, or use max(…, …)"),
    "exp(theory)": ("exp(100)", "an exponent of at most 60"),
    "theory ^ change": ("a base that may be negative", "a base of at least 0"),
    "theory ^ 21": (
        "an exponent that may reach 21",
        "an exponent from -20 to 20, e.g. 2, 1/3, or a column with a range",
    ),
    "pow(change, 1/2)": ("a base that may be negative", "a base of at least 0"),
    "theory ^ -1": ("a base that may be negative", "a base of at least 0"),
    "round(theory, change)": ("a rounding unit that is not a constant", "a positive constant, e.g. 0.01"),
    "round(theory, 0)": ("a rounding unit that is not a constant", "a positive constant, e.g. 0.01"),
    "theory ^ 8 * practice ^ 5": (
        "a number that may reach 10^16 in steps of 1/100000000",
        "a number that fits 64 bits: narrow a range, say by count how many rows there are, use fewer decimals, or round an earlier step",
    ),
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_could_fail_on_the_day_is_refused_before_it(text):
    with pytest.raises(FormulaError) as refusal:
        typed_formula(parse_formula(text), NAMES)

    assert (refusal.value.found.en, refusal.value.expected.en) == REFUSED[text]


def test_rounding_makes_a_real_number_exact_and_never_loses_an_end():
    measure = rounded_measure(Measure("real", 1, Fraction(1, 3), Fraction(2, 3)), Fraction(1, 100))

    assert measure == Measure("number", 100, Fraction(33, 100), Fraction(67, 100))


def test_text_cannot_be_rounded():
    with pytest.raises(FormulaError):
        rounded_measure(Measure("text"), Fraction(1))


def test_a_value_is_constant_when_it_can_only_be_one():
    assert typed_formula(parse_formula("2 * 3"), {}).measure.constant == 6
    assert HUNDRED.constant is None
