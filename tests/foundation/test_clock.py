"""One clock, which tests can stop."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from jiangong.foundation import clock
from jiangong.foundation.calendar import working_days_after

NOON = datetime(2026, 7, 24, 4, 0, tzinfo=UTC)  # Friday noon in Shanghai


def test_a_stopped_clock_stands_and_goes_on_afterwards():
    with clock.stopped_at(NOON):
        assert clock.now() == NOON
        with clock.stopped_at(NOON + timedelta(hours=1)):
            assert clock.now() == NOON + timedelta(hours=1)
        assert clock.now() == NOON

    assert abs(clock.now() - timezone.now()) < timedelta(seconds=5)


def test_the_date_is_that_of_the_place():
    with clock.stopped_at(datetime(2026, 7, 24, 17, 0, tzinfo=UTC)):
        assert clock.today() == date(2026, 7, 25)


def test_a_moment_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"), clock.stopped_at(datetime(2026, 7, 24)):
        pass


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "until"),
    [(1, datetime(2026, 7, 28)), (2, datetime(2026, 7, 29)), (5, datetime(2026, 8, 1))],
)
def test_working_days_leave_the_weekend_out_and_end_at_midnight(days: int, until: datetime):
    assert working_days_after(NOON, days=days) == timezone.make_aware(until)
