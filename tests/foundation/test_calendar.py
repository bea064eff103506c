"""Working days by the Chinese calendar, and what is said of a year that is not known yet."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from jiangong.foundation.calendar import (
    LAST_KNOWN,
    is_working_day,
    is_year_known,
    working_days_after,
    working_days_between,
    years_unknown,
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
    later = LAST_KNOWN + 1
    assert not is_year_known(later)
    days = [date(later, 3, day) for day in range(1, 15)]
    assert [is_working_day(day) for day in days] == [day.weekday() < 5 for day in days]
    assert years_unknown(at(LAST_KNOWN, 12, 28), at(later, 1, 5)) == [later]
    assert years_unknown(at(LAST_KNOWN, 1, 1), at(LAST_KNOWN, 12, 31)) == []
