"""Every mistake in a table of marks is told with its row and column, in both languages."""
# ruff: noqa: E501 - a sentence that is compared stands on one line

from dataclasses import replace
from functools import cache

import pytest

from jiangong.core.problems import Refused
from tests.core.scoring.writing import book, keys, stage, standings

TWO = """
[[stage]]
id = "heat"
[stage.criteria.theory]
title = { zh = "理论", en = "Theory" }
decimals = 1
range = [0, 100]
[stage.criteria.dive]
title = { zh = "动作", en = "Dive" }
by = ["item", "attempt", "source"]
items = ["p1", "p2"]
decimals = 2
step = "0.25"
range = [0, 10]
missing = "none"
steps = [{ over = ["item", "attempt", "source"], take = "sum" }]
"""
RULES = book(TWO, keys("theory"))
HEAD = "stage entry criterion item attempt source value state\n"
FINE = "heat x theory . . . 80.5 .\nheat x dive p1 1 j1 7.25 .\n"


def refused(row, lang="en", rules=RULES, **tables):
    """The sentences about one row more, which stands in line 4."""
    return [problem.sentence(lang) for problem in problems_of(row, rules, **tables)]


@cache
def problems_of(rows, rules=RULES, **tables):
    """What is wrong with rows that stand from line 4 on."""
    with pytest.raises(Refused) as told:
        standings(rules, HEAD + FINE + rows, **tables)
    return told.value.problems


MISTAKES = [
    ("haet y theory . . . 80 .", 'm:4:stage: found "haet" (did you mean heat?), expected one of heat', "m:4:stage: “haet”（是不是“heat”？）；应为：其中之一：heat"),
    ("heat y theorie . . . 80 .", 'm:4:criterion: found "theorie" (did you mean theory?), expected one of theory, dive', "m:4:criterion: “theorie”（是不是“theory”？）；应为：其中之一：theory（理论）、dive（动作）"),
    ("heat . theory . . . 80 .", "m:4:entry: found nothing, expected some text; where there is no value, a state such as absent", "m:4:entry: 空的；应为：填上内容；没有数值时写状态，如 absent"),
    ("heat y theory . . . . abset", 'm:4:state: found "abset" (did you mean absent?), expected one of absent, withdrawn, disqualified, not_marked; another state is first written in the rules, [states.CODE]', "m:4:state: “abset”（是不是“absent”？）；应为：其中之一：absent（缺考）、withdrawn（弃权）、disqualified（取消资格）、not_marked（未评分）；别的状态先在规则里写 [states.代码]"),
    ("heat y theory . . . . .", "m:4:value: found nothing, expected some text; where there is no value, a state such as absent", "m:4:value: 空的；应为：填上内容；没有数值时写状态，如 absent"),
    ("heat y theory . . . 8O .", 'm:4:value: found "8O", expected a plain decimal, e.g. 85.5; a state goes into the column state', "m:4:value: “8O”；应为：一个小数，如 85.5；没有数值时在状态(state)列写状态"),
    ("heat y theory . . . 1e2 .", 'm:4:value: found "1e2", expected a decimal written in full', None),
    ("heat y theory . . . 80.55 .", 'm:4:value: found "80.55", expected Theory: 0 to 100, at most 1 decimals', "m:4:value: “80.55”；应为：理论：0 到 100，至多 1 位小数"),
    ("heat y theory . . . 100.1 .", 'm:4:value: found "100.1", expected Theory: 0 to 100, at most 1 decimals', None),
    ("heat y theory . . . -1 .", 'm:4:value: found "-1", expected Theory: 0 to 100, at most 1 decimals', None),
    ("heat y theory . . . 12345678901234567 .", 'm:4:value: found "12345678901234567", expected Theory: 0 to 100, at most 1 decimals', None),
    ("heat x dive p1 1 j2 7.3 .", 'm:4:value: found "7.3", expected Dive: 0 to 10, at most 2 decimals, in steps of 0.25', "m:4:value: “7.3”；应为：动作：0 到 10，至多 2 位小数，0.25 的整数倍"),
    ("heat x dive . 1 j2 7 .", "m:4:item: found nothing, expected some text: the rules tell rows apart by it", "m:4:item: 空的；应为：填上内容，规则按它分开"),
    ("heat x dive p1 . j2 7 .", "m:4:attempt: found nothing, expected some text: the rules tell rows apart by it", None),
    ("heat x dive p1 1 . 7 .", "m:4:source: found nothing, expected some text: the rules tell rows apart by it", None),
    ("heat y theory p1 . . 80 .", 'm:4:item: found "p1", expected nothing: the rules do not tell rows apart by it', "m:4:item: “p1”；应为：空着：规则没有按它分开"),
    ("heat y theory . 1 . 80 .", 'm:4:attempt: found "1", expected nothing: the rules do not tell rows apart by it', None),
    ("heat x dive p1 1.5 j2 7 .", 'm:4:attempt: found "1.5", expected a whole number, e.g. 1', "m:4:attempt: “1.5”；应为：整数，如 1"),
    ("heat x dive p3 1 j2 7 .", 'm:4:item: found "p3", expected one of p1, p2', None),
]  # fmt: skip


@pytest.mark.parametrize(("row", "en", "zh"), MISTAKES)
def test_a_mistake_is_told(row, en, zh):
    together = problems_of("\n".join(row for row, _, _ in MISTAKES))
    own = [
        replace(problem, row=4) for problem in together if problem.row == 4 + [row for row, _, _ in MISTAKES].index(row)
    ]

    assert [problem.sentence("en") for problem in own] == [en]
    if zh:
        assert [problem.sentence("zh") for problem in own] == [zh]


@pytest.mark.parametrize(
    ("row", "en", "zh"),
    [
        ("heat x dive p1 1 j1 7.25 .", "m:4:entry: found heat x dive p1 1 j1 2 times, expected one row for each", "m:4:entry: heat x dive p1 1 j1 出现 2 次；应为：同一项只有一行"),
        ("heat x theory . . j2 80.5 .", "m:4:entry: found heat x theory 2 times, expected one row for each", None),
    ],
)  # fmt: skip
def test_a_row_that_is_there_already_is_told(row, en, zh):
    assert refused(row) == [en]
    if zh:
        assert refused(row, "zh") == [zh]


def test_who_observed_may_be_recorded_where_it_tells_nothing_apart():
    rows = standings(RULES, HEAD + FINE + "heat y theory . . j9 70 .")

    assert [row["entry"] for row in rows] == ["x", "y"]


def test_a_state_may_leave_out_item_attempt_and_source_and_be_written_in_words():
    rows = standings(RULES, HEAD + FINE + "heat y dive . . . . 缺考\nheat z theory . . . . withdrawn")

    assert [(row["entry"], row["state"]) for row in rows] == [("x", ""), ("y", "absent"), ("z", "withdrawn")]


def test_an_entry_or_an_item_that_is_not_listed_is_told():
    rules = book(
        '[items.weight]\ntype = "number"\nrange = [0, 9]\n' + TWO.replace('items = ["p1", "p2"]', ""), keys("theory")
    )

    assert refused("heat y theory . . . 80 .", entries="entry\nx") == [
        'm:4:entry: found "y", expected an entry of the entries table'
    ]
    assert refused("heat x dive p7 1 j1 7 .", rules=rules, items="item weight\np1 1") == [
        'm:4:item: found "p7", expected an item of the items table'
    ]


def test_every_mistake_is_told_at_once_in_the_order_of_rows():
    found = refused("heat y theory . . . 101 .\nheat z theory . . . x .\nfinal z theory . . . 1 .")

    assert [sentence.split(":")[1:3] for sentence in found] == [["4", "value"], ["5", "value"], ["6", "stage"]]


def test_a_criterion_that_nobody_marked_is_told():
    rules = stage(
        '[stage.criteria.a]\ntitle = { zh = "甲", en = "A" }\n[stage.criteria.b]\ntitle = { zh = "乙", en = "B" }\n[stage.criteria.c]\nmissing = "none"',
        "a",
    )
    with pytest.raises(Refused) as told:
        standings(rules, "entry criterion value\nx a 1")

    (problem,) = told.value.problems
    assert problem.sentence("en") == "m:criterion: found no row of b, expected marks for every criterion"
    assert problem.sentence("zh") == "m:criterion: b（乙）一行也没有；应为：每个评分项都有评分"


def test_a_third_side_of_a_match_is_told():
    rules = stage(
        '[stage.criteria.g]\nkind = "match"\nby = ["item"]\nsteps = [{ formula = "value - opponent" }, { over = "item", take = "sum" }]',
        "g",
    )
    with pytest.raises(Refused) as told:
        standings(rules, "entry item value\na m1 1\nb m1 2\nc m1 3")

    (problem,) = told.value.problems
    assert problem.sentence("en") == "m:4:entry: found 3 sides (a b c) in m1, expected the two sides of a match"
    assert problem.sentence("zh") == "m:4:entry: m1 有 3 方 (a b c)；应为：对阵的两方"


@pytest.mark.parametrize(
    ("head", "sentences"),
    [
        ("entry valu", ["m:1:valu: found the unknown column valu (did you mean value?), expected one of event, stage, entry, criterion, item, attempt, source, value, state",
                        "m:1:value: found no column value, expected a column value"]),
        ("value state", ["m:1:entry: found no column entry, expected a column entry"]),
    ],
)  # fmt: skip
def test_a_column_too_many_or_too_few_is_told(head, sentences):
    with pytest.raises(Refused) as told:
        standings(stage("[stage.criteria.a]", "a"), f"{head}\nx 1")

    assert [problem.sentence("en") for problem in told.value.problems] == sentences


def test_stage_and_criterion_must_be_said_where_there_are_several():
    with pytest.raises(Refused) as told:
        standings(book(TWO, keys("theory"), '[[stage]]\nid = "final"\nlike = "heat"'), "entry value\nx 1")

    assert [problem.sentence("en") for problem in told.value.problems] == [
        "m:1:stage: found no column stage, expected a column stage", "m:1:criterion: found no column criterion, expected a column criterion",
    ]  # fmt: skip


def test_a_value_that_must_be_whole_is_said_to_be():
    with pytest.raises(Refused) as told:
        standings(stage("[stage.criteria.a]\ndecimals = 0\nrange = [0, 9]", "a"), "entry value\nx 1.5")

    assert [problem.sentence(lang) for problem in told.value.problems for lang in ("en", "zh")] == [
        'm:2:value: found "1.5", expected a: 0 to 9, a whole number', "m:2:value: “1.5”；应为：a：0 到 9，整数",
    ]  # fmt: skip


def test_a_table_of_names_without_a_row_is_refused_where_marks_are_needed():
    rules = stage("[stage.criteria.a]\ndecimals = 0", "a")

    with pytest.raises(Refused) as refusal:
        standings(rules, "entry value", entries="entry\nx")

    assert [problem.sentence("en") for problem in refusal.value.problems] == [
        "m: found no row of marks, expected at least one row below the names"
    ]
