"""The one door for tables: whatever the format, text columns with row numbers come out, or a list of problems."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from jiangong.foundation.sheets.kinds import Kind, kind_of

if TYPE_CHECKING:
    import ibis.expr.types as ir

HEAD = 4096
# From here on a file stays where it lies: bytes of a CSV, rows of a Parquet file (which packs them tightly).
LARGE = 128 << 20
LONG = 2_000_000


def read_table(source: Path | bytes, *, name: str = "", lazy: bool = False, dates: bool = False) -> pa.Table | ir.Table:
    """Read a table that a person handed in.

    `source` is a path, or the bytes of an upload with its `name`. The result is an Arrow table of text columns under
    the names of the first row, plus `#row` (int64): the number of each row as a person sees it, the names being row 1.
    Empty cells are empty text; blank rows are left out and keep their numbers. Numbers are plain decimals as typed.
    The schema metadata name the `format` and, for CSV, the `encoding` (UTF-8 or GB18030).

    `lazy` leaves a large file on disk and gives an Ibis table instead. `dates` welcomes date cells of a spreadsheet as
    ISO 8601 text; without it they are refused, because that is how a spreadsheet spoils a number such as 8.1.

    Raises Refused with every problem found; FileNotFoundError and its kin where a path cannot be opened.
    """
    file = name or (str(source) if isinstance(source, Path) else "")
    if isinstance(source, Path):
        return _read_path(source, file, lazy=lazy, dates=dates)
    return _read_bytes(source, file, kind_of(source[:HEAD], file), dates=dates)


def _read_path(path: Path, file: str, *, lazy: bool, dates: bool) -> pa.Table | ir.Table:
    if not path.is_file():  # a pipe can be read once only
        return read_table(path.read_bytes(), name=file, dates=dates)
    with path.open("rb") as stream:
        kind = kind_of(stream.read(HEAD), file)
    if kind is Kind.PARQUET:
        from jiangong.foundation.sheets.columnar import (
            lazy_columnar,
            read_columnar,
            row_count,
        )  # kept off the quick path

        is_long = lazy and row_count(path, file) >= LONG
        return lazy_columnar(path, file) if is_long else read_columnar(path, file)
    if kind is Kind.CSV and lazy and path.stat().st_size >= LARGE:
        from jiangong.foundation.sheets.streamed import stream_delimited  # loads Ibis

        return stream_delimited(path, file)[0]
    return _read_bytes(path.read_bytes(), file, kind, dates=dates)


def _read_bytes(data: bytes, file: str, kind: Kind, *, dates: bool) -> pa.Table:
    # Each reader is loaded when its format turns up: together they cost as much as settling a small competition.
    if kind is Kind.CSV:
        from jiangong.foundation.sheets.delimited import read_delimited

        return read_delimited(data, file)
    if kind is Kind.ODS:
        from jiangong.foundation.sheets.opendocument import read_opendocument

        return read_opendocument(data, file, dates=dates)
    if kind is Kind.PARQUET:
        from jiangong.foundation.sheets.columnar import read_columnar

        return read_columnar(data, file)
    from jiangong.foundation.sheets.workbooks import read_workbook

    return read_workbook(data, file, kind=kind, dates=dates)
