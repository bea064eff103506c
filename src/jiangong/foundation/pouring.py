"""Carries very many rows between a database and Arrow, by columns: COPY on PostgreSQL, plain statements on SQLite."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection, models
from pyarrow import csv

SLICE = 50_000
BYTES = 16 << 20


def pour_table(model: type[models.Model], table: pa.Table) -> None:
    """Insert a table whose columns are attribute names of the model (`roster_id` for a foreign key).

    The database keeps the same constraints as ever. Belongs inside a transaction of the caller.
    """
    known = {field.attname: field.column for field in model._meta.concrete_fields if field.column}
    columns = ", ".join(connection.ops.quote_name(known[name]) for name in table.column_names)
    target = connection.ops.quote_name(model._meta.db_table)
    for batch in table.to_batches(max_chunksize=SLICE):
        piece = pa.Table.from_batches([batch])
        if connection.vendor == "postgresql":
            _copy_in(f"COPY {target} ({columns}) FROM STDIN (FORMAT csv)", piece)
        else:
            _insert(target, columns, piece)


def learn_size(model: type[models.Model]) -> None:
    """Let PostgreSQL look at a table that has just taken in very many rows: planned for an empty one, what follows takes
    more than twice as long. SQLite needs no such look."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _copy_in(statement: str, piece: pa.Table) -> None:
    sink = io.BytesIO()
    csv.write_csv(piece, sink, csv.WriteOptions(include_header=False))  # texts quoted, nulls bare: as COPY reads them
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(sink.getvalue())


def _insert(target: str, columns: str, piece: pa.Table) -> None:
    holes = ", ".join(["%s"] * piece.num_columns)
    lists = [_plain(column).to_pylist() for column in piece.columns]
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {target} ({columns}) VALUES ({holes})", list(zip(*lists, strict=True)))  # noqa: S608 - names are ours


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Dates and moments as SQLite keeps them: text."""
    if pa.types.is_timestamp(column.type):
        return pc.strftime(column, format="%Y-%m-%d %H:%M:%S")
    return column.cast(pa.string()) if pa.types.is_date(column.type) else column


def drawn_tables(rows: models.QuerySet[Any], types: Mapping[str, pa.DataType]) -> Iterator[pa.Table]:
    """What a query of `values_list` gives, as tables of moderate size under the names and types that are told.

    On PostgreSQL nothing else can be asked of the same connection until the last table is taken.
    """
    statement, parameters = rows.query.sql_with_params()
    if connection.vendor == "postgresql":
        yield from _copied_out(statement, parameters, types)
        return
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        while found := cursor.fetchmany(SLICE):
            columns = zip(*found, strict=True)
            arrays = [pa.array(column, kind) for kind, column in zip(types.values(), columns, strict=True)]
            yield pa.table(arrays, names=list(types))


def _copied_out(statement: str, parameters: Any, types: Mapping[str, pa.DataType]) -> Iterator[pa.Table]:
    with connection.cursor() as cursor, cursor.copy(f"COPY ({statement}) TO STDOUT (FORMAT csv)", parameters) as copy:
        held, size = [], 0
        for row in copy:
            held.append(bytes(row))
            size += len(row)
            if size >= BYTES:
                yield _parsed(held, types)
                held, size = [], 0
        if held:
            yield _parsed(held, types)


def _parsed(held: list[bytes], types: Mapping[str, pa.DataType]) -> pa.Table:
    return csv.read_csv(
        io.BytesIO(b"".join(held)),
        read_options=csv.ReadOptions(column_names=list(types)),
        parse_options=csv.ParseOptions(newlines_in_values=True),
        convert_options=csv.ConvertOptions(
            column_types=dict(types), null_values=[""], strings_can_be_null=True, quoted_strings_can_be_null=False
        ),
    )
