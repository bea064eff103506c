"""Columns that wait until somebody needs them, and then stand in as few layers as can be."""

import ibis
import pytest

from jiangong.core.scoring.growing import Growing

ALL = frozenset()
ROWS = ibis.table({"entry": "string", "a": "int64"}, name="rows")


def grown(**columns):
    tables = Growing()
    tables[ALL] = ROWS
    for name, make in columns.items():
        tables.add(ALL, **{name: make(tables.open(ALL))})
    return tables


def rank(column):
    return ibis.rank().over(order_by=[column])


def layers(table):
    return ibis.to_sql(table, dialect="duckdb").count("SELECT")


def test_columns_that_do_not_read_each_other_stand_side_by_side():
    tables = grown(b=lambda t: rank(t.a), c=lambda t: rank(t.a + 1), d=lambda t: rank(t.b), e=lambda t: rank(t.c + t.d))

    assert tables.open(ALL).columns == ("entry", "a", "b", "c", "d", "e")
    assert tables.open(ALL) is tables.open(ALL)
    assert set(tables[ALL].columns) == {"entry", "a", "b", "c", "d", "e"}
    assert layers(tables[ALL]) == 3  # b and c, then d, then e


def test_a_table_is_itself_where_nothing_waits():
    tables = grown()

    assert tables.open(ALL) is tables[ALL] is ROWS


def test_no_column_that_waits_is_lost():
    tables = grown(b=lambda t: t.a)

    with pytest.raises(AssertionError, match="columns were added"):
        tables[ALL] = ROWS
