"""Why this place: the marks with those dropped struck out, the arithmetic, the tie-break and against whom."""

import pytest

from jiangong.core.scoring import explain, explain_outcome
from tests.core.scoring.writing import evidence, outcome, stage

RULES = stage(
    """
    [stage.criteria.practice]
    title = { zh = "实操", en = "Practice" }
    by = ["source"]
    decimals = 1
    range = [0, 10]
    steps = [{ over = "source", drop_high = 1, drop_low = 1, take = "mean", round = "0.01" }]
    [stage.criteria.theory]
    title = { zh = "理论", en = "Theory" }
    decimals = 0
    range = [0, 100]
    [stage.scores.total]
    title = { zh = "总分", en = "Total" }
    formula = "practice + theory * 0"
    [stage.go_on]
    top = 1
    reserve = 1
    [[stage.awards]]
    id = "gold"
    title = { zh = "金奖", en = "Gold" }
    top = 1
    """,
    "total",
    "theory",
)
JUDGES = "\n".join(f"{e} practice j{n} {v} ." for e in "xy" for n, v in enumerate((7.0, 8.0, 7.5, 9.0)))
MARKS = f"entry criterion source value state\n{JUDGES}\nx theory . 10 .\ny theory . 17 .\nz theory . . absent\nw theory . 1 ."


def told(entry):
    """The explanation of one entry."""
    return explain_outcome(outcome(RULES, MARKS), entry)


def test_the_tie_break_that_decided_is_told_from_both_sides():
    assert (
        told("y").answer.en
        == "Total 7.75: place 1. x also has 7.75; the rules then compare Theory: 17 against 10, so it stands ahead."
    )
    assert told("x").answer.zh == "总分 7.75，第 2 名。y 也是 7.75；按规则再比理论：10 对 17，所以排在后面。"


def test_dropped_marks_are_struck_out_and_the_rest_is_added_up():
    step = told("x").steps[0]

    assert [(cell.text.en, cell.dropped) for cell in step.rows[0]] == [
        ("7.0", True),
        ("8.0", False),
        ("7.5", False),
        ("9.0", True),
    ]
    assert (step.arithmetic.en, step.result) == ("(8.0 + 7.5) ÷ 2 → 7.75", "7.75")


def test_what_follows_from_the_place_is_told():
    assert [(step.kind, step.title.en) for step in told("y").steps][-3:] == [
        ("order", "Order: place 1"),
        ("go_on", "Goes on"),
        ("award", "Gets: Gold"),
    ]
    assert [step.title.en for step in told("x").steps][-1] == "Reserve number 1"


def test_who_has_no_place_hears_why():
    assert told("z").answer.en == "The state is absent, so there is no place."
    assert told("w").answer.zh == "状态为未评分，没有名次。"


def test_who_does_not_stand_there_is_no_answer():
    with pytest.raises(LookupError):
        told("nobody")


def test_evidence_can_be_explained_without_settling_it_first():
    assert explain(RULES, evidence(RULES, MARKS), "y").place == "1"
