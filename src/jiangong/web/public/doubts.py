"""Until when somebody may doubt a result: the clock beside standings and beside the reasons for a place."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from jiangong.foundation import clock
from jiangong.foundation.calendar import working_days_between
from jiangong.results.appeals.enums import AppealKind
from jiangong.results.appeals.selectors import window_of

HOUR = 3600


@dataclass(frozen=True, slots=True)
class DoubtClock:
    """The end of the term that runs longest, and what is left of it: working days, or the hours of today."""

    closes_at: datetime
    days: int
    hours: int


def doubt_clock(publication: Any) -> DoubtClock | None:
    """The clock of a publication that stands and may still be doubted; none for one that was replaced or is out of time."""
    if publication.is_superseded:
        return None
    now = clock.now()
    windows = [window_of(publication.event, kind) for kind in (AppealKind.RESULT, AppealKind.NOTICE)]
    ends = [window.closes_at for window in windows if window is not None and window.takes(now)]
    if not ends:
        return None
    last = max(ends)
    return DoubtClock(last, working_days_between(now, last), int((last - now).total_seconds() // HOUR))
