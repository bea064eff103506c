"""What a change would move, before anybody commits to it."""

from jiangong.core.scoring import Change, compare
from tests.core.scoring.writing import book, outcome, stage

RULES = """
[stage.criteria.a]
decimals = 0
[stage.go_on]
top = 1
[[stage.awards]]
id = "gold"
title = "gold"
top = 1
"""
MARKS = "event entry value state\ne x 9 .\ne y 7 .\ne z 5 ."


def changes(after, rules=RULES):
    """What differs from the outcome of MARKS, as words."""
    found = compare(outcome(stage(RULES, "a"), MARKS), outcome(stage(rules, "a"), after))
    return [f"{c.kind} {c.entry} {c.before or '-'} {c.after or '-'}" for c in found]


def test_the_same_marks_change_nothing():
    assert changes(MARKS) == []


def test_a_changed_score_changes_what_follows_and_the_worst_comes_first():
    assert changes(MARKS.replace("y 7", "y 10")) == [
        "award x gold -", "award y - gold", "goes_on x 1 0", "goes_on y 0 1", "place x 1 2", "place y 2 1", "score y 7 10",
    ]  # fmt: skip


def test_a_changed_state_is_a_change():
    assert changes(MARKS.replace("z 5 .", "z . absent")) == ["place z 3 -", "state z - absent", "score z 5 -"]


def test_an_entry_in_one_outcome_only_is_told_as_one():
    assert changes(MARKS + "\ne w 1 .") == ["entry w - 1"]
    assert changes(MARKS.replace("\ne z 5 .", "")) == ["entry z 1 -"]


def test_changed_rules_are_compared_too():
    assert changes(MARKS, RULES.replace("top = 1\n[[", "top = 2\n[[")) == ["goes_on y 0 1"]
    assert compare(outcome(stage(RULES, "a"), MARKS), outcome(stage(RULES, "a"), MARKS.replace("z 5", "z 6"))) == (
        Change("e", "s", "z", "score", "5", "6"),
    )


TWO_ROUNDS = """
[[stage]]
id = "first"
[stage.criteria.a]
decimals = 0
[stage.scores.pool]
formula = "if(a >= 8, 1, 2)"
[[stage.order]]
by = "a"
"""
POOLED = """
[[stage]]
id = "next"
within = "first.pool"
[stage.criteria.b]
decimals = 0
[[stage.order]]
by = "b"
"""
ROUNDS = """
stage entry criterion value
first x a 9
first y a 9
first z a 7
next x b 5
next y b 6
next z b 4
"""


def test_another_division_is_a_change_before_the_places_that_follow():
    rules = book(TWO_ROUNDS, POOLED)
    found = compare(outcome(rules, ROUNDS), outcome(rules, ROUNDS.replace("x a 9", "x a 7")))

    assert [f"{c.kind} {c.entry} {c.before} {c.after}" for c in found if c.stage == "next"] == [
        *("division x 1 2", "place x 2 1", "place z 1 2"),
    ]
