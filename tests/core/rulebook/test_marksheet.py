"""The sheet that a judge gets, made from the rules: what is asked, what fits, where judges differ too much."""

from fractions import Fraction

import pytest

from jiangong.core.problems import Refused
from jiangong.core.rulebook import (
    check_rulebook,
    describe_rulebook,
    differences,
    load_rulebook,
    mark_sheet_form,
    plain_answers,
    read_answer,
    rulebook_hash,
    running_total,
    slips_of,
)

HEAD = """
rulebook = 1
name = "weld"
title = { zh = "焊接", en = "Welding" }
[states.broken]
title = { zh = "试件损坏", en = "piece broken" }
effect = "fail"
[items.maximum]
type = "number"
range = [1, 100]
"""
STAGE = """
[[stage]]
id = "final"
title = { zh = "决赛", en = "Final" }
second = "again"
running_total = true
[stage.criteria.look]
title = { zh = "外观", en = "Look" }
by = ["item", "source"]
count = { source = 3 }
items = ["joint", "bead"]
range = [0, 3]
decimals = 0
spread = 1
levels = [
  { from = 0, title = { zh = "差", en = "poor" }, text = { zh = "有裂纹", en = "cracks" } },
  { from = 1, title = { zh = "中", en = "fair" } },
  { from = 2, to = 3, title = { zh = "好", en = "good" } },
]
steps = [{ over = "source", take = "sum" }, { over = "item", take = "sum" }]
[stage.criteria.holes]
title = { zh = "气孔", en = "Holes" }
range = [0, 20]
decimals = 0
entered = "count"
better = "low"
[stage.criteria.size]
title = { zh = "焊脚", en = "Leg" }
by = ["attempt"]
count = { attempt = [1, 3] }
range = [0, 20]
step = "0.5"
steps = [{ over = "attempt", take = "highest" }]
[[stage.order]]
by = "look"
[[stage.order]]
by = "size"
[[stage.order]]
by = "holes"
"""
RULES = load_rulebook(HEAD + STAGE)
FORM = mark_sheet_form(RULES, "final")
GOOD = {"look/joint/": "2", "look/bead/": "3", "holes//": "0", "size//1": "9.5"}


def test_a_sheet_asks_for_every_item_and_attempt_and_says_how():
    assert [(f.key, f.entered, f.is_judged, f.is_needed) for f in FORM.fields] == [
        ("look/joint/", "choice", True, True),
        ("look/bead/", "choice", True, True),
        ("holes//", "count", False, True),
        ("size//1", "number", False, True),
        ("size//2", "number", False, False),
        ("size//3", "number", False, False),
    ]
    assert (FORM.second, FORM.running_total, [state.code for state in FORM.states]) == ("again", True, ["broken"])
    assert FORM.fields[0].level_of(Fraction(3)).title.zh == "好"
    assert (FORM.fields[3].pace, FORM.fields[2].pace) == (Fraction(1, 2), 1)


def test_a_judge_may_be_asked_for_judgement_alone_or_measurement_alone():
    assert {s.criterion for s in mark_sheet_form(RULES, "final", measured=False).sections} == {"look"}
    assert {s.criterion for s in mark_sheet_form(RULES, "final", judged=False).sections} == {"holes", "size"}


def test_an_item_has_the_maximum_of_the_items_table():
    rules = load_rulebook(HEAD + STAGE.replace("spread = 1", 'spread = 1\nat_most = "item.maximum"'))
    form = mark_sheet_form(rules, "final", items=[{"item": "joint", "maximum": "2", "title": "接头"}, {"item": "bead"}])

    assert (form.fields[0].high, form.fields[0].title.zh, form.fields[1].high) == (2, "接头", 3)


@pytest.mark.parametrize(
    ("key", "answer", "said"),
    [
        ("look/joint/", "4", "不得高于 3"),
        ("look/joint/", "-1", "不得低于 0"),
        ("look/joint/", "1.5", "至多 0 位小数"),
        ("look/joint/", "", "还没有评"),
        ("look/joint/", "好", "“好”不是一个数"),
        ("look/joint/", "1e2", "“1e2”不是一个数"),
        ("look/joint/", "1/2", "“1/2”不是一个数"),
        ("look/joint/", "1" * 40, f"“{'1' * 20}”不是一个数"),
        ("look/joint/", "=unknown", "“=unknown”不是一个数"),
        ("size//1", "9.3", "须是 0.5 的整数倍"),
        ("look/rust/", "1", "评分表里没有这一项"),
    ],
)
def test_what_does_not_fit_is_said_before_sealing(key, answer, said):
    assert [(slip.key, slip.said.zh) for slip in slips_of(FORM, GOOD | {key: answer})] == [(key, said)]


def test_a_sheet_that_fits_is_sealed_with_numbers_written_one_way():
    answers = GOOD | {"size//1": " ９.50 ", "holes//": "=broken", "size//2": ""}

    assert slips_of(FORM, answers) == ()
    assert plain_answers(FORM, answers) == GOOD | {"holes//": "=broken"}
    assert running_total(FORM, answers) == Fraction("14.5")
    assert read_answer(FORM.fields[0], "−1").zh == "不得低于 0"


def test_judges_who_differ_by_more_than_the_rule_are_named():
    sheets = {"J1": GOOD, "J2": GOOD | {"look/joint/": "0"}, "J3": GOOD | {"look/bead/": "2", "size//1": "1"}}
    found = differences(FORM, sheets)

    assert [(d.field.key, d.width, [judge for judge, _ in d.marks]) for d in found] == [
        ("look/joint/", 2, ["J1", "J2", "J3"])
    ]
    assert found[0].said_width == "2"


def test_rules_that_say_nothing_of_it_keep_the_hash_they_had():
    """A bundle that was published before these words existed must still be recognised."""
    import tomllib
    from pathlib import Path

    text = (Path(__file__).resolve().parents[3] / "rulebooks/five_judges/rulebook.toml").read_text("utf-8")
    assert tomllib.loads(text)["name"] == "five_judges"
    plain, said = load_rulebook(text), load_rulebook(text.replace("step = 0.5", "step = 0.5\nspread = 5"))
    assert rulebook_hash(plain) == FIVE_JUDGES
    assert rulebook_hash(said) != FIVE_JUDGES


FIVE_JUDGES = "670d3048631e02efe63f0441d2d882cefb6667d41a983d6f95304c163b02a5de"


def test_the_words_of_the_sheet_stand_in_the_clauses():
    said = "\n".join(line.zh for clause in describe_rulebook(RULES) for line in clause.lines)

    for words in (
        "分档：差 0（有裂纹）、中 1、好 2 到 3",
        "相差超过 1 的",
        "另行录入一遍",
        "看得见本表合计",
        "出现一次记一次",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{ from = 1, title", "{ from = 2, title"),
        ("from = 2, to = 3", "from = 3, to = 2"),
        ("{ from = 1, title", "{ title"),
        ("spread = 1", "spread = -1"),
        ('entered = "count"', 'entered = "choice"'),
        ('better = "low"\n[stage.criteria.size]', 'better = "low"\nspread = 1\n[stage.criteria.size]'),
        ('step = "0.5"', 'step = "0.5"\nentered = "count"'),
    ],
)
def test_words_that_do_not_belong_together_are_refused(before, after):
    assert (HEAD + STAGE).count(before) == 1
    with pytest.raises(Refused):
        load_rulebook((HEAD + STAGE).replace(before, after))


def test_the_sample_has_no_warning():
    assert check_rulebook(HEAD + STAGE) == ()


def test_items_that_are_only_counted_are_numbered_and_a_maximum_that_is_no_number_is_none():
    counted = STAGE.replace('items = ["joint", "bead"]\n', "").replace(
        "count = { source = 3 }", "count = { source = 3, item = 2 }"
    )
    rules = load_rulebook(HEAD + counted)
    assert [field.key for field in mark_sheet_form(rules, "final").fields[:3]] == ["look/1/", "look/2/", "holes//"]
    listed = [{"item": "a", "stage": "final", "criterion": "look"}, {"item": "b", "criterion": "holes"}]
    assert [field.key for field in mark_sheet_form(rules, "final", items=listed).fields[:2]] == ["look/a/", "holes//"]

    above = load_rulebook(HEAD + STAGE.replace("spread = 1", 'spread = 1\nat_most = "item.maximum"'))
    form = mark_sheet_form(
        above, "final", items=[{"item": "joint", "maximum": "much"}, {"item": "bead", "maximum": ""}]
    )
    assert [field.high for field in form.fields[:2]] == [3, 3]


def test_only_listed_values_fit_where_values_are_listed():
    listed = STAGE.replace('range = [0, 20]\nstep = "0.5"', "values = [0, 5, 10]")
    form = mark_sheet_form(load_rulebook(HEAD + listed), "final")
    (slip,) = slips_of(form, GOOD | {"size//1": "7"})
    assert slip.said.zh == "只能是 0、5、10"
    assert slips_of(form, GOOD | {"size//1": "5"}) == ()


def test_a_stage_says_how_long_a_batch_has_and_until_when_its_sheets_are_sealed():
    timed = load_rulebook(HEAD + STAGE.replace("running_total = true", "work_minutes = 120\nseal_minutes = 0"))
    form = mark_sheet_form(timed, "final")
    assert (form.work_minutes, form.seal_minutes) == (120, 0)
    said = "\n".join(line.zh for clause in describe_rulebook(timed) for line in clause.lines)
    assert "一批比赛用时 120 分钟，补时另加。" in said
    assert "一批结束后 0 分钟内封存评分表，过时的标出。" in said
    assert (FORM.work_minutes, FORM.seal_minutes) == (None, None)
