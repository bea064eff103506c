"""Statements whose words are always the same, composed once and sent often: for what everybody waits for, and only there.

Composing a statement costs the ORM five to ten times as much as sending it. A question is composed from its query set the first
time, with holes where values belong; a row is inserted as `bulk_create` would, with the same constraints, because the database keeps
these.
"""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from django.db import connection, models
from django.db.models import QuerySet
from django.db.models.expressions import Expression

MOST_VALUES = 900
"""In one statement: older SQLite takes 999."""
Words = tuple[str, tuple[Any, ...], dict[int, Any]]


class Hole(Expression):
    """Where a value belongs that is not known yet, by its name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """The place itself; the hole stands for its value."""
        return "%s", [self]


class Question:
    """A query set of `values_list`, composed with its holes when it is asked first; one for each kind of database.

    `first` is a statement for PostgreSQL that goes before it on the same way: the question then sees what was committed until that
    one was done.
    """

    def __init__(self, compose: Callable[[], QuerySet[Any, Any]], *, first: str = "") -> None:
        self._compose, self._first = compose, first
        self._words: dict[str, Words] = {}

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """What the database answers when the holes are filled."""
        statement, parameters, converters = self._composed()
        filled = [values[one.name] if isinstance(one, Hole) else one for one in parameters]
        with connection.cursor() as cursor:
            cursor.execute(statement, filled or None)
            if self._first and connection.vendor == "postgresql":
                cursor.nextset()
            found = cursor.fetchall()
        return [_converted(row, converters) for row in found] if converters else found

    def _composed(self) -> Words:
        words = self._words.get(connection.vendor)
        if words is None:
            compiler = self._compose().query.get_compiler(connection=connection)
            statement, parameters = compiler.as_sql()
            if self._first and connection.vendor == "postgresql":
                statement = f"{self._first}; {statement}"
            converters = compiler.get_converters([column[0] for column in compiler.select])
            words = self._words[connection.vendor] = (statement, tuple(parameters), converters)
        return words


def _converted(row: tuple[Any, ...], converters: dict[int, Any]) -> tuple[Any, ...]:
    """The row in Python's own types, where the database keeps others."""
    cells = list(row)
    for at, (steps, expression) in converters.items():
        for step in steps:
            cells[at] = step(cells[at], expression, connection)
    return tuple(cells)


def add_rows(rows: Sequence[models.Model]) -> None:
    """Insert new objects of one model in their order; those whose key the database gives know it afterwards."""
    if not rows:
        return
    model = type(rows[0])
    fields, key = _written(model)
    at_once = connection.features.can_return_rows_from_bulk_insert or key is None
    step = MOST_VALUES // len(fields) if at_once else 1
    for at in range(0, len(rows), step):
        piece = rows[at : at + step]
        values = [field.get_db_prep_save(getattr(one, field.attname), connection) for one in piece for field in fields]
        with connection.cursor() as cursor:
            cursor.execute(_insertion(connection.vendor, model, len(piece), at_once), values)
            if key is not None:
                keys = cursor.fetchall() if at_once else [(cursor.lastrowid,)]
                for one, found in zip(piece, keys, strict=True):
                    one.pk = found[0]
    for one in rows:
        one._state.adding, one._state.db = False, connection.alias


def write_columns(row: models.Model, *names: str) -> None:
    """Store some columns of an object that is there already."""
    fields = _named(type(row), names)
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_change(connection.vendor, type(row), names), [*values, row.pk])


@cache
def _named(model: type[models.Model], names: tuple[str, ...]) -> list[Any]:
    return [model._meta.get_field(name) for name in names]


@cache
def _change(vendor: str, model: type[models.Model], names: tuple[str, ...]) -> str:
    quoted, key = connection.ops.quote_name, model._meta.pk
    assert key is not None  # every model has one
    columns = ", ".join(f"{quoted(field.column)} = %s" for field in _named(model, names))
    return f"UPDATE {quoted(model._meta.db_table)} SET {columns} WHERE {quoted(str(key.column))} = %s"  # noqa: S608 - names are ours


@cache
def _written(model: type[models.Model]) -> tuple[list[Any], Any]:
    """The fields that a new row says, and the key where the database gives it."""
    fields = [field for field in model._meta.concrete_fields if field is not model._meta.auto_field]
    return fields, model._meta.auto_field


@cache
def _insertion(vendor: str, model: type[models.Model], count: int, at_once: bool) -> str:
    fields, key = _written(model)
    name = connection.ops.quote_name
    columns = ", ".join(name(field.column) for field in fields)
    holes = ", ".join(["(" + ", ".join(["%s"] * len(fields)) + ")"] * count)
    words = f"INSERT INTO {name(model._meta.db_table)} ({columns}) VALUES {holes}"  # noqa: S608 - names are ours
    return words + (f" RETURNING {name(key.column)}" if key is not None and at_once else "")
