"""The one clock of the site. Everything that needs the time asks here, so that a test or a rehearsal can stop it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime

from django.utils import timezone

_stopped: ContextVar[datetime | None] = ContextVar("stopped_clock", default=None)


def now() -> datetime:
    """The time, aware, or the moment at which the clock was stopped."""
    return _stopped.get() or timezone.now()


def today() -> date:
    """The date where the site is (`TIME_ZONE`)."""
    return timezone.localdate(now())


@contextmanager
def stopped_at(moment: datetime) -> Iterator[None]:
    """Stop the clock at an aware `moment` inside the block; blocks may be nested."""
    if timezone.is_naive(moment):
        raise ValueError("a moment needs its time zone")
    token = _stopped.set(moment)
    try:
        yield
    finally:
        _stopped.reset(token)
