"""Rows of typed cells, as a spreadsheet gives them, made into a table of text with row numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, zip_longest

import pyarrow as pa

from jiangong.core.problems import Problem, Refused, Text
from jiangong.foundation.sheets.cells import is_moment, plain_text
from jiangong.foundation.sheets.headers import ROW, column_names, letters
from jiangong.foundation.sheets.kinds import Kind

MOST_PROBLEMS = 50
PIECE = 1_000_000  # cells that are held as a spreadsheet gives them before they become text in columns
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
    laid = Laid(len(head))
    laid.take(rows)
    names = column_names([plain_text(cell) for cell in _within(head, laid)], file)
    problems = [*_faults(grid.faults, names, file)]
    if not dates:
        problems += laid.moments(names, file)
    if problems:
        raise Refused(tuple(problems[:MOST_PROBLEMS]))
    table = pa.table([*laid.texts(len(names)), pa.array(laid.numbers, pa.int64())], names=[*names, ROW])
    return table.replace_schema_metadata({"format": kind.value})


class Column:
    """One column of a sheet as text, and the first of the dates that stand in it."""

    def __init__(self, blank: int = 0) -> None:
        self.pieces: list[pa.Array] = []
        self.is_used = False
        self.moments: list[tuple[int, str]] = []
        if blank:  # a column that begins further down
            self.pieces.append(pa.array([""] * blank, pa.string()))

    def add(self, cells: Sequence[object], numbers: Sequence[int]) -> None:
        """The next cells, one under another, with the numbers of their rows."""
        if set(map(type, cells)) <= {str}:  # most columns, and many times as fast
            texts = cells
        else:
            texts = [plain_text("" if cell is None else cell) for cell in cells]
            self._look_for_moments(cells, numbers)
        self.is_used = self.is_used or any(texts)
        self.pieces.append(pa.array(texts, pa.string()))

    def _look_for_moments(self, cells: Sequence[object], numbers: Sequence[int]) -> None:
        if len(self.moments) < MOST_PROBLEMS and any(map(is_moment, cells)):
            found = ((number, plain_text(cell)) for number, cell in zip(numbers, cells, strict=True) if is_moment(cell))
            self.moments += islice(found, MOST_PROBLEMS - len(self.moments))


class Laid:
    """A sheet laid into columns piece by piece, so that a million rows never stand in memory as a million lists.

    Blank rows are left out and keep their numbers.
    """

    def __init__(self, width: int) -> None:
        self.columns = [Column() for _ in range(width)]
        self.numbers: list[int] = []

    def take(self, rows: Iterable[list[object]]) -> None:
        """All rows below the names."""
        kept: list[list[object]] = []
        numbers: list[int] = []
        cells = 0
        for number, row in enumerate(rows, start=2):
            if any(row) or any(cell not in ("", None) for cell in row):
                kept.append(row)
                numbers.append(number)
                cells += len(row)
                if cells >= PIECE:
                    self._add(kept, numbers)
                    kept, numbers, cells = [], [], 0
        if kept:
            self._add(kept, numbers)

    def _add(self, rows: list[list[object]], numbers: list[int]) -> None:
        columns = list(zip_longest(*rows, fillvalue=""))
        known = len(self.columns)
        self.columns += [Column(len(self.numbers)) for _ in columns[known:]]
        columns += [("",) * len(rows)] * (known - len(columns))
        for column, cells in zip(self.columns, columns, strict=True):
            column.add(cells, numbers)
        self.numbers += numbers

    def texts(self, width: int) -> list[pa.ChunkedArray]:
        """The first columns."""
        return [pa.chunked_array(column.pieces, pa.string()) for column in self.columns[:width]]

    def moments(self, names: list[str], file: str) -> Iterator[Problem]:
        """The dates, column by column."""
        expected = Text(
            "数字或文字：把该列设为“文本”格式后重新录入",
            "a number or text: set the column to text and type it again",
        )
        for name, column in zip(names, self.columns, strict=False):
            for number, shown in column.moments:
                yield Problem(file, number, name, Text(f"日期 {shown}", f"the date {shown}"), expected)


def _within(head: list[object], laid: Laid) -> list[object]:
    """The names up to the last column that holds anything: formatted but empty columns are invisible to a person."""
    cells = [*head, *[""] * (len(laid.columns) - len(head))]
    while cells and cells[-1] == "" and not laid.columns[len(cells) - 1].is_used:
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
