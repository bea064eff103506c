"""The working of one entry: every step of every value with its rows, as a person would write it on paper."""

from __future__ import annotations

from jiangong.core.problems import Text
from jiangong.core.quantities import plain
from jiangong.core.rulebook.describe import said_formula
from jiangong.core.rulebook.plan import PlannedValue
from jiangong.core.rulebook.values import Over, Score
from jiangong.core.rulebook.wording import DIMENSION, filled, filled_formula, formula_words, joined, rounding_words
from jiangong.core.scoring.explanation import Cell, ExplainedStep, cell, same
from jiangong.core.scoring.figures import labels_of, said_label
from jiangong.core.scoring.frames import FAILED, named
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
        waiting = [*(key.by for key in self.stage.order), self.stage.shown]
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
        rule = filled(Text("{} = {}。", "{} = {}."), score.title, said_formula(score, self.titles))
        head, rows, arithmetic = (), (), Text()  # type: tuple[Text, ...], tuple[tuple[Cell, ...], ...], Text
        if self.frames.level_of(value.id):
            head, rows = self._started(value, score)
            terms = [row[-1].text.zh for row in rows if not row[-1].dropped]
            arithmetic = self.added_up(value, _before_combining(value), terms)
        elif score.formula is not None:
            arithmetic = self._put_in(value, score)
        return [ExplainedStep("", self.heading(score, outcome or "–"), rule, head, rows, arithmetic, outcome)]

    def _put_in(self, value: PlannedValue, score: Score) -> Text:
        """The formula with this entry's numbers in place of the names, and what it came to after its own rounding."""
        rounding = score.steps[0].rounding if score.steps and score.steps[0].act is None else None
        steps = 1 if rounding else 0
        is_shown = score.show is not None and steps == len(score.steps)
        sign, outcome = "→" if rounding or is_shown else "=", self.after(value, steps) or "–"
        tail = filled(Text("（{}）", " ({})"), rounding_words(rounding)) if rounding else Text()
        node, found = self.with_field_numbers(value)
        words = filled_formula(node, lambda name: found[name] if name in found else self.read(name))
        if score.weights:
            parts = [(self.read(name), same(f"{plain(weight * 100)}%")) for name, weight in score.weights]
            words = joined((filled(Text("{} × {}", "{} × {}"), *part) for part in parts), Text(" + ", " + "))
        ending = Text(f" {sign} {outcome}{tail.zh}", f" {sign} {outcome}{tail.en}")
        return Text(words.say("zh") + ending.zh, words.say("en") + ending.en)

    def _started(self, value: PlannedValue, score: Score) -> tuple[tuple[Text, ...], tuple[tuple[Cell, ...], ...]]:
        """A score that begins with several lines, of another value or by members: what became of each before they were
        combined, and which of them were.
        """
        level, measure = value.steps[0].before.level, value.steps[0].before
        labels, steps = labels_of(level), _before_combining(value)
        kept = self.kept_lines(value, steps) if isinstance(value.steps[steps].step.act, Over) else {}
        became = {tuple(line[d] for d in labels): line["figure"] for line in self.frame_lines(level, value.id, steps)}
        rows = []
        for line in self.frame_lines(level, value.id, 0):
            own = tuple(line[d] for d in labels)
            figure = self.figure(line["figure"], measure)
            words = same(figure) if figure else self._failure(line.get(named(value.id, 0) + FAILED))
            last = same(self.figure(became[own], value.steps[steps].before) or "–") if steps else words
            left = kept.get(own, True)
            counted = Cell(last, not left, Text() if left else Text("不计", "not counted"))
            rows.append((*(cell(said_label(label)) for label in own), *([Cell(words)] if steps else []), counted))
        begun = self.titles(value.start) if score.formula is None else formula_words(score.formula, self.titles)
        return (*(DIMENSION[d] for d in labels), begun, *([_BECAME] if steps else [])), tuple(rows)

    def _failure(self, number: int | None) -> Text:
        """The state in which a line failed; a dash where it merely has no value."""
        codes = {known: code for code, known in self.frames.evidence.fail_codes.items()}
        return self.rulebook.states[codes[number]].title if number is not None else same("–")


_BECAME = Text("算得", "comes to")


def _before_combining(value: PlannedValue) -> int:
    """How many steps act on single lines before the first combination; 0 where there is none."""
    return next((n for n, step in enumerate(value.steps) if isinstance(step.step.act, Over)), 0)
