"""ODS: the first table of content.xml, read as it streams by."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from typing import IO
from xml.etree import ElementTree

import pyarrow as pa

from jiangong.core.problems import Problem, Refused, Text
from jiangong.foundation.sheets.cells import Moment
from jiangong.foundation.sheets.grid import Grid, Merge, table_of
from jiangong.foundation.sheets.headers import letters
from jiangong.foundation.sheets.kinds import EXPECTED, Kind

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CALC = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
MOST_COLUMNS = 1024
MOST_CELLS = 60_000_000
MOST_ROWS = 1 << 20
MOST_UNPACKED = 4 << 30


@dataclass
class _Sheet:
    rows: list[list[object]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    blank: int = 0  # rows seen since the last one that held something; a sheet may end in a million of them


def read_opendocument(data: bytes, file: str, *, dates: bool) -> pa.Table:
    """The first sheet as a table of text; `dates` says whether date cells are welcome or refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            if book.getinfo("content.xml").file_size > MOST_UNPACKED:
                raise _unreadable(file)
            with book.open("content.xml") as stream:
                sheet = _first_sheet(stream)
    except (
        zipfile.BadZipFile,
        KeyError,
        ElementTree.ParseError,
        ValueError,
        NotImplementedError,
        RuntimeError,
        OSError,
    ):
        raise _unreadable(file) from None
    grid = Grid(rows=sheet.rows, merges=tuple(sheet.merges), faults=tuple(sheet.faults))
    return table_of(grid, file, kind=Kind.ODS, dates=dates)


def _unreadable(file: str) -> Refused:
    return Refused((Problem(file, None, None, Text("损坏的 ODS 文件", "a damaged ODS file"), EXPECTED),))


def _first_sheet(stream: IO[bytes]) -> _Sheet:
    sheet, cells = _Sheet(), 0
    # Expat itself stops entities that multiply, and fetches none from outside.
    for _, element in ElementTree.iterparse(stream, events=("end",)):  # noqa: S314
        if element.tag == f"{_TABLE}table":
            break
        if element.tag == f"{_TABLE}table-row":
            cells += _add_row(sheet, element)
            element.clear()
            if cells > MOST_CELLS:
                raise ValueError("more cells than a sheet can hold")
    return sheet


def _add_row(sheet: _Sheet, element: ElementTree.Element) -> int:
    """Add one row as often as it is repeated; returns how many cells that made."""
    row = _cells(sheet, element)
    times = _repeated(element, "rows", MOST_ROWS)
    if not row:
        sheet.blank += times
        return 0
    if len(sheet.rows) + sheet.blank + times > MOST_ROWS or len(row) * times > MOST_CELLS:
        raise ValueError("more rows than a sheet can hold")
    sheet.rows.extend([[] for _ in range(sheet.blank)])
    sheet.rows.extend([row] * times)
    sheet.blank = 0
    return len(row) * times


def _cells(sheet: _Sheet, element: ElementTree.Element) -> list[object]:
    row: list[object] = []
    empty = 0
    number = len(sheet.rows) + sheet.blank
    for cell in element:
        times = _repeated(cell, "columns", MOST_COLUMNS * 16)
        value = _value(cell)
        if value == "":
            empty += times
            continue
        row.extend([""] * empty)
        empty = 0
        _note(sheet, cell, number, len(row))
        row.extend([value] * times)
        if len(row) > MOST_COLUMNS:
            raise ValueError("more columns than a table of marks can have")
    return row


def _note(sheet: _Sheet, cell: ElementTree.Element, row: int, column: int) -> None:
    """Remember what is wrong with a cell: it spans others, or it holds an error."""
    down = int(cell.get(f"{_TABLE}number-rows-spanned", "1"))
    across = int(cell.get(f"{_TABLE}number-columns-spanned", "1"))
    if down > 1 or across > 1:
        sheet.merges.append(Merge(row, column, row + down - 1, column + across - 1))
    if cell.get(f"{_CALC}value-type") == "error":
        sheet.faults.append(f"{letters(column)}{row + 1}")


def _repeated(element: ElementTree.Element, what: str, most: int) -> int:
    return min(most, max(1, int(element.get(f"{_TABLE}number-{what}-repeated", "1"))))


def _value(cell: ElementTree.Element) -> object:
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind in ("float", "percentage", "currency"):
        return float(cell.get(f"{_OFFICE}value", ""))
    if kind in ("date", "time"):
        return Moment(cell.get(f"{_OFFICE}{kind}-value", ""))
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    told = cell.get(f"{_OFFICE}string-value")
    return told if told is not None else "\n".join("".join(part.itertext()) for part in cell.iter(f"{_TEXT}p"))
