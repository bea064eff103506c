"""Figures of one entry as a person reads them: settled values, and whatever a formula read."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cached_property
from typing import Any

import ibis
from ibis.expr import types as ir

from jiangong.core.problems import Text
from jiangong.core.quantities import places_of, plain, rounded
from jiangong.core.rulebook.formula import FIELD_FUNCTIONS, Call, Name, Node, is_state
from jiangong.core.rulebook.measures import Measure, Typed
from jiangong.core.rulebook.plan import PlannedValue
from jiangong.core.rulebook.values import OrderKey
from jiangong.core.rulebook.wording import SAID_STATE, division_words, filled, filled_formula, state_words, titles_of
from jiangong.core.scoring.columns import formula_column
from jiangong.core.scoring.comparing import listed_values
from jiangong.core.scoring.divisions import SAID, measure_within
from jiangong.core.scoring.evidence import Evidence
from jiangong.core.scoring.explanation import same
from jiangong.core.scoring.frames import THERE, NamedFrames, named
from jiangong.core.scoring.rank import FIELD, NO_FIELD, rungs

Line = dict[str, Any]
EVENT, ENTRY = "jg~event", "jg~entry"
OWN_EVENT, OWN_ENTRY = ibis.literal(EVENT), ibis.literal(ENTRY)
"""Stand for the names of an event and an entry until a query is asked."""
MARK_LABELS = ("item", "attempt", "source")


def is_own(table: ir.Table) -> ir.BooleanValue:
    """Whether a line is of the entry that is asked about."""
    return (table.event == OWN_EVENT) & (table.entry.cast("string") == OWN_ENTRY)


class Figures:
    """Reads the frames of a stage for one entry of one event."""

    def __init__(self, frames: NamedFrames, evidence: Evidence, event: str, entry: str) -> None:
        self.frames, self.store, self.event, self.entry = frames, evidence.store, event, entry
        self.shape = evidence.shape
        self.planned, self.stage = frames.planned, frames.planned.stage
        self.rulebook = frames.evidence.rulebook
        self.titles = titles_of(self.rulebook, self.stage)
        self.values = self._values()
        self._known: dict[frozenset[str], list[Line]] = {}

    def _values(self) -> dict[str, Line]:
        """The settled line of every entry of the event: it is what neighbours are compared by."""
        table = self.frames.tables[frozenset()]
        lines = self.ask(("values",), lambda: table.filter(table.event == OWN_EVENT))
        return {str(line["entry"]): line for line in lines}

    def ask(self, asked: tuple[object, ...], build: Callable[[], ir.Table]) -> list[Line]:
        """All rows of a query in which OWN_EVENT and OWN_ENTRY stand for the entry's names. `asked` names it: it is compiled
        once for evidence of a shape, and not for every entry that somebody asks about.
        """
        key = (self.rulebook, self.shape, self.stage.id, *asked)
        return self.store.lines(self.store.prepared(key, build, {EVENT: self.event, ENTRY: self.entry}))

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

    def is_beside(self, other: str) -> bool:
        """Whether another entry of the event is ranked in the same field: where places are given separately, in its part."""
        return not self.stage.within or self.values[other][FIELD] == self.values[self.entry][FIELD]

    @cached_property
    def division(self) -> Text:
        """Where places are given separately, the part of the field in which this entry stands; empty elsewhere."""
        own = self.values[self.entry][FIELD] if self.stage.within else None
        if own is None or own == NO_FIELD:
            return Text()
        measure = measure_within(self.frames)
        if measure.sort == "yes_no":
            own = SAID[bool(own)]
        said = self.figure(own, measure) if measure.sort == "number" else str(own)
        return division_words(self.rulebook, self.stage, said)

    def differs_at(self, other: str) -> int | None:
        """Which key of the order is the first in which another entry differs; None where it differs in none."""
        for position, key in enumerate(self.stage.order):
            if self._compared(position, key, other) != self._compared(position, key, self.entry):
                return position
        return None

    def compared(self, position: int, entry: str) -> str:
        """What a key of the order compares of an entry, as a person reads it; '' where there is nothing."""
        key = self.stage.order[position]
        measure = self.planned.values[key.by].measure
        raw = self._compared(position, key, entry)
        show = self.stage.value_of(key.by).show
        if isinstance(raw, list):
            return ", ".join(self.figure(value, measure, show) for value in raw)
        return self.figure(raw, measure, show)

    def _compared(self, position: int, key: OrderKey, entry: str) -> Any:
        if key.when is not None and not self.special[entry][f"+holds{position}"]:
            return None
        if key.compare:
            return listed_values(self.planned.values[key.by].measure, key, self.special[entry][f"+list{position}"])
        if key.among:
            return self.special[entry][f"+among{position}"]
        return self.values[entry].get(self.frames.final(key.by))

    @cached_property
    def special(self) -> dict[str, Line]:
        """What keys compare that are no plain number of an entry: lists, matches among equals, keys with a condition."""
        return {str(line["entry"]): line for line in self.ask(("special",), self._special)}

    def _special(self) -> ir.Table:
        found = rungs(self.frames, self.frames.tables[frozenset()]).table
        names = [name for name in found.columns if name.startswith(("+list", "+among", "+holds"))]
        return found.filter(found.event == OWN_EVENT).select("entry", *names)

    def after(self, value: PlannedValue, steps: int) -> str:
        """A value of this entry after so many of its steps, when it is one number already."""
        if steps == len(value.steps):
            return self.value(value.id)
        raw = self.values[self.entry].get(named(value.id, steps))
        return self.figure(raw, value.steps[steps - 1].after if steps else value.steps[0].before)

    def own_lines(self, level: frozenset[str], name: str) -> ir.Table:
        """The lines of a value in the frame of a level that are this entry's."""
        table = self.frames.tables[level]
        return table.filter(is_own(table) & self.frames.there(table, name))

    def frame_lines(self, level: frozenset[str], name: str, steps: int) -> list[Line]:
        """Each of them with the number of the value after so many steps, in the order of its labels."""
        return [
            line | {"figure": line[named(name, steps)]}
            for line in self._lines_at(level)
            if line.get(name + THERE, True)
        ]

    def _lines_at(self, level: frozenset[str]) -> list[Line]:
        """This entry's lines in the frame of a level, asked for once."""
        if level not in self._known:
            table, labels = self.frames.tables[level], labels_of(level)
            lines = self.ask(("level", *sorted(level)), lambda: table.filter(is_own(table)))
            self._known[level] = sorted(lines, key=lambda line: [natural(line[label]) for label in labels])
        return self._known[level]

    def read(self, name: str) -> Text:
        """What a name of a formula stood for, for this entry."""
        if name in self.planned.values and not self.planned.values[name].measure.level:
            return same(self.value(name) or "–")
        if name.startswith(SAID_STATE):
            return self.titles(name)
        raw = self.values[self.entry].get(name)
        if raw is not None and is_state(name):
            return state_words(self.rulebook, raw)
        if raw is None:
            return same("–")
        measure = self._surrounding(name)
        if measure.sort == "yes_no":
            return Text("是", "yes") if raw else Text("否", "no")
        return same(raw if measure.sort == "text" else self.figure(raw, measure))

    def with_field_numbers(self, value: PlannedValue) -> tuple[Node, dict[str, Text]]:
        """A score's formula in which a name stands for everything that was asked of the field, and what each came to."""
        assert value.formula is not None
        calls = {call.node: call for call in value.formula.field_calls()}
        names = {node: f"field {n}" for n, node in enumerate(calls)}
        said = {names[node]: self._field_number(call, value) for node, call in calls.items()}
        return _exchanged(value.formula.node, names), said

    def _field_number(self, call: Typed, value: PlannedValue) -> Text:
        def number() -> ir.Table:
            table = self.frames.tables[frozenset()]
            field = self.frames.field_of(frozenset(), value.id)
            column = formula_column(call, lambda name: self.frames.column_in(table, name, value.id), field).value
            lines = table.select("event", "entry", number=column)
            return lines.filter(is_own(lines))

        (line,) = self.ask(("field", value.id, call.node), number)
        asked = filled_formula(call.node, self.titles)
        return filled(Text("{}（{}）", "{} ({})"), same(self.figure(line["number"], call.measure) or "–"), asked)

    def _surrounding(self, name: str) -> Measure:
        """The measure of a name as the plan typed it in some formula of the stage."""
        found = (_measure_in(value, name) for value in self.planned.values.values())
        return next(measure for measure in found if measure is not None)


def _exchanged(node: Node, names: dict[Node, str]) -> Node:
    """The same formula with names in place of some of its parts."""
    made: list[Node] = []
    waiting: list[tuple[Node, bool]] = [(node, False)]
    while waiting:
        part, is_ready = waiting.pop()
        if not isinstance(part, Call):
            made.append(part)
        elif part.function in FIELD_FUNCTIONS and part in names:
            made.append(Name(names[part]))
        elif is_ready:
            inner = [made.pop() for _ in part.arguments]
            made.append(Call(part.function, tuple(reversed(inner))))
        else:
            waiting += [(part, True), *((argument, False) for argument in reversed(part.arguments))]
    return made[0]


def _measure_in(value: PlannedValue, name: str) -> Measure | None:
    """The measure of a name as the plan typed it in a formula of a value."""
    typed = [t for t in (value.formula, *(known for step in value.steps for known in step.formulas)) if t is not None]
    found = (
        part.measure for t in typed for part in t.walk() if isinstance(part.node, Name) and part.node.value == name
    )
    return next(found, None)


def labels_of(level: frozenset[str]) -> list[str]:
    """The dimensions of a level, in the order in which a table shows them."""
    return [label for label in (*MARK_LABELS, "member") if label in level]


def natural(word: Any) -> tuple[int, Any]:
    """2 before 10: numbers by size, words by letters."""
    text = str(word if word is not None else "")
    return (0, int(text)) if text.isdigit() else (1, text)


def said_label(label: Any) -> str:
    return "" if label is None else str(label)
