"""Explanations that would not convince by themselves: the other side of a match, a key before the number shown, nothing at all."""

from jiangong.core.scoring import explain_outcome, without_others
from tests.core.scoring.writing import book, outcome, stage


def told(rules, marks, entry):
    """The answer and the steps of one entry."""
    return explain_outcome(outcome(rules, marks), entry)


MATCHES = """
[stage.criteria.goals]
kind = "match"
by = ["item"]
range = [0, 99]
decimals = 0
[stage.scores.points]
from = "goals"
steps = [{ formula = "if(value > opponent, 3, 0)" }, { over = "item", take = "sum" }]
"""


def test_the_other_side_of_each_match_stands_beside_ones_own_number():
    marks = "entry item value\na 1 2\nb 1 1\na 2 0\nc 2 4\n"

    step = next(s for s in told(stage(MATCHES, "points"), marks, "a").steps if s.title.en.startswith("points"))

    assert [text.en for text in step.head][:3] == ["items", "goals", "opponent"]
    assert [[cell.text.en for cell in row][:3] for row in step.rows] == [["1", "2", "b 1"], ["2", "0", "c 4"]]


def test_for_who_may_not_see_others_the_other_side_is_left_out():
    whole = told(stage(MATCHES, "points"), "entry item value\na 1 2\nb 1 1\n", "a")
    bare = without_others(whole).steps

    assert [[text.en for text in step.head] for step in bare if step.title.en.startswith("points")][0][:2] == [
        "items",
        "goals",
    ]
    assert [cell.text.en for step in bare for row in step.rows for cell in row if step.kind == "score"] == [
        "1",
        "2",
        "3",
    ]
    assert bare[0] is whole.steps[0]


TIED = """
[stage.criteria.theory]
[stage.criteria.practice]
[[stage.order]]
by = "theory"
[[stage.order]]
by = "practice"
[[stage.awards]]
id = "first"
title = "First"
top = 1
margin = 4
by = ["practice"]
"""


def test_nor_is_a_number_of_theirs_in_the_answer_or_beside_an_award():
    marks = "entry criterion value\na theory 61\na practice 73\nb theory 61\nb practice 72\n"
    whole = told(book('[[stage]]\nid = "s"\n' + TIED), marks, "b")
    assert "72.00 against 73.00" in whole.answer.en
    assert any("73" in step.arithmetic.en for step in whole.steps if step.kind == "award")

    bare = without_others(whole)
    assert bare.answer.en.endswith("Another entry has the same; the rules then compare practice, which decided.")
    said = [
        bare.answer,
        *(text for step in bare.steps if step.kind != "order" for text in (step.rule, step.arithmetic)),
    ]
    assert not any("73" in text.en + text.zh for text in said)


def test_a_key_before_the_number_shown_is_told_where_it_decides():
    rules = book(
        """
        [[stage]]
        id = "s"
        score = "time"
        [stage.criteria.time]
        better = "low"
        [stage.criteria.late]
        kind = "adjustment"
        range = [0, 1]
        decimals = 0
        better = "low"
        [[stage.order]]
        by = "late"
        [[stage.order]]
        by = "time"
        """
    )
    marks = "entry criterion value\na time 60\nb time 50\nb late 1\n"

    assert told(rules, marks, "b").answer.en.endswith(
        "First late is compared: a has 0, this entry 1, so it stands behind."
    )
    assert without_others(told(rules, marks, "b")).answer.en.endswith(
        "First late is compared: this entry has 1, so it stands behind."
    )
    for of in (told(rules, marks, "a"), without_others(told(rules, marks, "a"))):
        assert "compared" not in of.answer.en


def test_who_was_marked_and_has_no_number_hears_what_is_lacking():
    rules = stage('[stage.criteria.a]\n[stage.criteria.b]\n[stage.scores.t]\nformula = "a + b"', "t")
    marks = "entry criterion value\nx a 1\nx b 1\ny a 1\n"

    assert told(rules, marks, "y").answer.en == "The state is not marked, so there is no place. There is no mark of b."


def test_where_every_criterion_is_there_the_number_that_has_no_result_is_named():
    rules = stage(
        '[stage.criteria.a]\nby = ["item"]\n[stage.scores.t]\nfrom = "a"\nsteps = [{ over = "item", need = 2, take = "sum" }]',
        "t",
    )

    assert told(rules, "entry item value\nx 1 5\nx 2 5\ny 1 5\n", "y").answer.zh.endswith(
        "算不出 t，见下面标“–”的地方。"
    )


def test_points_taken_on_an_item_read_0_where_it_has_none():
    rules = stage(
        """
        [stage.criteria.a]
        by = ["item"]
        decimals = 0
        [stage.criteria.p]
        kind = "adjustment"
        by = ["item"]
        range = [0, 9]
        decimals = 0
        [stage.scores.net]
        formula = "a - p"
        [stage.scores.t]
        from = "net"
        steps = [{ over = "item", take = "sum" }]
        """,
        "t",
    )
    whole = told(rules, "criterion entry item value\na x 1 5\na x 2 7\np x 2 3\n", "x")

    (step,) = (step for step in whole.steps if step.title.en.startswith("net"))
    assert [[cell.text.en for cell in row] for row in step.rows] == [["1", "5", "0", "5"], ["2", "7", "3", "4"]]
