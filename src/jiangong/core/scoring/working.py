"""The working of one entry: every step of every value with its rows, as a person would write it on paper."""

from __future__ import annotations

from typing import Any

import ibis
from ibis.expr import types as ir

from jiangong.core.problems import Text
from jiangong.core.quantities import plain
from jiangong.core.rulebook.describe import said_formula
from jiangong.core.rulebook.formula import Formula
from jiangong.core.rulebook.plan import PlannedValue
from jiangong.core.rulebook.values import Over, Score
from jiangong.core.rulebook.wording import DIMENSION, filled, formula_words, rounding_words
from jiangong.core.scoring.aggregate import Rows, kept_rows
from jiangong.core.scoring.columns import Column, formula_column
from jiangong.core.scoring.explanation import Cell, ExplainedStep, cell, same
from jiangong.core.scoring.figures import MARK_LABELS, Line, natural, said_label
from jiangong.core.scoring.frames import FAILED, FIXED, keys, named
from jiangong.core.scoring.judged import Judged


class Working(Judged):
    """Every value that the order rests on, for one entry."""

    def steps(self) -> list[ExplainedStep]:
        """Every criterion and score that leads to the order, in the order in which they are computed."""
        wanted = self._leading()
        steps: list[ExplainedStep] = []
        for value in self.planned.values.values():
            if value.id in wanted:
                steps += self.criterion_steps(value) if value.is_criterion else self._score(value)
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
        return [ExplainedStep("", self.heading(score, outcome or "–"), rule, head, rows, arithmetic, outcome)]

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
        said = [filled(Text("{} = {}", "{} = {}"), score.title, said_formula(score, self.titles))]
        return Text("；".join(t.say("zh") for t in said) + "。", "; ".join(t.say("en") for t in said) + ".")

    def _put_in(self, formula: Formula, outcome: str, score: Score) -> Text:
        """The formula with this entry's numbers in place of the names."""
        rounding = next((step.rounding for step in reversed(score.steps) if step.rounding), None)
        sign = "→" if rounding is not None or score.show is not None else "="
        tail = filled(Text("（{}）", " ({})"), rounding_words(rounding)) if rounding is not None else Text()
        words = formula_words(formula, lambda name: same(self.read(name)))
        if score.weights:
            words = same(" + ".join(f"{self.read(name)} × {plain(weight * 100)}%" for name, weight in score.weights))
        ending = Text(f" {sign} {outcome}{tail.zh}", f" {sign} {outcome}{tail.en}")
        return Text(words.say("zh") + ending.zh, words.say("en") + ending.en)

    def _members(self, value: PlannedValue) -> tuple[tuple[Text, ...], tuple[tuple[Cell, ...], ...]]:
        level = self.frames.level_of(value.id, 0)
        lines = sorted(self.frame_lines(level, named(value.id, 0)), key=lambda line: natural(line["member"]))
        measure = value.steps[0].before if value.steps else value.measure
        rows = tuple(
            (cell(line["member"]), cell(self.figure(line[named(value.id, 0)], measure) or "–")) for line in lines
        )
        return (DIMENSION["member"], self.titles(value.start)), rows

    def _started(self, value: PlannedValue) -> tuple[tuple[Text, ...], tuple[tuple[Cell, ...], ...]]:
        """A score that goes on from another: which lines of it were combined."""
        level = self.frames.level_of(value.id, 0)
        column = named(value.id, 0)
        if not level or level not in self.frames.tables:
            return (), ()
        order = sorted(level, key=(*MARK_LABELS, "member").index)
        kept = self._kept_of_frame(value, level, column)
        lines = sorted(self.frame_lines(level, column), key=lambda line: [natural(line[d]) for d in order])
        measure = value.steps[0].before if value.steps else value.measure
        rows = []
        for line in lines:
            words = same(self.figure(line[column], measure) or self._failure(level, column, line))
            left = kept.get(tuple(line[d] for d in order), True)
            rows.append(
                (
                    *(cell(said_label(line[d])) for d in order),
                    Cell(words, not left, Text() if left else Text("不计", "not counted")),
                )
            )
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
        present = own[column].notnull() | (
            own[column + FAILED].notnull() if column + FAILED in own.columns else ibis.literal(False)
        )
        own = own.filter(present)
        chosen: ir.BooleanValue | None = None
        if step.typed is not None:
            chosen = ibis.coalesce(
                formula_column(
                    step.typed,
                    lambda n: Column(own[column]) if n == "value" else self.frames.column_in(own, n, value.id),
                ).value,
                ibis.literal(False),
            )
        parameters = {name: own[name] for name in step.step.act.parameters}
        mark = self.frames.criterion_of(value.id) + FIXED
        fixed = ibis.coalesce(own[mark], ibis.literal(False)) if mark in own.columns else None
        rows = Rows(own[column], None, chosen, may_miss=True, parameters=parameters, fixed=fixed)
        kept = kept_rows(step.step.act, self.frames.better(value), rows, [own[key] for key in keys(step.after.level)])
        order = sorted(level, key=(*MARK_LABELS, "member").index)
        told = own.select(*order, kept=kept if chosen is None else kept & chosen)
        return {tuple(line[d] for d in order): line["kept"] for line in self.store.lines(told)}
