"""Parquet: typed columns as the text that was meant, and large files left where they lie."""

from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jiangong.core.problems import Refused
from jiangong.foundation.sheets import read_table, reading, write_table


def parquet(folder, columns):
    path = folder / "marks.parquet"
    pq.write_table(pa.table(columns), path)
    return path


def test_columns_of_every_plain_type_become_text(tmp_path):
    path = parquet(
        tmp_path,
        {
            "entry": pa.array(["A", "B", None]),
            "float": pa.array([8.1, 8.100000000000001, None]),
            "small": pa.array([1e-7, 123456789.125, 1e15]),
            "decimal": pa.array([Decimal("8.10"), Decimal("-0.01"), None], pa.decimal128(9, 2)),
            "whole": pa.array([1, 2**53 + 1, None]),
            "yes": pa.array([True, False, None]),
            "coded": pa.array(["x", "y", "x"]).dictionary_encode(),
        },
    )

    assert read_table(path).to_pydict() == {
        "entry": ["A", "B", ""],
        "float": ["8.1", "8.1", ""],
        "small": ["0.0000001", "123456789.125", "1000000000000000"],
        "decimal": ["8.10", "-0.01", ""],
        "whole": ["1", "9007199254740993", ""],
        "yes": ["true", "false", ""],
        "coded": ["x", "y", "x"],
        "#row": [2, 3, 4],
    }
    assert read_table(path.read_bytes(), name="a.parquet").num_rows == 3


@pytest.mark.parametrize("lazy", [False, True])
def test_columns_that_are_no_cells_are_refused_by_name(tmp_path, monkeypatch, lazy):
    monkeypatch.setattr(reading, "LONG", 0)
    path = parquet(tmp_path, {"entry": ["A"], "list": [[1, 2]], "raw": [b"x"]})

    with pytest.raises(Refused) as refused:
        read_table(path, lazy=lazy)

    assert [(p.column, p.found.en) for p in refused.value.problems] == [
        ("list", "a column of type list<element: int64>"),
        ("raw", "a column of type binary"),
    ]


@pytest.mark.parametrize("lazy", [False, True])
def test_a_damaged_file_is_refused(tmp_path, lazy):
    path = tmp_path / "marks.parquet"
    path.write_bytes(b"PAR1 and nothing else")

    with pytest.raises(Refused) as refused:
        read_table(path, lazy=lazy)

    assert refused.value.problems[0].found.en == "a damaged Parquet file"


def test_a_long_file_stays_where_it_lies(tmp_path, monkeypatch):
    path = parquet(tmp_path, {"entry": ["A", "B"], "value": [8.1, 9.0]})
    monkeypatch.setattr(reading, "LONG", 2)

    assert not isinstance(read_table(path, lazy=True), pa.Table)
    assert isinstance(read_table(path), pa.Table)
    assert read_table(path, lazy=True).to_pyarrow().to_pydict() == {"entry": ["A", "B"], "value": [8.1, 9.0]}


def test_a_format_that_cannot_be_written_is_a_key_error():
    with pytest.raises(KeyError):
        write_table(pa.table({"a": ["1"]}), ".doc")


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".json", ".html", ".parquet"])
def test_a_table_without_rows_is_written_in_every_format(suffix):
    data = write_table(pa.table({"place": pa.array([], pa.string())}), suffix)

    assert len(data) > 2
