"""Evidence as anybody may see it: codes for entries and judges, and only what the rules read. No Django here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from jiangong.core.rulebook import Rulebook
from jiangong.core.rulebook.formula import Formula
from jiangong.core.rulebook.values import Attribute
from jiangong.core.scoring import Evidence, Tables
from jiangong.core.scoring.tables import KEY_COLUMNS, MARK_COLUMNS


@dataclass(frozen=True)
class Coded:
    """Tables fit for publication, and the code that each entry (and team) got."""

    tables: Tables
    codes: dict[str, str]


def canonical_tables(rulebook: Rulebook, evidence: Evidence, tables: Tables) -> Tables:
    """The evidence as text columns in one order of rows and columns, without a column that no rule reads.

    `tables` are what the evidence was read from; items and events come from there, entries and marks from the evidence.
    """
    handed: Any = tables
    return Tables(
        marks=_marks(rulebook, evidence),
        entries=_entries(rulebook, evidence) if evidence.listed else None,
        items=_items(rulebook, evidence) if handed.items is not None else None,
        events=_events(rulebook, evidence) if handed.events is not None and rulebook.events else None,
        sources=_sources(rulebook, evidence) if handed.sources is not None and rulebook.sources else None,
    )


def under_codes(rulebook: Rulebook, tables: Tables) -> Coded:
    """The canonical tables with entries as E0001 … and sources as J01 …, numbered in the order of their names. Sources that
    rules call by name are offices and keep it.

    The order of names is kept, so rows that stand in the order of entries stay where they are.
    """
    handed: Any = tables
    marks, entries = handed.marks, handed.entries
    named = ("entry", *_team_columns(rulebook)) if entries is not None else ()
    codes = _codes([marks["entry"], *(entries[column] for column in named)], "E", 4)
    marks = _recoded(marks, "entry", codes)
    sources = handed.sources
    if not rulebook.names_sources:
        judges = _codes([table["source"] for table in (marks, sources) if table is not None], "J", 2)
        marks = _recoded(marks, "source", judges)
        sources = _recoded(sources, "source", judges) if sources is not None else None
    for column in named:
        entries = _recoded(entries, column, codes)
    return Coded(replace(tables, marks=_sorted(marks, KEY_COLUMNS), entries=entries, sources=sources), codes)


def entry_columns(rulebook: Rulebook) -> tuple[str, ...]:
    """Columns of the entries that the bundle carries: what rules read, and instead of what an answer comes from, the answer.

    A declared yes/no such as "entry.age <= 35" stands there in place of the age, unless another rule reads the age.
    """
    answers = [name for name, attribute in rulebook.entries.items() if _is_answer(attribute)]
    read = {name.removeprefix("entry.") for name in _names_read(rulebook.stages) if name.startswith("entry.")}
    for attribute in rulebook.entries.values():
        if attribute.formula is not None and not _is_answer(attribute):
            read |= {name.removeprefix("entry.") for name in attribute.formula.names()}
    plain = [name for name, attribute in rulebook.entries.items() if attribute.formula is None and name in read]
    ranked = [column for stage in rulebook.stages for column in stage.columns_read()]
    return tuple(dict.fromkeys([*ranked, *plain, *answers]))


def _is_answer(attribute: Attribute) -> bool:
    return attribute.formula is not None and attribute.type == "yes_no"


def _names_read(value: Any) -> Iterator[str]:
    """Every name in every formula below `value`."""
    if isinstance(value, Formula):
        yield from value.names()
    elif is_dataclass(value):
        for field in fields(value):
            yield from _names_read(getattr(value, field.name))
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _names_read(part)
    elif isinstance(value, Mapping):
        yield from _names_read(tuple(value.values()))


def _team_columns(rulebook: Rulebook) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stage.team for stage in rulebook.stages if stage.entrants == "teams"))


def _marks(rulebook: Rulebook, evidence: Evidence) -> pa.Table:
    raw = evidence.store.fetched(evidence.marks.select(*MARK_COLUMNS))
    decimals = {(stage.id, c.id): c.decimals for stage in rulebook.stages for c in stage.criteria.values()}
    columns = {name: pc.fill_null(raw[name].cast(pa.string()), "") for name in MARK_COLUMNS if name != "value"}
    places = [decimals.get(key, 0) for key in zip(raw["stage"].to_pylist(), raw["criterion"].to_pylist(), strict=True)]
    columns["value"] = pa.array(
        [_plain(units, decimal) for units, decimal in zip(raw["value"].to_pylist(), places, strict=True)], pa.string()
    )
    return _sorted(pa.table({name: columns[name] for name in MARK_COLUMNS}), KEY_COLUMNS)


def _entries(rulebook: Rulebook, evidence: Evidence) -> pa.Table:
    names = entry_columns(rulebook)
    return _attributes(
        evidence, evidence.entries, ("event", "entry"), {name: rulebook.entries.get(name) for name in names}
    )


def _items(rulebook: Rulebook, evidence: Evidence) -> pa.Table:
    key = [name for name in ("event", "stage", "criterion", "item") if name in evidence.items.columns]
    return _attributes(evidence, evidence.items, tuple(key), dict(rulebook.items))


def _sources(rulebook: Rulebook, evidence: Evidence) -> pa.Table:
    return _attributes(evidence, evidence.sources, ("event", "source"), dict(rulebook.sources))


def _events(rulebook: Rulebook, evidence: Evidence) -> pa.Table:
    return _attributes(evidence, evidence.events, ("event",), dict(rulebook.events))


def _attributes(
    evidence: Evidence, table: Any, key: tuple[str, ...], attributes: Mapping[str, Attribute | None]
) -> pa.Table:
    raw = evidence.store.fetched(table.select(*dict.fromkeys([*key, *attributes])))
    columns: dict[str, Any] = {name: raw[name] for name in key}
    for name, attribute in attributes.items():
        decimals = attribute.decimals if attribute is not None else 0
        columns[name] = pa.array([_written(value, decimals) for value in raw[name].to_pylist()], pa.string())
    return _sorted(pa.table(columns), key)


def _written(value: object, decimals: int) -> str:
    """A typed attribute as the text that reads back as the same."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    return _plain(value, decimals) if isinstance(value, int) else str(value)


def _plain(units: int | None, decimals: int) -> str:
    """Whole units as a plain decimal without idle zeros: 8150 at 2 places is 81.5."""
    if units is None:
        return ""
    if decimals == 0:
        return str(units)
    text = format(Decimal(units).scaleb(-decimals), "f")
    return text.rstrip("0").rstrip(".")


def _sorted(table: pa.Table, key: tuple[str, ...]) -> pa.Table:
    return table.sort_by([(name, "ascending") for name in key]) if table.num_rows else table


def _codes(columns: list[Any], letter: str, width: int) -> dict[str, str]:
    names = sorted({name for column in columns for name in pc.unique(column).to_pylist() if name})
    width = max(width, len(str(len(names))))
    return {name: f"{letter}{number:0{width}}" for number, name in enumerate(names, 1)}


def _recoded(table: pa.Table, column: str, codes: Mapping[str, str]) -> pa.Table:
    known = pa.array(["", *codes], pa.string())
    given = pa.array(["", *codes.values()], pa.string())
    coded = given.take(pc.index_in(table[column].combine_chunks(), known))
    return table.set_column(table.column_names.index(column), column, coded)
