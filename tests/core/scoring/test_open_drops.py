"""Dropping by how many there are, and of some rows only."""

import pytest

from jiangong.core.problems import Refused
from jiangong.core.rulebook import check_rulebook, describe_rulebook
from jiangong.core.scoring.explain import explain_outcome
from tests.core.scoring.writing import HEAD, at_once, book, outcome, shown, stage

MARKS = """
entry item value
a     1    1
b     1    1
b     2    2
b     3    9
c     1    1
c     2    2
c     3    9
c     4    8
c     5    7
"""
LOW = 'by = ["item"]\nrange = [0, 20]\ndecimals = 0'


def test_how_many_are_dropped_follows_from_how_many_there_are():
    steps = {
        'over = "item", take = "sum", drop_high = { 3 = 1, 5 = 2 }': {"a": "1", "b": "3", "c": "10"},
        'over = "item", take = "sum", drop_low = { 5 = 1 }, drop_high = { 5 = 1 }': {"a": "1", "b": "12", "c": "17"},
        'over = "item", take = "mean", round = "0.1", drop_worst = { 3 = 1 }': {"a": "1.0", "b": "5.5", "c": "6.5"},
        'over = "item", take = "count", drop_best = { 2 = 1 }': {"a": "1", "b": "2", "c": "4"},
        'over = "item", take = "sum", where = "value > 1", drop_high = { 2 = 1 }': {"a": "", "b": "2", "c": "17"},
    }

    assert at_once(list(steps), MARKS, head=LOW) == steps


def test_only_rows_that_may_be_dropped_are():
    rules = book(
        '[items.medal]\ntype = "yes_no"\ndefault = false',
        '[[stage]]\nid = "s"\n[stage.criteria.c]\nby = ["item"]\nrange = [0, 99]\ndecimals = 0\nbetter = "low"',
        'steps = [{ over = "item", take = "sum", drop_worst = 1, may_drop = "not item.medal" }]',
        '[stage.scores.best]\nfrom = "c_all"\nbetter = "low"',
        'steps = [{ over = "item", take = "sum", keep_best = 2, may_drop = "item != \'M\'" }]',
        '[stage.criteria.c_all]\nby = ["item"]\nrange = [0, 99]\ndecimals = 0\nbetter = "low"',
        '[[stage.order]]\nby = "c"',
    )
    rows = """
    entry criterion item value
    a     c         1    3
    a     c         2    5
    a     c         M    20
    b     c         1    30
    b     c         M    1
    a     c_all     1    3
    a     c_all     2    5
    a     c_all     M    20
    b     c_all     1    3
    b     c_all     2    4
    b     c_all     3    1
    b     c_all     M    9
    """
    items = "item medal\n1 .\n2 .\n3 .\nM yes"

    assert shown(rules, rows, items=items) == {"a": "23", "b": "1"}
    assert shown(rules, rows, "score:best", items=items) == {"a": "23", "b": "10"}
    steps = explain_outcome(outcome(rules, rows, items=items), "a").steps
    (row,) = steps[0].rows
    assert [cell.dropped for cell in row] == [False, True, False]


def test_open_drops_are_told_in_words():
    rules = stage(
        """
        [stage.criteria.c]
        by = ["item"]
        range = [0, 20]
        decimals = 0
        steps = [{ over = "item", take = "sum", drop_worst = { 3 = 1, 5 = 2 }, may_drop = "item != 'x'" }]
        """,
        "c",
    )
    said = [line for clause in describe_rulebook(rules) for line in clause.lines]

    assert any(
        "有 3 个起去掉 1 个最差，有 5 个起去掉 2 个最差，能去掉的只有 项目 ≠ “x” 的，相加" in line.zh for line in said
    )
    assert any("drop 1 worst from 3 on, drop 2 worst from 5 on, only those with the item" in line.en for line in said)


@pytest.mark.parametrize("said", ["{ 3 = 3 }", "{ }", "{ x = 1 }", "{ 3 = -1 }"])
def test_a_table_of_drops_always_leaves_some(said):
    text = (
        HEAD
        + f"""
[[stage]]
id = "s"
[stage.criteria.c]
by = ["item"]
steps = [{{ over = "item", take = "sum", drop_high = {said} }}]
[[stage.order]]
by = "c"
"""
    )
    (problem,) = (p for p in check_rulebook(text) if p.level == "error")
    assert "{ 5 = 1, 9 = 2 }" in problem.expected.en


def test_what_may_be_dropped_is_a_condition():
    with pytest.raises(Refused) as refused:
        stage(
            """
            [stage.criteria.c]
            by = ["item"]
            steps = [{ over = "item", take = "sum", drop_high = 1, may_drop = "value + 1" }]
            """,
            "c",
        )
    assert "a condition on each row" in str(refused.value)


def test_rows_that_may_be_dropped_where_nothing_is_are_doubted():
    text = (
        HEAD
        + """
[[stage]]
id = "s"
[stage.criteria.c]
by = ["item"]
steps = [{ over = "item", take = "sum", may_drop = "value > 1" }]
[stage.criteria.d]
by = ["item"]
hidden = true
[stage.scores.e]
from = "d"
steps = [{ over = "item", take = "sum", may_drop = "value > 1" }]
[[stage.order]]
by = "c"
"""
    )
    assert [p.level for p in check_rulebook(text) if "may_drop" in p.found.en] == ["warning", "warning"]
