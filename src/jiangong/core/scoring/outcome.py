"""What a settled competition comes to: standings as text to the digit, and the fingerprint that names them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr import types as ir

from jiangong.core.quantities import decimal_places, decimal_text
from jiangong.core.rulebook import rulebook_hash
from jiangong.core.rulebook.values import Rounding, Rulebook
from jiangong.core.scoring.award import AWARD
from jiangong.core.scoring.columns import rounded_column
from jiangong.core.scoring.engines import Query
from jiangong.core.scoring.evidence import Evidence
from jiangong.core.scoring.frames import OUT, NamedFrames
from jiangong.core.scoring.promote import GOES_ON, RESERVE
from jiangong.core.scoring.rank import DECIDED, PLACE, STATE
from jiangong.core.scoring.tables import KEY_COLUMNS

FIXED = ("event", "stage", "entry", "place", "score", "state", "goes_on", "reserve", "award", "decided_by")
CHUNK = 100_000


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """SHA-256 of the rulebook, of the evidence sorted by key, and of standings.csv."""

    rulebook: str
    marks: str
    outcome: str

    def __str__(self) -> str:
        return f"FINGERPRINT rulebook={self.rulebook} marks={self.marks} outcome={self.outcome}"


def standing_columns(rulebook: Rulebook) -> list[str]:
    """The columns of the standings, in their order."""
    return [*FIXED, *(f"score:{name}" for name in rulebook.score_names())]


@dataclass(frozen=True)
class Outcome:
    """A settled competition: places, promotion and awards stand in the store; the standings are written when asked for."""

    evidence: Evidence
    query: Query = field(repr=False)
    frames_of: Callable[[str], NamedFrames] = field(repr=False, compare=False)

    @cached_property
    def standings(self) -> pa.Table:
        """The standings of every stage and event, sorted by event, stage, place, entry; every value is text."""
        if not self.evidence.is_small:
            return self.evidence.store.fetched(self.query)
        names = standing_columns(self.rulebook)
        return pa.table({name: pa.array([row[name] for row in self._few], pa.string()) for name in names})

    @cached_property
    def _few(self) -> list[dict[str, str]]:
        return self.evidence.store.lines(self.query)

    @property
    def rulebook(self) -> Rulebook:
        """The rules that were applied."""
        return self.evidence.rulebook

    def rows(self) -> list[dict[str, str]]:
        """One dictionary a line."""
        return [dict(row) for row in self._few] if self.evidence.is_small else list(self.standings.to_pylist())

    def csv(self) -> bytes:
        """standings.csv: UTF-8 with BOM, LF, quoted only where needed."""
        return b"\xef\xbb\xbf" + b"".join(csv_chunks(self.standings))

    @cached_property
    def fingerprint(self) -> Fingerprint:
        """Names rules, evidence and outcome; computed once, on demand."""
        outcome = sha256(b"\xef\xbb\xbf")
        for chunk in csv_chunks(self.standings):
            outcome.update(chunk)
        return Fingerprint(rulebook_hash(self.rulebook), evidence_hash(self.evidence), outcome.hexdigest())


def csv_chunks(table: pa.Table) -> Iterator[bytes]:
    """A table of text as CSV (RFC 4180 quoting, LF), in pieces; the first holds the names. Column work, no row work."""
    names = pa.table({name: pa.array([name]) for name in table.column_names})
    yield _lines(names)
    for start in range(0, table.num_rows, CHUNK):
        yield _lines(table.slice(start, CHUNK))


def _lines(table: pa.Table) -> bytes:
    """Rows as lines: the text buffer of one column that holds whole lines is the file already."""
    cells = [_quoted(column.combine_chunks()) for column in table.columns]
    lines = pc.binary_join_element_wise(*cells, ",")
    ended = pc.binary_join_element_wise(lines, "\n", "").cast(pa.large_string())
    offsets = ended.buffers()[1]
    first, last = (int.from_bytes(offsets[8 * at : 8 * at + 8], "little") for at in (0, len(ended)))
    return bytes(ended.buffers()[2][first:last]) if last > first else b""


def _quoted(column: pa.Array) -> pa.Array:
    """Cells in quotes where a comma, a quote or an end of line in them would mislead."""
    marked = pc.match_substring_regex(column, '[,"\n\r]')
    inside = pc.replace_substring(column, '"', '""')
    return pc.if_else(marked, pc.binary_join_element_wise('"', inside, '"', ""), column)


def evidence_hash(evidence: Evidence) -> str:
    """SHA-256 of marks, entries, items and events (and sources, where the rules read any), each sorted by its key, values in whole units."""
    rulebook, digest = evidence.rulebook, sha256()
    parts: list[tuple[str, ir.Table, tuple[str, ...]]] = [
        ("marks", evidence.marks.select(*KEY_COLUMNS, "value", "state"), KEY_COLUMNS),
        ("entries", evidence.entries.select("event", "entry", *rulebook.entry_attributes()), ("event", "entry")),
        ("items", _items(evidence), _item_key(evidence)),
        ("events", evidence.events.select("event", *rulebook.event_parameters()), ("event",)),
    ]
    if evidence.sources is not None and rulebook.sources:
        sources = evidence.sources.select("event", "source", *rulebook.source_attributes())
        parts.append(("sources", sources, ("event", "source")))
    for name, table, key in parts:
        digest.update(name.encode() + b"\n")
        text = table.mutate(**{c: ibis.coalesce(table[c].cast("string"), "") for c in table.columns})
        for batch in evidence.store.batches(text.order_by(list(key)), CHUNK):
            for chunk in list(csv_chunks(batch))[1:]:
                digest.update(chunk)
    return digest.hexdigest()


def _items(evidence: Evidence) -> ir.Table:
    return evidence.items.select(*_item_key(evidence), *evidence.rulebook.item_attributes())


def _item_key(evidence: Evidence) -> tuple[str, ...]:
    """What tells items apart, so that their order is always the same: the same item may differ by stage and criterion."""
    return tuple(name for name in ("event", "stage", "criterion", "item") if name in evidence.items.columns)


def lines_of(frames: NamedFrames, table: ir.Table, position: int) -> ir.Table:
    """The standings of one stage as text, with two columns to sort by."""
    stage, rulebook = frames.planned.stage, frames.evidence.rulebook
    empty = ibis.literal("")

    def text(name: str) -> ir.StringValue:
        written = ibis.coalesce(written_value(frames, table, name), empty)
        return ibis.ifelse(table[OUT].isnull(), written, empty)

    def whole(name: str) -> ir.StringValue:
        return ibis.coalesce(table[name].cast("string"), empty)

    columns: dict[str, ir.Value] = {
        "event": table.event, "stage": ibis.literal(stage.id), "entry": table.entry.cast("string"), "place": whole(PLACE),
        "score": empty if frames.planned.values[stage.shown].measure.level else text(stage.shown),
        "state": table[STATE], "goes_on": whole(GOES_ON), "reserve": whole(RESERVE),
        "award": table[AWARD], "decided_by": table[DECIDED],
    }  # fmt: skip
    own = [name for name in stage.named_scores() if not frames.planned.values[name].measure.level]
    columns |= {f"score:{name}": text(name) if name in own else empty for name in rulebook.score_names()}
    columns["+stage"] = ibis.literal(position)
    columns["+place"] = ibis.coalesce(table[PLACE], ibis.literal(2**62, "int64"))
    return table.select(**columns)


def written_value(frames: NamedFrames, table: ir.Table, name: str) -> ir.StringValue:
    """A value of the stage as a plain decimal at its declared places."""
    value, measure = frames.planned.stage.value_of(name), frames.planned.values[name].measure
    column = table[frames.final(name)]
    if value.show is not None:
        places = decimal_places(value.show.denominator)
        return decimal_text(rounded_column(column, measure, Rounding(value.show)), value.show.denominator, places)
    return decimal_text(column, measure.scale, decimal_places(measure.scale))
