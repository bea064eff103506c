"""Writes of the panels: seats, ties, lots of works, and who keeps the numbers of a blind event."""

from jiangong.evidence.panels.services.allotments import Handover, draw_allotment, freeze_allotment, replace_judge
from jiangong.evidence.panels.services.blinding import blind_event, change_keeper
from jiangong.evidence.panels.services.seats import (
    Nominee,
    confirm_seat,
    decline_seat,
    invite,
    nominate,
    release_seat,
    set_panel,
)
from jiangong.evidence.panels.services.ties import TieGiven, declare_tie, drop_tie, step_aside

__all__ = [
    "Handover",
    "Nominee",
    "TieGiven",
    "blind_event",
    "change_keeper",
    "confirm_seat",
    "decline_seat",
    "declare_tie",
    "draw_allotment",
    "drop_tie",
    "freeze_allotment",
    "invite",
    "nominate",
    "release_seat",
    "replace_judge",
    "set_panel",
    "step_aside",
]
