"""A CSV too large for the memory: poured into a Parquet file beside it, block by block, and left there for the engine."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv as arrow_csv

from jiangong.foundation.sheets.columnar import lazily
from jiangong.foundation.sheets.delimited import Ragged, labelled, no_rows, options, read_delimited, survey

if TYPE_CHECKING:
    import ibis.expr.types as ir


def stream_delimited(path: Path, file: str) -> tuple[ir.Table, str]:
    """The table as an Ibis table of text columns and `#row`, and the encoding. Raises Refused as `read_delimited` does."""
    folder = Path(tempfile.mkdtemp(prefix="jiangong-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    target = folder / "table.parquet"
    with path.open("rb") as source:
        encoding, names = survey(source, file)
        ragged = Ragged(file)
        try:
            reader = arrow_csv.open_csv(source, **options(len(names), encoding, ragged))
            _pour(reader, names, target)
        except pa.ArrowInvalid:
            raise no_rows(file) from None
    if ragged:
        # Streaming reports no row numbers; the way with the whole file in memory does, and it will refuse it.
        read_delimited(path.read_bytes(), file)
    return lazily(target), encoding


def _pour(reader: arrow_csv.CSVStreamingReader, names: list[str], target: Path) -> None:
    next_row, writer = 1, None
    try:
        for batch in reader:
            table = labelled(pa.Table.from_batches([batch]), names, first_row=next_row)
            table = table if next_row > 1 else table.slice(1)  # the first row holds the names
            next_row += batch.num_rows
            writer = writer or pq.ParquetWriter(target, table.schema, compression="lz4")
            writer.write_table(table)
    finally:
        if writer is not None:
            writer.close()
