"""Why this place: the marks with those dropped struck out, the arithmetic, the tie-break and against whom."""

import pytest

from jiangong.core.scoring import explain, explain_outcome
from tests.core.scoring.writing import book, evidence, laid_out, outcome, stage

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
    assert told("w").answer.zh == "状态为未评分，没有名次。实操 一行评分也没有。"


HEATS = book(
    """
    [states.fell]
    title = { zh = "掉落", en = "dropped it" }
    effect = "fail"
    [entries.age]
    type = "number"
    range = [0, 99]
    default = 30
    [[stage]]
    id = "heat"
    title = { zh = "预赛", en = "Heat" }
    ranked = "entry.age < 60"
    [stage.criteria.a]
    decimals = 0
    [[stage.order]]
    by = "a"
    [[stage.awards]]
    id = "first"
    title = { zh = "头名", en = "First" }
    top = 1
    [[stage]]
    id = "semi"
    title = { zh = "晋级赛", en = "Semifinal" }
    within = "group"
    entrants = "marked"
    [stage.criteria.b]
    by = ["attempt"]
    decimals = 0
    better = "low"
    steps = [{ over = "attempt", take = "best" }]
    [stage.criteria.c]
    decimals = 0
    missing = "none"
    [[stage.order]]
    by = "b"
    [stage.scores.before]
    formula = "first_given(heat.a, 0)"
    hidden = true
    [[stage.order]]
    by = "c"
    [[stage.order]]
    by = "before"
    [stage.go_on]
    to = "final"
    top = 1
    [[stage.awards]]
    id = "silver"
    title = { zh = "银奖", en = "Silver" }
    top = 2
    act = "recommend"
    issuer = { zh = "省总工会", en = "the union" }
    """,
    "",
)
MANY = """
event stage entry criterion attempt value state
e     heat  p     a         .       5     .
e     heat  q     a         .       5     .
f     heat  p     a         .       1     .
e     semi  p     b         1       7     .
e     semi  p     c         .       1     .
e     semi  q     b         1       7     .
e     semi  q     c         .       1     .
e     semi  r     b         1       7     .
e     semi  r     c         .       2     .
e     semi  s     b         1       .     fell
e     semi  t     b         1       7     .
"""
GROUPS = "event entry age group\ne p 30 g1\ne q 70 g1\ne r 30 g2\ne s 30 g1\ne t 30 g1\nf p 30 g1\n"


@pytest.fixture(scope="module")
def heats():
    """Two events, a heat in both and a semifinal in one."""
    return outcome(HEATS, MANY, entries=GROUPS)


def test_without_a_word_the_last_stage_is_explained_and_any_other_on_demand(heats):
    assert [(e.event, e.stage, e.score) for e in (explain_outcome(heats, "p", event="e"), explain_outcome(heats, "p", stage="heat", event="f"))] == [
        ("e", "semi", "7"), ("f", "heat", "1"),
    ]  # fmt: skip
    with pytest.raises(LookupError):
        explain_outcome(heats, "p", event="f", stage="semi")


def test_a_shared_place_is_called_one_and_another_group_is_no_neighbour(heats):
    p = explain_outcome(heats, "p", event="e")

    assert (
        p.answer.en
        == "b 7: place 1 (shared) within g1. t also has 7; the rules then compare c: 1 against –, so it stands ahead."
    )
    assert laid_out(p.steps[3]) == [
        "Place | Entry | b | c | before", "1 | p | 7 | 1 | 5", "1 | q | 7 | 1 | 5", "3 | t | 7 | – | 0",
    ]  # fmt: skip
    assert [row[1].note.en for row in p.steps[3].rows] == ["this entry", "", ""]
    assert p.steps[3].rule.zh == "依次比较：b（低的在前）；c（高的在前）；before（高的在前）。都相同则并列。"
    r = explain_outcome(heats, "r")
    assert (r.answer.zh, r.steps[2].arithmetic.en) == ("b 7，在“g2”中第 1 名。", "– (0 where there is none) = 0")


def test_a_place_without_a_number_is_told_with_a_dash(heats):
    assert explain_outcome(heats, "s", event="e").answer.zh == "b –，在“g1”中第 4 名。"


def test_the_rule_of_its_own_stage_stands_beside_what_follows_from_a_place(heats):
    told = [step for step in explain_outcome(heats, "p", event="e").steps if step.kind in ("go_on", "award")]

    assert [(step.title.en, step.rule.en) for step in told] == [
        ("Goes on", "To final, the first 1, all who share the last place go on."),
        ("Gets: Silver", "Silver: places 1 to 2, all who share the last place get it, given by the union, a recommendation only."),
    ]  # fmt: skip
    assert laid_out(told[1]) == ["Award | Issuer | How", "Silver | the union | recommended once in effect"]
    assert explain_outcome(heats, "s", event="e").steps[-1].title.zh == "未晋级"
    first = explain_outcome(heats, "p", stage="heat", event="e").steps[-1]
    assert laid_out(first) == ["Award | Issuer | How", "First | – | granted once in effect"]


def test_who_is_only_listed_hears_that_the_rules_do_not_rank_it(heats):
    q = explain_outcome(heats, "q", stage="heat", event="e")

    assert (q.answer.en, q.steps[-1].title.zh, q.steps[-1].kind) == (
        "By the rules it is not ranked: only entries with age < 60 are.",
        "没有名次",
        "state",
    )


def test_lists_that_were_compared_one_by_one_are_told_number_by_number():
    rules = book(
        '[[stage]]\nid = "s"\n[stage.criteria.a]\ndecimals = 0\n[stage.criteria.parts]\nby = ["item"]\ndecimals = 0\n'
        '[[stage.order]]\nby = "a"\n[[stage.order]]\nby = "parts"\ncompare = "best_to_worst"\n'
    )
    marks = "entry criterion item value\nx a . 5\nx parts p 9\nx parts q 1\ny a . 5\ny parts p 8\ny parts q 8"
    x = explain_outcome(outcome(rules, marks), "x")

    assert x.answer.en == (
        "a 5: place 1. y also has 5; the rules then compare parts (best first): 9, 1 against 8, 8, so it stands ahead."
    )
    assert [row[-1].text.en for row in x.steps[-1].rows] == ["9, 1", "8, 8"]


def test_who_does_not_stand_there_is_no_answer():
    with pytest.raises(LookupError):
        told("nobody")


def test_evidence_can_be_explained_without_settling_it_first():
    assert explain(RULES, evidence(RULES, MARKS), "y").place == "1"
