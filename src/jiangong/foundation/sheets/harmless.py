"""Cells that a spreadsheet would run as a formula, made plain text: an apostrophe before them, in every file that leaves the site.

CSV has no types, and whoever saves a workbook as CSV loses them, so both are treated alike. An import takes the apostrophe away
again (`shorn` of the rosters).
"""

import re

import pyarrow as pa
import pyarrow.compute as pc

# The full-width signs are formulas to spreadsheets in East Asian languages; tab and line end hide a sign behind them.
SIGNS = "=+-@＝＋－＠"  # noqa: RUF001
_RUN = rf"(?s)^[{re.escape(SIGNS)}\t\r\n]."
_NUMBER = r"^-[0-9]+([.][0-9]+)?$"
_RUNS, _IS_NUMBER = re.compile(_RUN), re.compile(_NUMBER)


def harmless(cell: str) -> str:
    """The cell, with an apostrophe before anything that a spreadsheet would run. Negative numbers and a single sign stay."""
    return "'" + cell if _RUNS.match(cell) and not _IS_NUMBER.match(cell) else cell


def harmless_column(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """The same for a column of texts at once; what is missing becomes empty."""
    column = pc.fill_null(column, "")
    odd = pc.and_not(pc.match_substring_regex(column, _RUN), pc.match_substring_regex(column, _NUMBER))
    return pc.if_else(odd, pc.binary_join_element_wise("'", column, ""), column) if pc.any(odd).as_py() else column


def harmless_table(table: pa.Table) -> pa.Table:
    """A table of texts, its headings too, that no spreadsheet runs."""
    names = [harmless(name) for name in table.column_names]
    return pa.table([harmless_column(column) for column in table.columns], names=names)
