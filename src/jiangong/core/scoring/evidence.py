"""Evidence: checked tables, values as whole numbers of their smallest unit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import ibis
from ibis.expr import types as ir

from jiangong.core.quantities import int64
from jiangong.core.rulebook.values import Criterion, Rulebook
from jiangong.core.scoring.tables import Store


@dataclass(frozen=True)
class Evidence:
    """Sealed facts, ready to be settled.

    marks: event, stage, entry, criterion, item, attempt, source (text; attempt int64), value (int64 of 1/scale of its
    criterion, null beside a state), state (a code or '').  entries: event, entry and attributes.  items: event, item and
    attributes.  events: event and parameters.  `listed`: an entries table was handed in.
    `single_event`: there is only one event, without a name.
    """

    rulebook: Rulebook
    store: Store
    marks: ir.Table
    entries: ir.Table
    items: ir.Table
    events: ir.Table
    listed: bool = False
    single_event: bool = False
    kept_as: str = ""
    """The name under which the marks are kept; '' where they are read anew from a file too large to keep twice."""

    sources: ir.Table | None = None
    """event, source and attributes, where the rules read any."""
    is_small: bool = False
    """Few enough marks that its standings are sooner fetched row by row than as columns."""

    @property
    def fail_codes(self) -> dict[str, int]:
        """Codes of states in which an attempt fails → their number (the earlier declared, the smaller)."""
        return {code: n for n, (code, state) in enumerate(self.rulebook.states.items(), 1) if state.effect == "fail"}

    @property
    def out_codes(self) -> dict[str, int]:
        """Codes of states that leave an entry without a place → their number."""
        return {code: n for n, (code, state) in enumerate(self.rulebook.states.items(), 1) if state.effect == "out"}

    @property
    def own_value_codes(self) -> tuple[str, ...]:
        """Codes of states beside which the row's own value counts."""
        states = self.rulebook.states.items()
        return tuple(code for code, state in states if state.effect == "value" and state.value is None)

    @property
    def fixed_codes(self) -> tuple[str, ...]:
        """Codes of states whose rows no dropping may leave out."""
        return tuple(code for code, state in self.rulebook.states.items() if not state.excludable)

    @property
    def skips(self) -> bool:
        """Whether rows can be left out, so that a count may fall short of what the rulebook fixes."""
        return any(state.effect == "skip" for state in self.rulebook.states.values())

    def live_marks(self, stage: str, criteria: dict[str, Criterion]) -> ir.Table:
        """Rows of a stage that count: values, and failures (value null, `failed` the number of the state)."""
        marks = self.marks.filter(self.marks.stage == stage) if len(self.rulebook.stages) > 1 else self.marks
        states = self.rulebook.states
        counted = [code for code, state in states.items() if state.effect in ("fail", "value")]
        marks = marks.filter(marks.state.isin(["", *counted]) if counted else marks.state == "")
        changes: dict[str, ir.Value] = {}
        fixed = {code: state.value for code, state in states.items() if state.value is not None}
        if fixed and criteria:
            cases = [
                ((marks.state == code) & (marks.criterion == name), int64(int(value * criterion.scale)))
                for code, value in fixed.items()
                for name, criterion in criteria.items()
            ]
            changes["value"] = ibis.cases(*cases, else_=marks.value)
        if self.fail_codes:
            cases = [(marks.state == code, int64(number)) for code, number in self.fail_codes.items()]
            changes["failed"] = ibis.cases(*cases, else_=ibis.null("int64"))
        return marks.mutate(**changes) if changes else marks

    def items_of(self, stage: str, criterion: str) -> ir.Table:
        """The items of one criterion, where the table tells stages and criteria apart."""
        items = self.items
        if "stage" in items.columns:
            items = items.filter(items.stage == stage)
        return items.filter(items.criterion == criterion) if "criterion" in items.columns else items

    @cached_property
    def event_names(self) -> list[str]:
        """Every event, in order of name."""
        return sorted(str(line["event"]) for line in self.store.lines(self.events.select("event")))

    @property
    def shape(self) -> tuple[object, ...]:
        """What a plan of queries depends on beside the rulebook: the columns and types of the tables."""
        tables = [t for t in (self.marks, self.entries, self.items, self.events, self.sources) if t is not None]
        schemas = tuple(tuple((name, str(kind)) for name, kind in table.schema().items()) for table in tables)
        return (*schemas, self.single_event)

    def lines(self, asked: tuple[object, ...], build: Callable[[Evidence], ir.Table]) -> list[dict[str, Any]]:
        """All rows of a small query about this evidence; `asked` names it. Compiled once for evidence of a shape."""
        if not self.kept_as:
            return self.store.lines(build(self))
        key = (self.rulebook, self.shape, self.listed, self.kept_as, *asked)
        return self.store.lines(self.store.prepared(key, lambda: build(self)))
