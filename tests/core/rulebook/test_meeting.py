"""Conditions that nobody can meet are found out; what is not certain is left open."""

from fractions import Fraction

import pytest

from jiangong.core.rulebook import Reach, can_be_met, never_together, parse_condition

COLUMNS = {
    "age": Reach("number", Fraction(0), Fraction(120)),
    "years": Reach("number", Fraction(0), Fraction(80)),
    "points": Reach("number"),
    "job": Reach("text"),
    "town": Reach("text"),
    "teacher": Reach("yes_no"),
}
SORTS = {name: reach.sort for name, reach in COLUMNS.items()}

CASES = [
    ((), True),
    (("entry.age >= 18", "entry.age <= 35"), True),
    (("entry.age >= 50", "entry.age <= 35"), False),
    (("entry.age > 35", "entry.age < 36"), True),
    (("entry.age > 35 and entry.age < 35",), False),
    (("entry.age >= 121",), False),
    (("entry.age > 120",), False),
    (("entry.age < 0",), False),
    (("entry.points > 1000", "entry.points < 1001"), True),
    (("entry.points < -5",), True),
    (("-5 > entry.points", "entry.points > -5"), False),
    (("entry.points < -entry.age", "entry.points > 0"), None),
    (("entry.job = '焊工'", "entry.job = '电工'"), False),
    (("entry.job = '焊工' or entry.job = '电工'", "entry.job != '焊工'"), True),
    (("entry.job != '焊工'",), True),
    (("entry.teacher", "not entry.teacher"), False),
    (("entry.teacher", "entry.age >= 30", "entry.years <= 5"), True),
    (("if(entry.teacher, entry.age >= 60, entry.age >= 16)", "entry.age <= 20"), True),
    (("if(entry.teacher, entry.age >= 60, entry.age >= 16)", "entry.age <= 20", "entry.teacher"), False),
    (("not given(entry.age)",), False),
    (("false",), False),
    (("entry.age - entry.years >= 16",), True),
    (("entry.age - entry.years >= 16", "entry.age <= 20", "entry.years >= 10"), None),
    (("entry.age - entry.years >= 16", "entry.age <= 20", "entry.years >= 10", "entry.teacher and not entry.teacher"), False),
    (("entry.job = entry.town", "entry.job = '甲'", "entry.town = '乙'"), None),
    (("entry.age > entry.years", "entry.age = 0"), None),
]  # fmt: skip


@pytest.mark.parametrize(("conditions", "expected"), CASES)
def test_whether_anybody_could_meet_them(conditions, expected):
    assert can_be_met([parse_condition(one, SORTS) for one in conditions], COLUMNS) is expected


def test_the_conditions_at_fault_are_named():
    said = ["entry.teacher", "entry.age >= 50", "entry.years >= 1", "entry.age <= 35"]
    conditions = [parse_condition(one, SORTS) for one in said]

    assert never_together(conditions, COLUMNS) == (1, 3)
    assert never_together([*conditions, parse_condition("entry.age > 200", SORTS)], COLUMNS) == (4,)
    assert never_together(conditions[:3], COLUMNS) == ()


def test_what_would_take_too_long_is_left_open():
    conditions = [parse_condition(f"entry.age != {n}", SORTS) for n in range(80)]
    assert can_be_met(conditions, COLUMNS) is True

    conditions.append(parse_condition("entry.age + entry.years > 100", SORTS))
    assert can_be_met(conditions, COLUMNS) is None
