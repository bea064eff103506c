"""Tables of text as the lines of a CSV file (RFC 4180 quoting, LF): column work, no row work."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

CHUNK = 100_000
"""Rows that are made lines at once."""
MISLEADING = b',"\n\r'
"""What a cell may hold only in quotes."""


def csv_chunks(table: pa.Table) -> Iterator[bytes]:
    """A table of text as CSV, in pieces; the first holds the names."""
    names = pa.table({name: pa.array([name]) for name in table.column_names})
    yield csv_lines(names)
    for start in range(0, table.num_rows, CHUNK):
        yield csv_lines(table.slice(start, CHUNK))


def csv_lines(table: pa.Table) -> bytes:
    """Rows of text as lines."""
    *cells, last = [quoted(column.combine_chunks()) for column in table.columns]
    return text_of(pc.binary_join_element_wise(*cells, pc.binary_join_element_wise(last, "", "\n"), ","))


def text_of(lines: pa.Array) -> bytes:
    """All texts of a column one after the other: its buffer, as it lies in memory."""
    lines = lines.cast(pa.large_string())
    offsets = lines.buffers()[1]
    first, last = (int.from_bytes(offsets[8 * at :][:8], "little") for at in (lines.offset, lines.offset + len(lines)))
    return bytes(lines.buffers()[2][first:last]) if last > first else b""


def quoted(column: pa.Array) -> pa.Array:
    """Cells in quotes where a comma, a quote or an end of line in them would mislead."""
    text = text_of(column)
    if not any(sign in text for sign in MISLEADING):  # nearly always, and seen far sooner than cell by cell
        return column
    marked = pc.match_substring_regex(column, '[,"\n\r]')
    inside = pc.replace_substring(column, '"', '""')
    return pc.if_else(marked, pc.binary_join_element_wise('"', inside, '"', ""), column)
