"""Marks that led to nothing are told, and places are the same: judges who differ too much, a match with one side, no result."""

import pytest

from jiangong.core.scoring import noticed
from tests.core.scoring.writing import book, outcome

JUDGED = """
[[stage]]
id = "s"
[stage.criteria.look]
title = { zh = "观感", en = "Look" }
by = ["item", "source"]
decimals = 1
range = [0, 10]
spread = 1.5
steps = [{ over = "source", take = "mean", round = "0.1" }, { over = "item", take = "sum" }]
[[stage.order]]
by = "look"
"""
MATCHES = """
[states.void]
title = "void"
effect = "skip"
[[stage]]
id = "s"
[stage.criteria.goals]
title = { zh = "进球", en = "Goals" }
kind = "match"
by = ["item"]
decimals = 0
range = [0, 30]
[stage.criteria.bonus]
kind = "adjustment"
range = [0, 9]
[stage.scores.won]
from = "goals"
steps = [{ formula = "FORMULA" }, { over = "item", take = "sum" }]
[[stage.order]]
by = "won"
"""
COMPARED = "if(value > opponent, 2, 0)"


def said(result, lang="en"):
    """What is told, every one of it as a warning about the file of marks."""
    problems = noticed(result, "marks.csv")
    assert {(p.level, p.file, p.row) for p in problems} <= {("warning", "marks.csv", None)}
    return [f"{p.found.say(lang)} | {p.expected.say(lang)}" for p in problems]


def judged(first, second, third="5.0"):
    marks = f"""
    entry item source value
    1     x    A      {first}
    1     x    B      {second}
    1     y    A      {third}
    """
    return outcome(book(JUDGED), marks)


def test_judges_who_differ_by_more_than_the_spread_are_named_with_both_ends():
    result = judged("4.0", "5.6")
    assert said(result) == [
        "4 to 5.6 by judges for Look of 1 x | a difference of at most 1.5: they talk and mark again"
    ]
    assert said(result, "zh") == ["观感 1 x：评分人给 4 到 5.6 | 相差至多 1.5：商议后重评"]
    assert result.rows()[0]["score"] == "9.8"


def test_a_difference_of_just_the_spread_and_items_that_differ_are_nothing():
    assert said(judged("4.0", "5.5", "9.0")) == []


def test_what_no_spread_is_said_of_is_not_looked_at():
    rules = book(JUDGED.replace("spread = 1.5\n", ""))
    assert said(outcome(rules, "entry item source value\n1 x A 0\n1 x B 9")) == []


def matches(marks, formula=COMPARED):
    return outcome(book(MATCHES.replace("FORMULA", formula)), f"entry criterion item value state\n{marks}")


ONE_SIDE = "a goals 1 2 .\nb goals 1 1 .\na goals 2 3 ."


def test_a_match_with_one_side_is_named_and_whoever_has_no_result_by_it():
    result = matches(ONE_SIDE)
    assert said(result) == [
        "one side only (a) in Goals 2 | a row of each of the two sides; where the match does not count, a state on both or no row",
        "marks and no number that places compare in s, of 1: a | "
        "the marks that are lacking (jiangong explain shows which); where none is, no_result says what it is called",
    ]
    assert said(result, "zh")[0].startswith("进球 2 只有一方（a） | 对阵的两方各有一行")
    assert said(result, "zh")[1].startswith("s：1 个参赛项有评分而算不出名次要比的数（a） | 补齐评分")
    assert [(row["entry"], row["state"]) for row in result.rows()] == [("b", ""), ("a", "not_marked")]


def test_a_side_whose_row_is_left_out_by_its_state_is_not_there():
    found = said(matches("a goals 1 2 .\nb goals 1 . void"))
    assert found[0].startswith("one side only (a) in Goals 1 |")


@pytest.mark.parametrize("formula", ["if(given(opponent), 0, 2)", "value - first_given(opponent, 0)"])
def test_rules_that_ask_whether_there_is_an_opponent_know_byes(formula):
    assert said(matches(ONE_SIDE, formula)) == []


@pytest.mark.parametrize(
    "marks", ["a goals 1 2 .\nb goals 1 1 .", "a goals 1 . void\nb goals 1 . void\na goals 2 1 .\nb goals 2 0 ."]
)
def test_two_sides_or_none_are_nothing(marks):
    assert said(matches(marks)) == []


def test_who_is_said_not_to_be_marked_is_no_surprise():
    assert said(matches("a goals 1 2 .\nb goals 1 1 .\nc . . . not_marked")) == []


def test_many_without_a_result_are_counted_and_the_first_are_named():
    rules = book(
        "[[stage]]\nid = 's'\n[stage.criteria.a]\n[stage.criteria.b]\n[[stage.order]]\nby = 't'\n"
        "[stage.scores.t]\nformula = 'a + b'"
    )
    marks = "\n".join(f"{n} a 5" for n in range(10, 32))
    (found,) = said(outcome(rules, f"entry criterion value\n99 b 1\n99 a 1\n{marks}"))
    assert found.startswith("marks and no number that places compare in s, of 22: 10 11 12")
    assert " 29 … |" in found
    assert "30" not in found
