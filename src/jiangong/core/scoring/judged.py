"""The marks of one entry laid out: which were dropped, what each step made of them, and the arithmetic behind it."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cached_property
from typing import Any

from ibis.expr import types as ir

from jiangong.core.problems import Text
from jiangong.core.quantities import int64, plain
from jiangong.core.rulebook.measures import Measure, Typed
from jiangong.core.rulebook.phrasing import DIMENSION, step_words
from jiangong.core.rulebook.plan import PlannedValue
from jiangong.core.rulebook.values import Criterion, Over, Score
from jiangong.core.rulebook.wording import filled
from jiangong.core.scoring.aggregate import Rows, kept_rows
from jiangong.core.scoring.applying import applied
from jiangong.core.scoring.choosing import condition, of_each, told_apart, with_fixed
from jiangong.core.scoring.columns import Column, formula_column
from jiangong.core.scoring.explanation import Cell, ExplainedStep, cell, same
from jiangong.core.scoring.figures import MARK_LABELS, OWN_EVENT, Figures, Line, is_own, labels_of, natural, said_label
from jiangong.core.scoring.frames import FAILED, keys, named

WIDEST = 12
"""A longer row of figures does not fit a phone."""
MOST_TERMS = 40
"""Nobody adds up more by hand."""


class Judged(Figures):
    """The criteria of a stage, for one entry."""

    def criterion_steps(self, value: PlannedValue) -> list[ExplainedStep]:
        criterion = self.stage.criteria[value.id]
        lines = self.marks_of(value)
        outcome = self.value(value.id) if not value.measure.level else ""
        rule = self._rule(value, criterion)
        if not lines:
            missing = filled(Text("{}：没有评分", "{}: no marks"), criterion.title)
            return [ExplainedStep("", missing, rule, kind="marks")]
        head, rows = self._table(value, criterion, lines)
        arithmetic = self._arithmetic(value, criterion, lines)
        title = self.heading(criterion, outcome)
        return [ExplainedStep("", title, rule, head, rows, arithmetic, outcome, "marks")]

    def heading(self, value: Criterion | Score, outcome: str) -> Text:
        unit = value.unit if isinstance(value, Criterion) else Text()
        if not outcome:
            return value.title
        return filled(
            Text("{}：{} {}", "{}: {} {}") if unit else Text("{}：{}", "{}: {}"),
            value.title,
            same(outcome),
            *([unit] if unit else []),
        )

    def _rule(self, value: PlannedValue, of: Criterion | Score) -> Text:
        words = [step_words(step, self.titles) for step in of.steps]
        said = [text for text in words if text]
        if not said:
            return Text()
        return Text("；".join(t.zh for t in said) + "。", "; ".join(t.say("en") for t in said) + ".")

    def marks_of(self, value: PlannedValue) -> list[Line]:
        """The rows of marks of this entry, with those that the first combination drops marked."""
        kept, by = self._kept(value), labels_of(frozenset(self.stage.criteria[value.id].by))
        lines = [dict(line) for line in self._own_marks if line["criterion"] == value.id]
        for line in lines:
            line["kept"] = kept.get(tuple(line[d] for d in by), line["state"] == "" or not kept)
        _say_why(value, lines)
        return sorted(
            lines,
            key=lambda line: (
                natural(line["item"]),
                -1 if line["attempt"] is None else line["attempt"],
                natural(line["source"]),
            ),
        )

    @cached_property
    def _own_marks(self) -> list[Line]:
        """Every row of marks of this entry, asked for once."""
        marks = self.frames.evidence.marks
        return self.ask(("marks",), lambda: marks.filter((marks.stage == self.stage.id) & is_own(marks)))

    def _kept(self, value: PlannedValue) -> dict[tuple[Any, ...], bool]:
        """Which rows the first combination keeps, by the engine's own rule of dropping."""
        first = next((n for n, step in enumerate(value.steps) if isinstance(step.step.act, Over)), None)
        if first is None:
            return {}
        if not self.frames.first[
            value.id
        ]:  # the engine put these rows in order, or beside something else that they need
            return self.kept_lines(value, first)
        labels, alike = labels_of(value.steps[first].before.level), self._alike(value, first)
        lines = self._kept_of(alike, first, labels)
        return {tuple(line[d] for d in labels): line["kept"] for line in lines if line["criterion"] == value.id}

    def _alike(self, value: PlannedValue, first: int) -> tuple[str, ...]:
        """Criteria whose rows are dropped by the same rule: one question for all of them."""
        steps, better = value.steps[: first + 1], self.frames.better(value)
        others = [v for v in self.planned.values.values() if v.is_criterion and v.steps[: first + 1] == steps]
        return tuple(v.id for v in others if self.frames.better(v) == better and self.frames.first[v.id])

    def _kept_of(self, alike: tuple[str, ...], first: int, labels: list[str]) -> list[Line]:
        if alike not in self._kept_alike:
            value = self.planned.values[alike[0]]

            def labelled() -> ir.Table:
                own, kept = self._kept_marks(value, first, alike)
                return own.select("criterion", *labels, kept=kept)

            self._kept_alike[alike] = self.ask(("kept", *alike), labelled)
        return self._kept_alike[alike]

    @cached_property
    def _kept_alike(self) -> dict[tuple[str, ...], list[Line]]:
        return {}

    def _kept_marks(self, value: PlannedValue, first: int, alike: tuple[str, ...]) -> tuple[ir.Table, ir.BooleanValue]:
        step = value.steps[first]
        act = step.step.act
        assert isinstance(act, Over)
        marks = self.frames.evidence.live_marks(self.stage.id, self.stage.criteria)
        own = marks.filter(marks.criterion.isin(alike) & is_own(marks))
        column = Column(own.value, own.failed if "failed" in own.columns else None)
        for earlier in value.steps[:first]:
            column = applied(earlier, column, lambda name: Column(own[name]))
        chosen = None
        if step.typed is not None:
            here = column
            chosen = formula_column(step.typed, lambda name: here if name == "value" else Column(own[name])).value
        rows = Rows(column.value, column.failed, chosen, may_miss=True, labels=told_apart(own, act))
        group = [own[key] for key in ("criterion", *keys(step.before.level - set(act.dimensions)))]
        kept = kept_rows(act, self.frames.better(value), rows, group)
        return own, kept if chosen is None else kept & chosen

    def kept_lines(self, value: PlannedValue, position: int) -> dict[tuple[Any, ...], bool]:
        """The same for a combination further on: which lines of a frame it keeps."""
        act = value.steps[position].step.act
        assert isinstance(act, Over)
        said = self._parameters(act)
        asked = ("kept lines", value.id, position, *said.items())
        return self._by_label(asked, value, position, lambda: self._kept_lines(value, position, said))

    def _kept_lines(self, value: PlannedValue, position: int, said: dict[str, int]) -> tuple[ir.Table, ir.BooleanValue]:
        step = value.steps[position]
        act = step.step.act
        assert isinstance(act, Over)
        own = self.own_lines(step.before.level, value.id)
        name = named(value.id, position)
        column = Column(own[name], own[name + FAILED] if name + FAILED in own.columns else None)
        chosen = condition(self.frames, own, value, position, column)
        attempt = own.attempt if "attempt" in own.columns else None
        parameters = {n: int64(v) for n, v in said.items()}
        labels = told_apart(own, act)
        rows = Rows(column.value, column.failed, chosen, True, attempt=attempt, parameters=parameters, labels=labels)
        rows = with_fixed(self.frames, own, value, position, rows)
        kept = kept_rows(
            act, self.frames.better(value), rows, [own[key] for key in keys(step.before.level - set(act.dimensions))]
        )
        return own, kept if chosen is None else kept & chosen

    def _by_label(
        self,
        asked: tuple[object, ...],
        value: PlannedValue,
        position: int,
        build: Callable[[], tuple[ir.Table, ir.BooleanValue]],
    ) -> dict[tuple[Any, ...], bool]:
        labels = labels_of(value.steps[position].before.level)

        def labelled() -> ir.Table:
            own, kept = build()
            return own.select(*labels, kept=kept)

        return {tuple(line[d] for d in labels): line["kept"] for line in self.ask(asked, labelled)}

    def _parameters(self, act: Over) -> dict[str, int]:
        """What the parameters of this event say of how many to drop or keep."""
        if not act.parameters:
            return {}
        events = self.frames.evidence.events
        (own,) = self.ask(("parameters",), lambda: events.filter(events.event == OWN_EVENT))
        return {name: int(own[name.removeprefix("event.")]) for name in act.parameters}

    def _table(
        self, value: PlannedValue, criterion: Criterion, lines: list[Line]
    ) -> tuple[tuple[Text, ...], tuple[tuple[Cell, ...], ...]]:
        """Rows down, one a mark or one an item; the innermost dimension across."""
        across = next((d for d in ("source", "attempt", "item") if d in criterion.by), None)
        down = [d for d in MARK_LABELS if d in criterion.by and d != across]
        measure = _row_measure(value, criterion)
        if across is None:
            return (criterion.title,), tuple((self._mark(line, measure),) for line in lines)
        groups: dict[tuple[Any, ...], dict[Any, Cell]] = {}
        labels = list(dict.fromkeys(line[across] for line in lines))
        by_name = len(labels) <= WIDEST
        for line in lines:
            group = groups.setdefault(tuple(line[d] for d in down), {})
            group[line[across] if by_name else len(group) + 1] = self._mark(line, measure)
        if not by_name:  # each item may have its own judges: then by position
            labels = list(range(1, max(map(len, groups.values())) + 1))
        if len(labels) > WIDEST:
            head = (*(DIMENSION[d] for d in (*down, across)), criterion.title)
            return head, tuple(
                (*(cell(said_label(line[d])) for d in (*down, across)), self._mark(line, measure)) for line in lines
            )
        results = self._results(value, down)
        head = (
            *(DIMENSION[d] for d in down),
            *(same(said_label(label)) for label in labels),
            *(name for name, _ in results),
        )
        rows = tuple(
            (
                *(cell(said_label(part)) for part in group),
                *(cells.get(label, cell("–")) for label in labels),
                *(cell(found.get(group, "–")) for _, found in results),
            )
            for group, cells in groups.items()
        )
        return head, rows

    def _mark(self, line: Line, measure: Measure) -> Cell:
        state = self.rulebook.states.get(line["state"])
        if state is not None and (state.effect != "value" or state.value is not None):
            return Cell(state.title)
        words = same(self.figure(line["value"], measure))
        words = filled(Text("{}（{}）", "{} ({})"), words, state.title) if state is not None else words
        return Cell(words) if line["kept"] else Cell(words, True, line["why"])

    def _results(self, value: PlannedValue, down: list[str]) -> list[tuple[Text, dict[tuple[Any, ...], str]]]:
        """Columns behind the marks: what each further step made of a row of the table."""
        found = []
        for position, step in enumerate(value.steps):
            level = step.after.level
            column = named(value.id, position + 1)
            if not level or set(level) != set(down) or column not in self.frames.tables[level].columns:
                continue
            lines = self.frame_lines(level, value.id, position + 1)
            words = step_words(step.step, self.titles)
            said = {tuple(line[d] for d in down): self.figure(line["figure"], step.after) for line in lines}
            found.append((words, said))
        return found

    def _arithmetic(self, value: PlannedValue, criterion: Criterion, lines: list[Line]) -> Text:
        """(36.5 + 35.5 + 35.0) ÷ 3 → 35.67, for a combination that ends in one number."""
        last = next((n for n in reversed(range(len(value.steps))) if isinstance(value.steps[n].step.act, Over)), None)
        if last is None or value.steps[last].after.level:
            return Text()
        return self.added_up(value, last, self._terms(value, criterion, lines, last))

    def added_up(self, value: PlannedValue, position: int, terms: list[str]) -> Text:
        """The lines that count, added or averaged, where that is what a step does with them."""
        act, result = value.steps[position].step.act, self.after(value, position + 1)
        weight = value.steps[position].weight
        if weight is not None:
            return self._weighed_up(value, position, weight, result)
        if (
            not isinstance(act, Over)
            or act.take not in ("sum", "mean")
            or not result
            or not 0 < len(terms) <= MOST_TERMS
        ):
            return Text()
        total = " + ".join(terms)
        said = f"({total}) ÷ {len(terms)}" if act.take == "mean" and len(terms) > 1 else total
        if said == result:  # one line that stays as it is: nothing was added
            return Text()
        is_last = position + 1 == len(value.steps)
        rounds = value.steps[position].step.rounding or (is_last and self.stage.value_of(value.id).show)
        return same(f"{said} {'→' if rounds else '='} {result}")

    def _weighed_up(self, value: PlannedValue, position: int, weight: Typed, result: str) -> Text:
        """Each line that counts times its weight, over all the weights."""
        before, name = value.steps[position].before, named(value.id, position)
        kept, labels = self.kept_lines(value, position), labels_of(before.level)

        def weighed() -> ir.Table:
            own = self.own_lines(before.level, value.id)
            weights = of_each(self.frames, own, value, weight, Column(own[name]))
            return own.select(*labels, figure=own[name], weight=weights)

        lines = self.ask(("weighed", value.id, position), weighed)
        counted = [line for line in lines if kept[tuple(line[d] for d in labels)]]
        if not result or not 0 < len(counted) <= MOST_TERMS:
            return Text()
        counted.sort(key=lambda line: [natural(line[label]) for label in labels])
        scale = weight.measure.scale
        terms = [
            f"{self.figure(line['figure'], before)} × {plain(Fraction(line['weight'], scale))}" for line in counted
        ]
        total = plain(Fraction(sum(line["weight"] for line in counted), scale))
        return same(f"({' + '.join(terms)}) ÷ {total} → {result}")

    def _terms(self, value: PlannedValue, criterion: Criterion, lines: list[Line], last: int) -> list[str]:
        if last == 0:
            measure, counted = _row_measure(value, criterion), [self._counted(line, criterion) for line in lines]
            return [self.figure(value, measure) for value in counted if value is not None]
        level = value.steps[last].before.level
        if level not in self.frames.tables or named(value.id, last) not in self.frames.tables[level].columns:
            return []
        kept, labels = self.kept_lines(value, last), labels_of(level)
        return [
            self.figure(line["figure"], value.steps[last].before)
            for line in self.frame_lines(level, value.id, last)
            if kept[tuple(line[d] for d in labels)]
        ]

    def _counted(self, line: Line, criterion: Criterion) -> int | None:
        """What a row counts as: its value, or what its state says."""
        if not line["kept"]:
            return None
        state = self.rulebook.states.get(line["state"])
        if state is not None and state.value is not None:
            return int(state.value * criterion.scale)
        return int(line["value"]) if line["value"] is not None else None


def _row_measure(value: PlannedValue, criterion: Criterion) -> Measure:
    return value.steps[0].before if value.steps else value.measure


_DROPPED = Text("去掉", "dropped")
_HIGHEST, _LOWEST = Text("最高，去掉", "highest, dropped"), Text("最低，去掉", "lowest, dropped")


def _say_why(value: PlannedValue, lines: list[Line]) -> None:
    """Beside each dropped mark whether it was too high or too low, seen against those that were kept."""
    act = next((step.step.act for step in value.steps if isinstance(step.step.act, Over)), None)
    around = [d for d in MARK_LABELS if not isinstance(act, Over) or d not in act.dimensions]
    groups: dict[tuple[Any, ...], list[Line]] = {}
    for line in lines:
        groups.setdefault(tuple(line[d] for d in around), []).append(line)
    for group in groups.values():
        kept = [line["value"] for line in group if line["kept"] and line["value"] is not None]
        for line in group:
            line["why"] = _why(line["value"], kept)


def _why(dropped: int | None, kept: list[int]) -> Text:
    if dropped is None or not kept or min(kept) == max(kept) == dropped:
        return _DROPPED
    if dropped >= max(kept):
        return _HIGHEST
    return _LOWEST if dropped <= min(kept) else _DROPPED
