"""The marks of one entry on paper: which were dropped and why, what each step made of them, what was added up."""

import pytest

from jiangong.core.scoring import explain_outcome
from tests.core.scoring.writing import laid_out, outcome, stage

STATES = """
[states.fell]
title = { zh = "掉落", en = "dropped it" }
effect = "fail"
[states.half]
title = { zh = "半分", en = "half a point" }
effect = "value"
value = "0.5"
[items.section]
type = "text"
[events.worst]
type = "number"
range = [0, 3]
"""
CRITERIA = """
[stage.criteria.theory]
decimals = 0
unit = { zh = "分", en = "points" }

[stage.criteria.panel]
by = ["item", "source"]
decimals = 1
steps = [{ over = "source", drop_high = 1, drop_low = 1, take = "sum" }, { over = "item", keep_best = 2, take = "sum" }]

[stage.criteria.tries]
by = ["attempt"]
decimals = 1
steps = [{ over = "attempt", drop_worst = 1, take = "best" }]

[stage.criteria.points]
by = ["attempt"]
decimals = 1
steps = [{ over = "attempt", where = "value != 3", take = "sum" }, { times = 2 }]

[stage.criteria.ranks]
by = ["attempt"]
decimals = 0
steps = [{ lookup = { 1 = 10, 2 = 6 }, otherwise = 0 }, { over = "attempt", take = "mean", round = "0.1" }]

[stage.criteria.section]
by = ["item"]
decimals = 0
steps = [{ over = "item", where = "item.section = 'A'", drop_worst = "event.worst", take = "sum" }]

[stage.criteria.crowd]
by = ["source"]
decimals = 0
steps = [{ over = "source", take = "mean", round = "0.01" }]

[stage.criteria.juries]
by = ["item", "source"]
decimals = 0
steps = [{ over = "source", take = "highest" }, { over = "item", take = "sum" }]

[stage.criteria.lengths]
by = ["item"]
decimals = 0
[stage.scores.longest]
from = "lengths"
steps = [{ over = "item", take = "highest" }]

[stage.criteria.places]
by = ["item", "source"]
decimals = 0
steps = [{ over = "source", take = "mean", round = "1" }]
[stage.scores.added]
from = "places"
steps = [{ over = "item", take = "sum" }]

[stage.criteria.extra]
decimals = 0
missing = "none"
"""
NAMES = ["theory", "panel", "tries", "points", "ranks", "section", "crowd", "juries", "longest", "added", "extra"]
TOTAL = '[stage.scores.total]\nformula = "' + " + ".join(f"first_given({name}, 0)" for name in NAMES) + '"'
RULES = stage(CRITERIA + TOTAL, "total", before=STATES)
ITEMS = "item section\n" + "\n".join(f"i{n} {'AB'[n % 2]}" for n in range(1, 9))
EVENTS = "event worst\n. 1"

MARKS = """
entry criterion item attempt source value state
x     theory    .    .       .      80    .
x     panel     i1   .       a      7.0   .
x     panel     i1   .       b      8.0   .
x     panel     i1   .       c      9.0   .
x     panel     i3   .       a      1.0   .
x     panel     i3   .       b      1.0   .
x     panel     i3   .       c      1.0   .
x     panel     i2   .       a      5.5   .
x     panel     i2   .       b      6.0   .
x     panel     i2   .       c      6.5   .
x     tries     .    1       .      .     fell
x     tries     .    2       .      4.5   .
x     tries     .    3       .      .     half
x     points    .    1       .      2     .
x     points    .    2       .      3     .
x     points    .    3       .      4     .
x     points    .    4       .      .     half
x     ranks     .    1       .      1     .
x     ranks     .    2       .      2     .
x     ranks     .    3       .      7     .
x     section   i1   .       .      9     .
x     section   i2   .       .      8     .
x     section   i4   .       .      2     .
x     section   i6   .       .      5     .
x     lengths   i1   .       .      3     .
x     lengths   i2   .       .      9     .
x     places    i1   .       a      2     .
x     places    i1   .       b      3     .
""" + "\n".join(
    [f"x crowd . . j{n} {n} ." for n in range(1, 42)]
    + [f"x juries i{n} . j{n}{letter} {n} ." for n in range(1, 6) for letter in "abc"]
)


@pytest.fixture(scope="module")
def steps():
    """Every step that explains x, by the name in its title."""
    found = explain_outcome(outcome(RULES, MARKS, items=ITEMS, events=EVENTS), "x").steps
    return {step.title.en.partition(":")[0]: step for step in found}


def test_one_mark_is_a_table_of_one_cell(steps):
    assert laid_out(steps["theory"]) == ["theory", "80"]
    assert (steps["theory"].title.en, steps["theory"].rule.en, steps["theory"].arithmetic.en) == (
        "theory: 80 points", "", "",
    )  # fmt: skip


def test_a_panel_stands_item_by_item_with_the_sum_of_each_and_the_best_of_them_are_added_up(steps):
    assert laid_out(steps["panel"]) == [
        "items | a | b | c | over the judges: drop 1 highest, drop 1 lowest, add up",
        "i1 | [7.0] | 8.0 | [9.0] | 8.0",
        "i2 | [5.5] | 6.0 | [6.5] | 6.0",
        "i3 | [1.0] | 1.0 | [1.0] | 1.0",
    ]
    assert steps["panel"].arithmetic.en == "8.0 + 6.0 = 14.0"


def test_beside_a_dropped_mark_stands_whether_it_was_too_high_or_too_low(steps):
    first, second, alike = steps["panel"].rows
    assert [cell.note.en for cell in first[1:4]] == ["lowest, dropped", "", "highest, dropped"]
    assert [cell.note.zh for cell in second[1:4]] == ["最低，去掉", "", "最高，去掉"]
    assert [cell.note.en for cell in alike[1:4]] == ["dropped", "", "dropped"]
    (between,) = steps["points"].rows
    assert [cell.note.en for cell in between] == ["", "dropped", "", ""]


def test_a_failed_attempt_is_called_by_its_state_and_the_best_needs_no_arithmetic(steps):
    assert laid_out(steps["tries"]) == ["1 | 2 | 3", "dropped it | 4.5 | half a point"]
    assert (steps["tries"].title.en, steps["tries"].arithmetic.en) == ("tries: 4.5", "")


def test_a_state_that_stands_for_a_value_is_added_up_and_what_comes_after_the_sum_is_left_out_of_it(steps):
    assert laid_out(steps["points"]) == ["1 | 2 | 3 | 4", "2.0 | [3.0] | 4.0 | half a point"]
    assert (steps["points"].title.en, steps["points"].arithmetic.en) == ("points: 13.0", "2.0 + 4.0 + 0.5 = 6.5")


def test_marks_that_go_through_a_table_first_are_not_themselves_added_up(steps):
    assert laid_out(steps["ranks"]) == ["1 | 2 | 3", "1 | 2 | 7"]
    assert (steps["ranks"].title.en, steps["ranks"].arithmetic.en) == ("ranks: 5.3", "")


def test_marks_chosen_by_a_column_of_their_item_less_as_many_as_the_event_says(steps):
    assert laid_out(steps["section"]) == ["i1 | i2 | i4 | i6", "[9] | 8 | [2] | 5"]
    assert steps["section"].arithmetic.en == "8 + 5 = 13"


def test_more_marks_than_a_row_holds_stand_below_each_other_and_are_not_added_up(steps):
    assert laid_out(steps["crowd"])[:3] == ["judges | crowd", "j1 | 1", "j10 | 10"]
    assert (len(steps["crowd"].rows), steps["crowd"].result, steps["crowd"].arithmetic.en) == (41, "21.00", "")


def test_where_each_item_has_its_own_judges_they_are_counted_through(steps):
    assert laid_out(steps["juries"])[:2] == [
        "items | 1 | 2 | 3 | over the judges: take the highest",
        "i1 | 1 | 1 | 1 | 1",
    ]
    assert steps["juries"].arithmetic.en == "1 + 2 + 3 + 4 + 5 = 15"


def test_marks_that_a_score_combines_stand_without_a_result_of_their_own(steps):
    assert laid_out(steps["lengths"]) == ["i1 | i2", "3 | 9"]
    assert (steps["lengths"].title.en, steps["lengths"].arithmetic.en) == ("lengths", "")
    assert laid_out(steps["places"]) == [
        "items | a | b | over the judges: take the average, rounded to 1 (half up)", "i1 | 2 | 3 | 3",
    ]  # fmt: skip
    assert (steps["places"].title.en, steps["places"].arithmetic.en) == ("places", "")


def test_a_score_that_goes_on_from_marks_shows_only_the_lines_of_those_marks(steps):
    assert laid_out(steps["longest"]) == ["items | lengths", "i1 | 3", "i2 | 9"]
    assert laid_out(steps["added"]) == ["items | places", "i1 | 3"]
    assert steps["added"].arithmetic.en == ""  # one line that stays as it is: nothing was added


def test_a_criterion_without_marks_says_so(steps):
    assert [step.title.zh for name, step in steps.items() if name == "extra"] == ["extra：没有评分"]
    assert (steps["extra"].kind, steps["extra"].rows) == ("marks", ())


def test_criteria_of_one_rule_each_drop_their_own():
    drops = 'by = ["source"]\ndecimals = 0\nsteps = [{ over = "source", drop_best = 1, take = "sum" }]\n'
    alike = "".join(f"[stage.criteria.{name}]\n{drops}" for name in ("a", "b"))
    low = f'[stage.criteria.c]\nbetter = "low"\n{drops}'
    marks = "entry criterion source value\n" + "\n".join(
        f"p {criterion} j{n} {value}" for criterion, values in {"a": "123", "b": "312", "c": "231"}.items()
        for n, value in enumerate(values)
    )  # fmt: skip
    found = outcome(stage(alike + low, "a", "b", "c"), marks)
    steps = [step for step in explain_outcome(found, "p").steps if step.kind == "marks"]

    assert [[cell.text.zh for row in step.rows for cell in row if cell.dropped] for step in steps] == [
        ["3"],
        ["3"],
        ["1"],
    ]
