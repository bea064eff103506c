"""A later stage of which no mark is needed says of whoever was out before what was said there, not that marks are lacking."""

import pytest

from tests.core.scoring.writing import book, outcome

RULES = """
[[stage]]
id = "heat"
[stage.criteria.time]
better = "low"
[[stage.order]]
by = "time"
[[stage]]
id = "result"
entrants = "listed"
[stage.criteria.EXTRA]
[stage.scores.best]
formula = "heat.time"
better = "low"
[[stage.order]]
by = "best"
[[stage.order]]
by = "draw"
"""
MARKS = """
stage  entry criterion value state
heat   1     time      9.5   .
heat   2     time      9.5   .
heat   3     .         .     withdrawn
heat   4     time      9.8   .
heat   4     .         .     disqualified
result 1     draw      2     .
result 2     draw      1     .
"""


def states(extra, marks=MARKS):
    found = outcome(book(RULES.replace("[stage.criteria.EXTRA]", f"[stage.criteria.draw]\n{extra}")), marks)
    return [(r["entry"], r["place"], r["state"]) for r in found.rows() if r["stage"] == "result"]


@pytest.mark.parametrize("extra", ['kind = "lot"', 'kind = "decision"', 'missing = "none"\nbetter = "low"'])
def test_a_lot_or_a_decision_leaves_the_state_of_before(extra):
    expected = {("1", "2", ""), ("2", "1", ""), ("3", "", "withdrawn"), ("4", "", "disqualified")}

    assert set(states(extra)) == expected


def test_where_a_mark_is_needed_it_is_said_to_be_lacking():
    assert set(states('missing = "not_marked"\nbetter = "low"')) >= {("3", "", "not_marked"), ("4", "", "not_marked")}
