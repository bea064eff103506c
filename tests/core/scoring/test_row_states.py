"""The state of a row in formulas: fouls counted, three of them and out, a late paper worth less."""

import pytest

from jiangong.core.problems import Refused
from jiangong.core.rulebook import check_rulebook, describe_rulebook
from jiangong.core.scoring import explain_outcome
from tests.core.scoring.writing import HEAD, book, keys, laid_out, outcome, shown, stage, told

STATES = """
[states.foul]
title = { zh = "犯规", en = "foul" }
effect = "fail"
[states.late]
title = { zh = "迟交", en = "late" }
effect = "value"
[states.void]
title = "void"
effect = "skip"
"""
JUMP = """
[stage.criteria.jump]
title = { zh = "试跳", en = "Jumps" }
by = ["attempt"]
range = [0, 9]
hidden = true
[stage.scores.fouls]
title = { zh = "犯规次数", en = "Fouls" }
from = "jump"
steps = [{ over = "attempt", take = "count", where = "state = 'foul'" }]
[stage.scores.best]
title = { zh = "最好一跳", en = "Best" }
from = "jump"
steps = [{ over = "attempt", take = "best" }]
"""
OUT = 'ranked = "fouls < 3"\n'
MARKS = """
    entry attempt value state
    1 1 5 .
    1 2 . foul
    1 3 6 .
    2 1 . foul
    2 2 . foul
    2 3 . foul
    3 1 4 .
    3 2 . void
    3 3 3 .
"""


def test_fouls_are_counted_and_three_of_them_are_one_too_many():
    rules = stage(OUT + JUMP, "best", before=STATES)

    assert told(rules, MARKS, "entry", "place", "score:fouls", "score:best") == [
        "1 1 1 6.00",
        "3 2 0 4.00",
        "2 . 3 .",
    ]


def test_fouls_straight_from_the_marks_are_counted_the_same():
    by_marks = JUMP.replace(
        "hidden = true", 'steps = [{ over = "attempt", take = "count", where = "state = \'foul\'" }]'
    )
    rules = stage(by_marks.split("[stage.scores.fouls]")[0], "jump", before=STATES)

    assert shown(rules, MARKS) == {"1": "1", "2": "3", "3": "0"}


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ('{ formula = "if(state = \'foul\', 1, 0)" }, { over = "attempt", take = "sum" }', {"1": "1", "2": "3", "3": "0"}),
        ('{ formula = "if(state = \'foul\', -1, value)" }, { over = "attempt", take = "sum" }', {"1": "10.00", "2": "-3.00", "3": "7.00"}),
        ('{ over = "attempt", take = "longest_run", where = "state = \'foul\'" }', {"1": "1", "2": "3", "3": "0"}),
        ('{ over = "attempt", take = "count", where = "state != \'foul\'" }', {"1": "2", "2": "0", "3": "2"}),
        ('{ over = "attempt", take = "count", drop_best = 1, where = "state = \'\'" }', {"1": "1", "2": "0", "3": "1"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "beside", ["", '[stage.scores.other]\nfrom = "jump"\nsteps = [{ over = "attempt", take = "worst" }]']
)
def test_a_step_may_do_anything_with_a_state(step, expected, beside):
    criterion = '[stage.criteria.jump]\nby = ["attempt"]\nrange = [0, 9]\nmissing = "none"\n'
    direct = stage(f"{criterion}steps = [{step}]", "jump", before=STATES)
    score = stage(
        f'{criterion}hidden = true\n[stage.scores.t]\nfrom = "jump"\nsteps = [{step}]\n{beside}', "t", before=STATES
    )

    assert shown(score, MARKS, "score:t") == expected
    assert shown(direct, MARKS) == expected


PAPERS = """
[stage.criteria.paper]
title = { zh = "论文", en = "Paper" }
range = [0, 100]
decimals = 0
[stage.criteria.talk]
title = { zh = "答辩", en = "Talk" }
by = ["item"]
range = [0, 100]
decimals = 0
[stage.scores.talks]
title = { zh = "答辩合计", en = "Talks" }
from = "talk"
steps = [{ formula = "if(paper.state = 'late', value / 2, value)" }, { over = "item", take = "sum" }]
[stage.scores.total]
title = { zh = "总分", en = "Total" }
formula = "talks + if(paper.state = 'late', paper - 10, paper)"
"""
TALKS = """
    entry criterion item value state
    1 paper . 80 late
    1 talk a 10 .
    1 talk b 5 .
    2 paper . 80 .
    2 talk a 10 .
    2 talk b 5 late
"""


def test_the_state_of_one_row_changes_another_number():
    rules = stage(
        PAPERS
        + 'hidden = true\n[stage.scores.lates]\nformula = "if(talk.state = \'late\', 1, 0)"\nsteps = [{ over = "item", take = "sum" }]',
        "total",
        before=STATES,
    )

    assert shown(rules, TALKS) == {"2": "95.0", "1": "77.5"}
    assert shown(rules, TALKS, "score:lates") == {"1": "0", "2": "1"}


def test_a_condition_on_an_entry_may_read_the_state_of_its_row():
    rules = stage("ranked = \"paper.state != 'late'\"\n" + PAPERS, "total", before=STATES)

    assert told(rules, TALKS, "entry", "place") == ["2 1", "1 ."]


@pytest.mark.parametrize(
    ("step", "found", "expected", "near"),
    [
        ('{ over = "attempt", take = "count", where = "state = \'foull\'" }', 'the state "foull"', "a row without: foul, late", "foul"),
        ('{ over = "attempt", take = "count", where = "state = \'犯规\'" }', 'the state "犯规"', "", "foul"),
        ('{ over = "attempt", take = "count", where = "state = \'void\'" }', 'the state "void" (skip)', "", ""),
        ('{ over = "attempt", take = "sum" }, { formula = "if(state = \'foul\', 1, 0)" }', "the name state", "CRITERION.state", ""),
    ],
)  # fmt: skip
def test_a_state_that_cannot_be_there_is_told(step, found, expected, near):
    text = JUMP.replace('{ over = "attempt", take = "count", where = "state = \'foul\'" }', step)
    text = HEAD + STATES + '[[stage]]\nid = "s"\n' + text + keys("best")
    (problem,) = [p for p in check_rulebook(text) if p.level == "error"]

    assert problem.found.say("en") == found
    assert expected in problem.expected.say("en")
    assert problem.nearest == near


def test_no_criterion_may_be_called_state():
    with pytest.raises(Refused, match="state"):
        book('[[stage]]\nid = "s"\n[stage.criteria.state]\nrange = [0, 9]\n[[stage.order]]\nby = "state"')


def test_states_are_said_by_their_titles():
    rules = stage(OUT + JUMP + PAPERS, "best", before=STATES)
    said = {
        lang: " ".join(line.say(lang) for clause in describe_rulebook(rules) for line in clause.lines)
        for lang in ("zh", "en")
    }

    assert "各次（只取 这一行的状态 = 犯规 的）：数个数" in said["zh"]
    assert "over the attempts (only those with the state of the row = foul): count them" in said["en"]
    assert "the state of Paper = late" in said["en"]
    assert "如果 论文的状态 = 迟交，" in said["zh"]


def test_an_explanation_puts_the_state_in():
    found = explain_outcome(outcome(stage(PAPERS, "total", before=STATES), TALKS), "1")
    (total,) = [step for step in found.steps if step.title.say("en").startswith("Total")]

    assert total.arithmetic.say("en") == "7.5 + (80 − 10 if late = late, otherwise 80) = 77.5"
    plain = explain_outcome(outcome(stage(PAPERS, "total", before=STATES), TALKS), "2")
    assert any("ordinary = late" in step.arithmetic.say("en") for step in plain.steps)


def test_an_explanation_shows_which_rows_were_counted():
    rules = stage(OUT + JUMP, "best", before=STATES)
    (fouls,) = [
        step for step in explain_outcome(outcome(rules, MARKS), "1").steps if step.title.say("en").startswith("Fouls")
    ]
    assert fouls.title.say("en") == "Fouls: 1"
    assert laid_out(fouls) == ["attempts | Jumps", "1 | [5.00]", "2 | foul", "3 | [6.00]"]
