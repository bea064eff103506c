"""Tables as officials write them: the title of a criterion, stage or declared column in place of its short name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from jiangong.core.problems import Text
from jiangong.core.rulebook.values import Rulebook
from jiangong.core.scoring.tables import Tables, handed_columns, turned

Names = dict[str, str]
"""What something is called → its short name."""


def by_short_names(rulebook: Rulebook, tables: Tables) -> tuple[Tables, dict[tuple[str, str], str]]:
    """The tables with short names where titles stood, and which column of a file stood under which other name.

    A table that is only read piece by piece (a large file of marks) needs short names.
    """
    declared = {
        "entries": rulebook.entries, "items": rulebook.items, "events": rulebook.events, "sources": rulebook.sources,
    }  # fmt: skip
    changed: dict[str, pa.Table] = {}
    said: dict[tuple[str, str], str] = {}
    for kind, attributes in declared.items():
        table = getattr(tables, kind)
        if not isinstance(table, pa.Table):
            continue
        known = _called((name, attribute.title) for name, attribute in attributes.items())
        there = set(handed_columns(table))
        found = {title: name for title, name in known.items() if title in there and name not in there}
        if found:
            turned_round = turned(table)
            changed[kind] = turned_round.rename_columns([found.get(n, n) for n in turned_round.column_names])
            said |= {(tables.file(kind), name): title for title, name in found.items()}
    for kind in ("marks", "items"):
        table = changed.get(kind, getattr(tables, kind))
        if isinstance(table, pa.Table):
            changed[kind] = _rows(rulebook, turned(table))
    return replace(tables, **changed), said


def _called(names: Iterable[tuple[str, Text]]) -> Names:
    """Titles that mean one thing only, and are no short name themselves."""
    pairs = list(names)
    ids = {name for name, _ in pairs}
    meant: dict[str, set[str]] = {}
    for name, title in pairs:
        for word in {title.zh.strip(), title.en.strip()} - {"", *ids}:
            meant.setdefault(word, set()).add(name)
    return {word: next(iter(found)) for word, found in meant.items() if len(found) == 1}


def _rows(rulebook: Rulebook, table: pa.Table) -> pa.Table:
    """Stages and criteria in the cells by their short names; a title that two criteria of a stage share stays, to be refused."""
    marked = [stage for stage in rulebook.stages if stage.criteria]
    stages = _called((stage.id, stage.title) for stage in marked)
    table = _with(table, "stage", {"": stages})
    own = {stage.id: _called((c.id, c.title) for c in stage.criteria.values()) for stage in marked}
    if "stage" not in table.column_names or len(marked) < 2:
        return _with(table, "criterion", {"": _agreeing(list(own.values()))})
    return _with(table, "criterion", own, beside="stage")


def _agreeing(several: list[Names]) -> Names:
    """Titles that mean the same in all stages that have them."""
    words = {word for names in several for word in names}
    meant = {word: {names[word] for names in several if word in names} for word in words}
    return {word: next(iter(found)) for word, found in meant.items() if len(found) == 1}


def _with(table: pa.Table, column: str, names: dict[str, Names], *, beside: str = "") -> pa.Table:
    """The table with the words of a column turned, by the names for the word in another column beside it, or by those for ''."""
    if column not in table.column_names or not table.num_rows:
        return table
    codes, words = _encoded(table[column])
    if not any(word in known for known in names.values() for word in words):
        return table
    others, stages = _encoded(table[beside]) if beside else (pa.scalar(0, pa.int64()), [""])
    known = [names.get(stage, {}) for stage in stages]
    short = pa.array([own.get(word, word) for own in known for word in words], pa.string())
    cells = short.take(pc.add(pc.multiply(others, len(words)), codes))
    return table.set_column(table.column_names.index(column), column, cells)


def _encoded(column: pa.ChunkedArray) -> tuple[pa.Array, list[str]]:
    """For each cell the number of its word, and the words; an empty cell is the word ''."""
    encoded = pc.fill_null(column.cast(pa.string()), "").combine_chunks().dictionary_encode()
    return encoded.indices.cast(pa.int64()), [word.strip() for word in encoded.dictionary.to_pylist()]
