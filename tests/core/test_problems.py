"""What a person is told, in two languages."""

import pytest

from jiangong.core.problems import NO_TEXT, Problem, Refused, Text, nearest

FOUND, EXPECTED = Text("“8O”", '"8O"'), Text("一个数", "a number")


def test_a_text_speaks_both_languages_and_one_stands_for_the_other():
    assert [Text("理论", "Theory").say("zh"), Text("理论", "Theory").say("en")] == ["理论", "Theory"]
    assert [Text("理论").say("en"), Text(en="Theory").say("zh")] == ["理论", "Theory"]
    assert [bool(NO_TEXT), bool(Text(en="x"))] == [False, True]


def test_a_problem_is_one_line_that_names_its_place():
    problem = Problem("marks.csv", 12, "value", FOUND, EXPECTED)

    assert problem.sentence() == 'marks.csv:12:value: found "8O", expected a number'
    assert problem.sentence("zh") == "marks.csv:12:value: “8O”；应为：一个数"


@pytest.mark.parametrize(
    ("row", "column", "place"),
    [(None, None, "m"), (3, None, "m:3"), (None, "state", "m:state"), (3, "", "m:3"), (3, "state", "m:3:state")],
)
def test_a_place_leaves_out_what_is_not_known(row, column, place):
    assert Problem("m", row, column, FOUND, EXPECTED).place() == place


def test_a_warning_says_so_and_a_slip_gets_a_hint():
    problem = Problem("r", 1, "by", Text("totel", "totel"), EXPECTED, "total", "warning")

    assert problem.sentence("en") == "r:1:by: warning: found totel (did you mean total?), expected a number"
    assert problem.sentence("zh") == "r:1:by: 提醒：totel（是不是“total”？）；应为：一个数"


def test_a_program_gets_the_same_as_an_object():
    problem = Problem("m", 2, "value", FOUND, EXPECTED, "80")

    assert problem.as_dict("zh") == {
        "file": "m", "row": 2, "column": "value", "found": "“8O”", "expected": "一个数", "nearest": "80", "level": "error",
    }  # fmt: skip
    assert problem.as_dict()["expected"] == "a number"


def test_a_refusal_carries_every_problem():
    refused = Refused((Problem("m", 2, "value", FOUND, EXPECTED), Problem("m", 3, "value", FOUND, EXPECTED)))

    assert str(refused) == 'm:2:value: found "8O", expected a number\nm:3:value: found "8O", expected a number'
    assert [problem.row for problem in refused.problems] == [2, 3]
    assert Refused().problems == ()


def test_a_typing_slip_finds_the_nearest_name_and_a_wild_guess_none():
    assert nearest("theorie", ["theory", "practice"]) == "theory"
    assert nearest("xyz", ["theory", "practice"]) == ""
