"""States that a stage gives by itself: not ranked, or marked and without a result."""

import pytest

from jiangong.core.problems import Refused
from jiangong.core.rulebook import describe_rulebook
from jiangong.core.scoring.explain import explain_outcome
from tests.core.scoring.writing import book, outcome, told

STATES = """
[states.failed]
title = { zh = "不合格", en = "failed" }
effect = "out"
[states.no_mark]
title = { zh = "无成绩", en = "no mark" }
effect = "out"
[states.late]
title = "late"
effect = "value"
value = 0
"""
STAGE = """
[[stage]]
id = "s"
ranked = "a >= 60"
unranked = "failed"
no_result = "no_mark"
[stage.criteria.a]
[stage.criteria.b]
by = ["attempt"]
steps = [{ over = "attempt", take = "best", where = "value > 20" }]
[stage.scores.total]
formula = "a + b"
[[stage.order]]
by = "total"
"""
MARKS = """
entry criterion attempt value state
1     a         .       80    .
1     b         1       90    .
2     a         .       50    .
2     b         1       90    .
3     a         .       70    .
3     b         1       10    .
4     a         .       70    .
5     a         .       40    .
5     b         1       .     failed
6     b         1       .     absent
"""
ENTRIES = "entry\n1\n2\n3\n4\n5\n6\n7"


def test_who_is_not_ranked_and_who_has_no_result_are_called_by_their_own_states():
    found = told(book(STATES, STAGE), MARKS, "entry", "place", "state", "score", entries=ENTRIES)

    assert found == [
        "1 1 . 170.00", "2 . failed 140.00", "3 . no_mark .", "4 . not_marked .", "5 . failed .", "6 . absent .",
        "7 . not_marked .",
    ]  # fmt: skip


def test_a_later_stage_that_only_reads_says_the_same_state():
    later = """
    [[stage]]
    id = "t"
    entrants = "listed"
    [stage.scores.again]
    formula = "s.total"
    [[stage.order]]
    by = "again"
    """
    found = told(book(STATES, STAGE, later), _in_stage(MARKS), "stage", "entry", "state", entries=ENTRIES)

    assert "t 3 no_mark" in found
    assert "t 2 ." in found


def _in_stage(marks):
    head, *lines = marks.strip().splitlines()
    return "\n".join(["stage " + head, *("s " + line for line in lines)])


def test_the_answer_says_the_state_and_the_condition_that_is_not_met():
    found = outcome(book(STATES, STAGE), MARKS, entries=ENTRIES)

    said = {entry: explain_outcome(found, entry).answer.en for entry in ("2", "3", "5")}
    assert said["2"] == "The state is failed. By the rules it is not ranked: only entries with a ≥ 60 are."
    assert said["3"].startswith("The state is no mark, so there is no place.")
    assert said["5"] == "The state is failed, so there is no place."


def test_the_description_says_what_they_are_called():
    lines = [
        line.say(lang)
        for clause in describe_rulebook(book(STATES, STAGE))
        for line in clause.lines
        for lang in ("zh", "en")
    ]

    assert "不排名次的记“不合格”。" in lines
    assert "Those who were marked and have no number to be placed by are listed as no mark and have no place." in lines


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('unranked = "failed"', 'unranked = "flunked"', "write [states.flunked], or one of failed, no_mark"),
        ('unranked = "failed"', 'unranked = "late"', "a state with effect"),
        ('ranked = "a >= 60"', "", "`ranked` beside it"),
    ],
)
def test_a_state_that_a_stage_cannot_give_is_refused(old, new, said):
    with pytest.raises(Refused) as refused:
        book(STATES, STAGE.replace(f"\n{old}", f"\n{new}"))
    assert said in str(refused.value)


def test_no_result_is_said_of_marks_of_the_stage_itself():
    reading = """
    [[stage]]
    id = "t"
    no_result = "absent"
    [stage.scores.again]
    formula = "s.total"
    [[stage.order]]
    by = "again"
    """
    with pytest.raises(Refused) as refused:
        book(STATES, STAGE, reading)
    assert "criteria of its own" in str(refused.value)
    with pytest.raises(Refused) as refused:
        book(STAGE.replace('"failed"', '"absent"').replace("no_mark", "nothing"))
    assert "write [states.nothing]" in str(refused.value)


def test_of_whom_nobody_can_say_whether_the_condition_holds_is_not_ranked_and_in_that_state():
    """2 has no b, so that nobody can say whether it is above 0."""
    rules = book(
        STATES,
        '[[stage]]\nid = "s"\nranked = "b > 0"\nunranked = "failed"\n[stage.criteria.a]\n[stage.criteria.b]\nmissing = "none"\n[[stage.order]]\nby = "a"',
    )
    marks = "entry criterion value\n1 a 5\n1 b 1\n2 a 9\n3 a 7\n3 b 0"

    assert told(rules, marks, "entry", "place", "state") == ["1 1 .", "2 . failed", "3 . failed"]
