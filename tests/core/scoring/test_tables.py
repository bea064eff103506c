"""The same marks in every shape in which they are handed in: Chinese names, columns left out, typed and lazy tables."""

import pyarrow as pa
import pytest

from jiangong.core.problems import Refused
from jiangong.core.scoring import Tables, connection, read_evidence, settle, tables
from tests.core.scoring.writing import book, keys, stage, standings, table

RULES = """
[[stage]]
id = "s"
[stage.criteria.a]
by = ["item", "attempt", "source"]
decimals = 2
range = [0, 100]
steps = [{ over = ["item", "attempt", "source"], take = "sum" }]
[stage.criteria.b]
decimals = 0
missing = "none"
[stage.scores.t]
formula = "a + first_given(b, 0)"
"""
WIDE = book(RULES, keys("t"))
ROWS = """
event stage entry criterion item attempt source value state
.     s     x     a         p    1       j1     1.25  .
.     s     x     a         p    2       j1     2.5   .
.     s     y     a         q    1       j2     3     .
.     s     y     b         .    .       .      7     .
"""
EXPECTED = [("y", "1", "10.00"), ("x", "2", "3.75")]


def seen(rules, tables):
    """Entry, place and score of every row."""
    return [(row["entry"], row["place"], row["score"]) for row in settle(read_evidence(rules, tables)).rows()]


def test_columns_may_have_chinese_names():
    given = table(ROWS).rename_columns(["赛项", "阶段", "参赛号", "评分项", " 项目 ", "次序", "评分人", "数值", "状态"])
    entries = table("entry unit\nx u\ny u").rename_columns(["参赛号", "单位"])

    assert seen(WIDE, Tables(given, entries)) == EXPECTED


def test_a_mistake_names_the_column_as_the_file_does():
    given = table(ROWS.replace("2.5 ", "2.x ")).rename_columns(
        ["赛项", "阶段", "参赛号", "评分项", "项目", "次序", "评分人", "数值", "状态"]
    )
    with pytest.raises(Refused) as told:
        read_evidence(WIDE, Tables(given))

    assert [problem.place() for problem in told.value.problems] == ["marks:3:数值"]


def test_the_order_of_columns_does_not_matter():
    given = table(ROWS)

    assert seen(WIDE, Tables(given.select(given.column_names[::-1]))) == EXPECTED


def test_columns_that_can_say_only_one_thing_may_be_left_out():
    assert seen(WIDE, Tables(table(ROWS).drop_columns(["event", "stage", "state"]))) == EXPECTED
    assert [row["entry"] for row in standings(stage("[stage.criteria.a]", "a"), "entry value\nx 1\ny 2")] == ["y", "x"]


def test_cells_may_be_padded_empty_or_null():
    given = pa.table({"entry": [" x ", "y"], "value": ["1.0 ", None], "state": [None, " absent"]})

    assert [tuple(row[c] for c in ("entry", "score", "state")) for row in settle(read_evidence(stage("[stage.criteria.a]", "a"), Tables(given))).rows()] == [
        ("x", "1.00", ""), ("y", "", "absent"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("written", "score"),
    [("+1.5", "1.50"), ("-0.25", "-0.25"), ("-0", "0.00"), ("007", "7.00"), ("1.500", "1.50"), ("0.05", "0.05")],
)
def test_a_decimal_is_read_exactly(written, score):
    rules = stage("[stage.criteria.a]\nrange = [-9, 9]", "a")

    assert [row["score"] for row in standings(rules, f"entry value\nx {written}")] == [score]


def test_arrow_columns_of_numbers_and_several_pieces_are_read_too():
    part = {"entry": pa.array([7, 12]), "value": pa.array([1.5, 2.25])}
    given = pa.concat_tables([pa.table(part), pa.table({"entry": pa.array([3]), "value": pa.array([9.0])})])

    assert [(row["entry"], row["score"]) for row in settle(read_evidence(stage("[stage.criteria.a]", "a"), Tables(given))).rows()] == [
        ("3", "9.00"), ("12", "2.25"), ("7", "1.50"),
    ]  # fmt: skip


LAZY = {
    "text": ("string", ["1.25", "2.5", "0.5"], "4.25"),
    "decimal": ("decimal(9, 3)", ["1.250", "2.500", "0.500"], "4.25"),
    "float": ("float64", ["1.25", "2.5", "0.5"], "4.25"),
    "whole": ("int32", ["1", "2", "3"], "6.00"),
}


@pytest.mark.parametrize("kind", LAZY)
@pytest.mark.parametrize("entry_kind", ["string", "int64"])
def test_a_lazy_table_is_settled_where_it_lives(kind, entry_kind):
    type_, values, score = LAZY[kind]
    backend = connection()
    plain = pa.table({"entry": ["1", "1", "10"], "attempt": ["1", "2", "1"], "value": values})
    kept = backend.create_table("given", plain)
    lazy = kept.mutate(entry=kept.entry.cast(entry_kind), value=kept.value.cast(type_))
    rules = stage(
        '[stage.criteria.a]\nby = ["attempt"]\nsteps = [{ over = "attempt", take = "sum" }]\n[stage.scores.all]\nformula = "a"',
        "a",
    )
    rows = settle(read_evidence(rules, Tables(lazy))).rows()
    total = f"{sum(float(row['score']) for row in rows):.2f}"

    assert ([row["entry"] for row in rows], total) == (
        ["1", "10"] if kind != "whole" else [row["entry"] for row in rows],
        score,
    )


def test_a_lazy_table_may_have_chinese_names_a_list_of_entries_and_text_numbers_to_be_refused():
    backend = connection()
    kept = backend.create_table("given", pa.table({"参赛号": [1, 2], "数值": [5.5, 7.25], "状态": ["", ""]}))
    rules = stage("[stage.criteria.a]\ndecimals = 1", "a")
    with pytest.raises(Refused) as told:
        read_evidence(rules, Tables(kept, table("entry\n1\n3"), files={"marks": "m"}))

    assert [problem.sentence("en") for problem in told.value.problems] == [
        'm:数值: found "7.25" (s 2 a), expected a: 0 to 1000000, at most 1 decimals',
    ]  # fmt: skip


def test_a_lazy_table_with_a_list_of_entries_has_the_unmarked_too():
    backend = connection()
    kept = backend.create_table("given", pa.table({"entry": [1, 2], "value": ["5.5", "7.25"]}))
    rules = stage("[stage.criteria.a]", "a")
    rows = settle(read_evidence(rules, Tables(kept, table("entry\n1\n2\n30")))).rows()

    assert [(row["entry"], row["state"]) for row in rows] == [("2", ""), ("1", ""), ("30", "not_marked")]


def test_an_empty_table_has_no_rows():
    assert standings(stage('[stage.criteria.a]\nmissing = "none"', "a"), "entry value") == []


def test_rows_that_bring_their_numbers_keep_them_in_messages():
    given = table("entry value\nx 1\ny no").append_column("#row", pa.array([7, 19]))
    with pytest.raises(Refused) as told:
        read_evidence(stage("[stage.criteria.a]", "a"), Tables(given))

    assert [problem.place() for problem in told.value.problems] == ["marks:19:value"]


def test_compiled_queries_are_kept_up_to_a_number_and_the_oldest_are_forgotten(monkeypatch):
    monkeypatch.setattr(tables, "MOST_COMPILED", 1)
    monkeypatch.setattr(tables, "_COMPILED", tables.OrderedDict())
    first = standings(WIDE, ROWS)

    assert standings(book(RULES, keys("t low")), ROWS) != first and len(tables._COMPILED) <= 1
