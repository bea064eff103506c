"""Working days by the Chinese calendar: weekends, public holidays and the make-up days that are worked instead (调休).

The days come from a maintained table (docs/decisions/0019). A year that the table does not hold yet goes by Monday to Friday,
and `years_unknown` says so, because a page that counts by it must.
"""

from datetime import date, datetime, timedelta

import chinese_calendar  # type: ignore[import-untyped]
from django.utils import timezone

SATURDAY = 5
LAST_KNOWN: int = max(chinese_calendar.constants.holidays).year
FIRST_KNOWN: int = min(chinese_calendar.constants.holidays).year


def is_year_known(year: int) -> bool:
    """Whether the holidays and make-up days of a year are in the table."""
    return FIRST_KNOWN <= year <= LAST_KNOWN


def is_working_day(day: date) -> bool:
    """Whether offices work on a day."""
    if is_year_known(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY


def years_unknown(since: datetime, until: datetime) -> list[int]:
    """The years between two moments whose holidays are not known yet: whoever counts over them says so."""
    years = range(timezone.localtime(since).year, timezone.localtime(until).year + 1)
    return [year for year in years if not is_year_known(year)]


def working_days_after(moment: datetime, *, days: int) -> datetime:
    """The end (midnight, local) of the `days`-th working day after the day of an aware `moment`."""
    day = timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    left = days
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day.date())
    return day + timedelta(days=1)


def working_days_between(since: datetime, until: datetime) -> int:
    """How many working days begin after `since` and before `until`: what is left of a term, the day of `since` not counted."""
    day, last = timezone.localdate(since), timezone.localdate(until - timedelta(microseconds=1))
    count = 0
    while day < last:
        day += timedelta(days=1)
        count += is_working_day(day)
    return count
