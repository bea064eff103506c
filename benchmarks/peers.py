"""The same rule in what else could settle it: eager Polars, pandas, PostgreSQL's window functions.

Each reads what it needs from the same warm Parquet (PostgreSQL: from a table that was loaded and analysed before the clock
starts, in a server of its own with 1 GB of buffers), in whole hundredths, and ends with a table of places and promotion in
memory. They are written as somebody who knows the tool would write them; none of them checks a mark or can explain a place.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.reporting import told
from tests.postgres import server_folder, throw_away_server

CRITERIA = tuple(f"m{n}" for n in range(1, 6))
WEIGHTS = (30, 25, 20, 15, 10)
GO_ON = 3
SETTINGS = (
    "shared_buffers=1GB",
    "work_mem=256MB",
    "maintenance_work_mem=512MB",
    "max_parallel_workers_per_gather=2",
    "jit=off",
)


def polars(folder: Path) -> Any:
    """One grouping, places by dense sorting keys."""
    import polars as pl

    marks = pl.read_parquet(folder / "marks.parquet")
    value = pl.col("value").cast(pl.Int64)  # the packed key needs more than 32 bits
    wide = marks.group_by("entry").agg(
        (
            (
                (value.filter(c := pl.col("criterion") == name).sum() - value.filter(c).max() - value.filter(c).min())
                * 200
                + 3
            )
            // 6
        ).alias(name)
        for name in CRITERIA
    )
    weighed = sum((pl.col(name) * weight for name, weight in zip(CRITERIA, WEIGHTS, strict=True)), pl.lit(50))
    scored = wide.with_columns((weighed // 100).alias("total"))
    packed = ((pl.col("total") * 20_000 + pl.col("m1")) * 20_000 + pl.col("m2")) * 20_000 + pl.col("m3")
    placed = scored.join(pl.read_parquet(folder / "entries.parquet"), on="entry")
    placed = placed.with_columns(packed.rank("min", descending=True).alias("place"))
    return placed.with_columns((pl.col("place").rank("min").over("unit") <= GO_ON).cast(pl.Int8).alias("goes_on"))


def pandas(folder: Path) -> Any:
    """One grouping by entry and criterion, then columns."""
    import pandas as pd

    marks = pd.read_parquet(folder / "marks.parquet", columns=["entry", "criterion", "value"])
    marks["criterion"] = marks["criterion"].astype("category")
    marks["value"] = marks["value"].astype("int64")  # the packed key needs more than 32 bits
    found = marks.groupby(["entry", "criterion"], observed=True)["value"].agg(["sum", "max", "min"])
    wide = (((found["sum"] - found["max"] - found["min"]) * 200 + 3) // 6).unstack("criterion")
    wide["total"] = sum((wide[name] * weight for name, weight in zip(CRITERIA, WEIGHTS, strict=True)), 50) // 100
    packed = ((wide["total"] * 20_000 + wide["m1"]) * 20_000 + wide["m2"]) * 20_000 + wide["m3"]
    wide["place"] = packed.rank(method="min", ascending=False).astype("int64")
    placed = wide.reset_index().merge(pd.read_parquet(folder / "entries.parquet"), on="entry")
    placed["goes_on"] = (placed.groupby("unit")["place"].rank(method="min") <= GO_ON).astype("int8")
    return placed


_MODULE = (
    "((sum(value) FILTER ({only}) - max(value) FILTER ({only}) - min(value) FILTER ({only})) * 200 + 3) / 6 AS {name}"
)
POSTGRESQL = f"""
CREATE TEMP TABLE placed AS
WITH wide AS (
    SELECT entry, {", ".join(_MODULE.format(only=f"WHERE criterion = '{name}'", name=name) for name in CRITERIA)}
    FROM marks GROUP BY entry
),
scored AS (SELECT *, (30 * m1 + 25 * m2 + 20 * m3 + 15 * m4 + 10 * m5 + 50) / 100 AS total FROM wide),
placed AS (
    SELECT scored.*, unit, rank() OVER (ORDER BY total DESC, m1 DESC, m2 DESC, m3 DESC) AS place
    FROM scored JOIN entries USING (entry)
)
SELECT *, (rank() OVER (PARTITION BY unit ORDER BY place) <= {GO_ON})::int AS goes_on FROM placed
"""


@contextmanager
def loaded_server(binaries: Path, folder: Path) -> Iterator[Any]:
    """A throw-away PostgreSQL server with the contest loaded and analysed, and one connection to it."""
    import psycopg
    import pyarrow.parquet as pq

    with throw_away_server(binaries, SETTINGS) as address, psycopg.connect(address, autocommit=True) as connection:
        connection.execute("CREATE UNLOGGED TABLE marks (entry bigint, criterion text, source bigint, value int)")
        connection.execute("CREATE UNLOGGED TABLE entries (entry bigint, unit text)")
        for table in ("marks", "entries"):
            with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:  # noqa: S608
                for batch in pq.ParquetFile(folder / f"{table}.parquet").iter_batches(200_000):
                    copy.write(_csv(batch))
        connection.execute("VACUUM ANALYZE")
        yield connection


def _csv(batch: Any) -> bytes:
    import pyarrow as pa
    import pyarrow.csv as pc

    sink = pa.BufferOutputStream()
    pc.write_csv(pa.Table.from_batches([batch]), sink, pc.WriteOptions(include_header=False))
    return sink.getvalue().to_pybytes()


def postgresql(connection: Any) -> Any:
    """The statement, from loaded tables to a table of the places."""
    connection.execute("DROP TABLE IF EXISTS placed")
    connection.execute(POSTGRESQL)
    return connection


@contextmanager
def peers(folder: Path) -> Iterator[dict[str, Callable[[], Any]]]:
    """What to measure beside the engine, by name: PEERS=polars,pandas,postgresql says which; a missing one is told and left out."""
    asked = os.environ.get("PEERS", "polars,pandas,postgresql").split(",")
    works: dict[str, Callable[[], Any]] = {}
    for name, work in (("polars", polars), ("pandas", pandas)):
        if name in asked and find_spec(name):
            works[name] = partial(work, folder)
        elif name in asked:
            told(f"  {name} is not installed and is left out")
    binaries = server_folder()
    if "postgresql" not in asked or binaries is None:
        if "postgresql" in asked:
            told("  no PostgreSQL server was found; it is left out")
        yield works
        return
    with loaded_server(binaries, folder) as connection:
        yield works | {"postgresql": partial(postgresql, connection)}


def places(found: Any) -> Any:
    """Entry, place and promotion of what a peer found, as an Arrow table sorted by entry."""
    import pyarrow as pa

    if hasattr(found, "execute"):  # a connection to the table of places
        rows = found.execute("SELECT entry, place, goes_on FROM placed").fetchall()
        frame = pa.table(dict(zip(("entry", "place", "goes_on"), zip(*rows, strict=True), strict=True)))
    else:
        frame = found.to_arrow() if hasattr(found, "to_arrow") else pa.Table.from_pandas(found, preserve_index=False)
    return (
        frame.select(["entry", "place", "goes_on"])
        .cast(pa.schema([("entry", pa.int64()), ("place", pa.int64()), ("goes_on", pa.int64())]))
        .sort_by("entry")
    )
