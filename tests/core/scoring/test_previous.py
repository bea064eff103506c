"""The row before: improvement over the last round, a spare, rows compared with the one before them."""

import pytest

from jiangong.core.rulebook import check_rulebook, describe_rulebook
from jiangong.core.scoring import explain_outcome
from tests.core.scoring.writing import HEAD, keys, laid_out, outcome, shown, stage, standings

ROUNDS = """
[stage.criteria.points]
title = { zh = "各轮", en = "Rounds" }
by = ["item"]
range = [0, 100]
decimals = 0
hidden = true
"""
MARKS = """
    entry item value
    1 9 50
    1 10 70
    1 11 60
    1 2 40
    2 2 90
    2 11 95
    3 9 1
    3 final 5
    3 semi 7
"""

BACK = '{ formula = "first_given(previous, 0)" }, '
TWICE = BACK + BACK


def a_score(steps, name="t", criterion=ROUNDS, marks=MARKS, before=""):
    text = f'{criterion}[stage.scores.{name}]\ntitle = {{ zh = "进步", en = "Gain" }}\nfrom = "points"\nsteps = [{steps}]\n'
    return shown(stage(text, name, before=before), marks)


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        # 2, 9, 10, 11 by number; names come behind numbers
        ('{ formula = "value - first_given(previous, value)" }, { over = "item", take = "sum" }', {"1": "20", "2": "5", "3": "6"}),
        ('{ formula = "value - previous" }, { over = "item", where = "given(value)", take = "highest" }', {"1": "20", "2": "5", "3": "4"}),
        ('{ over = "item", take = "count", where = "value > previous" }', {"1": "2", "2": "1", "3": "2"}),
        ('{ over = "item", take = "longest_run", where = "value > previous" }', {"1": "2", "2": "1", "3": "2"}),
        ('{ over = "item", take = "highest", drop_best = 1, where = "value > previous" }', {"1": "50", "2": "", "3": "5"}),
        (TWICE + '{ over = "item", take = "sum" }', {"1": "90", "2": "0", "3": "1"}),
        ('{ over = "item", drop_worst = 1, take = "each" }, ' + BACK + '{ over = "item", take = "sum" }', {"1": "120", "2": "0", "3": "5"}),
        ('{ over = "item", where = "first_given(previous, 99) >= 50", take = "each" }, { over = "item", take = "count" }', {"1": "3", "2": "2", "3": "1"}),
    ],
)  # fmt: skip
def test_a_step_may_look_at_the_row_before(steps, expected):
    assert a_score(steps) == expected


def test_attempts_of_an_item_come_one_after_the_other_and_judges_stand_apart():
    criterion = ROUNDS.replace('by = ["item"]', 'by = ["item", "attempt", "source"]')
    marks = """
        entry item attempt source value
        1 a 1 x 10
        1 a 2 x 12
        1 a 2 y 50
        1 a 10 x 15
        1 b 3 x 7
    """
    steps = (
        '{ formula = "value - first_given(previous, value)" }, { over = ["item", "attempt", "source"], take = "sum" }'
    )

    assert a_score(steps, criterion=criterion, marks=marks) == {"1": "5"}


def test_a_row_that_failed_is_nothing_to_the_row_after_it():
    foul = '[states.foul]\ntitle = "foul"\neffect = "fail"'
    marks = "entry item value state\n1 1 5 .\n1 2 . foul\n1 3 9 ."
    steps = '{ over = "item", where = "given(previous) and value > previous or previous.points = 5", take = "count" }'

    assert a_score(steps, marks=marks, before=foul) == {"1": "0"}
    assert a_score(
        '{ formula = "first_given(previous, 1)" }, { over = "item", keep_best = 2, take = "sum" }',
        marks=marks,
        before=foul,
    ) == {"1": "2"}


def test_the_state_of_the_row_before_and_ranks_by_state():
    foul = '[states.foul]\ntitle = "foul"\neffect = "fail"'
    marks = "entry item value state\n1 1 . foul\n1 2 . foul\n1 3 9 .\n2 1 5 .\n2 2 . foul\n2 3 1 ."
    two = '{ over = "item", take = "count", where = "state = \'foul\' and previous.state = \'foul\'" }'
    after = '{ over = "item", take = "sum", where = "previous.points.state = \'foul\' and state = \'\'" }'
    ranks = '{ formula = "rank_high(if(state = \'foul\', 0, value))" }, { over = "item", take = "sum" }'

    assert a_score(two, marks=marks, before=foul) == {"1": "1", "2": "0"}
    assert a_score(after, marks=marks, before=foul) == {"1": "9", "2": "1"}
    assert a_score(ranks, marks=marks, before=foul) == {"2": "4", "1": "4"}


BOWLING = """
[stage.criteria.ball]
by = ["item", "attempt"]
range = [0, 10]
decimals = 0
hidden = true
[stage.scores.first]
from = "ball"
steps = [{ over = "attempt", take = "first" }]
hidden = true
[stage.scores.frame]
title = { zh = "局", en = "Frame" }
from = "ball"
steps = [{ over = "attempt", take = "sum" }]
hidden = true
[stage.scores.bonus]
title = { zh = "加分", en = "Bonus" }
from = "first"
steps = [{ formula = "if(first_given(previous.frame, 0) = 10, if(first_given(previous, 0) = 10, frame, value), 0)" }]
hidden = true
[stage.scores.total]
title = { zh = "总分", en = "Total" }
formula = "frame + bonus"
steps = [{ over = "item", take = "sum" }]
"""
BALLS = """
    entry item attempt value
    1 1 1 7
    1 1 2 3
    1 2 1 4
    1 2 2 2
    1 3 1 10
    1 4 1 3
    1 4 2 6
"""


def test_a_spare_and_a_strike():
    # 7 + 3 + 4; 4 + 2; 10 + 3 + 6; 3 + 6
    rows = standings(stage(BOWLING, "total"), BALLS)

    assert [row["score"] for row in rows] == ["48"]


@pytest.mark.parametrize(
    ("step", "found"),
    [
        ('{ over = "item", take = "sum" }, { formula = "value + previous" }', "the name previous"),
        ('{ formula = "value + previous.nobody" }', "the name nobody"),
        ('{ formula = "value + previous.t" }', "the cycle t → t"),
    ],
)
def test_what_cannot_be_read_of_the_row_before_is_told(step, found):
    text = (
        HEAD + '[[stage]]\nid = "s"\n' + ROUNDS + f'[stage.scores.t]\nfrom = "points"\nsteps = [{step}]\n' + keys("t")
    )
    told = [problem.found.say("en").split(",")[0] for problem in check_rulebook(text) if problem.level == "error"]

    assert found in told


def test_it_is_said_and_explained():
    rules = stage(BOWLING, "total")
    said = {
        lang: " ".join(line.say(lang) for clause in describe_rulebook(rules) for line in clause.lines)
        for lang in ("zh", "en")
    }
    steps = {step.title.say("en").partition(":")[0]: step for step in explain_outcome(outcome(rules, BALLS), "1").steps}

    assert "the Frame before" in said["en"] and "the number before" in said["en"]
    assert "前一行的局" in said["zh"] and "前一行的数" in said["zh"]
    assert laid_out(steps["Total"]) == [
        "items | Frame + Bonus",
        "1 | 10",
        "2 | 10",
        "3 | 10",
        "4 | 18",
    ]
    improved = stage(
        ROUNDS
        + '[stage.scores.better]\ntitle = "Better"\nfrom = "points"\nsteps = [{ over = "item", take = "count", where = "value > previous" }]',
        "better",
    )
    (better,) = [
        s for s in explain_outcome(outcome(improved, MARKS), "1").steps if s.title.say("en").startswith("Better")
    ]
    assert laid_out(better) == ["items | Rounds", "2 | [40]", "9 | 50", "10 | 70", "11 | [60]"]
