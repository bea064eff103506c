"""Spreadsheets as people keep them: numbers as typed, and what a spreadsheet does behind a person's back."""

import io
import zipfile
from pathlib import Path

import pytest

from jiangong.core.problems import Refused
from jiangong.foundation.sheets import grid, read_table
from jiangong.foundation.sheets.cells import plain_number
from tests.cli.spreadsheets import DATE, ERROR, archive, ods, xlsx

XLS = Path(__file__).parent.parent / "cli" / "files" / "lamp.xls"


def refusal(data, name="marks.xlsx", **how):
    with pytest.raises(Refused) as refused:
        read_table(data, name=name, **how)
    return [(p.row, p.column, p.found.en) for p in refused.value.problems]


@pytest.mark.parametrize(
    ("number", "typed"),
    [
        (8.1, "8.1"), (8.100000000000001, "8.1"), (0.1 + 0.2, "0.3"), (78.0, "78"), (1e-7, "0.0000001"), (-0.0, "0"),
        (1e15, "1000000000000000"), (-12.345, "-12.345"), (99.99, "99.99"),
    ],
)  # fmt: skip
def test_a_number_comes_out_as_it_was_typed(number, typed):
    assert plain_number(number) == typed
    assert read_table(xlsx([["value"], [number], ["x"]]), name="a.xlsx")["value"][0].as_py() == typed
    assert read_table(ods([["value"], [number]]), name="a.ods")["value"][0].as_py() == typed


def test_text_yes_and_no_and_blank_rows():
    table = read_table(
        xlsx([["entry", "value", "flag"], ["001", 8.1, True], ["", "", ""], ["A<2", "", False]]), name="a.xlsx"
    )

    assert table.to_pylist() == [
        {"entry": "001", "value": "8.1", "flag": "true", "#row": 2},
        {"entry": "A<2", "value": "", "flag": "false", "#row": 4},
    ]
    assert table.schema.metadata[b"format"] == b"XLSX"


def test_what_is_empty_above_and_beside_keeps_its_place():
    assert refusal(xlsx([["", ""], ["", ""], ["entry", "value"], ["A01", 1]])) == [(1, None, "an empty first row")]
    assert refusal(xlsx([["", "entry"], ["", "A01"]])) == [(1, "A", "an empty column name")]


def test_a_long_sheet_is_laid_into_columns_piece_by_piece(monkeypatch):
    monkeypatch.setattr(grid, "PIECE", 6)
    rows = [[f"A{n}", n, "" if n % 3 else "x"] for n in range(1, 12)]
    table = read_table(xlsx([["entry", "value", "flag"], *rows]), name="a.xlsx")

    assert table["entry"].num_chunks > 1
    assert table["entry"].to_pylist() == [row[0] for row in rows]
    assert table["value"].to_pylist() == [str(row[1]) for row in rows]
    assert table["flag"].to_pylist() == [row[2] for row in rows]
    assert table["#row"].to_pylist() == list(range(2, 13))


def test_a_column_that_begins_far_below_is_still_refused(monkeypatch):
    monkeypatch.setattr(grid, "PIECE", 2)
    late = '<table:table-cell office:value-type="float" office:value="7" table:number-columns-repeated="3"/>'
    one = '<table:table-cell office:value-type="float" office:value="7"/>'

    assert refusal(ods([["entry"], [one], [one], [late]]), "a.ods") == [
        (1, "B", "an empty column name"),
        (1, "C", "an empty column name"),
    ]


def test_dates_in_pieces_are_told_column_by_column_up_to_a_bound(monkeypatch):
    monkeypatch.setattr(grid, "PIECE", 4)
    data = xlsx([["entry", "value"], *([(DATE, 36526 + n), (DATE, 36526)] for n in range(40))])

    found = refusal(data)
    assert len(found) == grid.MOST_PROBLEMS
    assert [row for row, column, _ in found if column == "entry"] == list(range(2, 42))
    assert [row for row, column, _ in found if column == "value"] == list(range(2, 12))


def test_a_date_in_marks_is_refused_by_row_and_column():
    data = xlsx([["entry", "value"], ["A01", 8], ["A02", (DATE, 46030)]])

    assert refusal(data) == [(3, "value", "the date 2026-01-08")]


def test_a_date_in_entries_is_text_by_iso_8601():
    data = xlsx([["entry", "born"], ["A01", (DATE, 36526)]])

    assert read_table(data, name="e.xlsx", dates=True)["born"].to_pylist() == ["2000-01-01"]


def test_merged_cells_are_refused_by_row_and_column():
    data = xlsx([["entry", "value"], ["A01", 1], ["", 2]], merges=["A2:A3"])

    assert refusal(data) == [(2, "entry", "merged cells A2:A3")]


def test_a_title_merged_over_the_names_is_refused():
    data = xlsx([["灯饰组装评分表", ""], ["entry", "value"], ["A01", 1]], merges=["A1:B1"])

    assert refusal(data) == [(1, "灯饰组装评分表", "merged cells A1:B1")]


def test_a_formula_error_is_refused_by_row_and_column():
    data = xlsx([["entry", "value"], ["A01", (ERROR, "#DIV/0!")]])

    assert refusal(data) == [(2, "value", "a formula error")]


def test_columns_that_hold_nothing_are_invisible():
    table = read_table(xlsx([["entry", "value", "", ""], ["A01", 1, "", ""]]), name="a.xlsx")

    assert table.column_names == ["entry", "value", "#row"]


def test_a_cell_beside_the_names_is_refused():
    assert refusal(xlsx([["entry", "value"], ["A01", 1, "note"]])) == [(1, "C", "an empty column name")]


def test_an_empty_sheet_is_refused():
    assert refusal(xlsx([])) == [(1, None, "an empty sheet")]
    assert refusal(ods([]), "a.ods") == [(1, None, "an empty sheet")]


def test_a_damaged_workbook_is_refused():
    whole = xlsx([["entry"], ["A"]])

    assert refusal(whole[: len(whole) // 2]) == [(None, None, "a damaged XLSX file")]
    assert refusal(archive({"a.txt": "x"})) == [(None, None, "a damaged XLSX file")]
    assert refusal(b"\xd0\xcf\x11\xe0" + b"x" * 600, "a.xls") == [(None, None, "a damaged XLS file")]
    assert refusal(archive({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}), "a.ods") == [
        (None, None, "a damaged ODS file")
    ]


def test_one_cell_in_the_last_corner_does_not_fill_the_memory():
    data = xlsx([["entry"], ["A"]])
    members = {
        name: zipfile.ZipFile(io.BytesIO(data)).read(name) for name in zipfile.ZipFile(io.BytesIO(data)).namelist()
    }
    sheet = members["xl/worksheets/sheet1.xml"].replace(b'r="A2"', b'r="XFD1048576"')
    bomb = archive({**members, "xl/worksheets/sheet1.xml": sheet})

    assert refusal(bomb) == [(None, None, "a workbook that unfolds beyond all measure")]


def test_a_corner_in_a_sheet_under_another_name_is_found_too():
    data = xlsx([["entry"], ["A"]])
    book = zipfile.ZipFile(io.BytesIO(data))
    members = {name: book.read(name) for name in book.namelist()}
    sheet = members.pop("xl/worksheets/sheet1.xml").replace(b'r="A2"', b'r="XFD1048576"')
    relations = members["xl/_rels/workbook.xml.rels"].replace(b"worksheets/sheet1.xml", b"hidden.bin")
    bomb = archive({**members, "xl/_rels/workbook.xml.rels": relations, "xl/hidden.bin": sheet})

    assert refusal(bomb) == [(None, None, "a workbook that unfolds beyond all measure")]


def test_the_old_format_is_read_with_dates_and_merges_seen():
    table = read_table(XLS.read_bytes(), name="lamp.xls", dates=True)

    assert table.to_pylist()[0] == {"entry": "001", "value": "8.1", "on": "2026-01-08", "#row": 2}
    assert refusal(XLS.read_bytes(), "lamp.xls") == [(2, "on", "the date 2026-01-08")]


def test_open_document_cells_of_every_kind():
    date = '<table:table-cell office:value-type="date" office:date-value="2026-01-08"/>'
    gap = '<table:table-cell table:number-columns-repeated="2"/>'
    twice = '<table:table-cell office:value-type="float" office:value="7" table:number-columns-repeated="2"/>'
    yes = '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
    data = ods([["a", "b", "c", "d"], [twice, gap], [gap, date, yes]])

    assert read_table(data, name="a.ods", dates=True).to_pylist() == [
        {"a": "7", "b": "7", "c": "", "d": "", "#row": 2},
        {"a": "", "b": "", "c": "2026-01-08", "d": "true", "#row": 3},
    ]
    assert refusal(data, "a.ods") == [(3, "c", "the date 2026-01-08")]


def test_open_document_merges_and_errors_are_refused():
    merged = '<table:table-cell table:number-rows-spanned="2" office:value-type="float" office:value="1"/>'
    error = '<table:table-cell office:value-type="string" calcext:value-type="error"><text:p>#DIV/0!</text:p></table:table-cell>'

    assert refusal(ods([["a", "b"], [merged, 1]]), "a.ods") == [(2, "a", "merged cells A2:A3")]
    assert refusal(ods([["a", "b"], [1, error]]), "a.ods") == [(2, "b", "a formula error")]


def test_an_open_document_that_repeats_without_end_is_refused():
    many = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'

    assert refusal(ods([["a"], [many]]), "a.ods") == [(None, None, "a damaged ODS file")]
