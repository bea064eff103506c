"""One entry in several finals, and days that stay when somebody gives up."""

import pytest

from jiangong.core.problems import Refused
from jiangong.core.rulebook import describe_rulebook
from jiangong.core.scoring.explain import explain_outcome
from tests.core.scoring.writing import book, outcome, shown, told

HEATS = """
[[stage]]
id = "q"
[stage.criteria.a]
decimals = 0
[stage.criteria.b]
decimals = 0
[stage.scores.both]
formula = "a + b"
[[stage.order]]
by = "both"
[[stage.go_on]]
to = "all"
top = 2
[[stage.go_on]]
to = "fa"
top = 2
by = ["a"]
again = true
reserve = 1
[[stage.go_on]]
to = "fb"
top = 1
by = ["b"]
again = true
"""
FINALS = "".join(
    f"""
[[stage]]
id = "{name}"
entrants = "gone_on"
[stage.scores.x]
formula = "q.{of}"
[[stage.order]]
by = "x"
"""
    for name, of in (("all", "both"), ("fa", "a"), ("fb", "b"))
)
TWO_FINALS = FINALS.partition('[[stage]]\nid = "fb"')[0]
MARKS = """
stage entry criterion value
q     1     a         10
q     1     b         10
q     2     a         9
q     2     b         8
q     3     a         11
q     3     b         1
q     4     a         1
q     4     b         2
"""


def test_a_rule_may_take_those_again_whom_an_earlier_one_took():
    found = told(book(HEATS, FINALS), MARKS, "stage", "entry", "goes_on", "reserve")

    assert found == [
        "q 1 1 .", "q 2 1 1", "q 3 1 .", "q 4 0 .", "all 1 . .", "all 2 . .", "fa 3 . .", "fa 1 . .", "fb 1 . .",
    ]  # fmt: skip


def test_a_stage_may_be_fed_by_rules_of_both_kinds():
    rules = book(HEATS.replace('to = "fb"', 'to = "all"'), TWO_FINALS)
    assert [line for line in told(rules, MARKS, "stage", "entry") if line.startswith("all")] == ["all 1", "all 2"]
    rules = book(HEATS.replace('"b"]', '"a"]').replace('to = "fb"\ntop = 1', 'to = "all"\ntop = 1'), TWO_FINALS)
    assert [line for line in told(rules, MARKS, "stage", "entry") if line.startswith("all")] == [
        "all 1",
        "all 2",
        "all 3",
    ]


def test_the_explanation_says_which_finals_and_the_reserve():
    found = outcome(book(HEATS, FINALS), MARKS)
    said = {entry: explain_outcome(found, entry, stage="q").steps[-1].title.en for entry in "1234"}

    assert said == {
        "1": "Goes on: all, fa, fb", "2": "Goes on: all; Reserve number 1", "3": "Goes on: fa", "4": "Does not go on",
    }  # fmt: skip
    (line,) = [
        line for clause in describe_rulebook(book(HEATS, FINALS)) for line in clause.lines if "compared by b" in line.en
    ]
    assert "those taken before may be taken again" in line.en


RACE = """
[states.out]
title = "gave up"
effect = "out"
keeps = true
[[stage]]
id = "single"
[stage.criteria.time]
by = ["item"]
decimals = 0
range = [0, 999]
better = "low"
[stage.scores.total]
from = "time"
better = "low"
steps = [{ over = "item", take = "sum" }]
[[stage.order]]
by = "total"
[[stage]]
id = "team"
entrants = "teams"
[stage.scores.sum]
from = "single.time"
better = "low"
steps = [{ over = "member", keep_best = 1, take = "sum" }, { over = "item", take = "sum" }]
[stage.scores.whole]
from = "single.total"
better = "low"
steps = [{ over = "member", keep_best = 1, take = "sum" }]
[[stage.order]]
by = "sum"
"""
DAYS = """
stage  entry item value state
single 1     1    50    .
single 2     1    40    .
single 1     2    50    .
single 2     2    .     out
"""


def test_days_of_somebody_who_is_out_later_count_for_the_team_where_the_state_says_so():
    entries = "entry team\n1 A\n2 A"

    keeps, leaves = book(RACE), book(RACE.replace("keeps = true", ""))
    assert told(keeps, DAYS, "stage", "entry", "score", "state", entries=entries) == [
        "single 1 100 .", "single 2 . out", "team A 90 .",
    ]  # fmt: skip
    assert told(leaves, DAYS, "stage", "score", entries=entries)[-1] == "team 100"
    assert shown(keeps, DAYS, "score:whole", entries=entries)["A"] == "100"  # a number of the whole is none
    said = [line.en for clause in describe_rulebook(keeps) for line in clause.lines]
    assert any("what was finished counts for teams" in line for line in said)


def test_only_a_state_without_a_place_keeps_anything():
    with pytest.raises(Refused) as refused:
        book(RACE.replace('effect = "out"', 'effect = "skip"'))
    assert 'keeps only when effect = "out"' in str(refused.value)
