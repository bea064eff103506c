"""Reads of the boards: what a reveal has shown so far, and what the live board says."""

from jiangong.results.boards.selectors.live import BoardLine, board_of, boards_to_keep, stamp
from jiangong.results.boards.selectors.own import own_lines
from jiangong.results.boards.selectors.reveals import (
    Called,
    Picture,
    latest_reveal_or_none,
    picture,
    stages_to_reveal,
    step_count,
    the_reveal,
    whole_reveal,
)

__all__ = [
    "BoardLine",
    "Called",
    "Picture",
    "board_of",
    "boards_to_keep",
    "latest_reveal_or_none",
    "own_lines",
    "picture",
    "stages_to_reveal",
    "stamp",
    "step_count",
    "the_reveal",
    "whole_reveal",
]
