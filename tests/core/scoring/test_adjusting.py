"""What a number is turned into: tables, limits, goalposts, formulas with every function, and rounding at each step."""

import pytest

from tests.core.scoring.writing import at_once, shown, stage, standings

ONE = 'decimals = 2\nrange = [{}, {}]\nshow = "0.0001"'


def one(step, *, low=-100, high=100, decimals=2, before="", more=""):
    """A rulebook in which one mark an entry goes through one step."""
    return stage(
        f'[stage.criteria.a]\ndecimals = {decimals}\nrange = [{low}, {high}]\nshow = "0.0001"\nmissing = "none"\nsteps = [{{ {step} }}]\n{more}',
        "a",
        before=before,
    )


def turned(rules, *values):
    """What values come to, in their order; a missing one is empty."""
    marks = "entry value\n" + "\n".join(f"x{n} {value}" for n, value in enumerate(values))
    found = shown(rules, marks)
    return [found[f"x{n}"].removesuffix(".0000") if found[f"x{n}"] else "" for n in range(len(values))]


def test_a_look_up_table_gives_the_result_of_exactly_that_value():
    rules = one('lookup = { "1" = 25, "2" = "18.5", "2.5" = -3 }')

    assert turned(rules, "1", "2.00", "2.5", "3", "1.01") == ["25", "18.5000", "-3", "", ""]


def test_what_a_look_up_table_lacks_gives_the_other_result():
    assert turned(one('lookup = { "1" = 25 }, otherwise = 1'), "1", "7") == ["25", "1"]


def test_bands_take_their_first_value_and_leave_out_an_open_end():
    bands = "[{ from = 1, to = 3, is = 7 }, { from = 3, to = 6, is = 5 }, { from = 6, below = 10, is = 3 }, { below = 0, is = -1 }]"
    rules = one(f"bands = {bands}, otherwise = 0")

    assert turned(rules, "1", "3", "3.01", "6", "6.01", "9.99", "10", "0.5", "-5") == [
        "7",
        "7",
        "5",
        "5",
        "3",
        "3",
        "0",
        "0",
        "-1",
    ]


def test_a_value_in_no_band_has_no_result():
    assert turned(one("bands = [{ from = 3, is = 7 }]"), "3", "2.99") == ["7", ""]


def test_a_limit_keeps_a_value_between_its_ends():
    assert turned(one("limit = [0, 10]"), "-3", "0", "4.25", "10", "99") == ["0", "0", "4.2500", "10", "10"]


def test_goalposts_make_a_share_between_none_and_one():
    rules = one('goalposts = [20, 85], round = "0.001"')

    assert turned(rules, "20", "85", "52.5", "10", "99", "50") == ["0", "1", "0.5000", "0", "1", "0.4620"]


def test_a_value_is_multiplied_or_added_to():
    assert turned(one('times = "1.5"'), "3", "-1.01") == ["4.5000", "-1.5150"]
    assert turned(one('times = "1/8"'), "3") == ["0.3750"]
    assert turned(one('plus = "-2.5"'), "3") == ["0.5000"]


FUNCTIONS = {
    "value + 1.5": ["5.5000", "-1.2500"],
    "value - 1.5": ["2.5000", "-4.2500"],
    "-value": ["-4", "2.7500"],
    "value * value": ["16", "7.5625"],
    "value / 8": ["0.5000", "-0.3438"],
    "value / -0.5": ["-8", "5.5000"],
    "abs(value)": ["4", "2.7500"],
    "min(value, 1, 9)": ["1", "-2.7500"],
    "max(value, 1, 0.25)": ["4", "1"],
    "floor(value)": ["4", "-3"],
    "ceil(value)": ["4", "-2"],
    "round(value)": ["4", "-3"],
    "round(value, 0.5)": ["4", "-3"],
    "floor(value, 2)": ["4", "-4"],
    "ceil(value, 0.5)": ["4", "-2.5000"],
    "value ^ 2": ["16", "7.5625"],
    "pow(value, 3)": ["64", "-20.7969"],
    "value ^ 0": ["1", "1"],
    "2 ^ 2 ^ 0": ["2", "2"],
    "if(value > 0, value, 0.5)": ["4", "0.5000"],
    "if(not value > 0, 1, 2)": ["2", "1"],
    "if(value > 0 and value < 4, 1, 2)": ["2", "2"],
    "if(value > 3 or value < -2.5, 1, 2)": ["1", "1"],
    "if(value >= 4, 1, 0) + if(value <= 4, 10, 0) + if(value = 4, 100, 0) + if(value != 4, 1000, 0)": ["111", "1010"],
    "if(true, 1, 2) + if(false, 10, 20)": ["21", "21"],
    "if(given(value), 1, 0)": ["1", "1"],
    "first_given(value, 9)": ["4", "-2.7500"],
    "if(value = 1/4 * 16, 1/8, 0)": ["0.1250", "0"],
    "30% * value": ["1.2000", "-0.8250"],
    "value / max(min(value, 0.5), 2)": ["2", "-1.3750"],
    "if(if(value > 0, value > 5, value < 0), 1, 2)": ["2", "1"],
}


@pytest.fixture(scope="module")
def computed():
    """What every formula makes of 4 and -2.75."""
    found = at_once(
        [f'formula = "{formula}"' for formula in FUNCTIONS], "entry value\nx 4\ny -2.75", head=ONE.format(-100, 100)
    )
    return {
        formula: [figure.removesuffix(".0000") for figure in found[f'formula = "{formula}"'].values()]
        for formula in FUNCTIONS
    }


@pytest.mark.parametrize("formula", FUNCTIONS)
def test_a_formula_computes(formula, computed):
    assert computed[formula] == FUNCTIONS[formula]


REAL_FUNCTIONS = {
    "sqrt(value)": ["2", "0.5000"],
    "log(value)": ["1.3863", "-1.3863"],
    "exp(value)": ["54.5982", "1.2840"],
    "value ^ 0.5": ["2", "0.5000"],
    "value ^ -1": ["0.2500", "4"],
    "sqrt(value) + 1": ["3", "1.5000"],
    "sqrt(value) - value": ["-2", "0.2500"],
    "sqrt(value) * 3": ["6", "1.5000"],
    "1 / value": ["0.2500", "4"],
    "sqrt(value) / 2": ["1", "0.2500"],
    "max(sqrt(value), 1)": ["2", "1"],
    "if(value > 1, sqrt(value), 0.25)": ["2", "0.2500"],
    "if(sqrt(value) < 1, 1, 2)": ["2", "1"],
    "abs(-sqrt(value))": ["2", "0.5000"],
    "first_given(sqrt(value), 1)": ["2", "0.5000"],
    "round(1 / value, 0.3)": ["0.3000", "3.9000"],
    "floor(sqrt(value) * 1.3, 0.1)": ["2.6000", "0.6000"],
}


@pytest.fixture(scope="module")
def really_computed():
    """What every formula makes of 4 and 0.25."""
    steps = {formula: f'formula = "{formula}", round = "0.0001"' for formula in REAL_FUNCTIONS}
    found = at_once(steps.values(), "entry value\nx 4\ny 0.25", head=ONE.format("0.25", 10))
    return {
        formula: [figure.removesuffix(".0000") for figure in found[step].values()] for formula, step in steps.items()
    }


@pytest.mark.parametrize("formula", REAL_FUNCTIONS)
def test_a_real_function_computes(formula, really_computed):
    assert really_computed[formula] == REAL_FUNCTIONS[formula]


def test_an_exponent_may_differ_by_event():
    rules = stage(
        '[stage.criteria.a]\nrange = [0, 10]\nsteps = [{ formula = "value ^ event.power", round = "0.01" }]',
        "a",
        before='[events.power]\ntype = "number"\ndecimals = 1\nrange = [0, 3]',
    )
    rows = standings(rules, "event entry value\ne x 4\nf x 4", events="event power\ne 0.5\nf 3")

    assert [row["score"] for row in rows] == ["2.00", "64.00"]


def test_a_real_number_can_be_shown_without_being_rounded():
    rules = stage(
        """
        [stage.criteria.a]
        [stage.scores.root]
        formula = "sqrt(a)"
        show = "0.001"
        [stage.scores.looked]
        from = "root"
        steps = [{ bands = [{ from = 1, below = 2, is = 1 }, { from = 2, to = 3, is = 2 }], otherwise = 0 }]
        """,
        "a",
    )
    marks = "entry value\nx 2\ny 4\nz 9.01"

    assert shown(rules, marks, "score:root") == {"z": "3.002", "y": "2.000", "x": "1.414"}
    assert shown(rules, marks, "score:looked") == {"z": "0", "y": "2", "x": "1"}


ROUNDED = {
    "half_up": ["0.25", "0.50", "-0.25", "-0.50"],
    "half_even": ["0.00", "0.50", "0.00", "-0.50"],
    "floor": ["0.00", "0.25", "-0.25", "-0.50"],
    "ceil": ["0.25", "0.50", "0.00", "-0.25"],
}


@pytest.mark.parametrize("act", ["", 'times = "1", ', 'formula = "first_given(value, sqrt(2))", '])
def test_each_way_of_rounding_at_each_step(act):
    steps = {mode: f'{act}round = "0.25", mode = "{mode}"' for mode in ROUNDED}
    marks = "entry value\na 0.125\nb 0.375\nc -0.125\nd -0.375"
    found = at_once(steps.values(), marks, head="range = [-5, 5]\ndecimals = 3")

    assert {mode: list(found[step].values()) for mode, step in steps.items()} == ROUNDED


def test_rounding_to_coarse_steps():
    assert turned(one('round = "25", mode = "ceil"', high=1000), "26", "50", "-26") == ["50", "50", "-25"]


def test_later_steps_use_the_rounded_number_but_show_does_not_change_it():
    rules = stage(
        """
        [stage.criteria.a]
        decimals = 3
        steps = [{ round = "0.01" }, { times = "10" }]
        [stage.criteria.b]
        decimals = 3
        show = "0.01"
        [stage.scores.t]
        formula = "b * 10"
        """,
        "a",
        "t",
    )
    marks = "entry criterion value\nx a 1.235\nx b 1.235"

    assert [shown(rules, marks, column)["x"] for column in ("score:a", "score:b", "score:t")] == [
        "12.40",
        "1.24",
        "12.350",
    ]


def test_what_is_shown_is_rounded_to_the_unit_of_show():
    units = {"half": "0.5", "fives": "5", "quarters": "0.25", "ones": "1", "fine": "0.001"}
    text = "".join(f'[stage.scores.{name}]\nformula = "a"\nshow = "{unit}"\n' for name, unit in units.items())
    (row,) = standings(stage("[stage.criteria.a]\ndecimals = 3\n" + text, "a"), "entry value\nx 2.675")

    assert {name: row[f"score:{name}"] for name in units} == {
        "half": "2.5", "fives": "5", "quarters": "2.75", "ones": "3", "fine": "2.675",
    }  # fmt: skip


def test_a_weighted_sum_is_exact_until_it_is_rounded():
    rules = stage(
        """
        [stage.criteria.theory]
        decimals = 1
        [stage.criteria.practice]
        decimals = 2
        [stage.scores.total]
        weights = { theory = "30%", practice = "70%" }
        weights_total = "100%"
        round = "0.01"
        """,
        "total",
    )
    marks = "entry criterion value\nx theory 80.5\nx practice 91.35\ny theory 0.5\ny practice 0.05"

    assert shown(rules, marks) == {"x": "88.10", "y": "0.19"}


def test_scores_build_on_scores_in_whatever_order_they_are_written():
    rules = stage(
        """
        [stage.criteria.a]
        decimals = 0
        [stage.scores.third]
        formula = "second + 1"
        [stage.scores.second]
        from = "first"
        steps = [{ times = "2" }]
        [stage.scores.first]
        formula = "a + 1"
        """,
        "third",
    )
    assert shown(rules, "entry value\nx 3") == {"x": "9"}


def test_a_score_without_one_of_its_numbers_has_no_value():
    rules = stage(
        """
        [stage.criteria.a]
        decimals = 0
        [stage.criteria.b]
        decimals = 0
        missing = "none"
        [stage.scores.sum]
        formula = "a + b"
        [stage.scores.least]
        formula = "min(a, b)"
        [stage.scores.known]
        formula = "first_given(b, a)"
        [stage.scores.chosen]
        formula = "if(b > 0, b, a)"
        [stage.scores.counted]
        formula = "if(given(b), 1, 0)"
        [stage.scores.either]
        formula = "if(a > 0 or b > 0, 1, 0)"
        [stage.scores.both]
        formula = "if(a > 0 and b > 0, 1, 0)"
        """,
        "a",
    )
    names = ("sum", "least", "known", "chosen", "counted", "either", "both")
    marks = "entry criterion value\nx a 3\ny a 3\ny b 5"

    assert [shown(rules, marks, f"score:{name}")["x"] for name in names] == ["", "", "3", "", "0", "1", ""]
    assert [shown(rules, marks, f"score:{name}")["y"] for name in names] == ["8", "3", "5", "5", "1", "1", "1"]


def test_an_intermediate_score_may_stay_separate_by_item():
    rules = stage(
        """
        [stage.criteria.execution]
        by = ["item", "source"]
        decimals = 0
        steps = [{ over = "source", take = "sum" }]
        [stage.scores.weighed]
        formula = "execution * item.weight"
        [stage.scores.doubled]
        from = "weighed"
        steps = [{ times = "2" }]
        [stage.scores.total]
        from = "doubled"
        steps = [{ over = "item", take = "sum" }]
        """,
        "total",
        before='[items.weight]\ntype = "number"\ndecimals = 1\nrange = [0, 5]',
    )
    marks = "entry item source value\nx p j1 3\nx p j2 4\nx q j1 2\nx q j2 2"

    assert shown(rules, marks, items="item weight\np 1.5\nq 2") == {"x": "37.0"}
