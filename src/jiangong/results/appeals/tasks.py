"""Work that a timer does for the results: reminders of appeals, seats that lapse."""

from jiangong.results.appeals.services import remind_of_appeals
from jiangong.results.promotion.services import call_substitutes


def watch_clocks() -> tuple[int, int]:
    """Remind of appeals and let seats lapse that nobody confirmed; how many of each."""
    return remind_of_appeals(), call_substitutes()
