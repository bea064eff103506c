"""Several sums in one: numbers that were shown never to reach into each other share the bits of one 64-bit sum."""

from __future__ import annotations

from dataclasses import dataclass

import ibis
from ibis.expr import types as ir

from jiangong.core.quantities import in_64_bits, int64

ROOM = 46
"""Bits that may be filled. Above them stay 16: an entry that is out may have more rows than the rules count, and the sum must not
run over then, whatever it says."""


@dataclass(frozen=True, slots=True)
class Lane:
    """What one criterion adds up: which rows are its own, a number of each that is 0 or more, how large the sum of an entry
    can get, and of how many rows at most (0 where nobody asks for their number).
    """

    name: str
    own: ir.BooleanValue
    value: ir.IntegerValue
    most: int
    rows: int

    @property
    def bits(self) -> int:
        """How wide the lane is: its sum, and beside it the number of its rows."""
        return self.most.bit_length() + self.rows.bit_length()


@dataclass(frozen=True, slots=True)
class Packed:
    """A sum, and the number of rows in it where it was asked for: aggregates of the marks, each a part of one sum."""

    total: ir.IntegerValue
    number: ir.IntegerValue | None


def packed(lanes: list[Lane]) -> dict[str, Packed]:
    """The sums of lanes that share one with another; what would stand alone is left to an aggregate of its own."""
    found: dict[str, Packed] = {}
    for shared in _shared(lanes):
        if sum(1 + (lane.rows > 0) for lane in shared) > 1:
            found |= _parts(shared)
    return found


def _shared(lanes: list[Lane]) -> list[list[Lane]]:
    groups: list[list[Lane]] = []
    left = 0
    for lane in (lane for lane in lanes if lane.bits <= ROOM):
        if lane.bits > left:
            groups.append([])
            left = ROOM
        groups[-1].append(lane)
        left -= lane.bits
    return groups


def _parts(lanes: list[Lane]) -> dict[str, Packed]:
    starts, at = [], 0
    for lane in lanes:
        starts.append(at)
        at += lane.bits
    rows = [(lane.own, _placed(lane, start)) for lane, start in zip(lanes, starts, strict=True)]
    word = in_64_bits(ibis.cases(*rows, else_=ibis.null("int64")).sum())
    return {lane.name: _part(word, lane, start) for lane, start in zip(lanes, starts, strict=True)}


def _placed(lane: Lane, start: int) -> ir.IntegerValue:
    value = lane.value * int64(2**start) if start else lane.value
    return value + int64(2 ** (start + lane.most.bit_length())) if lane.rows else value


def _part(word: ir.IntegerValue, lane: Lane, start: int) -> Packed:
    width = lane.most.bit_length()
    number = _cut(word, start + width, lane.rows.bit_length()) if lane.rows else None
    return Packed(_cut(word, start, width), number)


def _cut(word: ir.IntegerValue, start: int, width: int) -> ir.IntegerValue:
    moved = word >> int64(start) if start else word
    return moved & int64(2**width - 1)
