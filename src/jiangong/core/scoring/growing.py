"""Tables that grow column by column: what does not need each other is computed side by side, in one layer of a query.

A rulebook names hundreds of numbers one after the other. As many queries inside each other would take longer to be read by the
engine than to be answered, so a column that is added waits, and stands in the first layer below which all that it reads is there.
"""

from __future__ import annotations

import ibis
from ibis.expr import operations as ops
from ibis.expr import types as ir

Level = frozenset[str]
_OPEN = "+open"
"""The name of a table that stands for one whose last columns still wait."""


class Growing(dict[Level, ir.Table]):
    """One table a level. Whoever reads one by its level gets it with all its columns; `open` is enough to read columns from."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: dict[Level, dict[str, ir.Value]] = {}
        self._opened: dict[Level, ir.Table] = {}

    def __getitem__(self, level: Level) -> ir.Table:
        """The table, with every column that waited."""
        table = super().__getitem__(level)
        if waiting := self._waiting.pop(level, None):
            self._opened.pop(level, None)
            table = _grown(table, waiting)
            super().__setitem__(level, table)
        return table

    def __setitem__(self, level: Level, table: ir.Table) -> None:
        """Another table in its place: made from the one before, or nothing of that is wanted."""
        assert level not in self._waiting, "columns were added that the new table does not have"
        super().__setitem__(level, table)

    def add(self, level: Level, **columns: ir.Value) -> None:
        """New columns, made of those that `open` shows."""
        self._opened.pop(level, None)
        self._waiting.setdefault(level, {}).update(columns)

    def open(self, level: Level) -> ir.Table:
        """A table to make columns of and for nothing else: it has those that wait."""
        table, waiting = super().__getitem__(level), self._waiting.get(level)
        if not waiting:
            return table
        if level not in self._opened:
            types = {name: column.type() for name, column in waiting.items()}
            self._opened[level] = ibis.table({**table.schema(), **types}, name=_OPEN)
        return self._opened[level]


def _grown(table: ir.Table, columns: dict[str, ir.Value]) -> ir.Table:
    """The table with these columns, in as few layers as what they read of each other allows."""
    layers: list[dict[str, ir.Value]] = []
    at: dict[str, int] = {}
    for name, column in columns.items():
        at[name] = max((at[read] + 1 for read in _reads(column) if read in at), default=0)
        layers += [{}] if at[name] == len(layers) else []
        layers[at[name]][name] = column
    for layer in layers:
        table = table.mutate(**{name: _read_from(table, column) for name, column in layer.items()})
    return table


def _fields(column: ir.Value) -> list[ops.Field]:
    return list(column.op().find(ops.Field, filter=ops.Value))


def _reads(column: ir.Value) -> set[str]:
    return {field.name for field in _fields(column)}


def _read_from(table: ir.Table, column: ir.Value) -> ir.Value:
    """The same column of the same names, of another table."""
    here = {field: ops.Field(table, field.name) for field in _fields(column)}
    return column.op().replace(here, filter=ops.Value).to_expr()
