"""How the steps of an explanation are laid out: marks side by side, neighbours one under another."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SUMS_AT_MOST = 6
FEW_ROWS, FEW_COLUMNS = 2, 7
WORDY = 6
NUMBER = 1  # the column of the comparison that holds the entry's number
FIGURE = re.compile(r"[-−–]?|[-−]?\d[\d,.]*")


@dataclass(frozen=True)
class CellShown:
    """A cell with the name of its column, which a phone shows beside it; figures stand right, words left."""

    head: Any
    cell: Any
    is_figure: bool
    name: str = ""

    @property
    def is_wordy(self) -> bool:
        """Whether the head is a sentence rather than a name: a phone gives such a figure a line of its own."""
        return len(getattr(self.head, "zh", "")) > WORDY


@dataclass(frozen=True)
class StepShown:
    """A step of the core with the kind of its table: marks (large figures), many (figures in the size of text), list, or none."""

    step: Any
    table: str
    rows: tuple[tuple[bool, tuple[CellShown, ...]], ...]

    @property
    def columns(self) -> tuple[CellShown, ...]:
        """The head of the table, where it has one."""
        return self.rows[0][1] if self.rows and self.step.head else ()


@dataclass(frozen=True)
class SumPart:
    """One of the large figures under the answer; the first one is the result."""

    title: Any
    value: str
    is_result: bool


def steps_shown(explanation: Any, names: Mapping[str, str]) -> list[StepShown]:
    """Every step with its table. One figure alone needs no table: the heading says it. `names` are those of the neighbours."""
    return [] if explanation is None else [_shown(step, names) for step in explanation.steps]


def _shown(step: Any, names: Mapping[str, str]) -> StepShown:
    """The row of the entry itself carries a note in a list of neighbours."""
    is_single = len(step.rows) == 1 and len(step.rows[0]) == 1 and not step.rows[0][0].note
    if not step.rows or is_single:
        return StepShown(step, "", ())
    is_list = step.kind == "order"
    words = _columns_of_words(step)
    rows = tuple(
        (is_list and any(bool(cell.note) for cell in row), _headed(step, row, words, names if is_list else {}))
        for row in step.rows
    )
    return StepShown(step, _table_of(step), rows)


def _columns_of_words(step: Any) -> set[int]:
    """Columns that hold anything but figures, or no figure at all; the number of an entry is a name, whatever it looks like."""
    cells = [(at, cell.text.zh) for row in step.rows for at, cell in enumerate(row)]
    figures = {at for at, text in cells if any(letter.isdigit() for letter in text)}
    found = {at for at, text in cells if at not in figures or not FIGURE.fullmatch(text)}
    return found | ({NUMBER} if step.kind == "order" else set())


def _headed(step: Any, row: Any, words: set[int], names: Mapping[str, str]) -> tuple[CellShown, ...]:
    """Each cell under its head, with the name of the entry where the cell holds a number that has one."""
    head = step.head
    return tuple(
        CellShown(
            head[at] if at < len(head) else "",
            cell,
            at not in words,
            names.get(cell.text.zh, "") if at == NUMBER else "",
        )
        for at, cell in enumerate(row)
    )


def _table_of(step: Any) -> str:
    """A few marks stand large side by side; many keep the size of text, so that they fit the page."""
    if step.kind != "marks" or (len(step.rows) > FEW_ROWS and len(step.rows[0]) <= FEW_ROWS):
        return "list"
    return "many" if len(step.rows) > FEW_ROWS or len(step.rows[0]) > FEW_COLUMNS else "marks"


def sums(page: Any, line: Any) -> list[SumPart]:
    """The ranking score and then the other ones, where they are few and shown."""
    if not line.score or not line.place or len(line.scores) != len(page.columns) or len(line.scores) > SUMS_AT_MOST:
        return []
    parts = [
        SumPart(column.title, value, False) for column, value in zip(page.columns, line.scores, strict=True) if value
    ]
    title = page.ranking.title if page.ranking else ""
    return [SumPart(title, line.score, True), *parts] if parts else []
