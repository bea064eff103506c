"""So many of a unit at most are awarded: places are counted among the first of each, and a share is one of all."""

import pytest

from jiangong.core.problems import Refused
from jiangong.core.rulebook import describe_rulebook
from tests.core.scoring.writing import book, shown

ENTRIES = """
entry unit group quota
1     A    x     1
2     A    x     1
3     A    y     1
4     B    y     2
5     B    y     2
6     C    x     0
"""
MARKS = "entry criterion value\n" + "\n".join(f"{n} a {100 - n}" for n in range(1, 7))


def rules(*awards, before=""):
    stage = '[[stage]]\nid = "s"\n[stage.criteria.a]\ndecimals = 0\n[stage.criteria.b]\nkind = "lot"\n[[stage.order]]\nby = "a"\n[[stage.order]]\nby = "b"'
    texts = [f'[[stage.awards]]\nid = "a{n}"\ntitle = "a{n}"\n{award}' for n, award in enumerate(awards)]
    return book('[entries.quota]\ntype = "number"\nrange = [0, 9]', before, stage, *texts)


def without(entry):
    lines = [f"{n} a {100 - n} ." if n != entry else f"{n} a . absent" for n in range(1, 7)]
    return "entry criterion value state\n" + "\n".join(lines)


def got(*awards, marks=MARKS):
    found = shown(rules(*awards), marks, "award", entries=ENTRIES)
    return {entry: award for entry, award in sorted(found.items()) if award}


def test_others_move_up_where_a_unit_has_enough():
    assert got("top = 3\ncap = 1") == {"1": "a0", "4": "a0", "6": "a0"}
    assert got("count = 2\ncap = 1", "count = 1\ncap = 1") == {"1": "a0", "4": "a0", "6": "a1"}
    assert got('top = 9\ncap = "entry.quota"') == {"1": "a0", "4": "a0", "5": "a0"}
    assert got('places = [2, 3]\ncap = 1\ncap_per = "group"') == {"3": "a0"}


def test_a_share_is_one_of_all_who_entered_whatever_a_cap_keeps():
    absent = without(6)
    assert got('share = "50%"\ncap = 1') == {"1": "a0", "4": "a0", "6": "a0"}  # half of six is three: A1, B4, C6
    assert got('share = "34%"\ncap = 1\nwhen = "a < 99"') == {
        "4": "a0"
    }  # two of six; the first of them is 1, who has 99
    assert got('share = "34%"\ncap = 1', marks=absent) == {"1": "a0", "4": "a0"}  # who is absent has entered
    assert got('share = "34%"\ncap = 1\nshare_of = "placed"', marks=absent) == {"1": "a0"}  # a third of five


def test_a_share_among_some_is_one_of_those_who_entered_of_them():
    absent = without(5)
    of_b_and_c = "among = \"entry.unit != 'A'\""
    assert got(f'share = "67%"\n{of_b_and_c}', marks=absent) == {"4": "a0", "6": "a0"}  # two thirds of 4, 5, 6
    assert got(f'share = "67%"\n{of_b_and_c}\nshare_of = "placed"', marks=absent) == {"4": "a0"}  # of 4 and 6


def test_a_prize_of_its_own_may_have_a_cap_too():
    marks = "entry criterion value\n" + "\n".join(f"{n} a {100 - n}\n{n} b {n}" for n in range(1, 7))
    by_lot = 'top = 2\nby = ["b"]\ncap = 1\namong = "entry.unit != \'C\'"'
    assert got(by_lot, marks=marks) == {"1": "a0", "4": "a0"}


def test_equals_on_the_line_of_a_unit_all_stay_unless_none_does():
    marks = "entry criterion value\n1 a 9\n2 a 9\n3 a 8\n4 a 7\n5 a 6\n6 a 5"
    assert got("top = 2\ncap = 1", marks=marks) == {"1": "a0", "2": "a0"}
    assert got('top = 2\ncap = 1\nties = "none"', marks=marks) == {"4": "a0", "6": "a0"}


def test_a_cap_is_told_in_words_and_an_award_with_one_leaves_others_for_the_next():
    made = rules("top = 3\ncap = 1", "top = 3")
    said = [line.say(lang) for clause in describe_rulebook(made) for line in clause.lines for lang in ("zh", "en")]

    assert any("第 1 到 3 名，每个单位至多 1 名" in line for line in said)
    assert any("at most 1 of each unit" in line for line in said)
    assert got("top = 3\ncap = 1", "top = 3") == {"1": "a0", "2": "a1", "3": "a1", "4": "a0", "6": "a0"}


def test_a_cap_by_a_column_is_a_whole_number():
    with pytest.raises(Refused) as refused:
        rules('top = 3\ncap = "entry.size"')
    assert "entry.size" in str(refused.value)


def test_each_event_and_field_has_units_of_its_own():
    made = book(
        '[[stage]]\nid = "s"\nwithin = "group"\n[stage.criteria.a]\ndecimals = 0\n[[stage.order]]\nby = "a"',
        '[[stage.awards]]\nid = "first"\ntitle = "first"\ntop = 2\ncap = 1',
    )
    entries = """
    event entry unit group
    x     1     A    m
    x     2     A    m
    x     3     B    m
    x     4     A    w
    y     5     A    m
    y     6     A    m
    """
    marks = "event entry value\n" + "\n".join(f"{'x' if n < 5 else 'y'} {n} {100 - n}" for n in range(1, 7))
    found = shown(made, marks, "award", entries=entries)
    assert sorted(entry for entry, award in found.items() if award) == ["1", "3", "4", "5"]
