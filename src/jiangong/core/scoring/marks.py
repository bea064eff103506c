"""Reading marks: tables become evidence, or every mistake in them is told."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr import types as ir

from jiangong.core.problems import Problem, Refused
from jiangong.core.quantities import divided, int64
from jiangong.core.rulebook.values import Rulebook
from jiangong.core.scoring.attributes import read_entries, read_events, read_items, read_sources
from jiangong.core.scoring.evidence import Evidence
from jiangong.core.scoring.faults import row_problems
from jiangong.core.scoring.gaps import gap_problems
from jiangong.core.scoring.kinds import Kinds, kinds_of
from jiangong.core.scoring.tables import (
    KEY_COLUMNS,
    MARK_COLUMNS,
    NUMBER,
    ROW,
    Store,
    Tables,
    as_handed,
    column_problems,
    decimal_units,
    handed_columns,
    missing_column,
    on_backend,
    rows_numbered,
    store_for,
    text,
    turned,
    whole_number,
)
from jiangong.core.scoring.titled import by_short_names

SMALL = 20_000
"""Marks up to which standings are sooner fetched row by row."""


def read_evidence(rulebook: Rulebook, tables: Tables) -> Evidence:
    """Check the tables against the rulebook and make them evidence. Raises Refused with every problem found."""
    whole, (tables, said) = tables, by_short_names(rulebook, tables)
    store = store_for(tables)
    problems: list[Problem] = []
    handed = _handed(rulebook, tables, store, problems)
    if handed is None:
        raise Refused(as_handed(whole, problems, said))
    is_kept = isinstance(tables.marks, pa.Table)
    kinds = None if is_kept else kinds_of(store, handed, rulebook)
    marks = (
        _typed_once(store, handed, rulebook)
        if is_kept
        else _typed(handed, rulebook, kinds.clean if kinds else frozenset())
    )
    events = read_events(rulebook, tables, store, marks, problems)
    items = read_items(rulebook, tables, store, events, problems)
    entries = read_entries(rulebook, tables, store, (marks, events), problems)
    sources = read_sources(rulebook, tables, store, (marks, events), problems)
    single = "event" not in handed_columns(tables.marks) and store.lines(events.select("event")) == [{"event": ""}]
    kept_as = "marks_typed" if is_kept else ""
    is_small = is_kept and tables.marks.num_rows <= SMALL
    listed = tables.entries is not None
    evidence = Evidence(rulebook, store, marks, entries, items, events, listed, single, kept_as, sources, is_small)
    items_listed = tables.items is not None
    few = _samples(evidence, handed, kinds) if kinds else None
    if few is None or not _is_sound(evidence, few, items_listed=items_listed):
        problems += row_problems(evidence, tables.file("marks"), items_listed=items_listed)
    if not problems:  # a count or a double among rows that are wrong themselves would only repeat what was said
        problems += gap_problems(evidence, tables.file("marks"), few.marks if few else None)
    if problems:
        raise Refused(as_handed(whole, problems, said))
    checked = evidence.marks.select(*KEY_COLUMNS, "value", "state", *_as_numbers(evidence.marks))
    keep = store.keep if is_kept else store.view
    return replace(evidence, marks=keep("marks", checked), kept_as="marks")


def _typed_once(store: Store, handed: ir.Table, rulebook: Rulebook) -> ir.Table:
    """Marks that stand in memory, typed and kept."""
    return store.keep_made(
        "marks_typed", (rulebook, tuple(handed.columns)), lambda: _typed(handed, rulebook, frozenset())
    )


def _samples(evidence: Evidence, handed: ir.Table, kinds: Kinds) -> Evidence | None:
    """A few rows that stand for all of a large table; None where they cannot."""
    if not kinds.named or any(c.at_most for stage in evidence.rulebook.stages for c in stage.criteria.values()):
        return None
    samples = kinds.samples(pa.scalar(1, handed.entry.type().to_pyarrow()))
    rows = evidence.store.keep("samples", samples.append_column(ROW, pa.nulls(samples.num_rows, pa.int64())))
    marks = _typed(rows, evidence.rulebook, frozenset())
    return replace(evidence, marks=evidence.store.keep("samples_typed", marks), listed=False)


def _is_sound(evidence: Evidence, few: Evidence, *, items_listed: bool) -> bool:
    """Whether a large table has no wrong row: judged by one row a kind, and by its entries."""
    if evidence.listed:
        who = ["entry"] if evidence.single_event else ["event", "entry"]
        strangers = evidence.marks.anti_join(evidence.entries.select(*who), who)
        if evidence.store.lines(strangers.select(*who).limit(1)):
            return False
    return not row_problems(few, "marks", items_listed=items_listed)


def _handed(rulebook: Rulebook, tables: Tables, store: Store, problems: list[Problem]) -> ir.Table | None:
    """Marks as they were handed in; None (with problems noted) where columns are missing or unknown."""
    table, file = turned(tables.marks), tables.file("marks")
    problems += column_problems(table, MARK_COLUMNS, file)
    marks = on_backend(store, "marks_handed", rows_numbered(table))
    only = _only_possible(rulebook)
    needed = ("entry", "value", *(name for name in ("stage", "criterion") if only[name] is None))
    problems += [missing_column(file, name) for name in needed if name not in marks.columns]
    return None if problems else marks


def _typed(marks: ir.Table, rulebook: Rulebook, clean: frozenset[str]) -> ir.Table:
    """Marks with every column there, typed; columns that only the checks need begin with `+`. `clean`: taken as they are."""
    only = _only_possible(rulebook)
    columns: dict[str, ir.Value] = {}
    for name in MARK_COLUMNS:
        if name in clean:
            columns[name] = marks[name]
        elif name != "value":
            columns[name] = text(marks[name]) if name in marks.columns else ibis.literal(only.get(name) or "")
    if _numbered(marks, rulebook):
        columns["entry"] = marks.entry.cast("int64")
    columns["state"] = _codes(columns["state"], rulebook)
    columns["+attempt"] = columns["attempt"]
    columns["attempt"] = whole_number(columns["attempt"], "^[0-9]{1,9}$")
    if "source" in marks.columns and isinstance(marks.source, ir.IntegerValue):
        columns[NUMBER] = marks.source
    return marks.select(**columns, **_values(marks, columns, rulebook), **{ROW: marks[ROW]})


def _as_numbers(marks: ir.Table) -> list[str]:
    """The column that holds sources as the numbers they were handed in as: rows are told apart by it sooner than by its text."""
    return [NUMBER] if NUMBER in marks.columns else []


def _codes(state: ir.StringValue, rulebook: Rulebook) -> ir.StringValue:
    """A state written as people say it (缺考) is the state of that title (absent)."""
    said = {word: code for code, s in rulebook.states.items() for word in (s.title.zh, s.title.en) if word}
    words = [(state == word, code) for word, code in said.items() if word not in rulebook.states]
    return ibis.cases(*words, else_=state) if words else state


def _numbered(marks: ir.Table, rulebook: Rulebook) -> bool:
    """Whether entries can stay the whole numbers that a lazy table holds: several times faster to group by than text."""
    teams = any(stage.entrants == "teams" for stage in rulebook.stages)
    return isinstance(marks.entry, ir.IntegerValue) and not teams


def _only_possible(rulebook: Rulebook) -> dict[str, str | None]:
    """The stage and criterion that a column may leave unsaid because there is only one."""
    marked = [stage for stage in rulebook.stages if stage.criteria]
    names = {name for stage in marked for name in stage.criteria}
    return {
        "stage": marked[0].id if len(marked) == 1 else None,
        "criterion": next(iter(names)) if len(names) == 1 else None,
    }


def _values(marks: ir.Table, columns: dict[str, ir.Value], rulebook: Rulebook) -> dict[str, ir.Value]:
    """The value as whole units, and what the checks need to know of how it was written."""
    places = _by_criterion(columns, rulebook, lambda criterion: criterion.decimals)
    column = marks.value
    if isinstance(column, ir.IntegerValue):
        factor = _by_criterion(columns, rulebook, lambda criterion: criterion.scale)
        return {"value": column.cast("int64") * factor, "+value": text(column), "+decimals": int64(0)}
    if isinstance(column, ir.DecimalValue):
        return _decimals(column, places)
    written = text(column)
    units, decimals = decimal_units(written, places)
    return {"value": units, "+value": written, "+decimals": decimals}


def _decimals(column: ir.DecimalValue, places: ir.IntegerValue) -> dict[str, ir.Value]:
    """Exact decimals of a typed table: whole units by multiplication, without a detour over text."""
    scale = int(column.type().scale)
    units = (column.cast(f"decimal(38, {scale})") * ibis.literal(10**scale)).cast("int64")
    powers = [(places == int64(n), int64(10**n)) for n in range(10)]
    factor = ibis.cases(*powers, else_=int64(1))
    fine = int64(10**scale)
    whole = divided(units * factor, fine, "floor")
    return {
        "value": whole,
        "+value": text(column),
        "+decimals": ibis.ifelse(whole * fine == units * factor, int64(0), int64(scale)),
    }


def _by_criterion(columns: dict[str, ir.Value], rulebook: Rulebook, of: Any) -> ir.IntegerValue:
    """A property of a row's criterion as a column; a constant where all criteria agree."""
    every = {(stage.id, c.id): of(c) for stage in rulebook.stages for c in stage.criteria.values()}
    if len(set(every.values())) == 1:
        return int64(next(iter(every.values())))
    cases = [((columns["stage"] == s) & (columns["criterion"] == c), int64(number)) for (s, c), number in every.items()]
    return ibis.cases(*cases, else_=int64(0))
