"""A criterion that takes only the values listed: they are taken, anything else is refused with its row, and read aloud."""
# ruff: noqa: E501 - a rulebook in a line stands in one piece

import pytest

from jiangong.core.problems import Refused
from jiangong.core.rulebook import check_rulebook, describe_rulebook
from tests.core.scoring.writing import HEAD, book, keys, standings

JUDGED = '[[stage]]\nid = "s"\n[stage.criteria.grade]\ntitle = {{ zh = "等级", en = "Grade" }}\nby = ["item"]\n{}\nsteps = [{{ over = "item", take = "sum" }}]\n'


def judged(words):
    """A rulebook of one criterion that these words describe."""
    return book(JUDGED.format(words), keys("grade"))


GRADES = judged("values = [3, 0, 4.5, 3]")


def test_listed_values_are_taken_exactly_and_say_how_many_decimals_there_are():
    rows = standings(GRADES, "entry item value\nx p 3\nx q 4.5\ny p 0\ny q 3.0")

    assert [(row["entry"], row["score"]) for row in rows] == [("x", "7.5"), ("y", "3.0")]


@pytest.mark.parametrize("value", ["1", "4", "0.5"])
def test_a_value_that_is_not_listed_is_refused_with_its_row(value):
    with pytest.raises(Refused) as refused:
        standings(GRADES, f"entry item value\nx p 3\nx q {value}")

    (problem,) = refused.value.problems
    assert (problem.row, problem.column) == (3, "value")
    assert problem.sentence("en") == f'm:3:value: found "{value}", expected Grade: one of 0, 3, 4.5'
    assert problem.sentence("zh") == f"m:3:value: “{value}”；应为：等级：0、3、4.5 之一"


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        ("values = [0, 3, 5]", "只取 0、3、5", "only 0, 3, 5"),
        ('values = [0, 3, 5]\nunit = { zh = "分", en = "points" }', "只取 0、3、5，单位 分", "only 0, 3, 5, in points"),
        ('values = [0, 3, 5]\nbetter = "low"', "只取 0、3、5，低的好", "only 0, 3, 5, low is better"),
    ],
)
def test_listed_values_are_read_aloud(words, zh, en):
    (line,) = [
        line for clause in describe_rulebook(judged(words)) for line in clause.lines if line.en.startswith("Grade: ")
    ]

    assert zh in line.zh
    assert en in line.en


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("values = []", "values: found [], expected a list of numbers, e.g. [0, 3, 4, 5]"),
        ("values = 3", "values: found 3, expected a list of numbers, e.g. [0, 3, 4, 5]"),
        ('values = ["x"]', "values: found [x], expected a list of numbers, e.g. [0, 3, 4, 5]"),
        (
            "values = [0, 0.5]\ndecimals = 0",
            "values: found decimals = 0, too few for values, expected enough decimals to write them",
        ),
    ],
)
def test_a_list_that_cannot_be_is_told(words, found):
    problems = check_rulebook(HEAD + JUDGED.format(words) + keys("grade"))

    assert [problem.sentence("en").partition("grade.")[2] for problem in problems] == [found]
