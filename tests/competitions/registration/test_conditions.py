"""Conditions of entering that nobody can meet are refused where they are set, and names are spelled one way."""

import pytest

from jiangong.competitions.registration.conditions import may_be_met_by_nobody
from jiangong.competitions.registration.models import Registration, RegistrationWindow
from jiangong.competitions.registration.services import register
from jiangong.core.problems import Refused
from jiangong.foundation.refusals import Declined
from tests.factories import a_competition, a_unit, a_window, a_worker, an_event, an_officer, entrants, the_host

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return an_officer(the_host())


@pytest.fixture
def event(officer):
    return an_event(officer, a_competition(officer, host=the_host()))


IMPOSSIBLE = [
    ({"presets": (("least_age", 50), ("most_age", 35))}, ("年满 50 周岁", "年龄不超过 35 周岁")),
    ({"presets": (("least_age", 130),)}, ("年满 130 周岁", "超出了这一项可以填的范围")),
    ({"conditions": (("entry.level <= 2", "技师以上", ""), ("entry.level >= 4", "中级工以下", ""))}, ("技师以上", "中级工以下")),
    ({"presets": (("no_teachers", None),), "conditions": (("entry.is_teacher", "只限教师", ""),)}, ("在职教师不参加", "只限教师")),
    ({"conditions": (("entry.age = 1 or entry.age = 2", "a", ""), ("entry.age = 2 or entry.age = 3", "b", ""),
                     ("entry.age = 1 or entry.age = 3", "c", ""))}, ("合在一起没有人能满足",)),
]  # fmt: skip


@pytest.mark.parametrize(("given", "words"), IMPOSSIBLE)
def test_conditions_that_nobody_can_meet_are_named_and_not_kept(event, officer, given, words):
    with pytest.raises(Declined) as declined:
        a_window(event, officer, **given)

    assert all(word in declined.value.sentence for word in words)
    assert not RegistrationWindow.objects.exists()


def test_conditions_that_somebody_can_meet_are_kept(event, officer):
    window = a_window(event, officer, presets=(("least_age", 18), ("most_age", 35), ("least_level", 3)))

    assert not may_be_met_by_nobody(window)


def test_where_nobody_was_found_and_nothing_proved_it_is_only_said(event, officer):
    rules = (
        ("entry.age - entry.years >= 16", "十六岁以后入行", ""),
        ("entry.age <= 20 and entry.years >= 10", "年轻的老手", ""),
    )
    window = a_window(event, officer, conditions=rules)

    assert may_be_met_by_nobody(window)


def test_a_name_typed_with_another_dot_is_the_same_person(event, officer):
    unit = a_unit(the_host())
    clerk = an_officer(unit)
    worker = a_worker(unit, number="A1", name="阿依古丽·买买提")
    a_window(event, officer)
    register(event, rows=entrants("阿依古丽•买买提"), by=clerk, body=unit)

    made = Registration.objects.get()
    assert (made.name, made.worker) == ("阿依古丽·买买提", worker)
    with pytest.raises(Refused) as refused:
        register(event, rows=entrants("阿依古丽.买买提"), by=clerk, body=unit)
    assert "已报名" in refused.value.problems[0].sentence("zh")


@pytest.mark.parametrize("name", ["王?", "王*芳", "=1+1", "+甲", "甲\ue000", "<b>"])
def test_what_is_no_name_is_not_registered(event, officer, name):
    unit = a_unit(the_host())
    a_window(event, officer)
    with pytest.raises(Refused) as refused:
        register(event, rows=entrants(name), by=an_officer(unit), body=unit)

    assert "生僻字可以直接输入" in refused.value.problems[0].sentence("zh")
    assert not Registration.objects.exists()
