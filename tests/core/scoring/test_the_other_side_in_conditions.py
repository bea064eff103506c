"""A condition may ask for the other side of a match; ranks by several numbers; powers of what may be negative."""

import pytest

from jiangong.core.problems import Refused
from jiangong.core.rulebook import describe_rulebook
from jiangong.core.scoring.explain import explain_outcome
from tests.core.scoring.writing import laid_out, outcome, shown, stage

DUELS = """
[stage.criteria.m]
kind = "match"
by = ["item"]
range = [0, 9]
decimals = 0
steps = [{ over = "item", where = "value > opponent", take = "count" }]
[stage.criteria.g]
kind = "match"
by = ["item"]
range = [0, 9]
decimals = 0
hidden = true
[stage.scores.narrow]
from = "g"
steps = [{ over = "item", where = "value < opponent and opponent.weight > 60", take = "each" }, { over = "item", take = "sum" }]
[stage.scores.weight]
formula = "entry.weight"
[stage.scores.won]
from = "g"
steps = [{ over = "item", where = "value > opponent", take = "count" }]
"""
BEFORE = '[entries.weight]\ntype = "number"\nrange = [1, 200]'
MARKS = """
entry criterion item value
a     m         1    3
b     m         1    1
a     m         2    0
c     m         2    2
b     m         3    2
c     m         3    2
a     g         1    3
b     g         1    1
a     g         2    0
c     g         2    2
b     g         3    2
c     g         3    2
"""
ENTRIES = "entry weight\na 70\nb 60\nc 50"


def test_a_condition_asks_for_the_other_side():
    rules = stage(DUELS, "m", "won", before=BEFORE)

    assert shown(rules, MARKS, entries=ENTRIES) == {"a": "1", "b": "0", "c": "1"}
    assert shown(rules, MARKS, "score:won", entries=ENTRIES) == {"a": "1", "b": "0", "c": "1"}
    assert shown(rules, MARKS, "score:narrow", entries=ENTRIES) == {"a": "", "b": "1", "c": ""}


def test_matches_among_equals_may_be_counted_by_such_a_condition():
    rules = stage(DUELS + '[[stage.order]]\nby = "won"\n[[stage.order]]\nby = "won"\namong = "tied"', before=BEFORE)
    found = outcome(rules, MARKS, entries=ENTRIES)

    assert [row["entry"] for row in found.rows()] == ["c", "a", "b"]


def test_the_explanation_shows_against_whom_it_was():
    step = explain_outcome(outcome(stage(DUELS, "won", before=BEFORE), MARKS, entries=ENTRIES), "a").steps[-2]

    assert laid_out(step) == ["items | g | opponent", "1 | 3 | b 1", "2 | [0] | c 2"]


def test_a_rank_by_several_numbers_puts_equals_apart():
    rules = stage(
        """
        [stage.criteria.x]
        decimals = 0
        [stage.criteria.lot]
        kind = "lot"
        decimals = 0
        [stage.criteria.z]
        kind = "difficulty"
        decimals = 0
        [stage.scores.lane]
        formula = "rank_low(x, lot)"
        [stage.scores.high]
        formula = "rank_high(x, -lot, z)"
        """,
        "x",
    )
    marks = """
    entry criterion value
    a     x         5
    b     x         5
    c     x         5
    d     x         2
    a     lot       2
    b     lot       1
    """
    assert shown(rules, marks, "score:lane") == {"d": "1", "b": "2", "a": "3", "c": "4"}
    assert shown(rules, marks, "score:high") == {"b": "1", "a": "2", "c": "3", "d": "4"}
    said = [line.say(lang) for clause in describe_rulebook(rules) for line in clause.lines for lang in ("zh", "en")]
    assert any("x 在全场从低到高的名次（相同的再比 lot）" in line for line in said)
    assert any("highest first (equals by −(lot), then z)" in line for line in said)


def test_no_number_of_a_rank_is_real():
    with pytest.raises(Refused) as refused:
        stage('[stage.criteria.x]\n[stage.scores.y]\nformula = "rank_high(x, sqrt(x))"', "x")
    assert "a real number that is not rounded" in str(refused.value)


def test_a_whole_power_of_a_real_number_below_0_is_exact_enough():
    rules = stage(
        """
        [stage.criteria.x]
        range = [1, 9]
        [stage.scores.even]
        formula = "(log(x) - 1) ^ 2"
        round = "0.001"
        [stage.scores.odd]
        formula = "(log(x) - 1) ^ 3"
        round = "0.001"
        """,
        "x",
    )
    assert shown(rules, "entry value\na 1\nb 9", "score:even") == {"a": "1.000", "b": "1.433"}
    assert shown(rules, "entry value\na 1\nb 9", "score:odd") == {"a": "-1.000", "b": "1.716"}
    with pytest.raises(Refused):
        stage('[stage.criteria.x]\nrange = [1, 9]\n[stage.scores.y]\nformula = "(log(x) - 1) ^ 0.5"\nround = 1', "x")
