"""What each row and those before it come to: sums, and how many in a row."""

import pytest

from jiangong.core.problems import Refused
from jiangong.core.rulebook import describe_rulebook
from jiangong.core.scoring.explain import explain_outcome
from tests.core.scoring.writing import at_once, outcome, shown, stage

MARKS = """
entry item value
a     1    5
a     2    7
a     10   1
a     x    9
b     9    1
b     10   2
"""
HEAD = 'by = ["item"]\nrange = [0, 20]\ndecimals = 0'
SUM = '{ over = "item", take = "sum_so_far" }'


def test_a_row_becomes_the_sum_up_to_it_by_number_and_then_by_name():
    steps = {
        'over = "item", take = "sum_so_far" }, { over = "item", take = "highest"': {"a": "22", "b": "3"},
        'over = "item", take = "sum_so_far" }, { over = "item", take = "count", where = "value >= 13"': {
            "a": "2",
            "b": "0",
        },
        'over = "item", take = "sum_so_far" }, { over = "item", take = "lowest", where = "item = \'10\'"': {
            "a": "13",
            "b": "3",
        },
        'over = "item", where = "value > 1", take = "sum_so_far" }, { over = "item", take = "count"': {
            "a": "3",
            "b": "1",
        },
        'over = "item", take = "sum_so_far", round = 10 }, { over = "item", take = "sum"': {"a": "50", "b": "0"},
        'over = "item", where = "value >= 5", take = "run_so_far" }, { over = "item", take = "sum"': {
            "a": "4",
            "b": "0",
        },
        'over = "item", where = "value <= 5", take = "run_so_far", round = 2 }, { over = "item", take = "highest"': {
            "a": "2",
            "b": "2",
        },
    }

    assert at_once(list(steps), MARKS, head=HEAD) == steps


def test_a_row_without_a_number_leaves_no_sum_from_there_on():
    steps = f'steps = [{{ formula = "if(value = 7, none, value)" }}, {SUM}, {{ over = "item", take = "highest" }}]'
    assert shown(stage(f"[stage.criteria.c]\n{HEAD}\n{steps}", "c"), MARKS) == {"a": "5", "b": "3"}


def test_real_numbers_are_added_up_too():
    steps = f'steps = [{{ formula = "sqrt(value)" }}, {SUM}, {{ over = "item", take = "highest", round = "0.1" }}]'
    assert shown(stage(f"[stage.criteria.c]\n{HEAD}\n{steps}", "c"), MARKS) == {"a": "8.9", "b": "2.4"}


def test_attempts_of_an_item_are_added_up_within_it_beside_the_other_side_of_a_match():
    rules = stage(
        """
        [stage.criteria.m]
        kind = "match"
        by = ["item", "attempt"]
        range = [0, 9]
        decimals = 0
        hidden = true
        [stage.scores.lead]
        from = "m"
        steps = [
          { over = "attempt", where = "value > opponent", take = "run_so_far" },
          { over = "attempt", take = "highest" }, { over = "item", take = "sum" }]
        """,
        "lead",
    )
    marks = """
    entry item attempt value
    a     1    1       3
    b     1    1       2
    a     1    2       3
    b     1    2       1
    a     1    3       0
    b     1    3       1
    """
    assert shown(rules, marks) == {"a": "2", "b": "1"}


def test_rows_that_add_up_are_told_in_words_and_shown():
    rules = stage(
        f"""
        [stage.criteria.c]
        {"by = ['item']"}
        range = [0, 20]
        decimals = 0
        hidden = true
        [stage.scores.total]
        from = "c"
        steps = [{SUM}, {{ over = "item", take = "highest" }}]
        [stage.scores.row]
        from = "c"
        steps = [{{ over = "item", where = "value > 1", take = "run_so_far" }}, {{ over = "item", take = "highest" }}]
        """,
        "total",
        "row",
    )
    said = [line.say(lang) for clause in describe_rulebook(rules) for line in clause.lines for lang in ("zh", "en")]

    assert any("各项目：每一个变成到它为止的和" in line for line in said)
    assert any("each becomes how many in a row up to it have the number so far > 1" in line for line in said)
    assert explain_outcome(outcome(rules, MARKS), "a").steps[1].result == "22"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ('over = "item", take = "run_so_far"', "without where"),
        ('over = "item", take = "sum_so_far", drop_high = 1', "without drop_"),
        ('over = "source", take = "sum_so_far"', "a dimension it does not have here"),
    ],
)
def test_what_has_no_order_or_drops_something_is_refused(step, said):
    with pytest.raises(Refused) as refused:
        stage(f'[stage.criteria.c]\n{HEAD}\nsteps = [{{ {step} }}, {{ over = "item", take = "sum" }}]', "c")
    assert said in str(refused.value)
