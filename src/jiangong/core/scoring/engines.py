"""The engines that run the expressions, behind the same few verbs: DuckDB in this process, Spark on a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeAlias

import duckdb
import ibis
import pyarrow as pa
from ibis.expr import types as ir
from sqlglot import exp

from jiangong.core.scoring.dialect import SETTINGS, spark_query, spark_text

Query: TypeAlias = tuple[str, ...]
"""A query in the engine's own words, and before it what must be computed for it: each part as NAME AS SELECT …"""


class Engine(Protocol):
    """Names are those of tables that the engine keeps."""

    backend: Any

    def compile(self, table: ir.Table) -> Query:
        """The query of an expression."""

    def hand(self, name: str, table: pa.Table) -> None:
        """Put a table of ours under a name."""

    def keep(self, name: str, query: Query) -> None:
        """The rows of a query computed once and kept."""

    def view(self, name: str, query: Query) -> None:
        """The rows of a query computed anew whenever they are read."""

    def fetched(self, query: Query) -> pa.Table:
        """All rows of a query."""

    def lines(self, query: Query) -> list[dict[str, Any]]:
        """All rows of a small query, names beside values."""

    def batches(self, query: Query, size: int) -> Iterator[pa.Table]:
        """The rows of an ordered query piece by piece."""

    def quoted(self, text: str) -> str:
        """A text as it stands in a query."""

    def forget(self, prefix: str) -> None:
        """Let go of every table whose name begins so."""


def connection() -> Any:
    """A private DuckDB in memory: no extension is loaded, no file or address is opened from within a query."""
    return ibis.duckdb.from_connection(_database())


def corner() -> Any:
    """A corner of the one DuckDB of this process: temporary tables, of which alone a store makes use, are seen from nowhere
    else and end with it.
    """
    if not _BEGUN:
        begin_anew()
    return ibis.duckdb.from_connection(_BEGUN[-1].cursor())


_BEGUN: list[duckdb.DuckDBPyConnection] = []
"""The database of this process; beginning one takes longer than settling a small event. Those before it are a parent's: they are
never closed here, because the threads that would have to end are not in this process.
"""


def is_begun() -> bool:
    """Whether this process, or the parent that it was copied from, has a database."""
    return bool(_BEGUN)


def begin_anew() -> None:
    """Begin a database of which the next corners are: for a child process, where the threads of its parent's are missing."""
    _BEGUN.append(_database())


def _database() -> duckdb.DuckDBPyConnection:
    database = duckdb.connect()
    for setting in ("autoinstall_known_extensions", "autoload_known_extensions", "preserve_insertion_order"):
        database.execute(f"SET GLOBAL {setting} = false")
    return database


def bounded(table: ir.Table, memory: str, folder: str) -> None:
    """Keep the DuckDB of a lazy table within so much memory ("1000MB"); what does not fit lies in a folder for a while."""
    (backend,), _ = table._find_backends()
    backend.con.execute(f"SET memory_limit = '{memory}'")
    backend.con.execute(f"SET temp_directory = {exp.Literal.string(folder).sql('duckdb')}")


def engine_of(backend: Any) -> Engine:
    """The engine that an Ibis backend speaks to."""
    return Spark(backend) if backend.name == "pyspark" else DuckDB(backend)


class DuckDB:
    """From ten rows to a hundred million, in this process."""

    def __init__(self, backend: Any) -> None:
        self.backend = backend

    def compile(self, table: ir.Table) -> Query:
        return (str(self.backend.compile(table)),)

    def hand(self, name: str, table: pa.Table) -> None:
        handed = f"{name}+handed"
        self.backend.con.register(handed, table)  # Ibis' own way to the same takes three times as long
        self.keep(name, (f'FROM "{handed}"',))
        self.backend.con.unregister(handed)

    def keep(self, name: str, query: Query) -> None:
        with self._ready(query) as last:
            self.backend.con.execute(f'CREATE OR REPLACE TEMP TABLE "{name}" AS {last}')

    def view(self, name: str, query: Query) -> None:
        (whole,) = query  # what is looked through again and again is made of nothing that is let go
        self.backend.con.execute(f'CREATE TEMP VIEW "{name}" AS {whole}')

    def fetched(self, query: Query) -> pa.Table:
        with self._ready(query) as last:
            return self.backend.con.sql(last).to_arrow_table()

    def lines(self, query: Query) -> list[dict[str, Any]]:
        with self._ready(query) as last:
            found = self.backend.con.execute(last)  # half the time of a way over Arrow
            names = [column[0] for column in found.description]
            return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def batches(self, query: Query, size: int) -> Iterator[pa.Table]:
        with self._ready(query) as last:
            for batch in self.backend.con.sql(last).to_arrow_reader(size):
                yield pa.Table.from_batches([batch])

    @contextmanager
    def _ready(self, query: Query) -> Iterator[str]:
        """The query itself, while its parts are there."""
        *parts, last = query
        for part in parts:
            self.backend.con.execute(f"CREATE OR REPLACE TEMP TABLE {part}")
        yield last
        for part in parts:
            self.backend.con.execute(f"DROP TABLE {part.partition(' AS ')[0]}")

    def quoted(self, text: str) -> str:
        return exp.Literal.string(text).sql("duckdb")

    def forget(self, prefix: str) -> None:
        for kind in ("view", "table"):  # views first: they read tables
            for (name,) in self.backend.con.sql(f"FROM duckdb_{kind}s()").project(f"{kind}_name").fetchall():
                if name.startswith(prefix):
                    self.backend.con.execute(f'DROP {kind} "{name}"')


class Spark:
    """A cluster, through a session that somebody else began and will end."""

    def __init__(self, backend: Any) -> None:
        self.backend, self.session = backend, backend._session
        self.named: set[str] = set()
        for name, value in SETTINGS.items():
            self.session.conf.set(name, value)

    def compile(self, table: ir.Table) -> Query:
        return spark_query(table)

    def hand(self, name: str, table: pa.Table) -> None:
        self._named(name, self.session.createDataFrame(table))

    def keep(self, name: str, query: Query) -> None:
        self._named(name, _computed(self._rows(query)))

    def view(self, name: str, query: Query) -> None:
        self._named(name, self._rows(query))

    def fetched(self, query: Query) -> pa.Table:
        return self._rows(query).toArrow()

    def lines(self, query: Query) -> list[dict[str, Any]]:
        return list(self.fetched(query).to_pylist())

    def batches(self, query: Query, size: int) -> Iterator[pa.Table]:
        """The sorted rows stay on the cluster and are fetched a few of its parts at a time, in their order."""
        rows = _computed(self._rows(query))
        for first, last in _parts(rows, size):
            yield rows.where(f"spark_partition_id() BETWEEN {first} AND {last}").toArrow()

    def quoted(self, text: str) -> str:
        return spark_text(text)

    def forget(self, prefix: str) -> None:
        for name in [name for name in self.named if name.startswith(prefix)]:
            self.named.remove(name)
            self.session.catalog.dropTempView(name)

    def _rows(self, query: Query) -> Any:
        """The rows of a query; a part that is read more than once is computed before."""
        *parts, last = query
        for part in parts:
            name, _, words = part.partition(" AS ")
            self._named(name, _computed(self.session.sql(words)))
        return self.session.sql(last)

    def _named(self, name: str, rows: Any) -> None:
        rows.createOrReplaceTempView(name)
        self.named.add(name)


def _computed(rows: Any) -> Any:
    """Rows that stay with the workers, without the long way by which they were found: `persist` would keep it, and every later
    query would go through all of it again. The price: where a worker is lost, the command has to be given again.
    """
    return rows.localCheckpoint(eager=True)


def _parts(rows: Any, size: int) -> Iterator[tuple[int, int]]:
    """First and last of the parts of a sorted table that have at most `size` rows together (or are a single part)."""
    counted = rows.selectExpr("spark_partition_id() AS part").groupBy("part").count().collect()
    begun, ended, held = None, 0, 0
    for number, count in sorted((int(line[0]), int(line[1])) for line in counted):
        if begun is not None and held + count > size:
            yield begun, ended
            begun, held = None, 0
        begun, ended, held = number if begun is None else begun, number, held + count
    if begun is not None:
        yield begun, ended
