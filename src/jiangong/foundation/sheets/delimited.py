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
from jiangong.foundation.sheets.headers import ROW, column_names
from jiangong.foundation.sheets.kinds import BINARY, EXPECTED

MOST_PROBLEMS = 50  # a page of mistakes is enough to see what is wrong with a file
BLOCK = 1 << 24  # bytes; a row longer than this is refused


def read_delimited(data: bytes, file: str) -> pa.Table:
    """The table in `data`; its schema metadata names the `encoding` that was found."""
    encoding = encoding_of(data, file)
    names = column_names(_first_row(data, encoding, file), file)
    _refuse_open_quotes(data, encoding, file)
    raw = _split(io.BytesIO(data), len(names), encoding, file)
    return _labelled(raw, names).replace_schema_metadata({"format": "CSV", "encoding": encoding})


def encoding_of(data: bytes, file: str) -> str:
    """`UTF-8` or `GB18030`; raises Refused for bytes that are neither."""
    if b"\x00" in data:
        raise Refused((Problem(file, _row_of(data, data.index(b"\x00")), None, BINARY, EXPECTED),))
    bad = _first_undecodable(data, "utf-8")
    if bad is None:
        return "UTF-8"
    worse = bad if data.startswith(codecs.BOM_UTF8) else _first_undecodable(data, "gb18030")
    if worse is None:
        return "GB18030"
    row = _row_of(data, max(bad, worse))
    found = Text("既不是 UTF-8 也不是 GB18030 的字节", "bytes that are neither UTF-8 nor GB18030")
    raise Refused((Problem(file, row, None, found, Text("UTF-8 或 GB18030 编码的文本", "text in UTF-8 or GB18030")),))


def _first_undecodable(data: bytes, encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    view = memoryview(data)
    for start in range(0, len(data), BLOCK):
        try:
            decoder.decode(view[start : start + BLOCK], start + BLOCK >= len(data))
        except UnicodeDecodeError as error:
            return start + error.start
    return None


def _row_of(data: bytes, position: int) -> int:
    return data.count(b"\n", 0, position) + 1


def _rows(data: bytes, encoding: str) -> Iterator[list[str]]:
    text = io.TextIOWrapper(io.BytesIO(data), encoding="utf-8-sig" if encoding == "UTF-8" else encoding, newline="")
    return csv.reader(text, strict=True)


def _first_row(data: bytes, encoding: str, file: str) -> list[str]:
    head = data[: 1 << 20]
    try:
        cells = next(_rows(head[: head.rfind(b"\n") + 1] or head, encoding), [])
    except (csv.Error, UnicodeDecodeError):
        found = Text("引号没有成对的列名行", "a row of names with an open quote")
        raise Refused((Problem(file, 1, None, found, Text("第一行是列名", "names in the first row")),)) from None
    if len(cells) == 1:
        _refuse_other_separators(cells[0], file)
    return cells


def _refuse_other_separators(cell: str, file: str) -> None:
    for mark, zh, en in (
        (";", "分号", "semicolons"),
        ("\t", "制表符", "tabs"),
        ("，", "全角逗号", "full-width commas"),
    ):
        if mark in cell:
            found = Text(f"用{zh}分隔的列", f"columns parted by {en}")
            raise Refused((Problem(file, 1, None, found, Text("用逗号分隔的列", "columns parted by commas")),))


def _refuse_open_quotes(data: bytes, encoding: str, file: str) -> None:
    """Arrow would swallow the rest of the file into one cell; only an odd count of quotes can be such a file."""
    if data.count(b'"') % 2 == 0:
        return
    row = 0
    try:
        for _ in _rows(data, encoding):
            row += 1
    except csv.Error:
        found = Text("没有成对的引号", "a quote that is not closed")
        raise Refused((Problem(file, row + 1, None, found, Text("成对的引号", "quotes in pairs")),)) from None


def _split(source: BinaryIO, width: int, encoding: str, file: str) -> pa.Table:
    """Rows as text columns named 0, 1, …, the row of names still among them."""
    ragged: list[Any] = []

    def note(row: Any) -> str:
        ragged.append(row)
        return "skip"

    try:
        table = arrow_csv.read_csv(source, **_options(width, encoding, note, use_threads=True))
        if ragged:
            # Only a single thread knows row numbers, so a file with ragged rows is read once more.
            ragged.clear()
            source.seek(0)
            arrow_csv.read_csv(source, **_options(width, encoding, note, use_threads=False))
    except pa.ArrowInvalid:
        found = Text("无法分成行和列的文本", "text that cannot be split into rows and columns")
        raise Refused((Problem(file, None, None, found, EXPECTED),)) from None
    if ragged:
        raise Refused(tuple(_ragged_problem(row, file) for row in ragged[:MOST_PROBLEMS]))
    return table


def _options(width: int, encoding: str, note: Any, *, use_threads: bool) -> dict[str, Any]:
    names = [str(at) for at in range(width)]
    return {
        "read_options": arrow_csv.ReadOptions(
            column_names=names, encoding=encoding.lower(), use_threads=use_threads, block_size=BLOCK
        ),
        "parse_options": arrow_csv.ParseOptions(
            newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=note
        ),
        "convert_options": arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
        ),
    }


def _ragged_problem(row: Any, file: str) -> Problem:
    found = Text(f"{row.actual_columns} 个单元格", f"{row.actual_columns} cells")
    expected = Text(f"{row.expected_columns} 个，与列名一样多", f"{row.expected_columns}, as many as there are names")
    return Problem(file, row.number, None, found, expected)


def _labelled(raw: pa.Table, names: list[str]) -> pa.Table:
    """Names over the columns, row numbers beside them, blank rows gone (their numbers stay taken)."""
    body = raw.slice(1)
    rows = pa.array(np.arange(2, body.num_rows + 2, dtype=np.int64))
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
