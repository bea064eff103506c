"""Figures of one entry as a person reads them: settled values, and whatever a formula read."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from jiangong.core.quantities import places_of, plain, rounded
from jiangong.core.rulebook.formula import Name
from jiangong.core.rulebook.measures import Measure
from jiangong.core.rulebook.plan import PlannedValue
from jiangong.core.rulebook.wording import titles_of
from jiangong.core.scoring.frames import NamedFrames, keys

Line = dict[str, Any]
MARK_LABELS = ("item", "attempt", "source")


class Figures:
    """Reads the frames of a stage for one entry of one event."""

    def __init__(self, frames: NamedFrames, event: str, entry: str) -> None:
        self.frames, self.store, self.event, self.entry = frames, frames.evidence.store, event, entry
        self.planned, self.stage = frames.planned, frames.planned.stage
        self.rulebook = frames.evidence.rulebook
        self.titles = titles_of(self.rulebook, self.stage)
        self.values = self._values()

    def _values(self) -> dict[str, Line]:
        """The settled line of every entry of the event: it is what neighbours are compared by."""
        table = self.frames.tables[frozenset()]
        lines = self.store.lines(table.filter(table.event == self.event))
        return {str(line["entry"]): line for line in lines}

    def figure(self, value: Any, measure: Measure, show: Fraction | None = None) -> str:
        """A raw column value as a person reads it; '' where there is none."""
        if value is None:
            return ""
        if measure.sort == "real":
            return f"{value:.6f}".rstrip("0").rstrip(".")
        exact = Fraction(int(value), measure.scale)
        if show is not None:
            exact = rounded(exact, show)
        places = places_of(show.denominator) if show is not None else places_of(measure.scale)
        if places is not None:
            return plain(exact, places)
        shortened = plain(exact, 4)
        return shortened if Fraction(shortened) == exact else f"{shortened}…"

    def value(self, name: str, entry: str | None = None) -> str:
        """A value of an entry at its declared places."""
        planned = self.planned.values[name]
        raw = self.values[entry or self.entry].get(self.frames.final(name))
        return self.figure(raw, planned.measure, self.stage.value_of(name).show)

    def differs_at(self, other: str) -> str:
        """The first key of the order in which another entry differs; '' where it differs in none."""
        for key in self.stage.order:
            column = self.frames.final(key.by)
            if self.values[other].get(column) != self.values[self.entry].get(column):
                return key.by
        return ""

    def frame_lines(self, level: frozenset[str], column: str) -> list[Line]:
        table = self.frames.tables[level]
        own = table.filter((table.event == self.event) & (table.entry.cast("string") == self.entry))
        return self.store.lines(own.select(*keys(level), column))

    def read(self, name: str) -> str:
        """What a name of a formula stood for, for this entry."""
        if name in self.planned.values and not self.planned.values[name].measure.level:
            return self.value(name) or "–"
        raw = self.values[self.entry].get(name)
        measure = self._surrounding(name)
        if raw is None or measure is None:
            return self.titles(name).say("zh")
        return self.figure(raw, measure) if measure.sort in ("number", "real") else str(raw)

    def _surrounding(self, name: str) -> Measure | None:
        for value in self.planned.values.values():
            found = _measure_in(value, name)
            if found is not None:
                return found
        return None


def _measure_in(value: PlannedValue, name: str) -> Measure | None:
    """The measure of a name as the plan typed it in a formula of a value."""
    typed = [value.formula, *(step.typed for step in value.steps)]
    waiting = [t for t in typed if t is not None]
    while waiting:
        node = waiting.pop()
        if isinstance(node.node, Name) and node.node.value == name:
            return node.measure
        waiting += node.parts
    return None


def natural(word: Any) -> tuple[int, Any]:
    """2 before 10: numbers by size, words by letters."""
    text = str(word if word is not None else "")
    return (0, int(text)) if text.isdigit() else (1, text)


def said_label(label: Any) -> str:
    return "" if label is None else str(label)
