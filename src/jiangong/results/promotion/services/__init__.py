"""Writes of going on: links are set, seats filled and moved, answers taken."""

from jiangong.results.promotion.services.answers import answer_seat, answer_seat_by_slip, call_substitutes
from jiangong.results.promotion.services.late import decide_late_seat, release_observed
from jiangong.results.promotion.services.links import LinkGiven, fill_link, remove_link, set_link
from jiangong.results.promotion.services.seats import apply_changes

__all__ = [
    "LinkGiven",
    "answer_seat",
    "answer_seat_by_slip",
    "apply_changes",
    "call_substitutes",
    "decide_late_seat",
    "fill_link",
    "release_observed",
    "remove_link",
    "set_link",
]
