"""What Spark is told in other words, read as text: neither Java nor pyspark is needed. Whether it then answers the same is
`tests/cluster`'s to say.
"""

import ibis
import pytest
from ibis.common.exceptions import UnsupportedOperationError

from jiangong.core.quantities import divided, int64, nth_smallest
from jiangong.core.scoring.dialect import spark_query

ROWS = ibis.table({"g": "string", "t": "string", "n": "int64", "x": "float64", "l": "array<int64>"}, name="rows")


def said(value):
    """The words for one column, without those around them."""
    query = " ".join(spark_query(ROWS.select(v=value))[-1].split())
    return (
        query.removeprefix("SELECT ").removesuffix(" AS `v` FROM `rows` AS `t0`").replace("`t0`.", "").replace("`", "")
    )


def gathered(value):
    """The same for an aggregate."""
    query = " ".join(spark_query(ROWS.aggregate(v=value))[-1].split())
    return (
        query.removeprefix("SELECT ").removesuffix(" AS `v` FROM `rows` AS `t0`").replace("`t0`.", "").replace("`", "")
    )


def hexed(text):
    return f"DECODE(UNHEX('{text.encode().hex()}'), 'UTF-8')"


def test_what_is_trimmed_is_told_by_its_bytes():
    assert said(ROWS.t.strip()) == f"BTRIM(t, {hexed(chr(32) + chr(9) + chr(10) + chr(13) + chr(11) + chr(12))})"


def test_a_text_with_a_control_character_or_a_backslash_is_told_by_its_bytes():
    assert said(ROWS.t == "a\vb") == f"t = {hexed(chr(97) + chr(11) + chr(98))}"
    assert said(ROWS.t == "a\\b") == f"t = {hexed('a' + chr(92) + 'b')}"
    assert said(ROWS.t == "灯") == "t = '灯'"


def test_the_end_of_a_pattern_is_the_end_of_the_text():
    assert said(ROWS.t.re_search("^[0-9]+$")) == f"t RLIKE {hexed('^[0-9]+' + chr(92) + 'z')}"
    assert said(ROWS.t.re_replace("0+$", "")) == f"REGEXP_REPLACE(t, {hexed('0+' + chr(92) + 'z')}, '')"
    assert said(ROWS.t.re_search("^a")) == "t RLIKE '^a'"


def test_a_text_is_split_at_a_point_and_not_at_any_character():
    point = "\\Q.\\E"
    assert said(ROWS.t.split(".")[1]) == f"GET(SPLIT(t, {hexed(point)}), CAST(1 AS INT))"


def test_not_stands_in_brackets():
    assert said((~(ROWS.n == 1)) == ibis.literal(False)) == "(NOT (n = 1)) = FALSE"


def test_a_question_about_a_question_stands_in_brackets():
    assert said(ROWS.n.notnull().isnull()) == "(n IS NOT NULL) IS NULL"


def test_a_list_is_put_in_order_when_it_is_whole():
    assert gathered(ROWS.n.collect(order_by=ROWS.n)) == "SORT_ARRAY(COLLECT_LIST(n), TRUE)"
    assert gathered(ROWS.n.collect(order_by=ROWS.n.desc())) == "SORT_ARRAY(COLLECT_LIST(n), FALSE)"
    assert "SORT_ARRAY" not in gathered(ROWS.n.collect())


def test_a_list_in_another_order_is_refused():
    with pytest.raises(UnsupportedOperationError):
        gathered(ROWS.n.collect(order_by=ROWS.x))


def test_the_so_many_smallest_come_from_all_of_them():
    assert gathered(nth_smallest(ROWS.n, 3)) == "GET(SORT_ARRAY(COLLECT_LIST(n), TRUE), CAST(2 AS INT))"


def test_another_function_of_an_engine_keeps_its_name():
    @ibis.udf.agg.builtin(signature=(("int64",), "int64"))
    def every(value):
        """Any other aggregate."""

    @ibis.udf.scalar.builtin(signature=(("int64",), "int64"))
    def one(value):
        """Any other function."""

    assert gathered(every(ROWS.n)) == "EVERY(n)"
    assert said(one(ROWS.n)) == "ONE(n)"


def test_bits_are_put_together():
    assert gathered(ROWS.n.bit_or()) == "BIT_OR(n)"


def test_whole_numbers_are_divided_as_whole_numbers():
    assert said(divided(ROWS.n, int64(3), "floor", signed=False)) == "DIV(n, CAST(3 AS BIGINT))"


def test_a_part_that_is_read_more_than_once_is_a_statement_of_its_own():
    sums = ROWS.group_by("g").aggregate(n=ROWS.n.sum())
    first, second = spark_query(sums.filter(sums.n > 1).union(sums.filter(sums.n < 0)))
    name, _, words = first.partition(" AS ")

    assert words.startswith("SELECT `t0`.`g`, SUM(`t0`.`n`) AS `n` FROM `rows`")
    assert second.count(f"FROM `{name}`") == 2
    assert "WITH" not in second


def test_a_real_number_is_written_out():
    assert said(ROWS.x.cast("string")).endswith("CAST(CAST(x AS DECIMAL(38, 18)) AS STRING), CAST(x AS STRING))")
    assert said(ROWS.n.cast("string")) == "CAST(n AS STRING)"
    assert said(ROWS.x * 0.1) == "x * CAST('0.1' AS DOUBLE)"
    assert said(ROWS.x.cast("int64")) == "CAST(x AS BIGINT)"
