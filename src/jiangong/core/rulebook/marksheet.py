"""A judge's sheet, made from the rules of a stage: what is asked, which answers fit, and where judges differ too much."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from jiangong.core.problems import NO_TEXT, Text
from jiangong.core.quantities import exact, plain
from jiangong.core.rulebook.asking import Level
from jiangong.core.rulebook.values import Criterion, Rulebook, Stage, State

ASKED_KINDS = ("mark", "difficulty", "adjustment")
"""Lots are drawn, decisions taken and matches played; the rest is what judges put on a sheet."""
NOT_PLAIN, LONGEST = frozenset("%/e_"), 30
STATE = "="
"""An answer that begins with it names a state instead of a value: `=dnf`."""


@dataclass(frozen=True, slots=True)
class Field:
    """One mark that is asked for."""

    criterion: str
    item: str
    attempt: str
    title: Text
    is_judged: bool
    """Judgement: every judge gives an own mark. Measurement otherwise: there is one, whoever takes it."""
    decimals: int
    is_needed: bool = True
    low: Fraction | None = None
    high: Fraction | None = None
    step: Fraction | None = None
    values: tuple[Fraction, ...] = ()
    unit: Text = NO_TEXT
    entered: str = "number"
    levels: tuple[Level, ...] = ()
    spread: Fraction | None = None

    @property
    def key(self) -> str:
        """How a form and a device name it."""
        return f"{self.criterion}/{self.item}/{self.attempt}"

    @property
    def pace(self) -> Fraction:
        """How far one touch of + or − goes."""
        return self.step or (Fraction(1) if self.entered == "count" else Fraction(1, 10 ** min(self.decimals, 1)))

    def level_of(self, value: Fraction) -> Level | None:
        """The level into which a value falls."""
        return next((level for level in self.levels if level.low <= value <= level.high), None)


@dataclass(frozen=True, slots=True)
class Section:
    """A criterion of the sheet with its fields."""

    criterion: str
    title: Text
    is_judged: bool
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class MarkSheetForm:
    """What one judge is asked about one work."""

    stage: str
    title: Text
    sections: tuple[Section, ...]
    states: tuple[State, ...] = ()
    """States that a judge may give in place of a value."""
    second: str = "none"
    running_total: bool = False
    work_minutes: int | None = None
    seal_minutes: int | None = None

    @property
    def fields(self) -> tuple[Field, ...]:
        """Every field in the order of the sheet."""
        return tuple(field for section in self.sections for field in section.fields)


@dataclass(frozen=True, slots=True)
class Slip:
    """An answer that does not fit, or is lacking, in words that a judge can act on."""

    key: str
    said: Text
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Judges who differ on one field by more than the rules allow."""

    field: Field
    marks: tuple[tuple[str, Fraction], ...]

    @property
    def width(self) -> Fraction:
        """How far apart the highest and the lowest are."""
        values = [value for _judge, value in self.marks]
        return max(values) - min(values)

    @property
    def said_width(self) -> str:
        """The same as people write it."""
        return plain(self.width)


def mark_sheet_form(
    rulebook: Rulebook,
    stage_id: str,
    *,
    items: Iterable[Mapping[str, str]] = (),
    judged: bool = True,
    measured: bool = True,
) -> MarkSheetForm:
    """The sheet of a stage. `items`: rows of the items table; `judged`, `measured`: which aspects this judge gives."""
    stage = rulebook.stage(stage_id)
    listed = list(items)
    sections = []
    for criterion in stage.criteria.values():
        is_judged = "source" in criterion.by
        if criterion.kind in ASKED_KINDS and (judged if is_judged else measured):
            fields = tuple(_fields(stage, criterion, listed))
            sections.append(Section(criterion.id, criterion.title, is_judged, fields))
    states = tuple(state for state in rulebook.states.values() if state.effect in ("fail", "skip") or _is_fixed(state))
    asked = stage.sheet
    return MarkSheetForm(
        stage.id, stage.title, tuple(sections), states, asked.second, asked.running_total, asked.work_minutes,
        asked.seal_minutes,
    )  # fmt: skip


def _is_fixed(state: State) -> bool:
    return state.effect == "value" and state.value is not None


def _fields(stage: Stage, criterion: Criterion, listed: list[Mapping[str, str]]) -> Iterable[Field]:
    rows = _items(stage, criterion, listed) if "item" in criterion.by else [("", NO_TEXT, None)]
    least, most = criterion.counted("attempt") or (1, 1)
    attempts = [(str(n), n <= least) for n in range(1, most + 1)] if "attempt" in criterion.by else [("", True)]
    for item, title, maximum in rows:
        for attempt, is_needed in attempts:
            yield _field(criterion, item, attempt, title, maximum, is_needed=is_needed and criterion.kind == "mark")


def _field(
    criterion: Criterion, item: str, attempt: str, title: Text, maximum: Fraction | None, *, is_needed: bool
) -> Field:
    asked = criterion.asked
    chosen = "choice" if asked.levels or criterion.values else "number"
    nth = Text(f"第 {attempt} 次", f"attempt {attempt}") if attempt else NO_TEXT
    highs = [high for high in (criterion.high, maximum) if high is not None]
    return Field(
        criterion=criterion.id,
        item=item,
        attempt=attempt,
        title=Text(f"{title.zh} {nth.zh}".strip(), f"{title.en} {nth.en}".strip()) or criterion.title,
        is_judged="source" in criterion.by,
        decimals=criterion.decimals,
        is_needed=is_needed,
        low=criterion.low,
        high=min(highs) if highs else None,
        step=criterion.step,
        values=criterion.values,
        unit=criterion.unit,
        entered=asked.entered or chosen,
        levels=asked.levels,
        spread=asked.spread,
    )


def _items(
    stage: Stage, criterion: Criterion, listed: list[Mapping[str, str]]
) -> list[tuple[str, Text, Fraction | None]]:
    """The items of a criterion: from the items table, from the rules, or numbered where only their number is known."""
    mine = [
        row
        for row in listed
        if row.get("stage", "") in ("", stage.id) and row.get("criterion", "") in ("", criterion.id) and row.get("item")
    ]
    if criterion.items:
        known = {row["item"]: row for row in mine}
        mine = [known.get(item, {"item": item}) for item in criterion.items]
    if not mine:
        count = (criterion.counted("item") or (1, 1))[1]
        mine = [{"item": str(number)} for number in range(1, count + 1)]
    column = criterion.at_most.removeprefix("item.")
    return [(row["item"], _item_title(row), _maximum(row, column)) for row in mine]


def _item_title(row: Mapping[str, str]) -> Text:
    name = row.get("title") or row.get("name") or row["item"]
    return Text(name, name)


def _maximum(row: Mapping[str, str], column: str) -> Fraction | None:
    written = row.get(column, "") if column else ""
    try:
        return exact(written) if written else None
    except ValueError:
        return None


def read_answer(field: Field, answer: str) -> Fraction | Text | None:
    """The value of an answer; None for nothing; a sentence where it does not fit."""
    written = answer.strip().replace("−", "-").replace("．", ".")
    if not written:
        return None
    try:
        if len(written) > LONGEST or NOT_PLAIN & set(written.lower()):
            raise ValueError
        value = exact(written)
    except (ValueError, ZeroDivisionError):
        return Text(f"“{answer[:20]}”不是一个数", f"“{answer[:20]}” is not a number")
    return _fault_of(field, value) or value


def _fault_of(field: Field, value: Fraction) -> Text | None:
    """Why a number is not allowed here."""
    if field.values and value not in field.values:
        allowed = [plain(one) for one in field.values]
        return Text("只能是 " + "、".join(allowed), "only " + ", ".join(allowed))
    if field.low is not None and value < field.low:
        return Text(f"不得低于 {plain(field.low)}", f"not below {plain(field.low)}")
    if field.high is not None and value > field.high:
        return Text(f"不得高于 {plain(field.high)}", f"not above {plain(field.high)}")
    if field.step is not None and (value / field.step).denominator != 1:
        return Text(f"须是 {plain(field.step)} 的整数倍", f"a multiple of {plain(field.step)}")
    if (value * 10**field.decimals).denominator != 1:
        return Text(f"至多 {field.decimals} 位小数", f"at most {field.decimals} decimals")
    return None


def slips_of(form: MarkSheetForm, answers: Mapping[str, str]) -> tuple[Slip, ...]:
    """Everything that must be mended before the sheet can be sealed, in the order of the sheet."""
    slips = []
    codes = {STATE + state.code for state in form.states}
    for field in form.fields:
        answer = answers.get(field.key, "")
        if answer in codes:
            continue
        read = read_answer(field, answer)
        if read is None and field.is_needed:
            slips.append(Slip(field.key, Text("还没有评", "not marked yet"), is_missing=True))
        elif isinstance(read, Text):
            slips.append(Slip(field.key, read))
    strangers = sorted(answers.keys() - {field.key for field in form.fields})
    slips += [Slip(key, Text("评分表里没有这一项", "not on this sheet")) for key in strangers if answers[key].strip()]
    return tuple(slips)


def plain_answers(form: MarkSheetForm, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers as they are sealed: numbers written one way, what was left blank left out."""
    said = {}
    for field in form.fields:
        answer = answers.get(field.key, "").strip()
        if answer.startswith(STATE):
            said[field.key] = answer
        elif isinstance(value := read_answer(field, answer), Fraction):
            said[field.key] = plain(value)
    return said


def differences(form: MarkSheetForm, sheets: Mapping[str, Mapping[str, str]]) -> tuple[Difference, ...]:
    """The fields on which judges differ by more than the rules allow. `sheets`: answers by judge."""
    found = []
    for field in form.fields:
        if field.spread is None or not field.is_judged:
            continue
        read = ((judge, read_answer(field, answers.get(field.key, ""))) for judge, answers in sorted(sheets.items()))
        marks = tuple((judge, value) for judge, value in read if isinstance(value, Fraction))
        if len(marks) > 1 and (difference := Difference(field, marks)).width > field.spread:
            found.append(difference)
    return tuple(found)


def running_total(form: MarkSheetForm, answers: Mapping[str, str]) -> Fraction:
    """The sum of what stands on a sheet so far."""
    values = (read_answer(field, answers.get(field.key, "")) for field in form.fields)
    return sum((value for value in values if isinstance(value, Fraction)), Fraction(0))
