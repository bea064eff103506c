"""Tables whose rows may be added and never changed: the database itself refuses, whoever asks.

A model declares it by the base class `Kept`; its migration calls `keep(table)` among its operations.
"""

from collections.abc import Callable
from typing import Any, NoReturn, cast

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython

PREFIX = "jg_kept"
REFUSAL = "rows of this table are kept as they are"

POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {PREFIX}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}: %', TG_TABLE_NAME; END $$
"""


class KeptRow(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """A defect of ours: some code tried to change a row that is kept."""


class KeptQuerySet(models.QuerySet[Any]):
    """Rows that can be added and read, never changed or removed."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise KeptRow(REFUSAL)

    def delete(self) -> NoReturn:
        raise KeptRow(REFUSAL)


class Kept(models.Model):
    """A row that is written once. A change is a new row beside it."""

    objects = models.Manager.from_queryset(KeptQuerySet)()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert only."""
        if not self._state.adding:
            raise KeptRow(REFUSAL)
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise KeptRow(REFUSAL)


def keep(*tables: str) -> RunPython:
    """A migration operation that makes the database refuse UPDATE, DELETE and TRUNCATE on these tables."""
    return RunPython(_to_each(lock_table, tables), _to_each(unlock_table, tables))


def let_go(*tables: str) -> RunPython:
    """The other way round, before an operation that changes such tables: SQLite writes a table anew for a column and loses its triggers.
    `keep` follows in the same migration."""
    return RunPython(_to_each(unlock_table, tables), _to_each(lock_table, tables))


def _to_each(
    act: Callable[[BaseDatabaseWrapper, str], None], tables: tuple[str, ...]
) -> Callable[[object, BaseDatabaseSchemaEditor], None]:
    def done(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        for table in tables:
            act(editor.connection, table)

    return done


def lock_table(connection: BaseDatabaseWrapper, table: str) -> None:
    """Put the refusing triggers on a table."""
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, table):
            cursor.execute(statement)


def unlock_table(connection: BaseDatabaseWrapper, table: str) -> None:
    """Take the refusing triggers off: for a migration that goes back, and for emptying a test's database."""
    where = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for verb in ("update", "delete", "truncate"):
            cursor.execute(f"DROP TRIGGER IF EXISTS {PREFIX}_{verb}_{table}{where}")


def locked_tables(connection: BaseDatabaseWrapper) -> set[str]:
    """The tables that refuse both UPDATE and DELETE at this moment, as the database itself tells."""
    catalogue = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
    }
    with connection.cursor() as cursor:
        cursor.execute(catalogue[connection.vendor])
        names = {cast(str, row[0]) for row in cursor.fetchall()}
    halves = [
        {name.removeprefix(f"{PREFIX}_{verb}_") for name in names if name.startswith(f"{PREFIX}_{verb}_")}
        for verb in ("update", "delete")
    ]
    return halves[0] & halves[1]


def _statements(vendor: str, table: str) -> list[str]:
    """The triggers in the words of this database. Table names are ours, never a user's."""
    if vendor == "postgresql":
        rows = [
            f"CREATE TRIGGER {PREFIX}_{verb}_{table} BEFORE {verb.upper()} ON {table} "
            f"FOR EACH {level} EXECUTE FUNCTION {PREFIX}_refuse()"
            for verb, level in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT"))
        ]
        return [POSTGRESQL_FUNCTION, *rows]
    return [
        f"CREATE TRIGGER {PREFIX}_{verb}_{table} BEFORE {verb.upper()} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}: {table}'); END"
        for verb in ("update", "delete")
    ]
