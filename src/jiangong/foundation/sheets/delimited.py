"""CSV: UTF-8 with or without BOM, or GB18030; every cell as text, every row with its number.

Columnar throughout, because a province's marks are 25 million rows: Arrow's reader splits and checks the text, and only
a file that it refuses is looked at again, slowly, to say where.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from jiangong.core.problems import Problem, Refused, Text
from jiangong.foundation.sheets.headers import ROW, column_names, letters
from jiangong.foundation.sheets.kinds import BINARY, EXPECTED

MOST_PROBLEMS = 50  # a page of mistakes is enough to see what is wrong with a file
BLOCK = 1 << 24  # bytes; a row longer than this is refused


def read_delimited(data: bytes, file: str) -> pa.Table:
    """The table in `data`; its schema metadata names the `encoding` that was found."""
    source = io.BytesIO(data)
    encoding, width, names = _surveyed(source, file)
    body = _split(source, width, encoding, file).slice(1)
    table = labelled(_without_tail(body, len(names), file), names, first_row=2)
    return table.replace_schema_metadata({"format": "CSV", "encoding": encoding})


def survey(source: BinaryIO, file: str) -> tuple[str, list[str]]:
    """The encoding (`UTF-8` or `GB18030`) and the names of the columns. Raises Refused for what is no such text."""
    encoding, width, names = _surveyed(source, file)
    if width > len(names):
        column_names(
            [*names, *[""] * (width - len(names))], file
        )  # raises: whoever reads piece by piece wants every name
    return encoding, names


def _surveyed(source: BinaryIO, file: str) -> tuple[str, int, list[str]]:
    """Encoding, width and names; a spreadsheet that once had more columns still writes them, without names, on the right."""
    encoding = _encoding(source, file)
    cells = _first_row(source, encoding, file)
    named = max((at for at, cell in enumerate(cells, 1) if cell.strip()), default=len(cells))
    names = column_names(cells[:named], file, width=len(cells))
    _refuse_open_quotes(source, encoding, file)
    source.seek(0)
    return encoding, len(cells), names


def _without_tail(body: pa.Table, named: int, file: str) -> pa.Table:
    """Without the columns on the right that have neither a name nor anything in them."""
    problems = []
    for at in range(named, body.num_columns):
        used = pc.index(pc.greater(pc.binary_length(pc.utf8_trim_whitespace(body.column(at))), 0), True).as_py()
        if used >= 0:
            found = Text("没有列名的一列里有内容", "something in a column without a name")
            expected = Text("第一行写上列名，或整列删去", "a name in the first row, or no such column")
            problems.append(Problem(file, used + 2, letters(at), found, expected))
    if problems:
        raise Refused(tuple(problems))
    return body.select(list(range(named)))


def _chunks(source: BinaryIO) -> Iterator[bytes]:
    source.seek(0)
    while chunk := source.read(BLOCK):
        yield chunk


def _encoding(source: BinaryIO, file: str) -> str:
    _refuse_zero_bytes(source, file)
    bad = _undecodable_row(source, "utf-8")
    if bad is None:
        return "UTF-8"
    source.seek(0)
    is_marked = source.read(3) == codecs.BOM_UTF8
    worse = bad if is_marked else _undecodable_row(source, "gb18030")
    if worse is None:
        return "GB18030"
    found = Text("既不是 UTF-8 也不是 GB18030 的字节", "bytes that are neither UTF-8 nor GB18030")
    expected = Text("UTF-8 或 GB18030 编码的文本", "text in UTF-8 or GB18030")
    raise Refused((Problem(file, max(bad, worse), None, found, expected),))


def _refuse_zero_bytes(source: BinaryIO, file: str) -> None:
    row = 1
    for chunk in _chunks(source):
        if b"\x00" in chunk:
            row += chunk.count(b"\n", 0, chunk.index(b"\x00"))
            raise Refused((Problem(file, row, None, BINARY, EXPECTED),))
        row += chunk.count(b"\n")


def _undecodable_row(source: BinaryIO, encoding: str) -> int | None:
    """The row of the first bytes that are not text of this encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()
    row = 1
    for chunk in _chunks(source):
        try:
            decoder.decode(chunk)
        except UnicodeDecodeError as error:
            return row + chunk.count(b"\n", 0, error.start)
        row += chunk.count(b"\n")
    try:
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return row
    return None


def _rows(source: BinaryIO, encoding: str) -> Iterator[list[str]]:
    source.seek(0)
    text = io.TextIOWrapper(source, encoding="utf-8-sig" if encoding == "UTF-8" else encoding, newline="")
    try:
        yield from csv.reader(text, strict=True)
    finally:
        text.detach()  # or closing the text would close the source


def _first_row(source: BinaryIO, encoding: str, file: str) -> list[str]:
    try:
        cells = next(_rows(source, encoding), [])
    except csv.Error:
        found = Text("引号没有成对的列名行", "a row of names with an open quote")
        raise Refused((Problem(file, 1, None, found, Text("第一行是列名", "names in the first row")),)) from None
    if len(cells) == 1:
        _refuse_other_separators(cells[0], file)
    return cells


_COMMAS = Text(
    "用逗号分隔的列：在表格软件里另存为“CSV UTF-8（逗号分隔）”，或直接交 XLSX",
    'columns parted by commas: save it as "CSV UTF-8 (comma delimited)", or hand in the XLSX itself',
)


def _refuse_other_separators(cell: str, file: str) -> None:
    for mark, zh, en in (
        (";", "分号", "semicolons"),
        ("\t", "制表符", "tabs"),
        ("，", "全角逗号", "full-width commas"),
    ):
        if mark in cell:
            found = Text(f"用{zh}分隔的列", f"columns parted by {en}")
            raise Refused((Problem(file, 1, None, found, _COMMAS),))


def _refuse_open_quotes(source: BinaryIO, encoding: str, file: str) -> None:
    """Arrow would swallow the rest of the file into one cell; only an odd count of quotes can be such a file."""
    if sum(chunk.count(b'"') for chunk in _chunks(source)) % 2 == 0:
        return
    row = 0
    try:
        for _ in _rows(source, encoding):
            row += 1
    except csv.Error:
        found = Text("没有成对的引号", "a quote that is not closed")
        raise Refused((Problem(file, row + 1, None, found, Text("成对的引号", "quotes in pairs")),)) from None


def _split(source: BinaryIO, width: int, encoding: str, file: str) -> pa.Table:
    """Rows as text columns named 0, 1, …, the row of names still among them."""
    ragged = Ragged(file)
    try:
        table = arrow_csv.read_csv(source, **options(width, encoding, ragged))
        if ragged:
            # Only a single thread knows row numbers, so a file with ragged rows is read once more.
            ragged.clear()
            source.seek(0)
            arrow_csv.read_csv(source, **options(width, encoding, ragged, use_threads=False))
    except pa.ArrowInvalid:
        raise no_rows(file) from None
    ragged.refuse()
    return table


def no_rows(file: str) -> Refused:
    """The refusal of text that even has no rows."""
    found = Text("无法分成行和列的文本", "text that cannot be split into rows and columns")
    return Refused((Problem(file, None, None, found, EXPECTED),))


class Ragged(list[Any]):
    """Rows with more or fewer cells than there are names, as Arrow reports them."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self.file = file

    def note(self, row: Any) -> str:
        """Arrow's question what to do with such a row."""
        if len(self) < MOST_PROBLEMS:
            self.append(row)
        return "skip"

    def refuse(self) -> None:
        """Raise Refused where there were any."""
        if self:
            raise Refused(tuple(self._problem(row) for row in self))

    def _problem(self, row: Any) -> Problem:
        found = Text(f"{row.actual_columns} 个单元格", f"{row.actual_columns} cells")
        expected = Text(
            f"{row.expected_columns} 个，与列名一样多", f"{row.expected_columns}, as many as there are names"
        )
        return Problem(self.file, row.number, None, found, expected)


def options(width: int, encoding: str, ragged: Ragged, *, use_threads: bool = True) -> dict[str, Any]:
    """How Arrow is to read: every column text, blank rows kept (their numbers count), ragged rows reported."""
    names = [str(at) for at in range(width)]
    return {
        "read_options": arrow_csv.ReadOptions(
            column_names=names, encoding=encoding.lower(), use_threads=use_threads, block_size=BLOCK
        ),
        "parse_options": arrow_csv.ParseOptions(
            newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=ragged.note
        ),
        "convert_options": arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    }


def labelled(body: pa.Table, names: list[str], *, first_row: int) -> pa.Table:
    """Names over the columns, row numbers beside them, blank rows gone (their numbers stay taken)."""
    rows = pa.array(np.arange(first_row, first_row + body.num_rows, dtype=np.int64))
    table = body.rename_columns(names).append_column(ROW, rows)
    blank = _blank_rows(body)
    return table if blank is None else table.filter(pc.invert(blank))


def _blank_rows(body: pa.Table) -> pa.ChunkedArray | None:
    blank = None
    for column in body.columns:
        empty = pc.equal(pc.binary_length(column), 0)
        blank = empty if blank is None else pc.and_(blank, empty)
        if not pc.any(blank).as_py():
            return None
    return blank
