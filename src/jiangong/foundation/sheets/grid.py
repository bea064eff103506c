"""Rows of typed cells, as a spreadsheet gives them, made into a table of text with row numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

import pyarrow as pa

from jiangong.core.problems import Problem, Refused, Text
from jiangong.foundation.sheets.cells import is_moment, plain_text
from jiangong.foundation.sheets.headers import ROW, column_names, letters
from jiangong.foundation.sheets.kinds import Kind

MOST_PROBLEMS = 50
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")


@dataclass(frozen=True, slots=True)
class Merge:
    """Cells made into one: rows and columns counted from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{letters(self.left)}{self.top + 1}:{letters(self.right)}{self.bottom + 1}"


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet: rows from row 1 on, merged ranges, and references ("B5") of cells that hold an error."""

    rows: Iterable[list[object]]
    merges: tuple[Merge, ...] = ()
    faults: tuple[str, ...] = ()


def table_of(grid: Grid, file: str, *, kind: Kind, dates: bool) -> pa.Table:
    """The table; raises Refused with every merged range, error cell and unwanted date, each by row and column."""
    rows = iter(grid.rows)
    head = next(rows, [])
    if not head:
        found, expected = (
            Text("空的工作表", "an empty sheet"),
            Text("第一行是列名的表格", "a table whose first row is names"),
        )
        raise Refused((Problem(file, 1, None, found, expected),))
    _refuse_merges(grid.merges, [plain_text(cell).strip() for cell in head], file)
    columns, numbers = _columns(rows, len(head))
    names = column_names([plain_text(cell) for cell in _within(head, columns)], file)
    problems = [*_faults(grid.faults, names, file)]
    if not dates:
        problems += _moments(columns, names, numbers, file)
    if problems:
        raise Refused(tuple(problems[:MOST_PROBLEMS]))
    arrays = [pa.array([plain_text(cell) for cell in column], pa.string()) for column in columns[: len(names)]]
    table = pa.table([*arrays, pa.array(numbers, pa.int64())], names=[*names, ROW])
    return table.replace_schema_metadata({"format": kind.value})


def _columns(rows: Iterator[list[object]], width: int) -> tuple[list[list[object]], list[int]]:
    """Cells by column and the number of each row; blank rows are left out and keep their numbers."""
    kept, numbers = [], []
    for number, row in enumerate(rows, start=2):
        if any(cell not in ("", None) for cell in row):
            kept.append(row)
            numbers.append(number)
    columns = [list(column) for column in zip_longest(*kept, fillvalue="")] if kept else []
    return columns + [[] for _ in range(width - len(columns))], numbers


def _within(head: list[object], columns: list[list[object]]) -> list[object]:
    """The names up to the last column that holds anything: formatted but empty columns are invisible to a person."""
    width = max(len(head), len(columns))
    cells = [*head, *[""] * (width - len(head))]
    while cells and cells[-1] == "" and not any(cell not in ("", None) for cell in columns[len(cells) - 1]):
        cells.pop()
    return cells


def _refuse_merges(merges: tuple[Merge, ...], names: list[str], file: str) -> None:
    if not merges:
        return
    expected = Text("每格一个值：取消合并并逐行填写", "one value a cell: unmerge and fill in every row")
    above = Text("第一行是列名：删去标题行，取消合并", "names in the first row: delete the title and unmerge")
    problems = []
    for merge in merges[:MOST_PROBLEMS]:
        found = Text(f"合并的单元格 {merge}", f"merged cells {merge}")
        problems.append(
            Problem(
                file, merge.top + 1, _name_over(letters(merge.left), names), found, expected if merge.top else above
            )
        )
    raise Refused(tuple(problems))


def _faults(faults: tuple[str, ...], names: list[str], file: str) -> Iterator[Problem]:
    expected = Text("一个值：改正公式，或只粘贴数值", "a value: mend the formula, or paste values only")
    for reference in faults:
        place = _REFERENCE.fullmatch(reference)
        column, row = (_name_over(place.group(1), names), int(place.group(2))) if place else (None, None)
        yield Problem(file, row, column, Text("公式错误", "a formula error"), expected)


def _name_over(column: str, names: list[str]) -> str:
    known = {letters(at): name for at, name in enumerate(names)}
    return known.get(column) or column


def _moments(columns: list[list[object]], names: list[str], numbers: list[int], file: str) -> Iterator[Problem]:
    expected = Text(
        "数字或文字：把该列设为“文本”格式后重新录入",
        "a number or text: set the column to text and type it again",
    )
    for name, column in zip(names, columns, strict=False):
        for number, cell in zip(numbers, column, strict=True):
            if is_moment(cell):
                shown = plain_text(cell)
                yield Problem(file, number, name, Text(f"日期 {shown}", f"the date {shown}"), expected)
