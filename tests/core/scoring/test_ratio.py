"""A quotient that is rounded is decided by whole numbers: a half is a half, whatever a float would make of it."""

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from jiangong.core.quantities import plain, rounded
from tests.core.scoring.writing import shown, stage

RULES = stage(
    """
    [stage.criteria.a]
    range = [0, 1000]
    [stage.criteria.b]
    range = [1, 1000]
    [stage.criteria.c]
    range = [-1000, -1]
    [stage.scores.per_cent]
    formula = "100 * a / b"
    round = "0.01"
    [stage.scores.turned]
    formula = "round(a / b * 100, 0.01)"
    [stage.scores.below]
    formula = "floor((a - b) / c - a / 3)"
    [stage.scores.share]
    formula = "ceil(a / max(field_mean(a), 0.01) + 1 / b, 0.1)"
    [stage.scores.least]
    formula = "round(-min(a / b, b / 3 + a), 0.001)"
    [stage.scores.best]
    from = "a"
    steps = [{ formula = "value / max(field_highest(value), 1) * 100", round = "0.1", mode = "half_even" }]
    """,
    "per_cent",
)
NUMBER = st.integers(100, 100_000).map(lambda cents: Fraction(cents, 100))
FEW = settings(max_examples=max(settings.default.max_examples // 10, 8))


def marks_of(field):
    rows = [
        f"e{n} {name} {plain(value, 2)}"
        for n, line in enumerate(field)
        for name, value in zip("abc", line, strict=True)
    ]
    return "\n".join(["entry criterion value", *rows])


def expected(a, b, c, field):
    """The same by fractions."""
    mean = sum((line[0] for line in field), Fraction(0)) / len(field)
    highest = max(line[0] for line in field)
    return {
        "per_cent": plain(rounded(100 * a / b, Fraction(1, 100)), 2),
        "turned": plain(rounded(a / b * 100, Fraction(1, 100)), 2),
        "below": plain(rounded((a - b) / c - a / 3, Fraction(1), "floor"), 0),
        "share": plain(rounded(a / max(mean, Fraction(1, 100)) + 1 / b, Fraction(1, 10), "ceil"), 1),
        "least": plain(rounded(-min(a / b, b / 3 + a), Fraction(1, 1000)), 3),
        "best": plain(rounded(a / max(highest, Fraction(1)) * 100, Fraction(1, 10), "half_even"), 1),
    }


@FEW
@given(st.lists(st.tuples(NUMBER, NUMBER, NUMBER.map(lambda n: -n)), min_size=1, max_size=5))
def test_quotients_always_round_as_fractions_do(field):
    marks = marks_of(field)
    told = {name: shown(RULES, marks, f"score:{name}") for name in expected(*field[0], field)}

    for n, line in enumerate(field):
        assert {name: told[name][f"e{n}"] for name in told} == expected(*line, field)


def test_a_half_in_the_third_place_goes_up_where_a_float_would_let_it_fall():
    """1.16 / 1.28 × 100 is 90.625; by floats it is 90.62499999999999."""
    marks = marks_of([(Fraction("1.16"), Fraction("1.28"), Fraction(-1))])

    assert shown(RULES, marks, "score:turned") == {"e0": "90.63"}


def test_a_half_is_one_too_where_numbers_may_get_almost_as_large_as_64_bits_hold():
    """Rules of their own, so that nothing is kept of others: 2 × 10^10 with all that it is multiplied by is 4 × 10^18 (of 4.6)."""
    rules = stage(
        """
        [stage.criteria.a]
        range = [0, 20000000000]
        decimals = 2
        [stage.criteria.b]
        range = [1, 1000]
        decimals = 2
        [stage.scores.turned]
        formula = "a / b * 100"
        round = "0.01"
        [stage.criteria.c]
        range = [1, 1000]
        decimals = 0
        [stage.scores.larger]
        formula = "max(b / c, c / b)"
        round = "0.01"
        """,
        "turned",
    )
    marks = "entry criterion value\nx a 1.16\nx b 1.28\nx c 4"

    assert shown(rules, marks, "score:turned") == {"x": "90.63"}
    assert shown(rules, marks, "score:larger") == {"x": "3.13"}  # 4 / 1.28 is 3.125


def test_the_average_of_the_field_is_exact_too():
    """1.00 and 1.01 are 1.005 on average, which a float lets fall."""
    rules = stage(
        "[stage.criteria.a]\nrange = [0, 9]\ndecimals = 2\n"
        '[stage.scores.level]\nformula = "field_mean(a)"\nround = "0.01"\n[stage.scores.other]\nformula = "field_mean(a) - 0"\nround = "0.01"',
        "a",
    )

    assert shown(rules, "entry value\nx 1.00\ny 1.01", "score:level") == {"x": "1.01", "y": "1.01"}
    assert shown(rules, "entry value\nx 1.00\ny 1.01", "score:other") == {"x": "1.01", "y": "1.01"}


def test_what_64_bits_cannot_hold_or_is_no_quotient_is_rounded_as_a_real_number():
    wide = stage(
        """
        [stage.criteria.a]
        decimals = 6
        range = [1, 1000000]
        [stage.criteria.b]
        decimals = 6
        range = [1, 1000000]
        [stage.scores.q]
        formula = "a / b / b"
        round = "0.000001"
        [stage.scores.r]
        formula = "sqrt(a) / b"
        round = "0.01"
        [stage.scores.s]
        formula = "if(a > b, a / b, 0)"
        round = "0.01"
        """,
        "q",
    )
    marks = "entry criterion value\nx a 8\nx b 4"

    assert [shown(wide, marks, f"score:{name}")["x"] for name in "qrs"] == ["0.500000", "0.71", "2.00"]


def test_a_score_that_is_a_real_number_already_is_rounded_as_one():
    rules = stage(
        """
        [stage.criteria.a]
        decimals = 0
        range = [1, 100]
        [stage.scores.root]
        formula = "sqrt(a)"
        show = "0.01"
        [stage.scores.q]
        formula = "root / 3"
        round = "0.01"
        """,
        "q",
    )

    assert shown(rules, "entry value\nx 16", "score:q") == {"x": "1.33"}


LARGE = stage(
    "".join(
        f"[stage.criteria.{name}]\nrange = [{low}, {high}]\ndecimals = 0\n"
        for name, low, high in (
            ("a", 1, 10**10), ("c", 1, 10**10), ("b", 10**6, 2 * 10**6), ("d", 10**6, 2 * 10**6), ("x", 1, 10**13), ("y", 1, 10**13), ("k", 1, 1000),
        )
    )
    + "".join(
        f'[stage.scores.t{n}]\nformula = "{formula}"\n'
        for n, formula in enumerate(
            ["round(a / b * (c / d), 1)", "round(x / b + y / d, 1)", "round(min(x / b, y / d), 1)", "round(x / b / (d / a), 1)", "ceil(min(a / y, 3) / y)",
         "ceil(b / x * (b / y))", "ceil(min(b / x, y / d))",
         "ceil(min(y / d, b / x))", "ceil(k / x + k / y)", "round(max(x / k, b / k) * (b / k) / d, 1)"]
        )
    ),
    "t0",
)  # fmt: skip


def test_no_way_to_put_quotients_together_runs_over_64_bits():
    """Each part fits; what is multiplied crosswise would not, and so it is rounded as a real number."""
    marks = {"a": 9 * 10**9, "c": 9 * 10**9, "b": 10**6, "d": 2 * 10**6, "x": 8 * 10**12, "y": 9 * 10**12}

    assert large(marks)[:4] == ["40500000", "12500000", "4500000", "36000000000"]


def test_the_smaller_of_two_brings_the_larger_divisor_along():
    """9 / 4 stands below 3, and 9 / 4 of a four thousand millionth is more than nothing: 4 × 10^9 squared is not for 64 bits."""
    marks = {"a": 9 * 10**9, "c": 1, "b": 10**6, "d": 10**6, "x": 1, "y": 4 * 10**9}

    assert large(marks)[4] == "1"


def test_a_product_of_two_quotients_counts_in_how_large_both_divisors_get_together():
    """10^6 / (9 × 10^12) twice over is more than nothing; 81 × 10^24 is not for 64 bits."""
    marks = {"a": 1, "c": 1, "b": 10**6, "d": 10**6, "x": 9 * 10**12, "y": 9 * 10**12}

    assert large(marks)[5] == "1"


def test_the_smaller_of_two_is_compared_crosswise_on_both_sides():
    """10^6 × 10^6 fits; 9 × 10^12 squared, on the other side, does not."""
    marks = {"a": 1, "c": 1, "b": 10**6, "d": 10**6, "x": 9 * 10**12, "y": 9 * 10**12}

    assert large(marks)[6] == "1"
    assert large(marks)[7] == "1"


def test_the_divisors_of_a_sum_count_together():
    """3 / (9 × 10^12) twice is more than nothing; 81 × 10^24 is not for 64 bits, though 3 × 9 × 10^12 is."""
    marks = {"a": 1, "c": 1, "b": 10**6, "d": 10**6, "x": 9 * 10**12, "y": 9 * 10**12, "k": 3}

    assert large(marks)[8] == "1"


def test_the_larger_of_two_may_be_as_large_as_either():
    """9 × 10^12 / 3 × 2 × 10^6 / 3 / 10^6; 9 × 10^12 × 2 × 10^6 is not for 64 bits."""
    marks = {"a": 1, "c": 1, "b": 2 * 10**6, "d": 10**6, "x": 9 * 10**12, "y": 1, "k": 3}

    assert large(marks)[9] == "2000000000000"


def test_decimals_count_in_what_64_bits_must_hold():
    """9 900 000 with six decimals is 9.9 × 10^12, and crosswise 9.9 × 10^18: too much, so it is rounded as a real number."""
    ranges = {"f": 10**7, "g": 10**7, "h": 2}
    fine = "".join(f"[stage.criteria.{name}]\nrange = [1, {high}]\ndecimals = 6\n" for name, high in ranges.items())
    fine += "".join(
        f"[stage.criteria.{k}]\nrange = [1, {high}]\ndecimals = 0\n"
        for k, high in (("k", 1000), ("x", 184 * 10**11), ("y", 10**14))
    )
    formulas = {
        "both": "round(f / g, 1)",
        "above": "round(f / h, 1)",
        "below": "ceil(h / f)",
        "small": "round(f / k, 0.000001)",
        "large": "ceil(k / f, 1000000)",
        "left": "round(x + k / f, 1)",
        "right": "round(k / f - x, 1)",
        "twice": "round(x / y / k, 0.000004)",
    }
    scores = "".join(f'[stage.scores.{name}]\nformula = "{formula}"\n' for name, formula in formulas.items())
    rules = stage(fine + scores, "both")
    marks = "entry criterion value\np f 9900000\np g 3300000\np h 2\np k 1000\np x 18400000000000\np y 50000000000000"

    assert {name: shown(rules, marks, f"score:{name}")["p"] for name in formulas} == {
        "both": "3", "above": "4950000", "below": "1", "small": "9900.000000", "large": "1000000", "left": "18400000000000",
        "right": "-18400000000000", "twice": "0.000368",
    }  # fmt: skip


def test_a_divisor_below_one_is_no_negative_one():
    rules = stage(
        "[stage.criteria.a]\ndecimals = 0\nrange = [-9, 9]\n[stage.criteria.b]\ndecimals = 1\nrange = [0.1, 0.5]\n"
        '[stage.scores.q]\nformula = "round(a / b, 0.01)"\n',
        "q",
    )
    marks = "entry criterion value\nx a 1\nx b 0.3\ny a -2\ny b 0.3"

    assert shown(rules, marks, "score:q") == {"x": "3.33", "y": "-6.67"}


def test_the_sum_behind_an_average_of_the_field_counts_in_what_64_bits_must_hold():
    """Eight times 9 × 10^12 times 200 000 is 1.44 × 10^19: too much, though the average alone would fit."""
    rules = stage(
        f"[stage.criteria.x]\ndecimals = 0\nrange = [1, {10**13}]\n"
        '[stage.scores.q]\nformula = "round(field_mean(x) * 200000, 1)"\n',
        "q",
    )
    marks = "\n".join(["entry value", *(f"p{n} {9 * 10**12}" for n in range(8))])

    assert set(shown(rules, marks, "score:q").values()) == {"1800000000000000000"}


def large(marks):
    """What the formulas of large numbers come to for one entry."""
    table = "criterion entry value\n" + "".join(f"{name} p {value}\n" for name, value in {"k": 1, **marks}.items())
    return [shown(LARGE, table, f"score:t{n}")["p"] for n in range(10)]
