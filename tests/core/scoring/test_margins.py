"""Awards within a margin of the line: medals for all within two points."""

import pytest

from jiangong.core.problems import Text
from jiangong.core.rulebook import check_rulebook, describe_rulebook
from jiangong.core.scoring import explain_outcome
from tests.core.scoring.writing import HEAD, book, keys, outcome, stage, told

SCORED = """
[stage.criteria.total]
title = { zh = "总分", en = "Total" }
range = [0, 100]
decimals = 1
[stage.criteria.time]
title = { zh = "用时", en = "Time" }
range = [0, 100]
better = "low"
missing = "none"
"""
MEDALS = """
[[stage.awards]]
id = "gold"
title = { zh = "金牌", en = "Gold" }
top = 1
margin = 2
[[stage.awards]]
id = "silver"
title = "Silver"
count = 1
margin = 2
[[stage.awards]]
id = "bronze"
title = "Bronze"
count = 1
margin = 2
"""


def given(marks, awards, *order, entries=None, head=""):
    rows = told(stage(head + SCORED + awards, *(order or ("total",))), marks, "entry", "award", entries=entries)
    return {entry: award for entry, award in map(str.split, rows) if award != "."}


def marks(*totals):
    return "entry criterion value\n" + "\n".join(f"{n} total {total}" for n, total in enumerate(totals, 1))


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ((100, 98, 97, 95.1, 90), {"1": "gold", "2": "gold", "3": "bronze", "4": "bronze"}),
        ((100, 97.9, 96, 95.9, 95.8), {"1": "gold", "2": "silver", "3": "silver", "4": "silver"}),
        ((100, 99, 98.5, 90), {"1": "gold", "2": "gold", "3": "gold"}),
        ((100, 100, 98, 90, 89), {"1": "gold", "2": "gold", "3": "gold"}),
        ((100, 90, 80, 78, 77.9), {"1": "gold", "2": "silver", "3": "bronze", "4": "bronze"}),
    ],
)
def test_all_within_two_points_of_the_last_get_the_medal_and_take_the_places_of_the_next(totals, expected):
    assert given(marks(*totals), MEDALS) == expected


BY_TIME = "entry criterion value\n" + "\n".join(
    f"{n} total {total}\n{n} time {time}" for n, total, time in ((1, 90, 60), (2, 80, 50), (3, 70, 51.5), (4, 60, 52.5))
)


@pytest.mark.parametrize(
    ("award", "expected"),
    [
        ('top = 1\nmargin = 1.5\nby = ["time"]', {"2", "3"}),
        ('top = 2\nmargin = 1.5\nby = ["time"]', {"2", "3", "4"}),  # within 1.5 of the second, 51.5
        ('share = "25%"\nmargin = 10', {"1", "2"}),
        ("places = [2, 2]\nmargin = 10", {"1", "2", "3"}),
        ('top = 1\nmargin = 40\nwhen = "total >= 70"', {"1", "2", "3"}),
        ('top = 1\nmargin = 10\namong = "total < 90"', {"2", "3"}),
        ("top = 1\nmargin = 0", {"1"}),
        ('top = 1\nmargin = 10\nties = "none"', {"1", "2"}),
        ('top = 1\nmargin = 40\nwhen = "total < 70"', set()),
    ],
)
def test_a_margin_goes_with_any_way_to_draw_a_line(award, expected):
    text = f'[[stage.awards]]\nid = "a"\ntitle = "A"\n{award}\n'

    assert set(given(BY_TIME, text)) == expected


def test_each_event_and_group_has_a_line_of_its_own():
    rows = "event " + marks(100, 99, 50, 49).replace("\n", "\nx ") + "\ny 1 total 10\ny 2 total 9"
    entries = "event entry group\nx 1 a\nx 2 b\nx 3 a\nx 4 b\ny 1 a\ny 2 a"
    lines = told(
        stage('within = "group"\n' + SCORED + MEDALS.split('[[stage.awards]]\nid = "silver"', maxsplit=1)[0], "total"),
        rows,
        "event",
        "entry",
        "award",
        entries=entries,
    )

    assert [line for line in lines if "gold" in line] == ["x 1 gold", "x 2 gold", "y 1 gold", "y 2 gold"]


@pytest.mark.parametrize(
    ("award", "order", "found"),
    [
        ('when = "total > 5"\nmargin = 2', "", "margin = 2"),
        ("top = 1\nmargin = -1", "", "margin = -1"),
        ("top = 1\nmargin = 1", "when = \"entry.unit = 'x'\"\n", "margin where the first key of the order is no one number that all compare"),
    ],
)  # fmt: skip
def test_a_margin_that_says_nothing_is_told(award, order, found):
    text = (
        HEAD
        + '[[stage]]\nid = "s"\n'
        + SCORED
        + f'[[stage.awards]]\nid = "a"\ntitle = "A"\n{award}\n'
        + keys("total")
        + "\n"
        + order
    )
    (problem,) = [problem for problem in check_rulebook(text) if problem.level == "error"]

    assert (problem.found.say("en"), problem.column) == (found, "stage.awards.margin")


def test_a_margin_is_said_and_explained():
    rules = stage(SCORED + MEDALS, "total")
    said = {
        lang: " ".join(line.say(lang) for clause in describe_rulebook(rules) for line in clause.lines)
        for lang in ("zh", "en")
    }
    gold = explain_outcome(outcome(rules, marks(100, 98, 50)), "2").steps[-1]

    assert "与最后一名得奖者的总分相差 2 以内的也得" in said["zh"]
    assert "and all whose Total is within 2 of the last who gets it" in said["en"]
    assert gold.arithmetic == Text(
        "总分 98.0；得到的从 100.0 到 98.0", "Total 98.0; those who get it have 100.0 to 98.0"
    )
    assert (gold.title.say("en"), "within 2" in gold.rule.say("en")) == ("Gets: Gold", True)


def test_numbers_too_long_for_one_code_are_compared_within_each_event():
    wide = "[stage.criteria.a]\nrange = [0, 1000000]\ndecimals = 9\n[stage.criteria.b]\nrange = [0, 1000000]\ndecimals = 9\n"
    rules = book('[[stage]]\nid = "s"\n' + wide, keys("a"), '[stage.go_on]\nto = "t"\ntop = 1\nby = ["a", "b"]\n')
    rows = told(
        rules,
        "event entry criterion value\nx 1 a 1\nx 1 b 2\nx 2 a 1\nx 2 b 3\ny 1 a 1\ny 1 b 1",
        "event",
        "entry",
        "goes_on",
    )

    assert rows == ["x 1 0", "x 2 1", "y 1 1"]
