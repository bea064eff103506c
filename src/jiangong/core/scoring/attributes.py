"""Entries, items, events and sources: the columns that the rules read, typed, with every mistake named."""

from __future__ import annotations

from dataclasses import replace

import ibis
import pyarrow as pa
from ibis.expr import types as ir

from jiangong.core.problems import Problem, Text
from jiangong.core.quantities import int64
from jiangong.core.rulebook.check import the_plan
from jiangong.core.rulebook.sourcing import NO, YES
from jiangong.core.rulebook.values import Attribute, Rulebook
from jiangong.core.scoring.columns import Column, formula_column
from jiangong.core.scoring.tables import (
    ENTRY_COLUMNS,
    ITEM_COLUMNS,
    ROW,
    SOURCE_COLUMNS,
    Store,
    Tables,
    column_problems,
    decimal_units,
    is_of,
    missing_column,
    on_backend,
    rows_numbered,
    text,
    turned,
    whole_number,
)

MOST = 200


def read_events(rulebook: Rulebook, tables: Tables, store: Store, marks: ir.Table, problems: list[Problem]) -> ir.Table:
    """One line an event of the marks (or of the entries), with its parameters."""
    names = marks.select("event").distinct()
    if tables.entries is not None and "event" in turned(tables.entries).column_names:
        listed = on_backend(store, "listed", turned(tables.entries))
        names = names.union(listed.select(event=text(listed.event)), distinct=True)
    if tables.events is None:
        if rulebook.events:
            _require_defaults(rulebook.events, tables.file("events"), problems)
        return store.keep("events", names.mutate(**_defaults(rulebook.events)))
    read = _Sheet(store, tables, "events", ("event", *rulebook.events), problems)
    table = read.typed(["event"], rulebook.events)
    read.refuse_doubles(["event"])
    known = table.rename({"event+": "event"})
    lines = names.left_join(known, names.event == known["event+"])
    problems += _events_without(rulebook, store, lines, read.file)
    given = {name: ibis.coalesce(lines[name], value) for name, value in _defaults(_optional(rulebook.events)).items()}
    return store.keep("events", lines.mutate(**given).drop("event+") if given else lines.drop("event+"))


def _optional(attributes: dict[str, Attribute]) -> dict[str, Attribute]:
    return {name: attribute for name, attribute in attributes.items() if attribute.default is not None}


def _events_without(rulebook: Rulebook, store: Store, lines: ir.Table, file: str) -> list[Problem]:
    """An event that was marked and has no row of parameters, where they have no defaults."""
    if len(_optional(rulebook.events)) == len(rulebook.events):
        return []
    return [
        Problem(file, None, "event", Text(f"没有 {line['event']} 这一行", f"no row of {line['event']}"), Text("每个赛项一行", "one row for each event"))
        for line in store.lines(lines.filter(lines["event+"].isnull()).select("event").order_by("event").limit(MOST))
    ]  # fmt: skip


def read_items(rulebook: Rulebook, tables: Tables, store: Store, events: ir.Table, problems: list[Problem]) -> ir.Table:
    """One line an event and item (and stage and criterion, where the table has them); without an event column it holds for all."""
    if tables.items is None:
        if rulebook.items:
            problems.append(_table_missing(tables.file("items"), rulebook.items))
        empty = pa.table({"event": pa.array([], pa.string()), "item": pa.array([], pa.string())})
        return store.keep("items", store.keep("no_items", empty).mutate(**_defaults(rulebook.items)))
    read = _Sheet(store, tables, "items", (*ITEM_COLUMNS, *rulebook.items), problems)
    key = [name for name in ITEM_COLUMNS if read.has(name) or name == "item"]
    table = read.typed(key, rulebook.items)
    read.refuse_doubles(key)
    if "event" not in key:
        table = table.cross_join(events.select("event"))
    return store.keep("items", table)


def read_sources(
    rulebook: Rulebook, tables: Tables, store: Store, seen: tuple[ir.Table, ir.Table], problems: list[Problem]
) -> ir.Table | None:
    """One line an event and source of the marks with each column: from the table, or else as the rules write it themselves.
    None where they read nothing of sources.
    """
    if not rulebook.sources and tables.sources is None:
        return None
    marks, events = seen
    pairs = [
        is_of(marks, stage.id, c.id) for stage in rulebook.stages for c in stage.criteria.values() if "source" in c.by
    ]
    given = (
        marks.filter(ibis.or_(*pairs, marks.source == "") & (marks.source != "")).select("event", "source").distinct()
    )
    handed = tables if tables.sources is not None else replace(tables, sources=named_sources(rulebook))
    if handed.sources is None:
        lacking = {name: a for name, a in rulebook.sources.items() if a.default is None}
        problems += [_table_missing(tables.file("sources"), lacking, by_rules=True)] if lacking else []
        return store.keep("sources", given.mutate(**_defaults(rulebook.sources)))
    read = _Sheet(store, handed, "sources", (*SOURCE_COLUMNS, *rulebook.sources), problems)
    key = [name for name in SOURCE_COLUMNS if read.has(name) or name == "source"]
    table = read.typed(key, rulebook.sources)
    read.refuse_doubles(key)
    known = table if "event" in key else table.cross_join(events.select("event"))
    known = known.rename({"event+": "event", "source+": "source"})
    lines = given.left_join(known, [given.event == known["event+"], given.source == known["source+"]])
    problems += _sources_without(rulebook, store, lines, read.file)
    optional = _defaults(_optional(rulebook.sources))
    filled = {name: ibis.coalesce(lines[name], value) for name, value in optional.items()}
    return store.keep("sources", lines.mutate(**filled).select("event", "source", *rulebook.sources))


def named_sources(rulebook: Rulebook) -> pa.Table | None:
    """The table that the rules write out themselves; None where they name nobody."""
    names = list(dict.fromkeys(source for attribute in rulebook.sources.values() for source, _ in attribute.of))
    if not names:
        return None
    said = {name: dict(attribute.of) for name, attribute in rulebook.sources.items()}
    columns = {name: [values.get(source, "") for source in names] for name, values in said.items()}
    return pa.table({name: pa.array(column, pa.string()) for name, column in {"source": names, **columns}.items()})


def _sources_without(rulebook: Rulebook, store: Store, lines: ir.Table, file: str) -> list[Problem]:
    """Who gave a mark and of whom nothing is said, where columns have no defaults."""
    if len(_optional(rulebook.sources)) == len(rulebook.sources):
        return []
    strangers = lines.filter(lines["source+"].isnull()).select("source").distinct().order_by("source").limit(MOST)
    return [
        Problem(file, None, "source", Text(f"没有 {line['source']} 这一行", f"no row of {line['source']}"), Text("每名评分人一行", "one row for each source"))
        for line in store.lines(strangers)
    ]  # fmt: skip


def read_entries(
    rulebook: Rulebook, tables: Tables, store: Store, seen: tuple[ir.Table, ir.Table], problems: list[Problem]
) -> ir.Table:
    """One line an event and entry with every attribute: those listed, and those that only marks name."""
    marks, events = seen
    marked = marks.select("event", "entry").distinct()
    if tables.entries is None:
        _require_defaults(rulebook.entries, tables.file("entries"), problems, _plain(rulebook))
        table = marked.mutate(**{name: ibis.literal("") for name in ENTRY_COLUMNS[2:]}, **_defaults(_plain(rulebook)))
        return store.keep("entries", _derived(rulebook, table, events, ()))
    read = _Sheet(store, tables, "entries", (*ENTRY_COLUMNS, *rulebook.entries), problems)
    ready = tuple(name for name, a in rulebook.entries.items() if a.formula is not None and read.has(name))
    wanted = _plain(rulebook) if not ready else _needed(rulebook, ready, read)
    key = ["event", "entry"] if read.has("event") else ["entry"]
    for name in ENTRY_COLUMNS[2:]:
        wanted = {name: Attribute(name, "text", default="")} | wanted
    table = read.typed(key, wanted)
    read.refuse_doubles(key)
    if isinstance(marks.entry, ir.IntegerValue):
        table = table.mutate(entry=whole_number(table.entry))
    if "event" not in key:
        table = _in_events(store, table, marked, events)
    return store.keep("entries", _derived(rulebook, table, events, ready))


def _in_events(store: Store, table: ir.Table, marked: ir.Table, events: ir.Table) -> ir.Table:
    """A list without events belongs to the only event; with several, each entry to those in which it was marked."""
    if store.fetched(events.select("event")).num_rows == 1:
        return table.cross_join(events.select("event"))
    lines = marked.rename({"entry+": "entry"})
    return table.inner_join(lines, table.entry == lines["entry+"]).drop("entry+")


def _plain(rulebook: Rulebook) -> dict[str, Attribute]:
    return {name: attribute for name, attribute in rulebook.entries.items() if attribute.formula is None}


def _needed(rulebook: Rulebook, ready: tuple[str, ...], read: _Sheet) -> dict[str, Attribute]:
    """Where a computed column stands in the table already, the columns that it came from need not."""
    columns = {}
    for name, attribute in rulebook.entries.items():
        if name in ready:
            columns[name] = Attribute(
                name, "yes_no" if attribute.type == "yes_no" else attribute.type, decimals=attribute.decimals
            )
        elif attribute.formula is None:
            columns[name] = (
                attribute
                if read.has(name)
                else Attribute(name, attribute.type, default="0" if attribute.type != "text" else "")
            )
    return columns


def _derived(rulebook: Rulebook, table: ir.Table, events: ir.Table, ready: tuple[str, ...]) -> ir.Table:
    """With the computed columns of the rulebook; an entry then shows a yes or no, not a birth date."""
    typed = {name: t for name, t in the_plan(rulebook).derived.items() if name not in ready}
    if not typed:
        return table
    parameters = list(rulebook.events)
    if parameters:
        known = events.select("event", *parameters).rename(
            {"event+": "event"} | {f"event.{name}": name for name in parameters}
        )
        table = table.left_join(known, table.event == known["event+"]).drop("event+")

    def names(name: str) -> Column:
        return Column(table[name.removeprefix("entry.")])

    made = table.mutate(**{name: formula_column(formula, names).value for name, formula in typed.items()})
    return made.drop(*[f"event.{name}" for name in parameters])


class _Sheet:
    """One of the smaller tables while it is read."""

    def __init__(
        self, store: Store, tables: Tables, name: str, known: tuple[str, ...], problems: list[Problem]
    ) -> None:
        self.store, self.file, self.problems = store, tables.file(name), problems
        handed = turned(getattr(tables, name))
        found = column_problems(handed, known, self.file)
        problems += found
        self.table = on_backend(store, f"{name}_handed", rows_numbered(handed))

    def has(self, column: str) -> bool:
        return column in self.table.columns

    def typed(self, key: list[str], attributes: dict[str, Attribute]) -> ir.Table:
        """Key columns as text and attributes in their types; problems for what does not fit."""
        columns: dict[str, ir.Value] = {}
        for name in key:
            if not self.has(name):
                self.problems.append(missing_column(self.file, name))
            columns[name] = text(self.table[name]) if self.has(name) else ibis.literal("")
        wrong: dict[str, ir.Value] = {}
        for name, attribute in attributes.items():
            if not self.has(name) and attribute.default is None:
                self.problems.append(missing_column(self.file, name))
            written = text(self.table[name]) if self.has(name) else ibis.literal("")
            if attribute.default is not None:
                written = ibis.ifelse(written == "", ibis.literal(attribute.default.strip()), written)
            columns[name], wrong[name] = _typed(written, attribute)
        self.refuse_wrong(wrong, attributes)
        return self.table.select(**columns)

    def refuse_wrong(self, wrong: dict[str, ir.Value], attributes: dict[str, Attribute]) -> None:
        here = {name: bad for name, bad in wrong.items() if self.has(name)}
        if not here:
            return
        marked = self.table.select(
            ROW, **{name: text(self.table[name]) for name in here}, **{f"+{n}": b for n, b in here.items()}
        )
        some = marked.filter(ibis.or_(*[marked[f"+{name}"] for name in here])).limit(MOST)
        for line in self.store.lines(some):
            for name in here:
                if line[f"+{name}"]:
                    self.problems.append(_wrong(self.file, line[ROW], attributes[name], line[name]))

    def refuse_doubles(self, key: list[str]) -> None:
        if any(not self.has(name) for name in key):
            return
        lines = self.table.select(ROW, **{name: text(self.table[name]) for name in key})
        doubled = lines.group_by(key).aggregate(n=lines.count(), row=lines[ROW].max())
        for line in self.store.lines(doubled.filter(doubled.n > 1).limit(MOST)):
            words = " ".join(line[name] for name in key if line[name])
            found = Text(f"{words} 出现 {line['n']} 次", f"{words} {line['n']} times")
            self.problems.append(
                Problem(self.file, line["row"], key[-1], found, Text("每个只有一行", "one row for each"))
            )


def _typed(written: ir.StringValue, attribute: Attribute) -> tuple[ir.Value, ir.BooleanValue]:
    """A text column in the type of its attribute, and where it does not fit."""
    if attribute.type == "text":
        return written, (written == "") & ibis.literal(attribute.default is None)
    if attribute.type == "yes_no":
        known = written.lower().isin([*YES, *NO])
        return ibis.ifelse(known, written.lower().isin(YES), ibis.null("boolean")), ~known
    units, _ = decimal_units(written, int64(attribute.decimals))
    wrong = units.isnull()
    if attribute.low is not None and attribute.high is not None:
        low, high = (int(end * 10**attribute.decimals) for end in (attribute.low, attribute.high))
        wrong |= ibis.coalesce((units < int64(low)) | (units > int64(high)), ibis.literal(False))
    return units, wrong


def _wrong(file: str, row: int | None, attribute: Attribute, found: str) -> Problem:
    low, high = attribute.low, attribute.high
    within = (f"，{low} 到 {high}", f" from {low} to {high}") if low is not None else ("", "")
    places = (f"至多 {attribute.decimals} 位小数", f"at most {attribute.decimals} decimals")
    expected = {
        "number": Text(f"一个数（{places[0]}{within[0]}）", f"a number ({places[1]}{within[1]})"),
        "yes_no": Text("是 或 否", "yes or no"),
        "text": Text("填上内容", "some text"),
    }[attribute.type]
    if not found:
        or_default = Text("{}；或在规则里给这一列写 default", "{}, or a default for this column in the rules")
        expected = Text(or_default.zh.format(expected.zh), or_default.en.format(expected.en))
    return Problem(file, row, attribute.name, Text(f"“{found}”", f'"{found}"'), expected)


def _defaults(attributes: dict[str, Attribute]) -> dict[str, ir.Value]:
    return {name: _typed(ibis.literal((a.default or "").strip()), a)[0] for name, a in attributes.items()}


def _require_defaults(
    attributes: dict[str, Attribute], file: str, problems: list[Problem], only: dict[str, Attribute] | None = None
) -> None:
    lacking = {name: a for name, a in (only if only is not None else attributes).items() if a.default is None}
    if lacking:
        problems.append(_table_missing(file, lacking))


_OF = Text("，或在规则里用 of 写明", ", or `of` in the rules")


def _table_missing(file: str, attributes: dict[str, Attribute], *, by_rules: bool = False) -> Problem:
    names = "、".join(attributes)
    return Problem(
        file,
        None,
        None,
        Text("没有这张表", "no such table"),
        Text(
            f"一张有 {names} 列的表{_OF.zh * by_rules}",
            f"a table with the columns {', '.join(attributes)}{_OF.en * by_rules}",
        ),
    )
