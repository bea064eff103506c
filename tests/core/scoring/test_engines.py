"""The verbs of an engine: DuckDB itself, and what is asked of a Spark session, which a stand-in writes down."""

import duckdb
import ibis
import pyarrow as pa
import pytest

from jiangong.core.scoring import Tables, read_evidence, settle
from jiangong.core.scoring.dialect import SETTINGS
from jiangong.core.scoring.engines import DuckDB, Spark, begin_anew, bounded, connection, corner, engine_of, is_begun
from jiangong.core.scoring.tables import Store, store_for
from tests.core.scoring.writing import stage, table

ONE = pa.table({"n": [1]})


def tables_of(backend):
    """How many tables and views somebody made in a DuckDB."""
    ((number,),) = backend.con.execute("SELECT count(*) FROM information_schema.tables").fetchall()
    return number


class Rows:
    """The rows of a query, as a session gives them."""

    def __init__(self, session, query):
        self.session, self.query = session, query

    def __getattr__(self, verb):
        def asked(*words, **named):
            self.session.asked.append((verb, *words, *named))
            if verb == "toArrow":
                return ONE
            return self.session.parts if verb == "collect" else self

        return asked


class Session:
    """A Spark session that writes down what it is asked; `parts`: number and rows of each part of a sorted table."""

    def __init__(self, parts=()):
        self.asked, self.queries, self.parts, self.settings = [], [], list(parts), {}
        self.conf, self.catalog = self, self

    def set(self, name, value):
        self.settings[name] = value

    def sql(self, query):
        self.queries.append(query)
        return Rows(self, query)

    def createDataFrame(self, given):  # noqa: N802 - Spark's own name
        return Rows(self, given)

    def dropTempView(self, name):  # noqa: N802 - Spark's own name
        self.asked.append(("drop", name))


class Backend:
    """What Ibis would hand over."""

    name = "pyspark"

    def __init__(self, session):
        self._session = session


def spark(parts=()):
    session = Session(parts)
    return engine_of(Backend(session)), session


def test_an_engine_is_known_by_the_name_of_its_backend():
    assert isinstance(engine_of(connection()), DuckDB)
    assert isinstance(spark()[0], Spark)


def test_a_session_is_set_so_that_its_digits_are_ours():
    assert spark()[1].settings == SETTINGS
    assert SETTINGS["spark.sql.ansi.enabled"] == "true"


def test_what_is_kept_on_a_cluster_is_computed_once_and_let_go():
    engine, session = spark()
    engine.keep("jg1_a", ("SELECT 1",))
    engine.view("jg1_b", ("SELECT 2",))
    engine.hand("jg2_c", ONE)
    engine.forget("jg1_")

    assert session.asked[:4] == [
        ("localCheckpoint", "eager"), ("createOrReplaceTempView", "jg1_a"),
        ("createOrReplaceTempView", "jg1_b"), ("createOrReplaceTempView", "jg2_c"),
    ]  # fmt: skip
    assert sorted(session.asked[4:]) == [("drop", "jg1_a"), ("drop", "jg1_b")]
    assert engine.named == {"jg2_c"}


def test_a_part_is_computed_before_the_query_that_reads_it():
    engine, session = spark()

    assert engine.fetched(("t1 AS SELECT 1 AS a", "SELECT * FROM t1")) is ONE
    assert session.asked == [("localCheckpoint", "eager"), ("createOrReplaceTempView", "t1"), ("toArrow",)]
    assert session.queries == ["SELECT 1 AS a", "SELECT * FROM t1"]


def test_queries_for_a_cluster_are_in_its_own_words():
    engine, _ = spark()

    assert "BTRIM" in engine.compile(ibis.table({"t": "string"}, name="r").select(v=ibis._.t.strip()))[0]
    assert engine.fetched(("SELECT 1",)) is ONE
    assert engine.lines(("SELECT 1",)) == [{"n": 1}]


def test_a_text_is_quoted_as_the_engine_reads_it():
    assert spark()[0].quoted("it's") == r"'it\'s'"
    assert spark()[0].quoted("a\v") == "DECODE(UNHEX('610b'), 'UTF-8')"
    assert engine_of(connection()).quoted("it's") == "'it''s'"


@pytest.mark.parametrize(
    ("parts", "fetched"),
    [
        ([(2, 5), (0, 3), (1, 4)], [(0, 1), (2, 2)]),
        ([(0, 9), (3, 1)], [(0, 0), (3, 3)]),
        ([(4, 100)], [(4, 4)]),
        ([], []),
    ],
)
def test_a_sorted_table_is_fetched_a_few_parts_at_a_time(parts, fetched):
    engine, session = spark(parts)

    assert list(engine.batches(("SELECT 1",), 8)) == [ONE] * len(fetched)

    asked = [words[1] for words in session.asked if words[0] == "where"]
    assert asked == [f"spark_partition_id() BETWEEN {first} AND {last}" for first, last in fetched]


def test_a_backend_that_is_handed_in_is_settled_on_and_can_be_freed():
    rules = stage('[stage.criteria.a]\ndecimals = 0\nmissing = "not_marked"', "a")
    backend = connection()
    tables = Tables(table("entry criterion value\nx a 1\ny a 2"), backend=backend)
    evidence = read_evidence(rules, tables)

    assert evidence.store.engine.backend is backend
    assert [row["place"] for row in settle(evidence).rows()] == ["1", "2"]
    evidence.store.view("seen", evidence.marks)
    assert tables_of(backend) > 0
    evidence.store.forget()
    assert tables_of(backend) == 0


def test_evidence_of_a_shape_is_compiled_once_and_none_sees_the_tables_of_another(monkeypatch):
    rules = stage('[stage.criteria.a]\ndecimals = 0\nmissing = "not_marked"', "a")
    first = settle(read_evidence(rules, Tables(table("entry criterion value\nx a 1\ny a 2"))))
    first.rows()
    monkeypatch.setattr(DuckDB, "compile", lambda self, query: pytest.fail("compiled again"))
    second = settle(read_evidence(rules, Tables(table("entry criterion value\nx a 5\nz a 3"))))

    assert [row["entry"] for row in second.rows()] == ["x", "z"]
    assert [row["entry"] for row in settle(first.evidence).rows()] == ["y", "x"]
    own = second.evidence.store.engine.backend
    with pytest.raises(duckdb.CatalogException):
        own.con.execute(f'FROM "{first.evidence.store.prefix}marks"')


def test_a_database_can_be_begun_anew():
    corner().con.execute("CREATE TABLE shared_among_corners AS SELECT 1")
    assert corner().con.execute("FROM shared_among_corners").fetchall() == [(1,)]
    begin_anew()
    assert is_begun()
    with pytest.raises(duckdb.CatalogException):
        corner().con.execute("FROM shared_among_corners")


def test_a_lazy_table_is_settled_where_it_lies():
    backend = connection()
    marks = backend.create_table("marks", ONE, temp=True)

    assert store_for(Tables(marks)).engine.backend is backend
    assert store_for(Tables(ONE)).engine.backend is not backend
    assert isinstance(Store(backend).engine, DuckDB)


def test_a_lazy_table_can_be_kept_within_some_memory(tmp_path):
    table = connection().create_table("handed", ONE)
    bounded(table, "200MB", str(tmp_path / "it's"))

    ((backend,), _) = table._find_backends()
    told = backend.con.execute("SELECT current_setting('memory_limit'), current_setting('temp_directory')").fetchone()
    assert told == ("190.7 MiB", str(tmp_path / "it's"))
