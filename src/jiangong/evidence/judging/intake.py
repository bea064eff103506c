"""Reads handed-in tables for one competition: headers in English, rows by event, judges under codes. Stores nothing."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from jiangong.core.rulebook import Rulebook
from jiangong.core.scoring.tables import ROW, AnyTable, Tables, as_text, turned
from jiangong.core.scoring.titled import by_short_names
from jiangong.evidence.judging.keys import MarkKey

is_code = re.compile(r"[A-Za-z0-9_.:/-]*").fullmatch

Row = dict[str, str]


@dataclass(slots=True)
class EventIntake:
    """What the tables hold for one event."""

    marks: list[tuple[MarkKey, str, str, int]] = field(default_factory=list)
    entries: list[Row] = field(default_factory=list)
    items: list[Row] = field(default_factory=list)
    parameters: Row = field(default_factory=dict)


def sorted_by_event(tables: Tables, rulebook: Rulebook) -> dict[str, EventIntake]:
    """The rows of checked tables by event code. A row without an event belongs to the only one, or to each of them."""
    tables, _ = by_short_names(rulebook, tables)
    found: dict[str, EventIntake] = {}
    for at, row in enumerate(rows_of(tables.marks), start=2):
        event = found.setdefault(row.get("event", ""), EventIntake())
        key = _spelt_out(MarkKey(*(row.get(name, "") for name in MarkKey._fields)), rulebook)
        event.marks.append((key, row.get("value", ""), row.get("state", ""), int(row.get(ROW) or at)))
    for name, table in (("entries", tables.entries), ("items", tables.items), ("parameters", tables.events)):
        for row in rows_of(table):
            _lay(found, name, row)
    return found


def _spelt_out(key: MarkKey, rulebook: Rulebook) -> MarkKey:
    """The key with stage and criterion named where the file left them out because there is only one."""
    if not key.stage:
        marked = [stage.id for stage in rulebook.stages if stage.criteria]
        key = key._replace(stage=marked[0] if len(marked) == 1 else "")
    if not key.criterion and key.stage:
        criteria = list(rulebook.stage(key.stage).criteria)
        key = key._replace(criterion=criteria[0] if len(criteria) == 1 else "")
    return key


def _lay(found: dict[str, EventIntake], name: str, row: Row) -> None:
    """Put a row of entries, items or events where its event is, or with every event if it names none."""
    code = row.pop("event", "")
    row.pop(ROW, None)
    wanted = [found.setdefault(code, EventIntake())] if code or not found else list(found.values())
    for event in wanted:
        if name == "parameters":
            event.parameters.update(row)
        else:
            getattr(event, name).append(row)


def rows_of(table: AnyTable | None) -> list[Row]:
    """The rows of a table as texts under English names; an empty cell is an empty text."""
    if table is None:
        return []
    plain = as_text(in_memory(table))
    columns = [[str(cell).strip() for cell in column.to_pylist()] for column in plain.columns]
    return [dict(zip(plain.column_names, cells, strict=True)) for cells in zip(*columns, strict=True)]


def in_memory(table: AnyTable) -> pa.Table:
    """The table under English names, as columns in memory."""
    named: Any = turned(table)
    return named if isinstance(named, pa.Table) else named.to_pyarrow()


def column_values(table: AnyTable, name: str) -> list[str]:
    """The values of one column by its English name, without repeats, in order of appearance; none if it is not there."""
    plain = in_memory(table)
    if name not in plain.column_names:
        return []
    return list(dict.fromkeys(str(cell or "").strip() for cell in plain.column(name).to_pylist()))


def coded(sources: Iterable[str], *, known: Mapping[str, str], seated: Iterable[str] = ()) -> dict[str, str]:
    """Codes by source for those sources that are names of people. `known` maps names to the codes they have; `seated` are codes
    of a panel, which are nobody else's.

    A device or authority under a plain code (`J01`, `timer-2`) keeps it; anything else, such as a Chinese name, gets the
    next free J number.
    """
    codes = dict(known)
    taken = {source for source in sources if is_code(source)} | {*codes.values(), *seated}
    free = (f"J{number:02d}" for number in range(1, 10_000) if f"J{number:02d}" not in taken)
    for source in dict.fromkeys(sources):
        if not is_code(source) and source not in codes:
            codes[source] = next(free)
    return codes
