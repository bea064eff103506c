"""How the steps of an explanation are laid out: marks side by side, neighbours one under another."""

from dataclasses import dataclass
from typing import Any

SUMS_AT_MOST = 6
FEW_ROWS, FEW_COLUMNS = 2, 7


@dataclass(frozen=True)
class StepShown:
    """A step of the core with the kind of its table: marks (large figures), many (figures in the size of text), list, or none."""

    step: Any
    table: str
    rows: tuple[tuple[bool, Any], ...]


@dataclass(frozen=True)
class SumPart:
    """One of the large figures under the answer; the last one is the result."""

    title: Any
    value: str
    is_result: bool


def steps_shown(explanation: Any) -> list[StepShown]:
    """Every step with its table. One figure alone needs no table: the heading says it."""
    return [] if explanation is None else [_shown(step) for step in explanation.steps]


def _shown(step: Any) -> StepShown:
    """The row of the entry itself carries a note in a list of neighbours."""
    is_single = len(step.rows) == 1 and len(step.rows[0]) == 1 and not step.rows[0][0].note
    if not step.rows or is_single:
        return StepShown(step, "", ())
    is_list = step.kind == "order"
    rows = tuple((is_list and any(bool(cell.note) for cell in row), _headed(step.head, row)) for row in step.rows)
    return StepShown(step, _table_of(step), rows)


def _headed(head: Any, row: Any) -> tuple[tuple[Any, Any], ...]:
    """Each cell with the name of its column, which a phone shows beside the figure."""
    return tuple((head[at] if at < len(head) else "", cell) for at, cell in enumerate(row))


def _table_of(step: Any) -> str:
    """A few marks stand large side by side; many keep the size of text, so that they fit the page."""
    if step.kind != "marks" or (len(step.rows) > FEW_ROWS and len(step.rows[0]) <= FEW_ROWS):
        return "list"
    return "many" if len(step.rows) > FEW_ROWS or len(step.rows[0]) > FEW_COLUMNS else "marks"


def sums(page: Any, line: Any) -> list[SumPart]:
    """The other scores and then the ranking score, where they are few and shown."""
    if not line.score or not line.place or len(line.scores) != len(page.columns) or len(line.scores) > SUMS_AT_MOST:
        return []
    parts = [
        SumPart(column.title, value, False) for column, value in zip(page.columns, line.scores, strict=True) if value
    ]
    title = page.ranking.title if page.ranking else ""
    return [*parts, SumPart(title, line.score, True)] if parts else []
