"""Parquet: whole as text, or left where it lies as an Ibis table for the engine to read as it needs."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from jiangong.core.problems import Problem, Refused, Text
from jiangong.foundation.sheets.cells import TYPED_DIGITS, plain_number
from jiangong.foundation.sheets.headers import ROW, column_names
from jiangong.foundation.sheets.kinds import EXPECTED

if TYPE_CHECKING:
    import ibis.expr.types as ir


def read_columnar(source: bytes | Path, file: str) -> pa.Table:
    """The table as text columns; nothing becomes an empty cell, row 1 is taken to be the names."""
    try:
        raw = pq.read_table(io.BytesIO(source) if isinstance(source, bytes) else source)
    except (pa.ArrowException, OSError, ValueError):
        raise _unreadable(file) from None
    names = column_names(raw.column_names, file)
    problems = [_untold(name, column.type, file) for name, column in zip(names, raw.columns, strict=True)]
    refused = tuple(problem for problem in problems if problem)
    if refused:
        raise Refused(refused)
    columns = [_as_text(column) for column in raw.columns]
    rows = pa.array(np.arange(2, raw.num_rows + 2, dtype=np.int64))
    return pa.table([*columns, rows], names=[*names, ROW]).replace_schema_metadata({"format": "Parquet"})


def row_count(path: Path, file: str) -> int:
    """How many rows the file says it has."""
    try:
        return int(pq.read_metadata(path).num_rows)
    except (pa.ArrowException, OSError, ValueError):
        raise _unreadable(file) from None


def lazy_columnar(path: Path, file: str) -> ir.Table:
    """The table where it lies, columns as the file types them; only its names and types are read now."""
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError, ValueError):
        raise _unreadable(file) from None
    names = column_names(schema.names, file)
    refused = tuple(p for p in (_untold(n, t, file) for n, t in zip(names, schema.types, strict=True)) if p)
    if refused:
        raise Refused(refused)
    return lazily(path)


def lazily(path: Path) -> ir.Table:
    """A Parquet file as a table of the core's own engine, which fetches nothing and loads no extension."""
    from jiangong.core.scoring.engines import connection  # loads Ibis, 0.3 s that only large files pay

    return connection().read_parquet(str(path))


def _unreadable(file: str) -> Refused:
    return Refused((Problem(file, None, None, Text("损坏的 Parquet 文件", "a damaged Parquet file"), EXPECTED),))


def _untold(name: str, kind: pa.DataType, file: str) -> Problem | None:
    nested = pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind)
    if not nested:
        return None
    return Problem(
        file, 1, name, Text(f"{kind} 类型的列", f"a column of type {kind}"), Text("文字或数字", "text or numbers")
    )


def _as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    text = pc.fill_null(column.cast(pa.string()), "")
    if not pa.types.is_floating(column.type):
        return text
    # Arrow writes most floats as they were typed; exponents and more than 15 digits are put right one by one.
    odd = pc.or_(pc.match_substring(text, "e"), pc.greater(pc.utf8_length(text), TYPED_DIGITS))
    if not pc.any(odd).as_py():
        return text
    plain = [plain_number(number) for number in column.filter(odd).to_pylist()]
    return pc.replace_with_mask(text.combine_chunks(), odd.combine_chunks(), pa.array(plain, pa.string()))
