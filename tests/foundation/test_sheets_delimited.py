"""CSV as people save it: encodings, blank rows, quotes; and what is refused, by row."""

import pyarrow as pa
import pytest

from jiangong.core.problems import Refused
from jiangong.foundation.sheets import read_table
from jiangong.foundation.sheets import reading as reading_module


def rows_of(data, name="marks.csv"):
    return read_table(data, name=name).to_pylist()


def refusal(data, name="marks.csv"):
    with pytest.raises(Refused) as refused:
        read_table(data, name=name)
    return [(p.row, p.column, p.found.en) for p in refused.value.problems]


def test_every_cell_is_text_and_every_row_has_its_number():
    assert rows_of(b"entry,value\nA01,8.10\nA02,007\n") == [
        {"entry": "A01", "value": "8.10", "#row": 2},
        {"entry": "A02", "value": "007", "#row": 3},
    ]


@pytest.mark.parametrize(
    ("encoding", "named"), [("utf-8", b"UTF-8"), ("utf-8-sig", b"UTF-8"), ("gb18030", b"GB18030"), ("gbk", b"GB18030")]
)
def test_the_encoding_is_found_and_named(encoding, named):
    table = read_table("参赛号,姓名\nA01,张三\n".encode(encoding), name="a.csv")

    assert table.to_pylist() == [{"参赛号": "A01", "姓名": "张三", "#row": 2}]
    assert table.schema.metadata[b"encoding"] == named


def test_a_file_with_the_mark_of_utf8_is_not_guessed_to_be_something_else():
    assert refusal(b"\xef\xbb\xbfentry\nA\n\xd6\xd0\n") == [(3, None, "bytes that are neither UTF-8 nor GB18030")]


def test_bytes_of_no_encoding_are_refused_by_row():
    assert refusal(b"entry,value\nA,1\nB,\xff\xff\n") == [(3, None, "bytes that are neither UTF-8 nor GB18030")]


def test_blank_rows_are_left_out_and_keep_their_numbers():
    data = b"entry,value\n\nA,1\n,\n\nB,2\n\n"

    assert [(row["entry"], row["#row"]) for row in rows_of(data)] == [("A", 3), ("B", 6)]


def test_a_row_in_quotes_over_two_lines_is_one_row():
    assert [row["#row"] for row in rows_of(b'entry,name\nA,"one\ntwo"\nB,x\n')] == [2, 3]


def test_a_quote_inside_a_cell_that_is_not_quoted_is_a_character():
    assert rows_of(b'entry,name\nA,5" nail\n')[0]["name"] == '5" nail'


def test_a_quote_that_is_not_closed_is_refused_by_row():
    assert refusal(b'entry,value\nA,1\nB,"2\nC,3\n') == [(3, None, "a quote that is not closed")]


def test_every_ragged_row_is_named():
    assert refusal(b"entry,value\nA\n\nB,1,2\nC,1\n") == [(2, None, "1 cells"), (4, None, "3 cells")]


def test_line_ends_of_any_machine():
    for end in (b"\n", b"\r\n", b"\r"):
        assert [row["value"] for row in rows_of(end.join([b"entry,value", b"A,1", b"B,2"]))] == ["1", "2"]


def test_names_alone_are_a_table_without_rows():
    assert rows_of(b"entry,value") == []


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b"  \r\n"])
def test_an_empty_file_is_refused(data):
    assert refusal(data) == [(1, None, "an empty file")]


def test_a_name_that_is_empty_or_stands_twice_is_refused_with_its_column():
    assert refusal(b"entry,,value,entry\n") == [
        (1, "B", "an empty column name"),
        (1, "entry", "the name 'entry' again, over column D"),
    ]


def test_a_blank_first_row_is_refused():
    assert refusal(b"\nentry,value\nA,1\n") == [(1, None, "an empty first row")]


@pytest.mark.parametrize(
    ("data", "found"),
    [(b"entry;value\nA;1\n", "columns parted by semicolons"), (b"entry\tvalue\n", "columns parted by tabs"),
     ("参赛号，数值\n".encode(), "columns parted by full-width commas")],
)  # fmt: skip
def test_another_separator_is_named(data, found):
    assert refusal(data) == [(1, None, found)]


@pytest.mark.parametrize(
    ("data", "name", "found"),
    [
        (b"\x89PNG\r\n\x1a\n\x00", "a.csv", "a PNG picture"),
        (b"%PDF-1.7", "a.csv", "a PDF file"),
        ("a,b".encode("utf-16"), "a.csv", "text in UTF-16"),
        (b"a,b\n\x00\x01", "a.csv", "binary content that is not a table"),
        (b"a,b\n1,2\n", "a.xlsx", "CSV content under a name that says XLSX"),
        (b"PK\x03\x04rest", "a.csv", "XLSX content under a name that says CSV"),
        (b"a,b\n1,2\n", "a.docx", "the suffix '.docx'"),
    ],
)
def test_a_file_that_is_something_else_is_named(data, name, found):
    assert refusal(data, name) == [(None, None, found)]


def test_a_zero_byte_far_down_is_refused_by_row():
    data = b"entry,value\n" + b"A,1\n" * 2000 + b"B,\x00\n"

    assert refusal(data) == [(2002, None, "binary content that is not a table")]


def test_many_ragged_rows_are_cut_to_a_page():
    assert len(refusal(b"entry,value\n" + b"A\n" * 500)) == 50


def test_a_large_file_is_streamed_and_reads_the_same(tmp_path, monkeypatch):
    text = "entry,value\n" + "".join(f"A{n:05},{n}.5\n" for n in range(3000)) + "\n\n张,1\n"
    path = tmp_path / "marks.csv"
    for encoding in ("utf-8-sig", "gb18030"):
        path.write_bytes(text.encode(encoding))
        whole = read_table(path)
        monkeypatch.setattr(reading_module, "LARGE", 10)
        lazy = read_table(path, lazy=True)
        monkeypatch.undo()

        assert not isinstance(lazy, pa.Table)
        assert lazy.order_by("#row").to_pyarrow().to_pylist() == whole.to_pylist()


@pytest.mark.parametrize(
    "data", [b"entry,value\nA\n\nB,1,2\nC,1\n", b"entry,value\nB,\xff\xff\n", b"entry,value\nA,1\nB,\x00\n",
             b'entry,value\nA,1\nB,"2\nC,3\n']
)  # fmt: skip
def test_a_large_file_is_refused_like_a_small_one(tmp_path, monkeypatch, data):
    path = tmp_path / "marks.csv"
    path.write_bytes(data)
    small = refusal(data)
    monkeypatch.setattr(reading_module, "LARGE", 10)
    with pytest.raises(Refused) as refused:
        read_table(path, lazy=True)

    assert [(p.row, p.column, p.found.en) for p in refused.value.problems] == small


def test_columns_on_the_right_without_name_or_content_are_nothing():
    data = b"entry,value,,,\nA,1,,,\nB,2, ,,\n"

    assert rows_of(data) == [{"entry": "A", "value": "1", "#row": 2}, {"entry": "B", "value": "2", "#row": 3}]


def test_a_column_without_a_name_that_holds_something_is_refused():
    assert refusal(b"entry,value,,\nA,1,,\nB,2,,note\n") == [(3, "D", "something in a column without a name")]


def test_an_empty_name_between_others_is_refused():
    assert refusal(b"entry,,value\nA,1,2\n") == [(1, "B", "an empty column name")]


def test_a_title_above_the_names_is_called_one():
    data = "2026 年技能竞赛成绩表,,\nentry,criterion,value\nA,x,1\n".encode()

    assert refusal(data) == [(1, None, "a first row with one word in it, '2026 年技能竞赛成绩表'")]
