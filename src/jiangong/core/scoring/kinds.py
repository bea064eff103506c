"""The kinds of rows of a large table, read off in one pass over its raw columns, before any of them is turned into text.

Millions of marks are of a few dozen kinds (criterion, judge, attempt …). What is wrong with a row shows in its kind and in the
lowest and highest value of that kind, so the few kinds are gone through instead of the many rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
from ibis.expr import types as ir

from jiangong.core.rulebook.values import Rulebook
from jiangong.core.scoring.tables import NUMBER, ROW, Store

MOST_KINDS = 10_000
LOW, HIGH, EMPTY, UNNAMED = "+low", "+high", "+empty", "+unnamed"


@dataclass(frozen=True)
class Kinds:
    """One line a kind, its columns as they were handed in, with the lowest and highest value, and whether any value or entry
    is empty.
    """

    table: pa.Table
    clean: frozenset[str]
    """Columns in which nothing has to be trimmed and nothing is empty that should be a text."""

    @property
    def named(self) -> bool:
        """Whether every row says whose it is."""
        return not any(self.table[UNNAMED].to_pylist())

    def samples(self, entry: pa.Scalar) -> pa.Table:
        """Rows that are wrong if any row of their kind is: one with the lowest value, one with the highest, one with none."""
        names = [name for name in self.table.column_names if not name.startswith("+")]
        parts = []
        for bound in (LOW, HIGH):
            parts.append(self.table.select(names).append_column("value", self.table[bound]))
        blank = self.table.filter(self.table[EMPTY])
        parts.append(blank.select(names).append_column("value", pa.nulls(blank.num_rows, self.table[LOW].type)))
        rows = pa.concat_tables(parts)
        return rows.append_column("entry", pa.array([entry.as_py()] * rows.num_rows, entry.type))


def kinds_of(store: Store, handed: ir.Table, rulebook: Rulebook) -> Kinds | None:
    """The kinds of a table whose values are whole numbers; None where there are too many, or where a rule looks at values one
    by one.
    """
    single = any(c.step or c.values for stage in rulebook.stages for c in stage.criteria.values())
    if single or not isinstance(handed.value, ir.IntegerValue) or not isinstance(handed.entry, ir.IntegerValue):
        return None
    names = [name for name in handed.columns if name not in ("entry", "value", ROW)]
    if not names:
        return None
    groups = handed.group_by(names).aggregate(
        **{
            LOW: handed.value.min(),
            HIGH: handed.value.max(),
            EMPTY: handed.value.isnull().any(),
            UNNAMED: handed.entry.isnull().any(),
        }
    )
    table = store.fetched(groups.limit(MOST_KINDS + 1))
    return Kinds(table, frozenset(_clean(table, names))) if table.num_rows <= MOST_KINDS else None


def _clean(table: pa.Table, names: list[str]) -> list[str]:
    """Text columns that can be taken as they are."""
    texts = [
        name for name in names if pa.types.is_string(table[name].type) or pa.types.is_large_string(table[name].type)
    ]
    return [
        name for name in texts if all(word is not None and word == word.strip() for word in table[name].to_pylist())
    ]


def with_kind(
    store: Store,
    kept: str,
    marks: ir.Table,
    lines: list[dict[str, Any]],
    among: Sequence[str],
    columns: dict[str, pa.Array],
) -> ir.Table:
    """Marks joined to what is known of their kind, by those columns in which kinds differ. `lines`: one a kind, as they were
    read; `columns`: what is known, in the same order; `kept`: a name for it in the store.
    """
    differing = [name for name in among if len({line[name] for line in lines}) > 1] or [among[0]]
    by = {name: NUMBER if name == "source" and NUMBER in marks.columns else name for name in differing}
    told = {name: [_whole(line[name]) if by[name] == NUMBER else line[name] for line in lines] for name in differing}
    table = {f"{name}+": pa.array(cells, marks[by[name]].type().to_pyarrow()) for name, cells in told.items()}
    known = store.keep(kept, pa.table(table | columns))
    return marks.inner_join(known, [marks[by[name]].identical_to(known[f"{name}+"]) for name in differing])


def _whole(text: str) -> int | None:
    """A source that was a number, as that number."""
    return int(text) if text else None
