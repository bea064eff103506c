"""What an explanation says of numbers that are compared one by one: the marks themselves, in the order of comparing."""

import pytest

from jiangong.core.rulebook import check_rulebook
from jiangong.core.scoring import explain_outcome
from tests.core.scoring.writing import HEAD, keys, outcome, stage

RACES = """
    [stage.criteria.race]
    by = ["item"]
    decimals = 0
    range = [1, 50]
    better = "{better}"
    [stage.scores.sum]
    from = "race"
    better = "{better}"
    steps = [{{ over = "item", take = "sum" }}]
    [[stage.order]]
    by = "sum"
    [[stage.order]]
    by = "race"
    compare = "{compare}"
    """
MARKS = "entry item value\na 1 2\na 2 8\nb 1 4\nb 2 6"


@pytest.mark.parametrize(
    ("better", "compare", "own", "other"),
    [
        ("low", "best_to_worst", "2, 8", "4, 6"),
        ("low", "worst_to_best", "8, 2", "6, 4"),
        ("low", "first_to_last", "2, 8", "4, 6"),
        ("low", "last_to_first", "8, 2", "6, 4"),
        ("high", "best_to_worst", "8, 2", "6, 4"),
        ("high", "worst_to_best", "2, 8", "4, 6"),
        ("high", "first_to_last", "2, 8", "4, 6"),
        ("high", "last_to_first", "8, 2", "6, 4"),
    ],
)
def test_the_marks_are_told_in_the_order_in_which_they_are_compared(better, compare, own, other):
    settled = outcome(stage(RACES.format(better=better, compare=compare)), MARKS)
    (order,) = [step for step in explain_outcome(settled, "a").steps if step.kind == "order"]
    told = {row[1].text.en: row[-1].text.en for row in order.rows}

    assert told == {"a": own, "b": other}


def test_scores_that_read_all_scores_before_them_are_checked_once_each():
    scores = "".join(
        f'[stage.scores.s{n}]\nformula = "{" * 0 + ".join(["c", *(f"s{k}" for k in range(n))])} * 0"\n'
        for n in range(60)
    )
    text = HEAD + '[[stage]]\nid = "s"\n[stage.criteria.c]\ndecimals = 0\nrange = [0, 1]\n' + scores + keys("s59")

    assert [problem for problem in check_rulebook(text) if problem.level == "error"] == []
