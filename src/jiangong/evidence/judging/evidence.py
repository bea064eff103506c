"""The evidence of one event as the core reads it, for checking before anything is sealed."""

from dataclasses import replace

import pyarrow as pa

from jiangong.competitions.facts import entries_table, items_table, parameters_table
from jiangong.competitions.models import Event
from jiangong.competitions.selectors import rulebook_of
from jiangong.core.scoring import Tables
from jiangong.evidence.judging.intake import in_memory

SPARE = ("event", "item", "attempt", "source", "state")


def evidence_tables(event: Event, *, marks: pa.Table) -> Tables:
    """The marks with the entries, items and parameters that stand registered."""
    rulebook = rulebook_of(event)
    return Tables(
        marks=without_empty(marks),
        entries=entries_table(event, rulebook),
        items=items_table(event),
        events=parameters_table(event),
    )


def event_tables(event: Event, *, given: Tables) -> Tables:
    """What was handed in, filled up with what stands registered; rows without an event are this event's."""
    marks = in_memory(given.marks)
    registered = evidence_tables(event, marks=marks)
    return replace(
        given,
        marks=_named(event, marks),
        entries=given.entries if given.entries is not None else registered.entries,
        items=given.items if given.items is not None else registered.items,
        events=given.events if given.events is not None else registered.events,
        sources=None,  # nothing keeps such a table with an event: there the rules themselves say it (`of`)
    )


def without_empty(marks: pa.Table) -> pa.Table:
    """The table without those columns that may be absent and say nothing in any row."""
    said = [name for name in marks.column_names if name not in SPARE or any(marks.column(name).to_pylist())]
    return marks.select(said)


def _named(event: Event, marks: pa.Table) -> pa.Table:
    """The marks with the event's code where the file has no column for it."""
    if not event.code or "event" in marks.column_names:
        return marks
    return marks.append_column("event", pa.array([event.code] * marks.num_rows, pa.string()))
