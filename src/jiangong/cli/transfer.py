"""Copying every row of one database into another, empty one, and proving that they are the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connections, models, transaction

from jiangong.cli.endings import AnswerIsNo
from jiangong.cli.ground import migrate
from jiangong.cli.words import note, say

BATCH = 2_000
SOURCE, TARGET = "default", "transfer"

Progress = Callable[[int, int], None]


def open_target(description: dict[str, Any]) -> None:
    """Make `description` (as in DATABASES) the database that rows go to or come from."""
    connections.settings[TARGET] = connections.configure_settings({"default": {}, TARGET: description})[TARGET]


def close_target() -> None:
    """Let the second database go."""
    connections[TARGET].close()


def copy_database(source: str, target: str, progress: Progress) -> dict[str, int]:
    """Copy all rows into an empty database; returns rows by table.

    One transaction: either everything arrives and is equal, or the target stays empty. Ends with the answer no where
    the target holds tables already, or where a table differs after copying.
    """
    _refuse_tables(target)
    migrate(target)
    tables = _tables()
    _empty(tables, target)
    total = sum(_rows(model, source).count() for model in tables)
    counts: dict[str, int] = {}
    with transaction.atomic(using=source), transaction.atomic(using=target):
        for model in tables:
            table = model._meta.db_table
            counts[table] = _copy_table(
                model, source, target, lambda rows: progress(sum(counts.values()) + rows, total)
            )
        _compare(tables, source, target)
    _restart_numbers(tables, target)
    return counts


def digest(model: type[models.Model], alias: str) -> str:
    """SHA-256 over every row of a table in the order of its key, the same on every kind of database."""
    names = [field.attname for field in model._meta.concrete_fields]
    state = sha256()
    for row in _rows(model, alias).values_list(*names).iterator(chunk_size=BATCH):
        state.update(json.dumps([_plain(value) for value in row], sort_keys=True, ensure_ascii=False).encode())
    return state.hexdigest()


def _plain(value: Any) -> Any:
    """A value as JSON can say it; numbers, moments and bytes read alike on both sides."""
    if isinstance(value, dict | list | str | int | bool | None):
        return value
    if isinstance(value, memoryview | bytes):
        return bytes(value).hex()
    return str(value)


def _tables() -> list[type[models.Model]]:
    """Every table of the installed apps, link tables included."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def _rows(model: type[models.Model], alias: str) -> Any:
    return model._base_manager.using(alias).order_by("pk")


def _refuse_tables(target: str) -> None:
    there = connections[target].introspection.table_names()
    if there:
        note(
            say(
                f"目标数据库里已有 {len(there)} 张表，应为空的数据库",
                f"the target holds {len(there)} tables; an empty database is needed",
            )
        )
        raise AnswerIsNo


def _empty(tables: list[type[models.Model]], target: str) -> None:
    """Migrating makes rows of its own (content types, permissions) under numbers of its own; the source's are wanted."""
    with transaction.atomic(using=target):
        for model in reversed(tables):
            rows: Any = _rows(model, target).order_by()
            if rows.exists():  # a table that only grows holds none yet, and would refuse
                rows._raw_delete(target)


def _copy_table(model: type[models.Model], source: str, target: str, progress: Callable[[int], None]) -> int:
    done = 0
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    for batch in _batches(_rows(model, source).iterator(chunk_size=BATCH)):
        # raw: the values go over as they are, no default and no "now" in their place.
        rows: Any = model._base_manager.using(target)
        rows._insert(batch, fields=fields, raw=True, using=target)
        done += len(batch)
        progress(done)
    return done


def _batches(rows: Iterator[models.Model]) -> Iterator[list[models.Model]]:
    batch: list[models.Model] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _compare(tables: list[type[models.Model]], source: str, target: str) -> None:
    different = [model._meta.db_table for model in tables if digest(model, source) != digest(model, target)]
    if different:
        note(
            say(
                f"复制后不一致的表：{'、'.join(different)}；没有写入",
                f"tables differ: {', '.join(different)}; nothing written",
            )
        )
        raise AnswerIsNo


def _restart_numbers(tables: list[type[models.Model]], target: str) -> None:
    """New rows must be numbered after the copied ones."""
    connection = connections[target]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables):
            cursor.execute(statement)
