"""The shape of an explanation: numbered steps with their rule, their evidence and their arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from jiangong.core.problems import NO_TEXT, Text

StepKind = Literal["marks", "score", "order", "go_on", "award", "state"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure or word; `dropped` is shown struck through, with the reason in `note`."""

    text: Text
    dropped: bool = False
    note: Text = NO_TEXT


@dataclass(frozen=True, slots=True)
class ExplainedStep:
    """One step: its heading with the result, the rule in words, a table of evidence and the arithmetic."""

    number: str
    title: Text
    rule: Text
    head: tuple[Text, ...] = ()
    rows: tuple[tuple[Cell, ...], ...] = ()
    arithmetic: Text = NO_TEXT
    result: str = ""
    kind: StepKind = "score"


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why an entry stands where it stands: an answer that can be read aloud, and every step behind it."""

    entry: str
    event: str
    stage: str
    place: str
    score: str
    state: str
    answer: Text
    steps: tuple[ExplainedStep, ...] = ()
    alone: Text = NO_TEXT
    """The answer without the numbers of others."""


OPPONENT = Text("对手", "opponent")
"""The head of the column that says who the other side of a match was, and with what number."""


def without_others(explanation: Explanation) -> Explanation:
    """The same for a reader who may not see what others were given."""
    return replace(explanation, answer=explanation.alone, steps=tuple(map(_alone, explanation.steps)))


def _alone(step: ExplainedStep) -> ExplainedStep:
    """A step without the other side of a match, and without the numbers of those who get the same award."""
    if step.kind == "award":
        return replace(step, arithmetic=NO_TEXT)
    if OPPONENT not in step.head:
        return step
    at = step.head.index(OPPONENT)
    rows = tuple((*row[:at], *row[at + 1 :]) for row in step.rows)
    return replace(step, head=(*step.head[:at], *step.head[at + 1 :]), rows=rows)


def same(words: object) -> Text:
    """A figure or code: the same in both languages."""
    return Text(str(words), str(words))


def cell(words: object) -> Cell:
    """A plain cell."""
    return Cell(words if isinstance(words, Text) else same(words))
