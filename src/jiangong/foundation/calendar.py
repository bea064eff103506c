"""Working days by the Chinese calendar: weekends, public holidays and the make-up days that are worked instead (调休).

The days come from a maintained table (docs/decisions/0019), over which a person may state single days and whole years
(docs/decisions/0024). A year that neither knows goes by Monday to Friday, and `years_unknown` says so, because a page that
counts by it must.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib.metadata import version

import chinese_calendar  # type: ignore[import-untyped]
from django.utils import timezone

from jiangong.core.problems import Text
from jiangong.foundation import clock
from jiangong.foundation.models import StatedDay, StatedYear
from jiangong.foundation.words import said

SATURDAY = 5
LAST_TABLED: int = max(chinese_calendar.constants.holidays).year
FIRST_TABLED: int = min(chinese_calendar.constants.holidays).year


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day that is not what its day of the week says: off on a weekday, worked on a weekend, or stated by a person."""

    day: date
    is_working: bool
    name: str
    stated: StatedDay | None
    """what a person said; None where the table says so"""


def is_year_tabled(year: int) -> bool:
    """Whether the table holds the holidays and make-up days of a year."""
    return FIRST_TABLED <= year <= LAST_TABLED


def is_working_day(day: date, *, stated: dict[date, bool] | None = None) -> bool:
    """Whether offices work on a day. Whoever asks of many days hands over what was `stated` about them."""
    by_hand = (stated_days(day, day) if stated is None else stated).get(day)
    if by_hand is not None:
        return by_hand
    if is_year_tabled(day.year):
        return bool(chinese_calendar.is_workday(day))
    return day.weekday() < SATURDAY


def stated_days(first: date, last: date | None = None) -> dict[date, bool]:
    """What people said about the days from one on, up to another if it is given."""
    rows = StatedDay.objects.filter(day__gte=first)
    return dict((rows if last is None else rows.filter(day__lte=last)).values_list("day", "is_working"))


def stated_years() -> dict[int, StatedYear]:
    """The years that people entered in full."""
    return {row.year: row for row in StatedYear.objects.all()}


def last_known_year() -> int:
    """The last year, counted on from the table, whose holidays are known."""
    stated, year = stated_years(), LAST_TABLED
    while year + 1 in stated:
        year += 1
    return year


def years_unknown(since: datetime, until: datetime) -> list[int]:
    """The years between two moments whose holidays are not known yet: whoever counts over them says so."""
    years = range(timezone.localtime(since).year, timezone.localtime(until).year + 1)
    untabled = [year for year in years if not is_year_tabled(year)]
    if not untabled:
        return []
    stated = StatedYear.objects.filter(year__in=untabled).values_list("year", flat=True)
    return sorted(set(untabled) - set(stated))


def unknown_until(ends: Iterable[datetime | None]) -> list[int]:
    """The years whose holidays are not known yet, of those into which terms reach that end at these moments."""
    now, last = clock.now(), max((end for end in ends if end is not None), default=None)
    return [] if last is None else years_unknown(now, last - timedelta(microseconds=1))


def working_days_after(moment: datetime, *, days: int) -> datetime:
    """The end (midnight, local) of the `days`-th working day after the day of an aware `moment`."""
    day = timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    stated = stated_days(day.date())
    left = days
    while left:
        day += timedelta(days=1)
        left -= is_working_day(day.date(), stated=stated)
    return day + timedelta(days=1)


def working_days_between(since: datetime, until: datetime) -> int:
    """How many working days begin after `since` and before `until`: what is left of a term, the day of `since` not counted."""
    day, last = timezone.localdate(since), timezone.localdate(until - timedelta(microseconds=1))
    stated = stated_days(day, last)
    count = 0
    while day < last:
        day += timedelta(days=1)
        count += is_working_day(day, stated=stated)
    return count


def special_days(year: int) -> list[SpecialDay]:
    """Every day of a year that is not what its day of the week says, and every day about which a person said something."""
    stated = {row.day: row for row in StatedDay.objects.filter(day__year=year)}
    found = []
    day = date(year, 1, 1)
    while day.year == year:
        row = stated.get(day)
        if row is not None:
            found.append(SpecialDay(day, row.is_working, row.name, row))
        elif is_year_tabled(year) and bool(chinese_calendar.is_workday(day)) != (day.weekday() < SATURDAY):
            found.append(SpecialDay(day, day.weekday() >= SATURDAY, _tabled_name(day), None))
        day += timedelta(days=1)
    return found


def table_name() -> str:
    """The table and its release, as a page names its source."""
    return f"chinesecalendar {version('chinesecalendar')}"


def _tabled_name(day: date) -> str:
    """What the table calls a holiday, or the holiday that a day makes up for."""
    detail = chinese_calendar.get_holiday_detail(day)[1]
    try:
        return said(Text(chinese_calendar.Holiday(detail).chinese, str(detail))) if detail else ""
    except ValueError:
        return str(detail)
