"""What an explanation says of keys that are no plain number, and of scores that ask the field or stay separate by item."""

from jiangong.core.scoring import explain_outcome
from tests.core.scoring.test_orders import PAIRS, RING, TWO, ordered
from tests.core.scoring.writing import book, keys, laid_out, outcome, stage, told

GOALS = """
[stage.criteria.goals]
kind = "match"
by = ["item"]
decimals = 0
range = [0, 20]
[stage.scores.scored]
from = "goals"
steps = [{ over = "item", take = "sum" }]
[stage.scores.played]
from = "goals"
steps = [{ over = "item", take = "count" }]
"""
AMONG = ordered(GOALS, 'by = "played"', 'by = "scored"; among = "tied"')


def the_step(rules, marks, entry, title):
    """The one step of an explanation whose title begins so."""
    (step,) = [s for s in explain_outcome(outcome(rules, marks), entry).steps if s.title.en.startswith(title)]
    return step


def test_matches_among_equals_are_counted_where_no_rule_reads_an_opponent():
    assert told(AMONG, RING, "entry", "place", "decided_by") == ["a 1 scored", "c 2 scored", "b 3 scored", "d 4 scored"]


def test_numbers_from_matches_among_equals_stand_beside_each_other():
    assert laid_out(the_step(AMONG, RING, "c", "Order")) == [
        "Place | Entry | played | scored (among equals)", "1 | a | 3 | 6", "2 | c | 3 | 3", "3 | b | 3 | 2",
    ]  # fmt: skip


def test_a_key_with_a_condition_says_it_and_shows_no_number_where_it_does_not_hold():
    step = the_step(ordered(TWO, 'by = "a"', 'by = "b"; when = "a >= 5"'), PAIRS, "w", "Order")

    assert step.rule.zh == "依次比较：a（高的在前）；b（高的在前，只在 a ≥ 5 时比）。都相同则并列。"
    assert laid_out(step) == ["Place | Entry | a | b", "2 | x | 5 | 1", "3 | w | 3 | –", "3 | z | 3 | –"]


FIELD = stage(
    'criteria.a.decimals = 0\n[stage.scores.std]\nformula = "a - field_mean(a) + 2"\nsteps = [{ round = "0.01" }]',
    "std",
)


def test_what_was_asked_of_the_field_is_put_in_as_the_number_that_it_came_to():
    assert the_step(FIELD, "entry value\nx 5\ny 8", "x", "std").arithmetic.zh == (
        "5 − 6.5（全场 a 的平均） + 2 → 0.50（四舍五入到 0.01）"
    )


LIFTS = """
[[stage]]
id = "s"
[stage.criteria.lap]
by = ["item"]
decimals = 0
[stage.criteria.lift]
by = ["item"]
decimals = 0
[stage.scores.both]
formula = "lap + lift"
{}
[stage.scores.total]
from = "both"
steps = [{{ over = "item", take = "sum" }}]
"""
LAPS = "entry criterion item value\nx lap 1 3\nx lift 1 4\nx lap 2 1\nx lift 2 1"


def test_a_score_that_stays_separate_by_item_shows_what_each_step_made_of_each_line():
    plain, twice = (book(LIFTS.format(steps), keys("total")) for steps in ("", "steps = [{ times = 2 }]"))

    assert laid_out(the_step(plain, LAPS, "x", "both")) == [
        "items | lap | lift | both", "1 | 3 | 4 | 7", "2 | 1 | 1 | 2",
    ]  # fmt: skip
    assert laid_out(the_step(twice, LAPS, "x", "both")) == [
        "items | lap | lift | lap + lift | times 2", "1 | 3 | 4 | 7 | 14", "2 | 1 | 1 | 2 | 4",
    ]  # fmt: skip


def test_a_score_that_only_takes_over_lines_shows_no_table_of_its_own():
    rules = book(LIFTS.format("").replace('formula = "lap + lift"', 'from = "lap"'), keys("total"))

    assert [s.title.en for s in explain_outcome(outcome(rules, LAPS), "x").steps if s.title.en == "both"] == []


def test_a_name_with_a_quote_in_it_is_asked_about_like_any_other():
    rules, name = stage("criteria.a.decimals = 0", "a"), "o'neil\\\\"
    told_of = [explain_outcome(outcome(rules, f"entry value\n{n} 5\nw 3"), n).answer.zh for n in (name, "x", name)]

    assert told_of == ["a 5，第 1 名。"] * 3


def test_what_was_compiled_for_one_entry_is_asked_for_another_of_its_own_event():
    rules = stage(
        'criteria.a.decimals = 0\ncriteria.a.by = ["item"]\ncriteria.a.steps = [{ over = "item", take = "sum" }]', "a"
    )
    marks = "event entry item value\ne x 1 5\ne x 2 2\nf x 1 9\nf y 1 1"
    found = [explain_outcome(outcome(rules, marks), n, event=e).steps[0].arithmetic.zh for e, n in ("ex", "fx", "fy")]

    assert found == ["5 + 2 = 7", "", ""]
