"""Working days by the Chinese calendar, and what is said of a year that is not known yet."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from jiangong.foundation import clock
from jiangong.foundation.calendar import (
    LAST_TABLED,
    is_working_day,
    is_year_tabled,
    last_known_year,
    special_days,
    working_days_after,
    working_days_between,
    years_unknown,
)
from jiangong.foundation.models import StatedDay, StatedYear

pytestmark = pytest.mark.django_db


def said(day: date, *, is_working: bool) -> None:
    StatedDay.objects.create(
        day=day, is_working=is_working, name="示例", source="示例通知", by="user:x", by_name="甲", at=clock.now()
    )


def at(*parts: int) -> datetime:
    return timezone.make_aware(datetime(*parts))  # noqa: DTZ001 - made aware here


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2025, 10, 1), False),  # National Day, a Wednesday
        (date(2025, 10, 11), True),  # a Saturday that makes up for it
        (date(2025, 10, 12), False),  # the Sunday after
        (date(2025, 10, 13), True),
    ],
)
def test_holidays_rest_and_make_up_days_work(day, is_working):
    assert is_working_day(day) is is_working


def test_a_term_steps_over_the_holiday():
    assert working_days_after(at(2025, 9, 30, 12), days=1) == at(2025, 10, 10)
    assert working_days_after(at(2025, 9, 30, 12), days=3) == at(2025, 10, 12)
    assert working_days_between(at(2025, 9, 30, 12), at(2025, 10, 12)) == 3
    assert working_days_between(at(2025, 10, 11, 12), at(2025, 10, 12)) == 0


def test_a_year_after_the_last_goes_by_weekdays_and_says_so():
    later = LAST_TABLED + 1
    assert not is_year_tabled(later)
    days = [date(later, 3, day) for day in range(1, 15)]
    assert [is_working_day(day) for day in days] == [day.weekday() < 5 for day in days]
    assert years_unknown(at(LAST_TABLED, 12, 28), at(later, 1, 5)) == [later]
    assert years_unknown(at(LAST_TABLED, 1, 1), at(LAST_TABLED, 12, 31)) == []


def test_what_a_person_states_goes_over_the_table_and_over_weekdays():
    said(date(2025, 10, 13), is_working=False)
    said(date(2025, 10, 12), is_working=True)
    assert not is_working_day(date(2025, 10, 13)) and is_working_day(date(2025, 10, 12))
    assert working_days_after(at(2025, 10, 11, 12), days=2) == at(2025, 10, 15)
    assert working_days_between(at(2025, 10, 11, 12), at(2025, 10, 15)) == 2


def test_a_year_entered_in_full_is_known_and_one_day_of_it_is_not_enough():
    later = LAST_TABLED + 1
    said(date(later, 1, 1), is_working=False)
    assert years_unknown(at(LAST_TABLED, 12, 28), at(later, 1, 5)) == [later]
    assert last_known_year() == LAST_TABLED
    StatedYear.objects.create(year=later, source="示例通知", by="user:x", by_name="甲", at=clock.now())
    assert years_unknown(at(LAST_TABLED, 12, 28), at(later, 1, 5)) == []
    assert last_known_year() == later


def test_the_special_days_of_a_year_are_those_that_their_weekday_does_not_tell():
    found = {one.day: one for one in special_days(2025)}
    assert (found[date(2025, 10, 1)].is_working, found[date(2025, 10, 1)].name) == (False, "国庆节")
    assert found[date(2025, 10, 11)].is_working and found[date(2025, 10, 11)].stated is None
    assert date(2025, 10, 12) not in found and date(2025, 10, 13) not in found
    said(date(2025, 10, 13), is_working=False)
    assert {one.day: one for one in special_days(2025)}[date(2025, 10, 13)].stated is not None
    assert special_days(LAST_TABLED + 1) == []


def test_a_term_asks_once_however_long_it_is(django_assert_num_queries):
    with django_assert_num_queries(1):
        working_days_after(at(2025, 9, 30, 12), days=60)
    with django_assert_num_queries(1):
        working_days_between(at(2025, 1, 1), at(2025, 12, 31))
    with django_assert_num_queries(0):
        years_unknown(at(2025, 1, 1), at(2025, 12, 31))
