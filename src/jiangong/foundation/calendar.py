"""Working days. For now Monday to Friday; public holidays and make-up days come with the appeal clock."""

from datetime import datetime, timedelta

from django.utils import timezone

SATURDAY = 5


def working_days_after(moment: datetime, *, days: int) -> datetime:
    """The end (midnight, local) of the `days`-th working day after the day of an aware `moment`."""
    day = timezone.localtime(moment).replace(hour=0, minute=0, second=0, microsecond=0)
    left = days
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < SATURDAY
    return day + timedelta(days=1)
