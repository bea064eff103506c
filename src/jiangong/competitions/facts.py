"""What a competition itself knows of an event, as the text tables that the core reads."""

from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa

from jiangong.competitions.models import Event
from jiangong.core.rulebook import Rulebook

NAMED = ("name", "unit", "team", "group", "category")
Row = Mapping[str, str]


def entries_table(event: Event, rulebook: Rulebook) -> pa.Table | None:
    """The entries by number with the columns that the rules read and no others: no name leaves by this way.

    A column that the rules compute stands in it only where somebody was registered with it. None where nobody is registered.
    """
    read = [name for name in rulebook.entry_attributes() if name not in ("event", "entry")]
    plain = [name for name in read if name in NAMED]
    rows = []
    for number, attributes, *named in event.entries.order_by("number").values_list("number", "attributes", *plain):
        rows.append({"entry": number, **attributes, **dict(zip(plain, named, strict=True))})
    computed = {name for name, attribute in rulebook.entries.items() if attribute.formula is not None}
    given = [name for name in read if name not in computed or any(row.get(name) for row in rows)]
    return text_table(_of(event, rows), ("entry", *given))


def items_table(event: Event) -> pa.Table | None:
    """The items of the event with all their columns; None where there are none."""
    names = dict.fromkeys(name for item in event.items for name in item)
    return text_table(_of(event, event.items), tuple(names))


def parameters_table(event: Event) -> pa.Table | None:
    """The event's parameters as a table of one row, under its code, which may be none of its own; None where it has none."""
    if not event.parameters:
        return None
    return text_table(_of(event, [event.parameters]), ("event", *event.parameters))


def _of(event: Event, rows: Iterable[Row]) -> list[Row]:
    return [{**row, "event": event.code} for row in rows]


def text_table(rows: Sequence[Row], columns: Sequence[str]) -> pa.Table | None:
    """Rows as a table of text columns, led by `event` where it says something; None where there are no rows."""
    if not rows:
        return None
    names = tuple(dict.fromkeys((*(["event"] if rows[0].get("event") else []), *columns)))
    return pa.table({name: pa.array([str(row.get(name) or "") for row in rows], pa.string()) for name in names})
