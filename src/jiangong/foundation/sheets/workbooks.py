"""XLSX and XLS: the first sheet, its first row the names, read cell by cell with the type each cell has.

Typed cells matter: a spreadsheet turns "8.1" into the 8th of January without a word, and only the type tells.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from jiangong.core.problems import Problem, Refused, Text
from jiangong.foundation.sheets.grid import Grid, Merge, table_of
from jiangong.foundation.sheets.kinds import EXPECTED, Kind

# The reader lays a sheet out as a full rectangle, so one cell in the last corner would ask for 17 thousand million.
MOST_CELLS = 60_000_000
MOST_UNPACKED = 4 << 30  # bytes of XML in a workbook
MOST_ROWS = 1 << 20  # of a sheet, by its format
_LETTERS = re.compile(rb"""\br=["']([A-Z]{1,3})\d""")
_ROWS = re.compile(rb"""\br=["'][A-Z]{1,3}(\d{1,7})""")
_FAULT = re.compile(rb"""<c\b[^>]*?\br=["']([A-Z]{1,3}\d{1,7})["'][^>]*?\bt=["']e["']|<c\b[^>]*?\bt=["']e["']""")
_WORKBOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_SHEET = re.compile(rb"""<(?:\w+:)?sheet\b[^>]*?\b\w+:id=["']([^"']+)["']""")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_IDENTITY = re.compile(rb"""\bId=["']([^"']+)["']""")
_TARGET = re.compile(rb"""\bTarget=["']([^"']+)["']""")
_CHUNK = 1 << 24
_OVERLAP = 512


def read_workbook(data: bytes, file: str, *, kind: Kind, dates: bool) -> pa.Table:
    """The first sheet as a table of text; `dates` says whether date cells are welcome (as ISO 8601) or refused."""
    faults = _survey(data, file) if kind is Kind.XLSX else ()
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        grid = Grid(rows=_rows(sheet), merges=_merges(sheet), faults=faults)
        return table_of(grid, file, kind=kind, dates=dates)
    except PasswordError:
        found = Text("有密码保护的工作簿", "a workbook locked by a password")
        raise Refused((Problem(file, None, None, found, Text("没有密码的工作簿", "one without a password")),)) from None
    except (CalamineError, OSError, ValueError):
        raise _unreadable(file, kind) from None


def _unreadable(file: str, kind: Kind) -> Refused:
    found = Text(f"损坏的 {kind} 文件", f"a damaged {kind} file")
    return Refused((Problem(file, None, None, found, EXPECTED),))


def _rows(sheet: CalamineSheet) -> Iterator[list[object]]:
    """Rows from row 1 on, one at a time: the reader's own form of a sheet takes a third of what lists of it would.

    The reader leaves out what is empty above and to the left.
    """
    if sheet.start is None:
        return
    above, left = sheet.start
    for _ in range(above):
        yield [""] * sheet.total_width
    beside: list[object] = [""] * left
    for row in sheet.iter_rows():
        yield beside + list(row) if left else list(row)


def _merges(sheet: CalamineSheet) -> tuple[Merge, ...]:
    return tuple(Merge(*start, *end) for start, end in sheet.merged_cell_ranges or ())


def _survey(data: bytes, file: str) -> tuple[str, ...]:
    """Read a workbook's XML once for what the reader hides: how far a sheet reaches, and cells that hold an error.

    Every member is looked at, because the workbook may call any of them its first sheet.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            members = book.infolist()
            if sum(info.file_size for info in members) > MOST_UNPACKED:
                raise _too_large(file)
            faults = {info.filename: set(_survey_member(book, info, file)) for info in members}
            return tuple(sorted(faults.get(_first_sheet(book), ())))
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError):
        raise _unreadable(file, Kind.XLSX) from None


def _first_sheet(book: zipfile.ZipFile) -> str:
    """The member that holds the first sheet, empty where the workbook does not say."""
    names = set(book.namelist())
    if not {_WORKBOOK, _RELATIONS} <= names:
        return ""
    sheet = _SHEET.search(book.read(_WORKBOOK))
    for relation in _RELATION.findall(book.read(_RELATIONS)) if sheet else ():
        identity, target = _IDENTITY.search(relation), _TARGET.search(relation)
        if identity and target and sheet and identity.group(1) == sheet.group(1):
            path = target.group(1).decode()
            return path.removeprefix("/") if path.startswith("/") else f"xl/{path}"
    return ""


def _survey_member(book: zipfile.ZipFile, info: zipfile.ZipInfo, file: str) -> Iterator[str]:
    widest, last, tail = 0, 0, b""
    with book.open(info) as stream:
        while chunk := stream.read(_CHUNK):
            text = tail + chunk
            widest = max([widest, *map(_column, set(_LETTERS.findall(text)))])
            if widest * MOST_ROWS > MOST_CELLS:  # few sheets are so wide that their length matters
                last = max([last, *map(int, set(_ROWS.findall(text)))])
            if widest * last > MOST_CELLS:
                raise _too_large(file)
            if b't="e"' in text or b"t='e'" in text:
                yield from (found.group(1).decode() if found.group(1) else "" for found in _FAULT.finditer(text))
            tail = text[-_OVERLAP:]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _too_large(file: str) -> Refused:
    found = Text("大到无法展开的工作簿", "a workbook that unfolds beyond all measure")
    expected = Text(f"不超过 {MOST_CELLS:,} 个单元格，更大的用 CSV", f"at most {MOST_CELLS:,} cells; CSV for more")
    return Refused((Problem(file, None, None, found, expected),))
