"""Rulebooks as large as the limits let them be: settled in seconds, whatever lies in whatever, from however deep a caller."""

import time

import pytest

from jiangong.core.rulebook import describe_rulebook, limits, rulebook_hash
from jiangong.core.scoring import cutting, explain_outcome, settle
from tests.core.scoring.writing import book, evidence, keys, outcome, shown, stage, standings

SECONDS = 40
"""Of this process, on a machine that is shared; alone it takes a tenth of it."""
A = "[stage.criteria.a]\nrange = [0, 10]\ndecimals = 0\n"
MARKS = "entry value\np 3\nq 7\nr 7\ns 1"
FROM_MARKS = "stage entry value\n" + "\n".join(f"s{n} {line}" for n in range(20) for line in ("p 3", "q 7", "r 1"))


def scores(*formulas):
    return A + "".join(f'[stage.scores.t{n}]\nformula = "{formula}"\n' for n, formula in enumerate(formulas))


def called_from(depth, act):
    """What a caller gets that stands so deep in calls, as a page does."""
    return act() if depth == 0 else called_from(depth - 1, act)


def places(rules, marks=MARKS):
    begun = time.process_time()
    found = called_from(100, lambda: standings(rules, marks))
    assert time.process_time() - begun < SECONDS
    return found


def test_two_hundred_places_beside_each_other():
    rules = stage(scores(*(f"rank_high(a + {n})" for n in range(limits.LISTED.most))), "t199 low", "a")

    assert [(row["entry"], row["place"], row["score:t0"], row["score:t150"]) for row in places(rules)] == [
        ("q", "1", "1", "1"), ("r", "1", "1", "1"), ("p", "3", "3", "3"), ("s", "4", "4", "4"),
    ]  # fmt: skip


def test_a_chain_of_places_of_places():
    rules = stage(scores("rank_high(a)", *(f"rank_low(t{n})" for n in range(60))), "t60 low")

    assert [row["score"] for row in places(rules)] == ["1", "1", "3", "4"]
    assert explain_outcome(outcome(rules, MARKS), "s").place == "4"


def test_a_chain_of_roundings_of_which_each_reads_the_one_before_twice():
    formula = "round((x + min(x, a)) / 2, 0.1)"
    rules = stage(scores(*(formula.replace("x", f"t{n - 1}" if n else "a") for n in range(61))), "t60")

    assert [row["score"] for row in places(rules)] == ["7.0", "7.0", "3.0", "1.0"]


def test_a_hundred_steps_each_of_which_looks_at_the_field():
    steps = ", ".join(['{ formula = "rank_high(value)" }'] * limits.STEPS.most)
    rules = stage(A + f"steps = [{steps}]\n", "a")

    assert [(row["entry"], row["score"]) for row in places(rules)] == [("q", "3"), ("r", "3"), ("p", "2"), ("s", "1")]


def test_sums_of_places_item_by_item():
    steps = '[{ formula = "rank_high(value)" }, { over = "item", take = "sum" }]'
    text = A + 'by = ["item"]\n'
    text += "".join(f'[stage.scores.t{n}]\nfrom = "a"\nsteps = {steps}\n' for n in range(40))

    rows = places(stage(text, "t39 low"), "entry item value\np x 3\np y 9\nq x 5\nq y 1\nr x 4\nr y 2")
    assert [(row["entry"], row["score:t0"], row["score:t39"]) for row in rows] == [
        ("p", "4", "4"), ("q", "4", "4"), ("r", "4", "4"),
    ]  # fmt: skip


def test_a_hundred_criteria_whose_absence_is_a_nought():
    text = "".join(
        f'[stage.criteria.c{n}]\nby = ["source"]\nrange = [0, 10]\ndecimals = 0\nmissing = "zero"\nsteps = [{{ over = "source", take = "sum" }}]\n'
        for n in range(100)
    )
    total = " + ".join(f"c{n}" for n in range(100))
    rules = stage(text + f'[stage.scores.t]\nformula = "{total}"\n', "t")

    rows = places(rules, "entry criterion source value\np c0 j 3\nq c1 j 4\nq c0 j 5")
    assert [(row["entry"], row["score"], row["score:c99"]) for row in rows] == [("q", "9", "0"), ("p", "3", "0")]


def test_stages_that_each_add_to_the_one_before():
    parts = [
        f'[[stage]]\nid = "s{n}"\n{A}[stage.scores.t]\nformula = "rank_high(a){f" + s{n - 1}.t" if n else ""}"\n{keys("t low")}\n'
        for n in range(20)
    ]
    last = [row for row in places(book(*parts), FROM_MARKS) if row["stage"] == "s19"]

    assert [(row["entry"], row["place"], row["score"]) for row in last] == [
        ("q", "1", "20"), ("p", "2", "40"), ("r", "3", "60"),
    ]  # fmt: skip


@pytest.mark.parametrize("limit", ["DEEPEST", "MOST"])
def test_a_query_that_is_cut_says_the_same_as_one_that_is_not(monkeypatch, limit):
    text = scores("rank_high(a)", "t0 * 2 + rank_low(t0)", "t1 + a")
    whole = standings(stage(text, "t2 low", "a", name="whole"), MARKS)
    monkeypatch.setattr(cutting, limit, 8)
    rules = stage(text, "t2 low", "a", name="parts")
    facts = evidence(rules, MARKS)
    assert [{**row, "stage": ""} for row in settle(facts).rows()] == [{**row, "stage": ""} for row in whole]
    kept = facts.store.engine.lines(("SELECT table_name FROM duckdb_tables()",))
    own = [line["table_name"] for line in kept if line["table_name"].startswith(facts.store.prefix)]
    assert f"{facts.store.prefix}settled_parts" in own
    assert not any(name.startswith(f"{facts.store.prefix}part") for name in own)  # parts are let go


def test_steps_of_a_mark_of_which_each_reads_it_twice():
    steps = ", ".join(['{ formula = "min(value, 9) + max(value, 0) - value" }'] * 30)
    text = A + f'by = ["source"]\nsteps = [{steps}, {{ over = "source", take = "sum" }}]\n'

    assert [row["score"] for row in places(stage(text, "a"), "entry source value\np x 3\np y 4\nq x 5")] == ["7", "5"]


def test_a_formula_that_is_as_long_as_it_may_be_once_it_is_written_out():
    rules = stage(A + f'[stage.scores.t]\nformula = "{"max(" * 11}a{", 2)" * 11}"\n', "t")

    assert [row["score"] for row in places(rules)] == ["7", "7", "3", "2"]


LONG = {
    "sum": " + ".join(["a"] * 199 + ["b"]),
    "difference": " - ".join(["b", *["a"] * 199]),
    "sum of quotients": "round(" + " + ".join(["a / b"] * 8 + ["a"] * 100) + ", 0.1)",
    "sum of parts": " + ".join(["a * 10%"] * 60 + ["max(b, 1) / 3", "2"]),
    "condition": "if(" + " or ".join(["a = 1"] * 60) + ", 1, 2)",
    "of the field": "field_highest(" + " + ".join(["a"] * 199) + ")",
}


@pytest.mark.parametrize(
    ("name", "score"),
    [
        ("sum", "997.00"),
        ("difference", "-993.00"),
        ("sum of quotients", "520.0"),
        ("sum of parts", "32.67"),
        ("condition", "2"),
        ("of the field", "995.00"),
    ],
)
def test_a_long_formula_is_settled_said_and_explained_from_deep_within(name, score):
    text = f'[stage.criteria.a]\nrange = [0, 9]\n[stage.criteria.b]\nrange = [1, 9]\n[stage.scores.t]\nformula = "{LONG[name]}"\nshow = "0.01"\n'
    text = text.replace('show = "0.01"', "") if name in ("sum of quotients", "condition") else text

    def everything():
        rules = stage(text, "t")
        found = outcome(rules, "entry criterion value\n1 a 5\n1 b 2")
        said = describe_rulebook(rules)
        return found.rows()[0]["score:t"], rulebook_hash(rules), said, explain_outcome(found, "1").steps

    shown_score, _, said, steps = called_from(300, everything)
    assert shown_score == score
    assert said and steps[-2].title.en == f"t: {score}"


def test_a_long_sum_whose_parts_would_not_fit_is_added_in_its_order():
    long = " + ".join(["a", "b"] * 30)
    large, small = "[999999999999000, 1000000000000000]", "[-1000000000000000, -999999999999000]"
    text = f'[stage.criteria.a]\nrange = {large}\n[stage.criteria.b]\nrange = {small}\n[stage.scores.t]\nformula = "{long}"\n'

    assert shown(stage(text, "t"), "entry criterion value\n1 a 999999999999500\n1 b -999999999999000") == {
        "1": "15000.00"
    }
