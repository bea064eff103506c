"""Writes of the blind chain: the check-in desk, the layers, their openings."""

from jiangong.evidence.blind.services.arrivals import Newcomer, note_arrival, note_rest_absent, swap_entrant
from jiangong.evidence.blind.services.layers import draw_layer, freeze_layer, note_reading
from jiangong.evidence.blind.services.openings import sign_opening
from jiangong.evidence.blind.services.setting import (
    add_witness,
    hand_over_layer,
    leave_chain,
    remove_witness,
    set_chain,
    start_over,
)

__all__ = [
    "Newcomer",
    "add_witness",
    "draw_layer",
    "freeze_layer",
    "hand_over_layer",
    "leave_chain",
    "note_arrival",
    "note_reading",
    "note_rest_absent",
    "remove_witness",
    "set_chain",
    "sign_opening",
    "start_over",
    "swap_entrant",
]
