"""A mark sheet as a page shows it: each field with its choices, what stands in it, and what is wrong with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from jiangong.core.problems import Text
from jiangong.core.quantities import plain
from jiangong.core.rulebook import Field, MarkSheetForm, Slip, read_answer, running_total
from jiangong.core.rulebook.marksheet import STATE

VALUE, INSTEAD = "f:", "s:"
"""How a form names the value of a field, and the state that stands in place of one."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose: a value, or a level that spans several."""

    value: str
    span: str
    title: Text
    text: Text
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FieldShown:
    """One field of the sheet."""

    field: Field
    position: int
    value: str
    state: str
    slip: Text | None

    @property
    def name(self) -> str:
        """The name of the control."""
        return VALUE + self.field.key

    @property
    def state_name(self) -> str:
        """The name of the control for a state."""
        return INSTEAD + self.field.key

    @property
    def is_radio(self) -> bool:
        """Whether single values are chosen; otherwise a number is typed, and levels only help to find it."""
        levels = self.field.levels
        return self.field.entered == "choice" and all(level.low == level.high for level in levels)

    @property
    def choices(self) -> list[Choice]:
        """The levels, or the values where there are no levels. The best first."""
        rows = [(level.low, level.high, level.title, level.text) for level in self.field.levels]
        rows = rows or [(value, value, Text(), Text()) for value in self.field.values]
        return [
            Choice(
                plain(low),
                plain(low) if low == high else f"{plain(low)}–{plain(high)}",
                title,
                text,
                self._in(low, high),
            )
            for low, high, title, text in sorted(rows, key=lambda row: row[0], reverse=True)
        ]

    def _in(self, low: Any, high: Any) -> bool:
        value = read_answer(self.field, self.value)
        return value is not None and not isinstance(value, Text) and low <= value <= high

    @property
    def pace(self) -> str:
        """How far one touch of + or − goes."""
        return plain(self.field.pace)

    @property
    def low(self) -> str:
        """The lowest value, if there is one."""
        return plain(self.field.low) if self.field.low is not None else ""

    @property
    def high(self) -> str:
        """The highest value, if there is one."""
        return plain(self.field.high) if self.field.high is not None else ""

    @property
    def values(self) -> str:
        """The only values allowed, parted by spaces."""
        return " ".join(map(plain, self.field.values))

    @property
    def said(self) -> str:
        """What stands in it, for reading."""
        return self.value or self.state


@dataclass(frozen=True, slots=True)
class SectionShown:
    """A criterion with its fields."""

    criterion: str
    title: Text
    is_judged: bool
    fields: tuple[FieldShown, ...]

    @property
    def is_whole(self) -> bool:
        """Whether everything that must be marked is."""
        return all(field.said or not field.field.is_needed for field in self.fields)


@dataclass(frozen=True, slots=True)
class SheetShown:
    """The whole sheet."""

    form: MarkSheetForm
    sections: tuple[SectionShown, ...]
    total: str

    @property
    def fields(self) -> tuple[FieldShown, ...]:
        """Every field in order."""
        return tuple(field for section in self.sections for field in section.fields)

    @property
    def needed_count(self) -> int:
        """How many marks the sheet needs."""
        return sum(field.field.is_needed for field in self.fields)

    @property
    def marked_count(self) -> int:
        """How many of them stand."""
        return sum(field.field.is_needed and bool(field.said) for field in self.fields)

    @property
    def slips(self) -> list[FieldShown]:
        """The fields that must be mended."""
        return [field for field in self.fields if field.slip]


def sheet_shown(form: MarkSheetForm, answers: Mapping[str, str], slips: Iterable[Slip] = ()) -> SheetShown:
    """A sheet with what stands in it and what is wrong."""
    wrong = {slip.key: slip.said for slip in slips}
    titles = {state.code: state.title for state in form.states}
    position = 0
    sections = []
    for section in form.sections:
        fields = []
        for field in section.fields:
            position += 1
            answer = answers.get(field.key, "")
            is_state = answer.startswith(STATE) and answer.removeprefix(STATE) in titles
            value, state = ("", answer.removeprefix(STATE)) if is_state else (answer, "")
            fields.append(FieldShown(field, position, value, state, wrong.get(field.key)))
        sections.append(SectionShown(section.criterion, section.title, section.is_judged, tuple(fields)))
    return SheetShown(form, tuple(sections), plain(running_total(form, answers)))


def answers_of(form: MarkSheetForm, posted: QueryDict) -> dict[str, str]:
    """What a form was sent with, by field."""
    answers = {}
    for field in form.fields:
        state = posted.get(INSTEAD + field.key, "").strip()[:40]
        answers[field.key] = STATE + state if state else posted.get(VALUE + field.key, "").strip()[:60]
    return {key: answer for key, answer in answers.items() if answer}
