"""What a person is told: found, expected, where, and in which language."""

from jiangong.core.problems import NO_TEXT, Problem, Refused, Text, nearest

MARK = Problem("marks.csv", 7, "value", Text("“101”", '"101"'), Text("0 到 100", "0 to 100"))
SLIP = Problem("r.toml", None, None, Text("键 titel", "the key titel"), Text("title", "title"), "title", "warning")


def test_a_problem_says_where_what_was_found_and_what_was_expected():
    assert MARK.sentence("en") == 'marks.csv:7:value: found "101", expected 0 to 100'
    assert MARK.sentence("zh").startswith("marks.csv:7:value: ")
    assert "应为：0 到 100" in MARK.sentence("zh")


def test_a_warning_is_called_one_and_a_slip_gets_a_hint():
    assert SLIP.sentence("en") == "r.toml: warning: found the key titel, expected title (did you mean title?)"
    assert "提醒" in SLIP.sentence("zh")
    assert "“title”" in SLIP.sentence("zh")


def test_a_program_gets_the_same():
    assert MARK.as_dict("zh") == {
        "file": "marks.csv",
        "row": 7,
        "column": "value",
        "found": "“101”",
        "expected": "0 到 100",
        "nearest": "",
        "level": "error",
    }


def test_a_refusal_tells_every_problem():
    assert str(Refused((MARK, SLIP))).splitlines() == [MARK.sentence("en"), SLIP.sentence("en")]


def test_a_text_in_one_language_only_is_said_in_that_one():
    assert (Text("甲").say("en"), Text(en="A").say("zh"), Text("甲", "A").say("zh")) == ("甲", "A", "甲")
    assert not NO_TEXT


def test_a_slip_finds_its_neighbour_and_a_wild_guess_does_not():
    assert (nearest("thory", ["theory", "practice"]), nearest("xyz", ["theory", "practice"])) == ("theory", "")
