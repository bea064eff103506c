"""`explain` and `compare`: why an entry stands where it stands, and whose result would change."""

import json

from tests.cli.conftest import MARKS, RULEBOOK, csv

GIVEN = (".", "marks.csv", "--entries", "entries.csv")


def test_an_entry_is_told_why_it_stands_there(jiangong):
    english = jiangong("explain", ".", "marks.csv", "A02", "--entries", "entries.csv")
    chinese = jiangong("explain", ".", "marks.csv", "A02", "--entries", "entries.csv", "--lang", "zh")

    assert (english.status, chinese.status) == (0, 0)
    assert "94.5" in english.out and "Practice" in english.out
    assert "94.5" in chinese.out and "实操" in chinese.out


def test_an_explanation_as_json_holds_every_step(jiangong):
    told = json.loads(jiangong("explain", ".", "marks.csv", "A01", "--stage", "final", "--json").out)

    assert (told["entry"], told["place"], told["score"]) == ("A01", "2", "83.35")
    assert [step["number"] for step in told["steps"]] == [str(n) for n in range(1, len(told["steps"]) + 1)]
    assert {"title", "rule", "head", "rows", "arithmetic", "result"} <= set(told["steps"][0])


def test_an_entry_that_does_not_stand_there_is_refused(jiangong):
    for more in (["A09"], ["A09", "--stage", "final"], ["A01", "--event", "x"]):
        ended = jiangong("explain", ".", "marks.csv", *more)

        assert (ended.status, ended.out) == (1, "")
        assert ended.lines[0].startswith("marks.csv:entry: found no entry A0")


def test_a_stage_that_the_rules_do_not_have_is_named_with_those_they_have(jiangong):
    ended = jiangong("explain", ".", "marks.csv", "A01", "--stage", "finla", "--lang", "zh")

    assert ended.status == 1
    assert "没有阶段 finla（是不是“final”？）；应为：其中之一：final" in ended.lines[0]


def test_other_marks_list_whose_result_changes(jiangong, folder):
    rows = [[*row[:3], "100" if row[:2] == ["A01", "practice"] else row[3], row[4]] for row in MARKS]
    (folder / "after.csv").write_text(csv(rows), encoding="utf-8")

    changes = json.loads(jiangong("compare", *GIVEN, "--marks", "after.csv", "--json").out)

    assert {(c["entry"], c["kind"], c["before"], c["after"]) for c in changes} >= {
        ("A01", "place", "2", "1"), ("A02", "place", "1", "2"), ("A01", "score", "83.35", "97.00"),
        ("A01", "award", "", "first"), ("A02", "award", "first", ""),
    }  # fmt: skip


def test_other_rules_list_whose_result_changes(jiangong, folder):
    text = RULEBOOK.replace('theory = "30%", practice = "70%"', 'theory = "80%", practice = "20%"')
    (folder / "after.toml").write_text(text, encoding="utf-8")

    ended = jiangong("compare", *GIVEN, "--rules", "after.toml", "--lang", "zh")

    assert ended.status == 0
    assert "名次" in ended.out and "A01" in ended.out


def test_the_same_rules_change_nothing(jiangong):
    assert jiangong("compare", *GIVEN, "--rules", "rulebook.toml").out == "no change\n"
    assert jiangong("compare", *GIVEN, "--rules", "rulebook.toml", "--lang", "zh").out == "没有变化\n"
