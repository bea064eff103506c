"""Places counted separately: by a column of the entries, and by a number of an earlier stage."""

import pytest

from jiangong.core.problems import Refused, Text
from jiangong.core.rulebook import check_rulebook, describe_rulebook, division_words
from jiangong.core.scoring import by_division, division_key, divisions_of, explain_outcome
from tests.core.rulebook.writing import said
from tests.core.scoring.writing import HEAD, book, outcome, told

HEATS = """
[[stage]]
id = "heats"
title = { zh = "预赛", en = "Heats" }
[stage.criteria.mark]
decimals = 0
[stage.scores.pool]
title = { zh = "名次组", en = "Pool" }
formula = "if(rank_high(mark) <= 3, 1, 2)"
[[stage.order]]
by = "mark"
"""
FINALS = """
[[stage]]
id = "finals"
title = { zh = "决赛", en = "Finals" }
within = "heats.pool"
[stage.criteria.mark]
title = { zh = "得分", en = "Mark" }
decimals = 0
missing = "none"
[stage.criteria.lap]
by = ["item"]
decimals = 0
missing = "none"
steps = [{ formula = "rank_high(value)" }, { over = "item", take = "sum" }]
[stage.scores.own_rank]
formula = "rank_high(mark)"
[[stage.order]]
by = "mark"
[[stage.go_on]]
top = 1
[[stage.awards]]
id = "first"
title = "first"
count = 1
"""
MARKS = """
stage entry criterion item value
heats A mark . 90
heats B mark . 80
heats C mark . 70
heats D mark . 60
heats E mark . 50
finals A mark . 10
finals B mark . 30
finals C mark . 20
finals D mark . 98
finals E mark . 98
finals A lap one 5
finals B lap one 6
finals D lap one 9
finals E lap one 7
"""


def pools(finals=FINALS):
    """Three of five make up the first pool; the second begins its own count."""
    return book(HEATS, finals)


def test_each_pool_has_a_first_place_an_award_and_somebody_who_goes_on():
    found = told(pools(), MARKS, "stage", "entry", "place", "goes_on", "award")

    assert found[5:] == [
        "finals B 1 1 first",
        "finals D 1 1 first",  # D and E share the first place of the second pool
        "finals E 1 1 first",
        "finals C 2 0 .",
        "finals A 3 0 .",
    ]


def test_ranks_in_formulas_are_counted_within_the_pool_too_and_on_each_item():
    found = told(pools(), MARKS, "stage", "entry", "score:own_rank", "score:lap")

    # on lap one: B before A in the first pool; D before E in the second, whatever the first pool did
    assert found[5:] == ["finals B 1 1", "finals D 1 1", "finals E 1 2", "finals C 2 .", "finals A 3 2"]


def test_a_pool_may_be_a_place():
    rules = pools(FINALS.replace("heats.pool", "heats.place"))

    assert told(rules, MARKS, "stage", "place")[5:] == ["finals 1"] * 5


def test_those_without_the_number_are_placed_among_themselves():
    some = HEATS.replace('formula = "if(rank_high(mark) <= 3, 1, 2)"', 'formula = "if(mark > 60, 1, none)"')
    rules = book(some, FINALS)
    settled = outcome(rules, MARKS)

    places = {row["entry"]: row["place"] for row in settled.rows() if row["stage"] == "finals"}
    assert places == {"B": "1", "C": "2", "A": "3", "D": "1", "E": "1"}
    assert divisions_of(settled)["", "finals", "D"] == ""
    assert explain_outcome(settled, "D").answer.en == "Mark 98: place 1 (shared)."
    assert [division for row, division in by_division(settled) if row["stage"] == "finals"] == ["1", "1", "1", "", ""]


def test_a_number_of_the_team_places_its_members_apart():
    teams = """
    [[stage]]
    id = "crews"
    entrants = "teams"
    [stage.scores.sum]
    from = "heats.mark"
    steps = [{ over = "member", take = "sum" }]
    [stage.scores.league]
    formula = "if(sum >= 100, 1, 2)"
    [[stage.order]]
    by = "sum"
    """
    rules = book(HEATS, teams, FINALS.replace("heats.pool", "crews.league"))
    entries = "entry team\nA x\nB y\nC x\nD z\nE z"

    # x has 160, z 110, y 80: B alone is of the second league
    found = told(rules, MARKS, "stage", "entry", "place", entries=entries)
    assert [line for line in found if "finals" in line] == [
        *("finals B 1", "finals D 1", "finals E 1", "finals C 3", "finals A 4"),
    ]


def test_explaining_names_the_pool_and_compares_within_it():
    settled = outcome(pools(), MARKS)

    explained = explain_outcome(settled, "C")
    assert explained.answer.zh == "得分 20，在“预赛的名次组 1”中第 2 名。"
    assert explained.answer.en == "Mark 20: place 2 within Heats: Pool 1."
    (order,) = [step for step in explained.steps if step.kind == "order"]
    assert [row[1].text.en for row in order.rows] == ["B", "C", "A"]


def test_describing_says_by_what_places_are_separate():
    assert "Places are counted separately within each Heats: Pool." in [
        line.en for clause in describe_rulebook(pools()) for line in clause.lines
    ]


def test_single_places_are_asked_of_each_pool_alone():
    rules = pools(FINALS.replace('within = "heats.pool"', 'within = "heats.pool"\nplaces = "single"'))

    with pytest.raises(Refused) as refused:
        outcome(rules, MARKS)
    (problem,) = refused.value.problems
    assert problem.found.en == "D, E equal in every key (place 1)"  # B, the first of the other pool, is none of them


@pytest.mark.parametrize(
    ("within", "told_of"),
    [
        ("heats.nothing", "the name heats.nothing"),
        ("finals.own_rank", "finals.own_rank, of a stage that does not come before this one"),
        ("heats.root", "heats.root"),
        ("heats.third", "heats.third"),
        ("heats.each", "heats.each, which is still separate by source"),
        ("entry.group", "entry.group"),
        ("item.group", "item.group"),
    ],
)
def test_what_cannot_separate_places(within, told_of):
    more = """
    [stage.criteria.each]
    by = ["source"]
    decimals = 0
    [stage.scores.root]
    formula = "sqrt(mark)"
    hidden = true
    [stage.scores.third]
    formula = "mark / 3"
    hidden = true
    [[stage.order]]
    """
    text = HEAD + HEATS.replace("[[stage.order]]", more, 1) + FINALS.replace("heats.pool", within)

    problems = check_rulebook(text)
    assert [p.found.en for p in problems if p.column == "stage.within"] == [told_of]


def test_a_mistake_of_the_number_itself_is_told_once():
    text = HEAD + HEATS.replace("rank_high(mark) <= 3", "nobody <= 3") + FINALS

    problems = check_rulebook(text)
    assert [p.found.en for p in problems if p.level == "error"] == ["the name nobody"]


def test_a_hidden_number_that_places_are_separate_by_is_no_unused_one():
    text = HEAD + HEATS.replace('title = { zh = "名次组", en = "Pool" }', "hidden = true") + FINALS

    problems = check_rulebook(text)
    assert not [said(p) for p in problems if "pool" in p.found.en]


def test_divisions_by_a_column_stand_together_in_the_order_people_say():
    rules = book(
        "[entries.big]\ntype = 'yes_no'\n[entries.level]\ntype = 'number'\ndecimals = 1",
        *(
            f'[[stage]]\nid = "{name}"\nwithin = "{name}"\n[stage.criteria.m]\ndecimals = 0\n[[stage.order]]\nby = "m"'
            for name in ("group", "big", "level")
        ),
    )
    entries = "entry group big level\np 乙组 yes 2.5\nq 甲组 no 10\nr 甲组 no 2.5\ns . yes 10"
    marks = "stage entry value\n" + "\n".join(
        f"{stage} {entry} {n}" for stage in ("group", "big", "level") for n, entry in enumerate("pqrs")
    )
    settled = outcome(rules, marks, entries=entries)

    found = [(row["stage"], row["entry"], row["place"], division) for row, division in by_division(settled)]
    assert found == [
        ("group", "r", "1", "甲组"), ("group", "q", "2", "甲组"), ("group", "p", "1", "乙组"), ("group", "s", "1", ""),
        ("big", "r", "1", "否"), ("big", "q", "2", "否"), ("big", "s", "1", "是"), ("big", "p", "2", "是"),
        ("level", "r", "1", "2.5"), ("level", "p", "2", "2.5"), ("level", "s", "1", "10.0"), ("level", "q", "2", "10.0"),
    ]  # fmt: skip
    assert explain_outcome(settled, "p", stage="group").answer.zh.endswith("，在“乙组”中第 1 名。")
    assert explain_outcome(settled, "p", stage="big").answer.en.endswith("place 2 within big yes.")
    assert explain_outcome(settled, "r", stage="big").answer.en.endswith("place 1 within big no.")
    assert explain_outcome(settled, "p", stage="level").answer.en.endswith("place 2 within level 2.5.")


def test_who_has_no_division_is_said_to_have_none_and_a_stage_without_any_says_nothing():
    by_pool = pools().stage("finals")

    assert division_words(pools(), by_pool, "").en == "no Heats: Pool"
    assert division_words(pools(), by_pool, "2").zh == "预赛的名次组 2"
    assert division_words(pools(), pools().stage("heats"), "") == Text()


def test_a_stage_without_divisions_keeps_its_order_and_has_none():
    one = book('[[stage]]\nid = "s"\n[stage.criteria.m]\ndecimals = 0\n[[stage.order]]\nby = "m"')
    settled = outcome(one, "entry value\na 1\nb 2")

    assert by_division(settled) == [(row, "") for row in settled.rows()]
    assert divisions_of(settled) == {}


def test_divisions_are_sorted_as_they_are_said():
    said_so = [
        "第1组",
        "第2组",
        "第10组",
        "一组",
        "二组",
        "十组",
        "特大",
        "大型",
        "中型",
        "小型",
        "甲组",
        "乙组",
        "癸组",
        "A",
        "B",
        "",
    ]

    assert sorted(["乙组", "癸组", "甲组"], key=division_key) == ["甲组", "乙组", "癸组"]
    assert sorted(["第10组", "第2组", "第1组"], key=division_key) == said_so[:3]
    assert sorted(["十组", "二组", "一组"], key=division_key) == said_so[3:6]
    assert sorted(["小型", "大型", "特大", "中型"], key=division_key) == said_so[6:10]
    assert sorted(["", "B", "A"], key=division_key) == said_so[-3:]
