"""Tables as they were handed in, and as the engine sees them: Chinese names turned, missing columns filled, one backend."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, TypeAlias, cast

import ibis
import pyarrow as pa
from ibis.expr import operations as ops
from ibis.expr import types as ir

from jiangong.core.problems import Problem, Text, by_place, nearest
from jiangong.core.quantities import int64
from jiangong.core.rulebook.values import Rulebook
from jiangong.core.scoring.cutting import cut
from jiangong.core.scoring.engines import Query, corner, engine_of
from jiangong.core.scoring.written import SYNONYMS

ROW = "#row"
NUMBER = "+number"
"""The source as a whole number, in a typed table that held it so."""
LONGEST_SAID = 60  # signs of an unknown name that a message repeats
DECIMAL = r"^[+-]?[0-9]+(\.[0-9]+)?$"
MARK_COLUMNS = ("event", "stage", "entry", "criterion", "item", "attempt", "source", "value", "state")
KEY_COLUMNS = MARK_COLUMNS[:-2]
ENTRY_COLUMNS = ("event", "entry", "name", "unit", "team", "group", "category")
ITEM_COLUMNS = ("event", "stage", "criterion", "item")
SOURCE_COLUMNS = ("event", "source")
KINDS = ("marks", "entries", "items", "events", "sources")
"""The tables that may be handed in."""
CHINESE = {
    "赛项": "event", "阶段": "stage", "参赛号": "entry", "评分项": "criterion", "项目": "item", "次序": "attempt",
    "评分人": "source", "数值": "value", "状态": "state", "姓名": "name", "单位": "unit", "队": "team", "组": "group",
    "类别": "category",
}  # fmt: skip
_SAID = {english: chinese for chinese, english in CHINESE.items()}

AnyTable: TypeAlias = pa.Table | ir.Table

_numbers = count(1)


@dataclass(frozen=True)
class Tables:
    """What was handed in: text columns, a `#row` column where rows have numbers, and the names of the files for messages."""

    marks: AnyTable
    entries: AnyTable | None = None
    items: AnyTable | None = None
    events: AnyTable | None = None
    sources: AnyTable | None = None
    files: dict[str, str] = field(default_factory=dict)
    backend: Any = None
    """The Ibis backend to settle on; None for that of a lazy table, or a DuckDB of its own."""

    def file(self, name: str) -> str:
        """What to call a table in a message."""
        return self.files.get(name, name)


def store_for(tables: Tables) -> Store:
    """A store on the backend that was handed in, on that where lazy tables already live, or on one of our own."""
    if tables.backend is not None:
        return Store(tables.backend)
    for table in (getattr(tables, kind) for kind in KINDS):
        if isinstance(table, ir.Table):
            return Store(table._find_backends()[0][0])
    return Store(corner())


ANY = "jg__"
"""The prefix of tables in a query that holds for any evidence of a shape; each store has its own."""
MOST_COMPILED = 2000
_COMPILED: OrderedDict[tuple[Any, ...], Query] = OrderedDict()
"""Queries by what they were compiled from. Compiling one costs more than running it over a small event. Losing it costs only
time.
"""


@dataclass(frozen=True, slots=True)
class Given:
    """A query over tables of ANY, and the columns that it gives."""

    query: Query
    schema: ibis.Schema


_MADE: OrderedDict[tuple[Any, ...], Given] = OrderedDict()
"""Queries that are kept under a name, by that and by what they were made from."""


class Store:
    """An engine, and the names under which the tables of one evidence are kept in it."""

    def __init__(self, backend: Any) -> None:
        self.engine = engine_of(backend)
        self.prefix = f"jg{next(_numbers)}_"
        self.schemas: dict[str, ibis.Schema] = {}

    def keep(self, name: str, table: ir.Table | pa.Table) -> ir.Table:
        """The table computed once and kept for as long as the backend lives, or until `forget`."""
        if isinstance(table, pa.Table):
            self.engine.hand(self.prefix + name, table)
            self.schemas[name] = ibis.Schema.from_pyarrow(table.schema)
            return self.table(name)
        return self.keep_query(name, Given(self.compiled(table), table.schema()))

    def keep_made(self, name: str, key: tuple[Any, ...], build: Callable[[], ir.Table]) -> ir.Table:
        """The rows of a query over tables of ANY, kept; built when first asked for under this key, whose making costs more than
        running it over a small event.
        """
        known = _MADE.get(key := (self.engine.backend.name, name, *key))
        if known is None:
            table = build()
            known = _MADE[key] = Given(self.compiled(table), table.schema())
            while len(_MADE) > MOST_COMPILED:
                _MADE.popitem(last=False)
        return self.keep_query(name, known)

    def keep_query(self, name: str, given: Given) -> ir.Table:
        """The rows of a query computed once and kept."""
        self.engine.keep(self.prefix + name, self.own(given.query))
        self.schemas[name] = given.schema
        return self.table(name)

    def view(self, name: str, table: ir.Table) -> ir.Table:
        """The table computed anew whenever it is read: for what is too large to keep twice."""
        self.engine.view(self.prefix + name, self.own(self.compiled(table)))
        self.schemas[name] = table.schema()
        return self.table(name)

    def table(self, name: str) -> ir.Table:
        """A table kept before, by a name that stands for that of every store (ANY): what is made from it holds for others too."""
        return ibis.table(self.schemas[name], name=ANY + name)

    def compiled(self, table: ir.Table) -> Query:
        """The query of an expression over tables of ANY; one that was compiled before, for whichever evidence, is not again."""
        return self._known((self.engine.backend.name, table.op()), lambda: table)

    def _known(self, key: tuple[Any, ...], build: Callable[[], ir.Table]) -> Query:
        query = _COMPILED.get(key)
        if query is None:
            table = build()
            query = self._statements(table)
            if _is_of_any(table.op()):
                _COMPILED[key] = query
            while len(_COMPILED) > MOST_COMPILED:
                _COMPILED.popitem(last=False)
        return query

    def _statements(self, table: ir.Table) -> Query:
        """The query of an expression, after those of the parts of it that lie too deep to be read at once."""
        found: list[str] = []
        for name, part in cut(table, lambda: f"{ANY}part{next(_numbers)}"):
            *before, query = self.engine.compile(part)
            found += [*before, f"{name} AS {query}" if name else query]
        return tuple(found)

    def forget(self) -> None:
        """Let go of every table of this evidence, where the backend outlives it: a cluster's memory is everybody's."""
        self.engine.forget(self.prefix)

    def prepared(
        self, key: tuple[Any, ...], build: Callable[[], ir.Table], said: Mapping[str, str] | None = None
    ) -> Query:
        """A query over tables of ANY, built and compiled when first asked for and kept under `key`, as tables of this store.
        `said`: texts to put in place of literals that stood for them.
        """
        query = self.own(self._known((self.engine.backend.name, *key), build))
        for literal, text in (said or {}).items():
            query = tuple(part.replace(f"'{literal}'", self.engine.quoted(text)) for part in query)
        return query

    def own(self, query: Query) -> Query:
        """A query over tables of ANY, asked of the tables of this store."""
        return tuple(part.replace(ANY, self.prefix) for part in query)

    def fetched(self, query: ir.Table | Query) -> pa.Table:
        """All rows of a query."""
        return self.engine.fetched(query if isinstance(query, tuple) else self.own(self.compiled(query)))

    def lines(self, query: ir.Table | Query) -> list[dict[str, Any]]:
        """All rows of a small query as dictionaries."""
        return self.engine.lines(query if isinstance(query, tuple) else self.own(self.compiled(query)))

    def batches(self, query: ir.Table, size: int) -> Iterator[pa.Table]:
        """The rows of an ordered table piece by piece, so that a large one never stands in memory whole."""
        yield from self.engine.batches(self.own(self.compiled(query)), size)


def _is_of_any(expression: ops.Node) -> bool:
    """Whether a query holds for other evidence: all its tables are of ANY, none is a file that somebody handed in."""
    return all(isinstance(leaf, ops.UnboundTable) for leaf in expression.find(ops.PhysicalTable))


NOWHERE = cast(Store, None)
"""The store of tables that are only named: whoever asks it anything has made a mistake."""


def turned(table: AnyTable) -> AnyTable:
    """The same table with Chinese column names turned into the English ones."""
    names = {name: CHINESE.get(name.strip(), name.strip()) for name in _names(table)}
    if isinstance(table, pa.Table):
        return table.rename_columns(list(names.values()))
    return table.rename({new: old for old, new in names.items() if new != old})


def handed_columns(table: AnyTable) -> list[str]:
    """The English names of the columns that were handed in."""
    return [CHINESE.get(name.strip(), name.strip()) for name in _names(table)]


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
            _short(name),
            Text(f"未知的列 {_short(name)}", f"the unknown column {_short(name)}"),
            Text("其中之一：" + "、".join(map(said_column, known)), "one of " + ", ".join(known)),
            _likely(name, known),
        )
        for name in names
        if name not in known
    ]


def _likely(name: str, known: list[str]) -> str:
    """The column that a name was most likely meant to be, as it is called in the language of that name."""
    column = SYNONYMS.get(name.strip().lower(), "")
    if column in known:
        return _SAID.get(column, column) if not name.isascii() else column
    return nearest(name, known)


def _short(name: str) -> str:
    """A name as far as somebody can read it on one line."""
    return name if len(name) <= LONGEST_SAID else f"{name[:LONGEST_SAID]}…"


def said_column(name: str) -> str:
    """A column's Chinese name with the English one behind it."""
    return f"{_SAID[name]}({name})" if name in _SAID else name


def as_handed(
    tables: Tables, problems: list[Problem], said: Mapping[tuple[str, str], str] | None = None
) -> tuple[Problem, ...]:
    """Problems in the order of files and rows, each naming its column as it stands in the file. `said`: columns by file and
    short name that stood there under a title.
    """
    names: dict[tuple[str, str], str] = {}
    for kind in KINDS:
        table = getattr(tables, kind)
        if table is not None:
            names |= {(tables.file(kind), CHINESE.get(name.strip(), name.strip())): name for name in _names(table)}
    names |= said or {}
    told = [
        replace(problem, column=names.get((problem.file, problem.column or ""), problem.column)) for problem in problems
    ]
    return tuple(sorted(told, key=lambda problem: by_place(problem)[:2]))


def missing_column(file: str, name: str) -> Problem:
    """The problem of a column that must be there."""
    return Problem(
        file,
        1,
        name,
        Text(f"没有{said_column(name)}列", f"no column {name}"),
        Text(f"{said_column(name)} 列", f"a column {name}"),
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


def on_backend(store: Store, name: str, table: AnyTable) -> ir.Table:
    """The table as an expression of the backend, kept under `name` where it was handed in as Arrow."""
    return store.keep(name, as_text(table)) if isinstance(table, pa.Table) else table


def text(column: ir.Value) -> ir.StringValue:
    """A column of any type as trimmed text, '' where it is empty."""
    written = ibis.coalesce(column.cast("string"), ibis.literal(""))
    return written.strip() if isinstance(column, ir.StringValue) else written


def whole_number(written: ir.StringValue, pattern: str = "^[+-]?[0-9]{1,18}$") -> ir.IntegerValue:
    """A text of digits as a number; null where it is none. A cast alone would make 2 of 1.5, and 1000 of 1_000, on one engine."""
    return ibis.ifelse(written.re_search(pattern), written.try_cast("int64"), ibis.null("int64"))


def decimal_units(written: ir.StringValue, places: ir.IntegerValue) -> tuple[ir.IntegerValue, ir.IntegerValue]:
    """A text with at most so many decimals as whole units (null where it is none, or longer), and how many it has; -1: no decimal.
    By its digits, for engines do not agree about decimals.
    """
    right = written.re_search(DECIMAL)
    whole = ibis.ifelse(written.contains("."), written.split(".")[0], written).replace("+", "")
    fraction = ibis.ifelse(written.contains("."), written.split(".")[1], ibis.literal("")).re_replace("0+$", "")
    digits = ibis.ifelse(places > 0, whole + fraction.rpad(places, "0"), whole)
    fits = right & (fraction.length() <= places) & (whole.length() <= 16)
    # "-0" and ".5" keep their sign because the digits are joined before they become a number
    units = ibis.ifelse(fits, digits.try_cast("int64"), ibis.null("int64"))
    return units, ibis.ifelse(right, fraction.length(), int64(-1))


def is_of(marks: ir.Table, stage: str, criterion: str) -> ir.BooleanValue:
    """Rows of one criterion of one stage."""
    return (marks.stage == stage) & (marks.criterion == criterion)


def keyed(marks: ir.Table, rulebook: Rulebook) -> ir.Table:
    """Marks whose `source` is blank where the rules do not tell rows apart by it: who observed is then no key."""
    plain = [is_of(marks, s.id, c.id) for s in rulebook.stages for c in s.criteria.values() if "source" not in c.by]
    if not plain:
        return marks
    marks = marks.drop(NUMBER) if NUMBER in marks.columns else marks
    return marks.mutate(source=ibis.ifelse(ibis.or_(*plain), "", marks.source))
