"""Cases in which the engine and the naive reference once said different things, cut down to what they differed in."""

import pytest

from jiangong.core.problems import Refused
from tests.core.scoring.writing import book, keys, stage, told


def test_a_formula_has_the_lines_of_numbers_that_are_separate_as_it_is_and_not_of_one_that_was_combined():
    """Item d is a line of the deductions only, which the score reads as one number."""
    rules = stage(
        """
        [stage.criteria.points]
        by = ["item"]
        range = [0, 10]
        decimals = 0
        [stage.criteria.deductions]
        by = ["item"]
        range = [0, 10]
        decimals = 0
        steps = [{ over = "item", keep_best = 1, take = "sum" }]
        [stage.scores.total]
        formula = "points - deductions"
        steps = [{ over = "item", take = "sum" }]
        [stage.scores.lines]
        formula = "points * 2 + deductions"
        steps = [{ over = "item", take = "count" }]
        """,
        "total",
    )
    marks = "criterion entry item value\npoints x a 5\npoints x b 7\ndeductions x a 1\ndeductions x d 2\n"

    assert told(rules, marks, "entry", "score", "score:lines") == ["x 8 2"]


def test_lines_of_an_earlier_stage_are_all_there_whatever_else_this_stage_is_marked_by():
    rules = book(
        """
        [[stage]]
        id = "heat"
        [stage.criteria.time]
        by = ["item"]
        range = [0, 100]
        decimals = 0
        [stage.scores.all]
        from = "time"
        steps = [{ over = "item", take = "sum" }]
        """,
        keys("all"),
        """
        [[stage]]
        id = "final"
        [stage.criteria.style]
        by = ["item"]
        range = [0, 9]
        decimals = 0
        steps = [{ over = "item", keep_best = 1, take = "sum" }]
        [stage.scores.again]
        from = "heat.time"
        steps = [{ over = "item", take = "sum" }]
        """,
        keys("again"),
    )
    marks = """
        stage criterion entry item value
        heat time x a 3
        heat time x b 4
        heat time y a 5
        heat time y b 1
        final style x z 3
        final style y a 2
    """
    found = told(rules, marks, "stage", "entry", "score:again")

    assert found[2:] == ["final x 7", "final y 6"]


def test_dropping_comes_before_keeping_so_that_two_kept_rows_are_two():
    """The sum of two rows may lie below the range of one, and still comes before an attempt that failed."""
    rules = stage(
        """
        [stage.criteria.points]
        by = ["item"]
        range = [-5, 5]
        decimals = 0
        steps = [{ over = "item", drop_worst = 1, keep_best = 2, take = "sum" }]
        """,
        "points",
        before='[states.lost]\ntitle = "lost"\neffect = "fail"\n',
    )
    marks = """
        entry item value state
        x a -2 .
        x b -4 .
        x c -5 .
        y a . lost
        y b . lost
    """

    assert told(rules, marks, "entry", "place", "score", "state") == ["x 1 -6 .", "y 2 . lost"]


def test_rows_that_stay_whatever_is_dropped_are_counted_in_what_a_sum_can_reach():
    rules = stage(
        """
        [stage.criteria.points]
        by = ["item"]
        range = [0, 5]
        decimals = 0
        better = "low"
        count = { item = 4 }
        steps = [{ over = "item", keep_best = 1, take = "sum" }]
        [stage.criteria.tie]
        kind = "decision"
        range = [1, 9]
        decimals = 0
        [stage.criteria.each]
        by = ["item"]
        range = [0, 5]
        decimals = 0
        count = { item = 4 }
        show = "0.01"
        steps = [{ over = "item", keep_best = 2, take = "mean" }]
        """,
        "points",
        "tie",
        before='[states.kept]\ntitle = "kept"\neffect = "value"\nexcludable = false\n',
    )
    marks = "criterion entry item value state\ntie x . 9 .\ntie y . 1 .\n"
    marks += "".join(f"points x {item} 5 kept\npoints y {item} 0 .\n" for item in "abcd")
    marks += "".join(f"each {entry} {item} {n} kept\n" for entry in "xy" for n, item in enumerate("abcd", 1))

    assert told(rules, marks, "entry", "place", "score", "score:each") == ["y 1 0 2.50", "x 2 20 2.50"]


@pytest.mark.parametrize(
    ("formula", "numbers"),
    {
        "if(1/4 = 1, -2, none)": ". .",
        "a / if(1/4 = 1, 2, none)": ". .",
        "a ^ max(min(b, 0), 0)": ". 1",
        "b ^ 0": ". 1",
        "a ^ max(min(b, 1), 1)": ". 3",
        "round(a / 2, max(min(b, 0.5), 0.5))": ". 1.5",
        "round(a / (a + 3), max(min(b, 0.5), 0.5))": ". 0.5",
        "round(sqrt(a), max(min(b, 0.5), 0.5))": ". 1.5",
    }.items(),
)
def test_a_constant_that_needs_a_number_which_is_missing_gives_no_result(formula, numbers):
    """`b` is missing for x; every formula needs it, or needs what `none` does not give."""
    rules = stage(
        f"""
        [stage.criteria.a]
        range = [1, 9]
        decimals = 0
        [stage.criteria.b]
        kind = "decision"
        range = [1, 9]
        decimals = 0
        [stage.scores.t]
        formula = "{formula}"
        """,
        "a",
    )
    found = told(rules, "criterion entry value\na x 3\na y 3\nb y 2\n", "score:t")

    assert " ".join(found) == numbers


def test_the_field_is_everybody_who_has_the_number_that_a_formula_asks_about():
    """Whoever has no penalty runs against the others all the same."""
    rules = stage(
        """
        [stage.criteria.time]
        by = ["item"]
        range = [1, 99]
        decimals = 0
        [stage.criteria.penalty]
        by = ["item"]
        range = [0, 9]
        decimals = 0
        missing = "none"
        steps = [{ formula = "value * 100 + field_lowest(time)" }, { over = "item", take = "sum" }]
        [stage.scores.best]
        from = "time"
        steps = [{ over = "item", take = "sum" }]
        [stage.scores.runs]
        formula = "field_count(penalty)"
        """,
        "best low",
    )
    marks = "criterion entry item value\ntime x a 30\ntime y a 20\ntime z b 10\npenalty x a 1\n"

    assert told(rules, marks, "entry", "score:penalty", "score:runs") == ["z . 1", "y . 1", "x 120 1"]


@pytest.mark.parametrize(
    ("count", "number", "said"),
    [
        ("", 1000, ""),
        ("", 1001, "1001 items for x points, expected at most 1000, or `count` in the rules saying how many"),
        ("count = { item = [1, 1002] }", 1002, ""),
    ],
)
def test_more_lines_than_the_rules_were_checked_for_are_refused(count, number, said):
    rules = stage(
        f"""
        [stage.criteria.points]
        by = ["item"]
        range = [0, 5]
        decimals = 0
        {count}
        steps = [{{ over = "item", take = "sum" }}]
        """,
        "points",
    )
    marks = "entry item value\n" + "".join(f"x i{n} 5\n" for n in range(number))

    if said:
        with pytest.raises(Refused, match=said):
            told(rules, marks, "score")
    else:
        assert told(rules, marks, "score") == [str(5 * number)]


@pytest.mark.parametrize(("missing", "of_nobody"), [("none", "7"), ("zero", "0")])
def test_a_number_may_be_given_to_whoever_has_no_row(missing, of_nobody):
    rules = stage(
        f"""
        [stage.criteria.points]
        by = ["item"]
        missing = "{missing}"
        range = [0, 10]
        decimals = 0
        steps = [
          {{ over = "item", take = "each", where = "value > 4" }},
          {{ over = "item", take = "worst" }},
          {{ formula = "first_given(value, 7)" }},
        ]
        [stage.criteria.turn]
        kind = "lot"
        range = [1, 9]
        decimals = 0
        """,
        "turn",
    )
    marks = "criterion entry item value\nturn x . 1\nturn y . 2\nturn z . 3\npoints x a 3\npoints z a 6\n"

    assert told(rules, marks, "entry", "score:points") == ["x 7", f"y {of_nobody}", "z 6"]
