"""Which days are worked: stated by the officers of the federation where the table of holidays does not know, or is overruled.

A term that already runs keeps its end: it was told to people when it began.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.foundation import clock
from jiangong.foundation.calendar import FIRST_TABLED, is_year_tabled
from jiangong.foundation.models import StatedDay, StatedYear
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import can_state_days, require

LONGEST = 31
"""days that are stated at once"""
AHEAD = 3
"""years ahead of today: whoever types more has mistyped"""


@dataclass(frozen=True, slots=True)
class DaysGiven:
    """Days in a row, whether they are worked, and who says so."""

    first: date
    last: date
    is_working: bool
    name: str
    source: str


@transaction.atomic
def state_days(given: DaysGiven, *, by: User) -> int:
    """Say of days in a row whether they are worked; what was said of them before is replaced. Returns how many."""
    require(can_state_days(by))
    _refuse_odd(given)
    now = clock.now()
    count = (given.last - given.first).days + 1
    said = {"is_working": given.is_working, "name": given.name.strip(), "source": given.source.strip()}
    for at in range(count):
        StatedDay.objects.update_or_create(
            day=given.first + timedelta(days=at), defaults={**said, "by": by.reference, "by_name": by.name, "at": now}
        )
    detail = {**said, "first": given.first.isoformat(), "last": given.last.isoformat()}
    record("state_days", actor=by.reference, subject="foundation.calendar", detail=detail)
    return count


def _refuse_odd(given: DaysGiven) -> None:
    if given.last < given.first:
        raise Declined(_("最后一天不能早于第一天。"))
    if (given.last - given.first).days >= LONGEST:
        raise Declined(_("一次至多写 %(n)s 天，请核对日期。") % {"n": LONGEST})
    latest = clock.today().year + AHEAD
    if given.first.year < FIRST_TABLED or given.last.year > latest:
        raise Declined(_("请写 %(first)s 年到 %(last)s 年之间的日期。") % {"first": FIRST_TABLED, "last": latest})
    if not given.name.strip() or not given.source.strip():
        raise Declined(_("请写明是什么日子，以及哪份通知这样安排。"))


@transaction.atomic
def unstate_day(day: date, *, by: User) -> None:
    """Take back what was said of a day: it is again what the table, or its day of the week, says."""
    require(can_state_days(by))
    row = StatedDay.objects.select_for_update().filter(day=day).first()
    if row is None:
        raise Declined(_("这一天没有另行规定。请刷新页面。"))
    detail = {"day": day.isoformat(), "is_working": row.is_working, "name": row.name, "source": row.source}
    row.delete()
    record("unstate_day", actor=by.reference, subject="foundation.calendar", detail=detail)


@transaction.atomic
def state_year(year: int, *, source: str, by: User) -> StatedYear:
    """Say that the holidays and make-up days of a year are entered in full: pages no longer say that it is unknown."""
    require(can_state_days(by))
    if is_year_tabled(year):
        raise Declined(_("%(year)s 年的安排已经收录，不用登记。") % {"year": year})
    if not source.strip():
        raise Declined(_("请写明依据的通知名称和文号。"))
    if not StatedDay.objects.filter(day__year=year, is_working=False).exists():
        raise Declined(_("%(year)s 年还没有写一天放假。请先按通知把放假和调休上班的日子都写上。") % {"year": year})
    row, _made = StatedYear.objects.update_or_create(
        year=year,
        defaults={"source": source.strip(), "by": by.reference, "by_name": by.name, "at": clock.now()},
    )
    detail = {"year": year, "source": row.source, "days": StatedDay.objects.filter(day__year=year).count()}
    record("state_year", actor=by.reference, subject="foundation.calendar", detail=detail)
    return row


@transaction.atomic
def unstate_year(year: int, *, by: User) -> None:
    """Say that a year is not entered in full after all."""
    require(can_state_days(by))
    if not StatedYear.objects.filter(year=year).delete()[0]:
        raise Declined(_("这一年没有登记为已写全。请刷新页面。"))
    record("unstate_year", actor=by.reference, subject="foundation.calendar", detail={"year": year})
