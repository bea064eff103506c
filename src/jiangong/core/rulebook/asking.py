"""How a judge is asked for marks: the words of the levels, how a mark is given, how far judges may differ. No arithmetic
of the results reads any of it; it is part of the rules all the same."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from jiangong.core.problems import NO_TEXT, Text
from jiangong.core.quantities import plain
from jiangong.core.rulebook.positions import Path
from jiangong.core.rulebook.reading import Reader, require


@dataclass(frozen=True, slots=True)
class Level:
    """What a value, or a span of values, stands for in words."""

    low: Fraction
    high: Fraction
    title: Text
    text: Text = NO_TEXT


LATER = {"later": True}
"""Marks a field that came after rulebooks had been adopted: where nothing is said, the hash of the rules stays as it was."""
DERIVED = {"derived": True}
"""Marks a field that follows from the others, and so says nothing of its own."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How one mark of a criterion is given: typed, counted by tapping or chosen; with which words; how far judges may differ."""

    entered: str = ""
    levels: tuple[Level, ...] = ()
    spread: Fraction | None = None


@dataclass(frozen=True, slots=True)
class SheetRules:
    """How the sheet of a stage is filled in: who else enters or confirms it, whether the judge sees the sum, and in what time."""

    second: str = "none"
    running_total: bool = False
    work_minutes: int | None = field(default=None, metadata=LATER)
    seal_minutes: int | None = field(default=None, metadata=LATER)


AS_USUAL = Asked()
PLAIN_SHEET = SheetRules()


def built_sheet(read: dict[str, Any]) -> SheetRules:
    """What a stage says of its sheet."""
    minutes = (read.get(name) for name in ("work_minutes", "seal_minutes"))
    return SheetRules(read.get("second", "none"), read.get("running_total", False), *minutes)


def built_asked(reader: Reader, read: dict[str, Any], by: tuple[str, ...], path: Path) -> Asked:
    """What a criterion says of how it is asked; problems where the parts do not belong together."""
    levels = tuple(
        _level(level)
        for position, level in enumerate(read.get("levels", []))
        if require(reader, "level", level, (*path, "levels", position))
    )
    asked = Asked(read.get("entered", ""), levels, read.get("spread"))
    _check_levels(reader, asked, (*path, "levels"))
    if asked.spread is not None and ("source" not in by or asked.spread < 0):
        expected = Text("不小于 0 的数，而且 by 里有 source", "a number, 0 or more, with source in `by`")
        reader.problem((*path, "spread"), Text(plain(asked.spread), plain(asked.spread)), expected)
    _check_way(reader, read, asked, path)
    return asked


def _level(read: dict[str, Any]) -> Level:
    return Level(read["from"], read.get("to", read["from"]), read["title"], read.get("text", NO_TEXT))


def _check_levels(reader: Reader, asked: Asked, path: Path) -> None:
    """Levels stand apart, each from low to high."""
    for position, level in enumerate(asked.levels):
        clash = next((o for o in asked.levels[:position] if o.low <= level.high and level.low <= o.high), None)
        if level.low > level.high or clash is not None:
            said = f"{plain(level.low)}–{plain(level.high)}"
            expected = Text("从低到高、互不重叠的各档", "levels from low to high that do not overlap")
            reader.problem((*path, position), Text(said, said), expected)


def _check_way(reader: Reader, read: dict[str, Any], asked: Asked, path: Path) -> None:
    """Something to choose from, or something that can be counted."""
    if asked.entered == "choice" and not asked.levels and "values" not in read:
        expected = Text("同时写 levels 或 values", "levels or values beside it")
        reader.problem((*path, "entered"), Text("choice", "choice"), expected)
    if asked.entered == "count" and (read.get("decimals", 0) or read.get("step", Fraction(1)).denominator != 1):
        expected = Text("decimals = 0：数的是次数", "decimals = 0: occurrences are counted")
        reader.problem((*path, "entered"), Text("count", "count"), expected)
