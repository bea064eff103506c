"""Works are dealt evenly, with overlap, never to a recused judge, and the same way by whoever repeats it."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from jiangong.evidence.panels.dealing import dealt, overlap

NOBODY: dict[str, set[str]] = {}


def names(letter, count):
    return [f"{letter}{at:02d}" for at in range(1, count + 1)]


@given(st.integers(2, 40), st.integers(2, 9), st.data())
def test_everybody_gets_nearly_as_much_and_every_work_as_many_judges(works, judges, data):
    each = data.draw(st.integers(1, judges))

    lines = dealt(names("W", works), names("J", judges), each=each, common=0, barred=NOBODY)

    assert [len(codes) for _work, codes in lines] == [each] * works
    loads = Counter(code for _work, codes in lines for code in codes)
    assert max(loads.values()) - min(loads.get(code, 0) for code in names("J", judges)) <= 1


@given(st.integers(4, 30), st.integers(2, 8), st.data())
def test_a_recused_judge_gets_nothing_and_the_others_stand_in(works, judges, data):
    barred = {code: {data.draw(st.sampled_from(names("W", works)))} for code in names("J", judges)[:-1]}

    lines = dealt(names("W", works), names("J", judges), each=2, common=1, barred=barred)

    assert [work for work, codes in lines if any(work in barred.get(code, ()) for code in codes)] == []


@given(st.integers(3, 30), st.integers(3, 8))
def test_with_one_work_for_all_everybody_can_be_compared(works, judges):
    lines = dealt(names("W", works), names("J", judges), each=1, common=1, barred=NOBODY)

    assert lines[0][1] == names("J", judges)
    assert overlap(lines).is_connected


def test_one_judge_a_work_parts_everybody_from_everybody():
    lines = dealt(names("W", 6), names("J", 3), each=1, common=0, barred=NOBODY)

    assert overlap(lines).groups == (("J01",), ("J02",), ("J03",))
    assert overlap(lines).loads == (("J01", 2), ("J02", 2), ("J03", 2))


def test_two_judges_a_work_join_four_judges_by_four_works():
    """By hand: 12, 34, then 13 (1 met nobody else yet), 24."""
    lines = dealt(names("W", 4), names("J", 4), each=2, common=0, barred=NOBODY)

    assert [codes for _work, codes in lines] == [["J01", "J02"], ["J03", "J04"], ["J01", "J03"], ["J02", "J04"]]
    assert overlap(lines).is_connected


def test_two_works_leave_two_pairs_apart():
    lines = dealt(names("W", 2), names("J", 4), each=2, common=0, barred=NOBODY)

    assert not overlap(lines).is_connected
    assert overlap([]).is_connected
