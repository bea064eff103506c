"""The working of one entry: every step of every value with its rows, as a person would write it on paper."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ibis.expr import types as ir

from jiangong.core.problems import Text
from jiangong.core.quantities import plain
from jiangong.core.rulebook.acts import STAYING
from jiangong.core.rulebook.describe import said_formula
from jiangong.core.rulebook.following import key_title
from jiangong.core.rulebook.formula import STATE
from jiangong.core.rulebook.phrasing import DIMENSION, step_words
from jiangong.core.rulebook.plan import PlannedValue, names_read
from jiangong.core.rulebook.values import Over, Score
from jiangong.core.rulebook.wording import (
    filled,
    filled_formula,
    formula_words,
    joined,
    rounding_words,
)
from jiangong.core.scoring.explanation import OPPONENT, Cell, ExplainedStep, cell, same
from jiangong.core.scoring.figures import OWN_ENTRY, labels_of, said_label
from jiangong.core.scoring.frames import FAILED, THERE, named
from jiangong.core.scoring.judged import Judged


class Working(Judged):
    """Every value that places, going on and awards rest on, for one entry."""

    def steps(self) -> list[ExplainedStep]:
        """Every criterion and score that leads to them, in the order in which they are computed."""
        wanted = self._leading()
        steps: list[ExplainedStep] = []
        for value in self.planned.values.values():
            if value.id in wanted:
                steps += self.criterion_steps(value) if value.is_criterion else self._score(value)
        return steps

    def _leading(self) -> set[str]:
        """Values that the order, a condition or an award rests on, directly or through others."""
        wanted: set[str] = set()
        waiting = [*(key.by for key in self.stage.order), self.stage.shown]
        waiting += [name for by in self._compared_by() for name in by]
        waiting += [name.removesuffix(STATE) for formula in self.stage.conditions() for name in formula.names()]
        while waiting:
            name = waiting.pop()
            if name in self.planned.values and name not in wanted:
                wanted.add(name)
                waiting += [read.removesuffix(STATE) for read in self.planned.values[name].reads]
        return wanted

    def _compared_by(self) -> list[tuple[str, ...]]:
        """What going on and awards compare instead of places."""
        return [rule.by for rule in self.stage.go_on] + [award.by for award in self.stage.awards]

    def is_marked_as(self, code: str) -> bool:
        """Whether a row of marks says that state itself."""
        return any(line["state"] == code for line in self._own_marks)

    def why_nothing(self) -> Text:
        """Of an entry that was marked and has no number to be placed by: which criteria it lacks, or which numbers."""
        wanted = self._leading()
        if not self._own_marks or any(line["state"] for line in self._own_marks):
            return Text()
        marked = {line["criterion"] for line in self._own_marks}
        lacking = [
            c.title for c in self.stage.criteria.values() if c.id in wanted - marked and c.missing == "not_marked"
        ]
        if lacking:
            said = Text("{} 一行评分也没有。", "There is no mark of {}.")
        else:
            nothing = [key for n, key in enumerate(self.stage.order) if not self.compared(n, self.entry)]
            lacking = [key_title(key, self.titles) for key in nothing]
            said = Text("算不出 {}，见下面标“–”的地方。", "{} has no result: see where a – stands below.")
        return filled(said, joined(lacking, Text("、", ", "))) if lacking else Text()

    def _score(self, value: PlannedValue) -> list[ExplainedStep]:
        score = self.stage.scores[value.id]
        if value.measure.level:
            return self._separate(value, score)
        outcome = self.value(value.id)
        rule = filled(Text("{} = {}。", "{} = {}."), score.title, said_formula(score, self.titles))
        heading = self.heading(score, outcome or "–")
        if not self.frames.level_of(value.id):
            arithmetic = self._put_in(value, score) if score.formula is not None else Text()
            return [ExplainedStep("", heading, rule, arithmetic=arithmetic, result=outcome)]
        steps = []
        for begin, last in _combined(value):
            head, rows = self._started(value, score, begin, last)
            terms = [row[-1].text.zh for row in rows if not row[-1].dropped]
            arithmetic = self.added_up(value, last, terms)
            steps.append(ExplainedStep("", heading, rule, head, rows, arithmetic, outcome))
            heading, rule = (
                filled(Text("{}，第 {} 步以后", "{}, after step {}"), score.title, same(str(last + 1))),
                Text(),
            )
        return steps

    def _separate(self, value: PlannedValue, score: Score) -> list[ExplainedStep]:
        """A score that is still separate by item or attempt and made of several: what each line is made of."""
        level = value.measure.level
        alike = [
            name
            for name in value.reads
            if name in self.planned.values and self.planned.values[name].measure.level == level
        ]
        combines = any(isinstance(step.step.act, Over) for step in value.steps)
        if value.formula is None or combines or self.frames.level_of(value.id) != level:
            return []
        labels, final = labels_of(level), len(value.steps)
        lines = self.frame_lines(level, value.id, final)
        rows = tuple(
            (
                *(cell(said_label(line[d])) for d in labels),
                *(self._cell(line, name) for name in alike),
                *(cell(self._after_steps(line, value, n)) for n in range(final + 1)),
            )
            for line in lines
        )
        made = formula_words(score.formula, self.titles) if final and score.formula else self.titles(value.id)
        became = (_heading(n, step_words(step.step, self.titles)) for n, step in enumerate(value.steps, 1))
        head = (*(DIMENSION[d] for d in labels), *(self.titles(name) for name in alike), made, *became)
        rule = filled(Text("{} = {}。", "{} = {}."), score.title, said_formula(score, self.titles))
        return [ExplainedStep("", score.title, rule, head, rows)] if lines else []

    def _cell(self, line: dict[str, Any], name: str) -> Cell:
        """The final number of a value in one of its lines."""
        planned = self.planned.values[name]
        number = line.get(self.frames.final(name))
        if number is None and not line.get(name + THERE) and self.frames.is_zero_without_line(name):
            number = 0
        return cell(self.figure(number, planned.measure) or "–")

    def _put_in(self, value: PlannedValue, score: Score) -> Text:
        """The formula with this entry's numbers in place of the names, and what it came to after its own rounding."""
        rounding = score.steps[0].rounding if score.steps and score.steps[0].act is None else None
        steps = 1 if rounding else 0
        is_shown = score.show is not None and steps == len(score.steps)
        sign, outcome = "→" if rounding or is_shown else "=", self.after(value, steps) or "–"
        tail = filled(Text("（{}）", " ({})"), rounding_words(rounding, inside=True)) if rounding else Text()
        node, found = self.with_field_numbers(value)
        words = filled_formula(node, lambda name: found[name] if name in found else self.read(name))
        if score.weights:
            words = self._weighed(score)
        ending = Text(f" {sign} {outcome}{tail.zh}", f" {sign} {outcome}{tail.en}")
        return Text(words.say("zh") + ending.zh, words.say("en") + ending.en)

    def _weighed(self, score: Score) -> Text:
        """The numbers with their weights; where some may be lacking, those that are there over what their weights come to."""
        known = [(self.read(name), weight) for name, weight in score.weights]
        given = [pair for pair in known if pair[0].zh != "–"] if score.weights_of == "given" else known
        parts = [(number, same(f"{plain(weight * 100)}%")) for number, weight in given]
        words = joined((filled(Text("{} × {}", "{} × {}"), *part) for part in parts), Text(" + ", " + "))
        if len(given) in (0, len(known)):
            return words if given else same("–")
        total, left = (sum((w for _, w in pairs), Fraction(0)) for pairs in (known, given))
        times = "" if total == 1 else f" × {plain(total * 100)}%"
        return filled(Text("({}) ÷ {}", "({}) ÷ {}"), words, same(f"{plain(left * 100)}%{times}"))

    def _started(
        self, value: PlannedValue, score: Score, begin: int, last: int
    ) -> tuple[tuple[Text, ...], tuple[tuple[Cell, ...], ...]]:
        """Several lines, of another value or by members, from a step on until they are combined: what steps made of each,
        and which of them were combined.
        """
        level = value.steps[begin].before.level
        labels = labels_of(level)
        kept = self.kept_lines(value, last) if isinstance(value.steps[last].step.act, Over) else {}
        rows = []
        at, others = self._opponents(value, begin, last)
        for line in self.frame_lines(level, value.id, last):
            own = tuple(line[d] for d in labels)
            *earlier, final = [self._after_steps(line, value, n) for n in range(begin, last + 1)]
            left = kept.get(own, True)
            counted = Cell(final, not left, Text() if left else Text("不计", "not counted"))
            numbers = [*map(cell, earlier), counted]
            numbers[at + 1 : at + 1] = [cell(others.get(own, "–"))] if others else []
            rows.append((*(cell(said_label(label)) for label in own), *numbers))
        begun = self.titles(value.start) if score.formula is None else formula_words(score.formula, self.titles)
        begun = _after_step(begin) if begin else begun
        steps = enumerate(value.steps[begin:last], begin + 1)
        became = [_heading(n, step_words(step.step, self.titles)) for n, step in steps]
        became[at:at] = [OPPONENT] if others else []
        return (*(DIMENSION[d] for d in labels), begun, *became), tuple(rows)

    def _opponents(self, value: PlannedValue, begin: int, last: int) -> tuple[int, dict[tuple[Any, ...], str]]:
        """Where steps compare with the other side: before which of them, and who that was on each line, with the number there
        was where that is what is read of them.
        """
        steps = value.steps[begin : last + 1]
        asking = [n for n, step in enumerate(steps) if any(_is_of_opponent(name) for name in names_read(step.typed))]
        if not asking:
            return 0, {}
        at = asking[0]
        level, number = steps[at].before.level, named(value.id, begin + at)
        is_compared = any("opponent" in names_read(steps[n].typed) for n in asking)
        labels = labels_of(level)

        def others() -> ir.Table:
            table = self.frames.tables[level]
            lines = table.filter(self.frames.there(table, value.id))
            own = self.own_lines(level, value.id).select("event", *labels)
            beside = lines.semi_join(own, ["event", *labels])
            return beside.filter(beside.entry.cast("string") != OWN_ENTRY).select("entry", *labels, number=number)

        found = self.ask(("opponents", value.id, begin + at), others)
        measure = steps[at].before
        said = {
            tuple(o[d] for d in labels): f"{o['entry']} {self.figure(o['number'], measure) or '–'}" if is_compared else str(o["entry"])
            for o in found
        }  # fmt: skip
        return at, said

    def _after_steps(self, line: dict[str, Any], value: PlannedValue, steps: int) -> Text:
        """A line's number after so many steps, or why it has none."""
        steps_of = value.steps
        measure = steps_of[steps - 1].after if steps else steps_of[0].before if steps_of else value.measure
        figure = self.figure(line.get(named(value.id, steps)), measure)
        return same(figure) if figure else self._failure(line.get(named(value.id, steps) + FAILED))

    def _failure(self, number: int | None) -> Text:
        """The state in which a line failed; a dash where it merely has no value."""
        codes = {known: code for code, known in self.frames.evidence.fail_codes.items()}
        return self.rulebook.states[codes[number]].title if number is not None else same("–")


LONGEST_HEADING = 16


def _combined(value: PlannedValue) -> list[tuple[int, int]]:
    """From which step on lines are followed, and the step that combines them: first those that it begins with, then what is
    still separate of them.
    """
    found, begin = [], 0
    for n, step in enumerate(value.steps):
        if isinstance(step.step.act, Over) and step.step.act.take not in STAYING:
            found.append((begin, n))
            begin = n + 1
    return [(begin, last) for begin, last in found if value.steps[begin].before.level]


def _is_of_opponent(name: str) -> bool:
    return name.partition(".")[0] == "opponent"


def _heading(number: int, words: Text) -> Text:
    """What a step does, over its column; a long rule stands in the sentence above the table already."""
    return words if len(words.zh) <= LONGEST_HEADING else _after_step(number)


def _after_step(number: int) -> Text:
    return Text(f"第 {number} 步后", f"after step {number}")
