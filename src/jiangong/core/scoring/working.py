"""The working of one entry: every step of every value with its rows, as a person would write it on paper."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import ibis
from ibis.expr import types as ir

from jiangong.core.problems import Text
from jiangong.core.quantities import places_of, plain
from jiangong.core.rulebook.formula import Call, Formula, Name, Node
from jiangong.core.rulebook.measures import Measure
from jiangong.core.rulebook.plan import PlannedValue
from jiangong.core.rulebook.values import Criterion, Over, Score
from jiangong.core.rulebook.wording import DIMENSION, filled, formula_words, rounding_words, step_words, titles_of
from jiangong.core.scoring.adjust import FAILED, Frames, applied, keys, named
from jiangong.core.scoring.aggregate import Rows, kept_rows
from jiangong.core.scoring.columns import Column, formula_column
from jiangong.core.scoring.explanation import Cell, ExplainedStep, cell, same

Line = dict[str, Any]
MARK_LABELS = ("item", "attempt", "source")
WIDEST = 12
"""A longer row of figures does not fit a phone."""


class Working:
    """Reads the frames of a stage for one entry of one event."""

    def __init__(self, frames: Frames, event: str, entry: str) -> None:
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

    # -- figures ---------------------------------------------------------------------------------------------------

    def figure(self, value: Any, measure: Measure, show: Fraction | None = None) -> str:
        """A raw column value as a person reads it; '' where there is none."""
        if value is None:
            return ""
        if measure.sort == "real":
            return f"{value:.6f}".rstrip("0").rstrip(".")
        exact = Fraction(int(value), measure.scale)
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

    # -- steps -----------------------------------------------------------------------------------------------------

    def steps(self) -> list[ExplainedStep]:
        """Every criterion and score that leads to the order, in the order in which they are computed."""
        wanted = self._leading()
        steps: list[ExplainedStep] = []
        for value in self.planned.values.values():
            if value.id in wanted:
                steps += self._criterion(value) if value.is_criterion else self._score(value)
        return steps

    def _leading(self) -> set[str]:
        """Values that the order rests on, directly or through others."""
        wanted: set[str] = set()
        waiting = [key.by for key in self.stage.order]
        while waiting:
            name = waiting.pop()
            if name in self.planned.values and name not in wanted:
                wanted.add(name)
                waiting += self.planned.values[name].reads
        return wanted

    def _criterion(self, value: PlannedValue) -> list[ExplainedStep]:
        criterion = self.stage.criteria[value.id]
        lines = self._marks(value)
        outcome = self.value(value.id) if not value.measure.level else ""
        rule = self._rule(value, criterion)
        if not lines:
            missing = filled(Text("{}：没有评分", "{}: no marks"), criterion.title)
            return [ExplainedStep("", missing, rule, kind="marks")]
        head, rows = self._table(value, criterion, lines)
        arithmetic = self._arithmetic(value, criterion, lines)
        title = self._heading(criterion, outcome)
        return [ExplainedStep("", title, rule, head, rows, arithmetic, outcome, "marks")]

    def _heading(self, value: Criterion | Score, outcome: str) -> Text:
        unit = value.unit if isinstance(value, Criterion) else Text()
        if not outcome:
            return value.title
        return filled(Text("{}：{} {}", "{}: {} {}") if unit else Text("{}：{}", "{}: {}"), value.title, same(outcome), *([unit] if unit else []))

    def _rule(self, value: PlannedValue, of: Criterion | Score) -> Text:
        words = [step_words(step, self.titles) for step in of.steps]
        said = [text for text in words if text]
        if not said:
            return Text()
        return Text("；".join(t.zh for t in said) + "。", "; ".join(t.say("en") for t in said) + ".")

    def _marks(self, value: PlannedValue) -> list[Line]:
        """The rows of marks of this entry, with those that the first combination drops marked."""
        marks = self.frames.evidence.marks
        own = marks.filter((marks.stage == self.stage.id) & (marks.criterion == value.id))
        own = own.filter((own.event == self.event) & (own.entry.cast("string") == self.entry))
        kept = self._kept(value)
        lines = self.store.lines(own)
        for line in lines:
            line["kept"] = kept.get((line["item"], line["attempt"], line["source"]), line["state"] == "" or not kept)
        return sorted(lines, key=lambda line: (_natural(line["item"]), line["attempt"] or 0, _natural(line["source"])))

    def _kept(self, value: PlannedValue) -> dict[tuple[Any, ...], bool]:
        """Which rows the first combination keeps, by the engine's own rule of dropping."""
        first = next((n for n, step in enumerate(value.steps) if isinstance(step.step.act, Over)), None)
        if first is None or any(set(_outer(value, n)) for n in range(first + 1)):
            return {}
        step = value.steps[first]
        act = step.step.act
        assert isinstance(act, Over)
        marks = self.frames.evidence.live_marks(self.stage.id, self.stage.criteria)
        own = marks.filter((marks.criterion == value.id) & (marks.event == self.event) & (marks.entry.cast("string") == self.entry))
        column = Column(own.value, own.failed if "failed" in own.columns else None)
        for earlier in value.steps[:first]:
            column = applied(earlier, column, lambda name: Column(own[name]))
        chosen = None
        if step.typed is not None:
            here = column
            chosen = formula_column(step.typed, lambda name: here if name == "value" else Column(own[name])).value
        rows = Rows(column.value, column.failed, chosen, may_miss=True)
        kept = kept_rows(act, self.frames.better(value), rows, [own[key] for key in keys(step.after.level)])
        told = own.select("item", "attempt", "source", kept=kept if chosen is None else kept & chosen)
        lines = self.store.lines(told)
        return {(line["item"], line["attempt"], line["source"]): line["kept"] for line in lines}

    def _table(self, value: PlannedValue, criterion: Criterion, lines: list[Line]) -> tuple[tuple[Text, ...], tuple[tuple[Cell, ...], ...]]:
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
            return head, tuple((*(cell(_said(line[d])) for d in (*down, across)), self._mark(line, measure)) for line in lines)
        results = self._results(value, down)
        head = (*(DIMENSION[d] for d in down), *(same(_said(label)) for label in labels), *(name for name, _ in results))
        rows = tuple(
            (*(cell(_said(part)) for part in group), *(cells.get(label, cell("–")) for label in labels), *(cell(found.get(group, "–")) for _, found in results))
            for group, cells in groups.items()
        )
        return head, rows

    def _mark(self, line: Line, measure: Measure) -> Cell:
        if line["state"]:
            return Cell(self.rulebook.states[line["state"]].title)
        words = same(self.figure(line["value"], measure))
        return Cell(words) if line["kept"] else Cell(words, True, Text("去掉", "dropped"))

    def _results(self, value: PlannedValue, down: list[str]) -> list[tuple[Text, dict[tuple[Any, ...], str]]]:
        """Columns behind the marks: what each further step made of a row of the table."""
        found = []
        for position, step in enumerate(value.steps):
            level = step.after.level
            column = named(value.id, position + 1)
            if not level or set(level) != set(down) or column not in self.frames.tables[level].columns:
                continue
            lines = self._frame(level, column)
            words = step_words(step.step, self.titles)
            said = {tuple(line[d] for d in down): self.figure(line[column], step.after) for line in lines}
            found.append((words, said))
        return found

    def _frame(self, level: frozenset[str], column: str) -> list[Line]:
        table = self.frames.tables[level]
        own = table.filter((table.event == self.event) & (table.entry.cast("string") == self.entry))
        return self.store.lines(own.select(*keys(level), column))

    def _arithmetic(self, value: PlannedValue, criterion: Criterion, lines: list[Line]) -> Text:
        """(36.5 + 35.5 + 35.0) ÷ 3 → 35.67, for a combination that ends in one number."""
        last = next((n for n in reversed(range(len(value.steps))) if isinstance(value.steps[n].step.act, Over)), None)
        if last is None or value.steps[last].after.level or value.measure.level:
            return Text()
        step = value.steps[last]
        act = step.step.act
        assert isinstance(act, Over)
        terms = self._terms(value, criterion, lines, last)
        result = self.value(value.id)
        if not terms or len(terms) > 40 or act.take not in ("sum", "mean"):
            return Text()
        total = " + ".join(terms)
        said = f"({total}) ÷ {len(terms)}" if act.take == "mean" else total
        return same(f"{said} = {result}" if step.step.rounding is None else f"{said} → {result}")

    def _terms(self, value: PlannedValue, criterion: Criterion, lines: list[Line], last: int) -> list[str]:
        level = value.steps[last].before.level
        column = named(value.id, last)
        if last == 0:
            measure = _row_measure(value, criterion)
            return [self.figure(line["value"], measure) for line in lines if line["kept"] and not line["state"]]
        if level in self.frames.tables and column in self.frames.tables[level].columns:
            return [self.figure(line[column], value.steps[last].before) for line in self._frame(level, column)]
        return []

    def _score(self, value: PlannedValue) -> list[ExplainedStep]:
        score = self.stage.scores[value.id]
        if value.measure.level:
            return []
        outcome = self.value(value.id)
        rule = self._score_rule(value, score)
        head, rows, arithmetic = (), (), Text()  # type: tuple[Text, ...], tuple[tuple[Cell, ...], ...], Text
        if score.formula is not None:
            arithmetic = self._put_in(score.formula, outcome, score)
        elif "member" in self.frames.level_of(value.id, 0):
            head, rows = self._members(value)
            arithmetic = self._added_up(value, rows, outcome)
        else:
            head, rows = self._started(value)
            arithmetic = self._added_up(value, rows, outcome)
        return [ExplainedStep("", self._heading(score, outcome or "–"), rule, head, rows, arithmetic, outcome)]

    def _added_up(self, value: PlannedValue, rows: tuple[tuple[Cell, ...], ...], outcome: str) -> Text:
        """The lines that count, added or averaged, where that is all the score does with them."""
        act = value.steps[0].step.act if value.steps else None
        terms = [row[-1].text.zh for row in rows if not row[-1].dropped]
        if not isinstance(act, Over) or act.take not in ("sum", "mean") or not outcome or not 0 < len(terms) <= 40:
            return Text()
        total = " + ".join(terms)
        rounds = any(step.step.rounding is not None for step in value.steps)
        said = f"({total}) ÷ {len(terms)}" if act.take == "mean" else total
        return same(f"{said} {'→' if rounds else '='} {outcome}") if len(value.steps) == 1 or rounds else Text()

    def _score_rule(self, value: PlannedValue, score: Score) -> Text:
        start = formula_words(score.formula, self.titles) if score.formula is not None else self.titles(value.start)
        head = filled(Text("{} = {}", "{} = {}"), score.title, start)
        steps = [step_words(step, self.titles) for step in score.steps]
        said = [head, *(text for text in steps if text)]
        return Text("；".join(t.say("zh") for t in said) + "。", "; ".join(t.say("en") for t in said) + ".")

    def _put_in(self, formula: Formula, outcome: str, score: Score) -> Text:
        """The formula with this entry's numbers in place of the names."""
        rounding = next((step.rounding for step in reversed(score.steps) if step.rounding), None)
        sign = "→" if rounding is not None or score.show is not None else "="
        tail = filled(Text("（{}）", " ({})"), rounding_words(rounding)) if rounding is not None else Text()
        words = formula_words(formula, lambda name: same(self.read(name)))
        ending = Text(f" {sign} {outcome}{tail.zh}", f" {sign} {outcome}{tail.en}")
        return Text(words.say("zh") + ending.zh, words.say("en") + ending.en)

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

    def _members(self, value: PlannedValue) -> tuple[tuple[Text, ...], tuple[tuple[Cell, ...], ...]]:
        level = self.frames.level_of(value.id, 0)
        lines = sorted(self._frame(level, named(value.id, 0)), key=lambda line: _natural(line["member"]))
        measure = value.steps[0].before if value.steps else value.measure
        rows = tuple((cell(line["member"]), cell(self.figure(line[named(value.id, 0)], measure) or "–")) for line in lines)
        return (DIMENSION["member"], self.titles(value.start)), rows

    def _started(self, value: PlannedValue) -> tuple[tuple[Text, ...], tuple[tuple[Cell, ...], ...]]:
        """A score that goes on from another: which lines of it were combined."""
        level = self.frames.level_of(value.id, 0)
        column = named(value.id, 0)
        if not level or level not in self.frames.tables:
            return (), ()
        order = sorted(level, key=lambda d: (*MARK_LABELS, "member").index(d))
        kept = self._kept_of_frame(value, level, column)
        lines = sorted(self._frame(level, column), key=lambda line: [_natural(line[d]) for d in order])
        measure = value.steps[0].before if value.steps else value.measure
        rows = []
        for line in lines:
            words = same(self.figure(line[column], measure) or self._failure(level, column, line))
            left = kept.get(tuple(line[d] for d in order), True)
            rows.append((*(cell(_said(line[d])) for d in order), Cell(words, not left, Text() if left else Text("不计", "not counted"))))
        return (*(DIMENSION[d] for d in order), self.titles(value.start)), tuple(rows)

    def _failure(self, level: frozenset[str], column: str, line: Line) -> str:
        table = self.frames.tables[level]
        if column + FAILED not in table.columns:
            return "–"
        own = table.filter((table.event == self.event) & (table.entry.cast("string") == self.entry))
        for d in level:
            own = own.filter(own[d] == line[d])
        codes = [line[column + FAILED] for line in self.store.lines(own.select(column + FAILED))]
        names = {number: code for code, number in self.frames.evidence.fail_codes.items()}
        code = names.get(codes[0]) if codes else None
        return self.rulebook.states[code].title.say("zh") if code else "–"

    def _kept_of_frame(self, value: PlannedValue, level: frozenset[str], column: str) -> dict[tuple[Any, ...], bool]:
        step = value.steps[0] if value.steps else None
        if step is None or not isinstance(step.step.act, Over):
            return {}
        table = self.frames.tables[level]
        own = table.filter((table.event == self.event) & (table.entry.cast("string") == self.entry))
        present = own[column].notnull() | (own[column + FAILED].notnull() if column + FAILED in own.columns else ibis.literal(False))
        own = own.filter(present)
        chosen: ir.BooleanValue | None = None
        if step.typed is not None:
            chosen = ibis.coalesce(formula_column(step.typed, lambda n: Column(own[column]) if n == "value" else self.frames.column_in(own, n, value.id)).value, ibis.literal(False))
        rows = Rows(own[column], None, chosen, may_miss=True)
        kept = kept_rows(step.step.act, self.frames.better(value), rows, [own[key] for key in keys(step.after.level)])
        order = sorted(level, key=lambda d: (*MARK_LABELS, "member").index(d))
        told = own.select(*order, kept=kept if chosen is None else kept & chosen)
        return {tuple(line[d] for d in order): line["kept"] for line in self.store.lines(told)}


def _row_measure(value: PlannedValue, criterion: Criterion) -> Measure:
    return value.steps[0].before if value.steps else value.measure


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


def _outer(value: PlannedValue, position: int) -> list[str]:
    """Names beside the row itself that a step reads."""
    typed = value.steps[position].typed
    names = _read(typed.node) if typed is not None else []
    return [name for name in names if name not in ("value", "attempt", "item", "opponent")]


def _read(node: Node) -> list[str]:
    if isinstance(node, Name):
        return [node.value]
    return [name for part in node.arguments for name in _read(part)] if isinstance(node, Call) else []


def _natural(word: Any) -> tuple[int, Any]:
    """2 before 10: numbers by size, words by letters."""
    text = str(word if word is not None else "")
    return (0, int(text)) if text.isdigit() else (1, text)


def _said(label: Any) -> str:
    return "" if label is None else str(label)
