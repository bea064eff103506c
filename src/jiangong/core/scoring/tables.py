"""Tables as they were handed in, and as the engine sees them: Chinese names turned, missing columns filled, one backend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr import types as ir

from jiangong.core.problems import Problem, Text, nearest

ROW = "#row"
MARK_COLUMNS = ("event", "stage", "entry", "criterion", "item", "attempt", "source", "value", "state")
KEY_COLUMNS = MARK_COLUMNS[:-2]
ENTRY_COLUMNS = ("event", "entry", "name", "unit", "team", "group", "category")
ITEM_COLUMNS = ("event", "stage", "criterion", "item")
CHINESE = {
    "赛项": "event", "阶段": "stage", "参赛号": "entry", "评分项": "criterion", "项目": "item", "次序": "attempt",
    "评分人": "source", "数值": "value", "状态": "state", "姓名": "name", "单位": "unit", "队": "team", "组": "group",
    "类别": "category",
}  # fmt: skip
_SAID = {english: chinese for chinese, english in CHINESE.items()}

AnyTable = pa.Table | ir.Table

_numbers = count(1)


@dataclass(frozen=True)
class Tables:
    """What was handed in: text columns, a `#row` column where rows have numbers, and the names of the files for messages."""

    marks: AnyTable
    entries: AnyTable | None = None
    items: AnyTable | None = None
    events: AnyTable | None = None
    files: dict[str, str] = field(default_factory=dict)

    def file(self, name: str) -> str:
        """What to call a table in a message."""
        return self.files.get(name, name)


def connection() -> Any:
    """A private DuckDB in memory: no extension is loaded, no file or address is opened from within a query."""
    backend = ibis.duckdb.connect()
    for setting in ("autoinstall_known_extensions", "autoload_known_extensions"):
        backend.raw_sql(f"SET {setting} = false")
    backend.raw_sql("SET preserve_insertion_order = false")
    return backend


def backend_of(tables: Tables) -> Any:
    """The backend on which lazy tables already live, or a new one."""
    for table in (tables.marks, tables.entries, tables.items, tables.events):
        if isinstance(table, ir.Table):
            backends = table._find_backends()[0]
            if backends:
                return backends[0]
    return connection()


def kept(backend: Any, table: ir.Expr | pa.Table) -> ir.Table:
    """The table computed once and kept in the backend for as long as it lives."""
    name = f"kept_{next(_numbers)}"
    if isinstance(table, pa.Table):
        return backend.create_table(name, table, temp=True)
    return backend.create_table(name, table, temp=True)


def batches(backend: Any, table: ir.Table, size: int) -> Iterator[pa.Table]:
    """The rows of an ordered table piece by piece, so that a large one never stands in memory whole."""
    for batch in backend.con.execute(backend.compile(table)).to_arrow_reader(size):
        yield pa.Table.from_batches([batch])


def turned(table: AnyTable) -> AnyTable:
    """The same table with Chinese column names turned into the English ones."""
    names = {name: CHINESE.get(name.strip(), name.strip()) for name in _names(table)}
    if isinstance(table, pa.Table):
        return table.rename_columns(list(names.values()))
    return table.rename({new: old for old, new in names.items() if new != old})


def _names(table: AnyTable) -> list[str]:
    return list(table.column_names if isinstance(table, pa.Table) else table.columns)


def column_problems(table: AnyTable, known: Iterable[str], file: str) -> list[Problem]:
    """A column that no rule names is most likely a slip, so it is an error."""
    known = list(known)
    names = [name for name in _names(table) if name != ROW]
    return [
        Problem(
            file,
            1,
            name,
            Text(f"未知的列 {name}", f"the unknown column {name}"),
            Text("其中之一：" + "、".join(map(said_column, known)), "one of " + ", ".join(known)),
            nearest(name, known),
        )
        for name in names
        if name not in known
    ]


def said_column(name: str) -> str:
    """A column's Chinese name with the English one behind it."""
    return f"{_SAID[name]}({name})" if name in _SAID else name


def missing_column(file: str, name: str) -> Problem:
    """The problem of a column that must be there."""
    return Problem(
        file, 1, name, Text(f"没有 {name} 列", f"no column {name}"), Text(f"{said_column(name)} 列", f"a column {name}")
    )


def rows_numbered(table: AnyTable) -> AnyTable:
    """With a `#row` column: rows of a sheet count from 2, because the names stand in row 1."""
    if ROW in _names(table):
        return table
    if isinstance(table, pa.Table):
        return table.append_column(ROW, pa.array(range(2, table.num_rows + 2), pa.int64()))
    return table.mutate(**{ROW: ibis.null("int64")})


def as_text(table: pa.Table) -> pa.Table:
    """Every column but `#row` as text, nothing missing: an empty cell is ''."""
    columns = []
    for name in table.column_names:
        column = table[name].combine_chunks() if table[name].num_chunks != 1 else table[name].chunk(0)
        columns.append(column.cast(pa.int64()) if name == ROW else column.cast(pa.string()).fill_null(""))
    return pa.Table.from_arrays(columns, names=table.column_names)


def on_backend(backend: Any, table: AnyTable) -> ir.Table:
    """The table as an expression of this backend."""
    if isinstance(table, pa.Table):
        return kept(backend, as_text(table))
    return table


def text(column: ir.Value) -> ir.StringValue:
    """A column of any type as trimmed text, '' where it is empty."""
    return ibis.coalesce(column.cast("string"), ibis.literal("")).strip()
