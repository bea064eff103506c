"""A state of a whole entry: without a criterion, and again in a later stage that only reads an earlier one."""

import pytest

from jiangong.core.problems import Refused
from jiangong.core.scoring import explain_outcome
from tests.core.scoring.writing import book, evidence, outcome, told

TWO = """
[[stage]]
id = "heat"
[stage.criteria.theory]
range = [0, 100]
decimals = 0
[stage.criteria.practice]
range = [0, 100]
decimals = 0
[stage.scores.total]
formula = "theory + practice"
[[stage.order]]
by = "total"
[[stage]]
id = "whole"
[stage.scores.sum]
formula = "heat.total * 2"
[[stage.order]]
by = "sum"
[[stage]]
id = "end"
[stage.scores.last]
from = "whole.sum"
[[stage.order]]
by = "last"
"""
MARKS = """
    stage entry criterion value state
    heat 1 theory 80 .
    heat 1 practice 70 .
    heat 2 theory 90 .
    heat 2 . . withdrawn
    heat 3 . . 缺考
    heat 4 theory 50 .
    heat 4 practice 60 .
    heat 5 theory 50 .
"""


def test_a_state_needs_no_criterion_and_holds_in_stages_that_only_read_this_one():
    rows = told(book(TWO), MARKS, "stage", "entry", "place", "state")

    assert rows == [
        f"{stage} {row}"
        for stage in ("heat", "whole", "end")
        for row in ("1 1 .", "4 2 .", "2 . withdrawn", "3 . absent", "5 . not_marked")
    ]
    assert "withdrawn" in explain_outcome(outcome(book(TWO), MARKS), "2").answer.say("en")


def test_a_stage_with_marks_of_its_own_says_what_is_missing_there():
    more = TWO.replace(
        "[stage.scores.sum]", '[stage.criteria.extra]\nrange = [0, 9]\nmissing = "not_marked"\n[stage.scores.sum]'
    )
    marks = MARKS + "whole 1 extra 1 .\nwhole 4 extra 1 ."

    assert "whole 2 . not_marked" in told(book(more), marks, "stage", "entry", "place", "state")


def test_a_team_has_no_state_of_a_member_and_a_worker_none_of_the_team():
    rules = book(
        '[[stage]]\nid = "crew"\nentrants = "teams"\n[stage.criteria.joint]\nrange = [0, 9]\n[[stage.order]]\nby = "joint"',
        '[[stage]]\nid = "worker"\nentrants = "listed"\n[stage.scores.r]\nfrom = "crew.joint"\n[[stage.order]]\nby = "r"',
    )
    rows = told(
        rules,
        "stage entry criterion value state\ncrew a . . absent\ncrew b joint 3 .",
        "stage",
        "entry",
        "state",
        entries="entry team\n1 a\n2 b",
    )

    assert rows == ["crew b .", "crew a absent", "worker 2 .", "worker 1 not_marked"]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("heat 6 . 5 .", "m:10:criterion: found nothing, expected one of theory, practice"),
        ("heat 6 . . fell", "m:10:criterion: found nothing, expected a criterion: only a state without a place (absent, withdrawn …) is"),
        (". 6 . . absent", "m:10:stage: found nothing, expected one of heat"),
        ("heat 3 . . 缺考", "m:10:entry: found heat 3 absent"),
    ],
)  # fmt: skip
def test_what_no_criterion_can_be_left_out_for_is_told(row, problem):
    with pytest.raises(Refused) as refused:
        evidence(book('[states.fell]\ntitle = "fell"\neffect = "fail"', TWO), MARKS.rstrip() + "\n" + row)

    assert [p.sentence() for p in refused.value.problems][0].startswith(problem.replace(" absent", ""))
