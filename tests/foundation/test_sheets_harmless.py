"""No cell of a file that leaves the site is run by a spreadsheet."""

import pyarrow as pa
import pytest

from jiangong.foundation.sheets.harmless import harmless, harmless_column, harmless_table

CELLS = [
    ("=1+1", "'=1+1"),
    ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
    ("+x", "'+x"),
    ("+8613", "'+8613"),
    ("-1+2", "'-1+2"),
    ("@SUM(1)", "'@SUM(1)"),
    ("\t=x", "'\t=x"),
    ("\r=x", "'\r=x"),
    ("\n=x", "'\n=x"),
    ("＝x", "'＝x"),
    ("-1.5", "-1.5"),
    ("-", "-"),
    ("", ""),
    ("甲", "甲"),
    ("8.10", "8.10"),
]


@pytest.mark.parametrize(("cell", "safe"), CELLS)
def test_a_cell_that_would_run_is_text(cell, safe):
    assert harmless(cell) == safe


def test_a_column_is_treated_like_its_cells():
    column = pa.chunked_array([[cell for cell, _safe in CELLS], [None]], pa.string())

    assert harmless_column(column).to_pylist() == [*(safe for _cell, safe in CELLS), ""]


def test_headings_run_as_little_as_cells():
    assert harmless_table(pa.table({"=1+1": ["=2"]})).to_pydict() == {"'=1+1": ["'=2"]}
