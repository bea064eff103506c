"""Tables written for a person or a program: CSV, XLSX, JSON, HTML, Parquet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from html import escape

import pyarrow as pa

BOM = b"\xef\xbb\xbf"  # without it a spreadsheet reads Chinese as noise
# Counting columns become numbers in a workbook; everything else stays the exact text that it is (8.10 is not 8.1).
WHOLE = frozenset({"place", "goes_on", "reserve"})


def write_table(table: pa.Table, suffix: str, *, title: str = "", labels: dict[str, str] | None = None) -> bytes:
    """The file of `table` (text columns) in the format of `suffix`, one of WRITABLE.

    The same table gives the same bytes except in a workbook, which carries its date. `labels` are the headings that the
    HTML page shows in place of the names. Raises KeyError for another suffix.
    """
    if suffix == ".html":
        return _html(table, title, labels or {})
    return _WRITERS[suffix](table)


def _csv(table: pa.Table) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.column_names)
    for batch in table.to_batches(max_chunksize=65_536):
        writer.writerows(zip(*(column.to_pylist() for column in batch.columns), strict=True))
    return BOM + text.getvalue().encode()


def _json(table: pa.Table) -> bytes:
    return (json.dumps(table.to_pylist(), ensure_ascii=False, indent=1) + "\n").encode()


def _parquet(table: pa.Table) -> bytes:
    import pyarrow.parquet as pq  # loaded for the one format that needs it

    sink = io.BytesIO()
    pq.write_table(table, sink)
    return sink.getvalue()


def _xlsx(table: pa.Table) -> bytes:
    from rustpy_xlsxwriter import write_worksheet  # loaded for the one format that needs it

    sink = io.BytesIO()
    names = table.column_names
    records = [{name: _cell(name, row[name]) for name in names} for row in table.to_pylist()]
    write_worksheet(records or [dict.fromkeys(names, "")], sink, sheet_name="standings")
    return sink.getvalue()


def _cell(name: str, text: str) -> str | int | None:
    if name in WHOLE:
        return int(text) if text else None
    return text


def _html(table: pa.Table, title: str, labels: dict[str, str]) -> bytes:
    """A page that stands alone: no style sheet to fetch, readable on a phone and on paper."""
    head = "".join(f"<th>{escape(labels.get(name, name))}</th>" for name in table.column_names)
    body = "\n".join(
        "<tr>" + "".join(f"<td>{escape(text)}</td>" for text in row.values()) + "</tr>" for row in table.to_pylist()
    )
    page = _PAGE.format(title=escape(title or "standings"), head=head, body=body)
    return page.encode()


_PAGE = """<!doctype html>
<html lang="zh"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body{{font:16px/1.5 sans-serif;margin:1rem}}table{{border-collapse:collapse;display:block;overflow-x:auto}}
th,td{{border-bottom:1px solid #ccc;padding:.3rem .6rem;text-align:left;font-variant-numeric:tabular-nums}}
</style></head>
<body><h1>{title}</h1>
<table><thead><tr>{head}</tr></thead><tbody>
{body}
</tbody></table></body></html>
"""

_WRITERS: dict[str, Callable[[pa.Table], bytes]] = {
    ".csv": _csv,
    ".json": _json,
    ".parquet": _parquet,
    ".xlsx": _xlsx,
}
WRITABLE = (*_WRITERS, ".html")
