"""The fingerprint of evidence: SHA-256 over its four tables, each sorted by its key and written as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr import types as ir

from jiangong.core.quantities import int64
from jiangong.core.scoring.evidence import Evidence
from jiangong.core.scoring.kinds import MOST_KINDS, with_kind
from jiangong.core.scoring.lines import CHUNK, csv_lines, quoted, text_of
from jiangong.core.scoring.tables import KEY_COLUMNS

MANY_ROWS = 200_000
"""From here on marks are sorted by numbers that stand for their texts."""
BLOCK = 30_000_000
"""Marks sorted at once, where they are of one event and stage: what is sorted must fit into memory."""
DIGITS = 18
"""Digits of a whole number that can be moved to the left within 64 bits."""
KIND, AHEAD, ORDER = "+kind", "+ahead", "+order"

BEFORE, BETWEEN = KEY_COLUMNS[:2], KEY_COLUMNS[3:]
"""What stands before the entry in the key of a mark, and what behind it."""


def evidence_hash(evidence: Evidence) -> str:
    """SHA-256 of marks, entries, items and events (and of sources, where the rules read any), each sorted by its key, values in
    whole units.
    """
    rulebook, digest = evidence.rulebook, sha256()
    parts: list[tuple[str, ir.Table, tuple[str, ...]]] = [
        ("entries", evidence.entries.select("event", "entry", *rulebook.entry_attributes()), ("event", "entry")),
        ("items", evidence.items.select(*_item_key(evidence), *rulebook.item_attributes()), _item_key(evidence)),
        ("events", evidence.events.select("event", *rulebook.event_parameters()), ("event",)),
    ]
    if evidence.sources is not None and rulebook.sources:
        sources = evidence.sources.select("event", "source", *rulebook.source_attributes())
        parts.append(("sources", sources, ("event", "source")))
    digest.update(b"marks\n")
    for lines in _marks(evidence):
        digest.update(lines)
    for name, table, key in parts:
        digest.update(name.encode() + b"\n")
        for lines in _sorted(evidence, table, key):
            digest.update(lines)
    return digest.hexdigest()


def _item_key(evidence: Evidence) -> tuple[str, ...]:
    """What tells items apart, so that their order is always the same: the same item may differ by stage and criterion."""
    return tuple(name for name in ("event", "stage", "criterion", "item") if name in evidence.items.columns)


def _sorted(evidence: Evidence, table: ir.Table, key: Sequence[str]) -> Iterator[bytes]:
    """The lines of a table in the order of its key as text."""
    text = table.mutate(**{c: ibis.coalesce(table[c].cast("string"), "") for c in table.columns})
    for batch in evidence.store.batches(text.order_by(list(key)), CHUNK):
        yield csv_lines(batch)


def _marks(evidence: Evidence) -> Iterator[bytes]:
    """The lines of the marks."""
    marks = evidence.marks
    if evidence.is_small:
        return _one_by_one(evidence)
    facts: dict[str, ir.Value] = {"rows": marks.count()}
    if isinstance(marks.entry, ir.IntegerValue):
        facts |= {"low": marks.entry.min(), "high": marks.entry.max()}
    (said,) = evidence.store.lines(marks.aggregate(**facts))
    movable = "low" in said and said["rows"] and said["low"] >= 0 and said["high"] < 10**DIGITS
    if said["rows"] < MANY_ROWS or not (movable or isinstance(marks.entry, ir.StringValue)):
        return _one_by_one(evidence)
    found = marks.select(*BEFORE, *BETWEEN, "state").distinct().limit(MOST_KINDS + 1)
    kinds = WrittenKinds.of(evidence.store.lines(found))
    return _by_kind(evidence, marks, kinds, said["rows"]) if kinds else _one_by_one(evidence)


def _one_by_one(evidence: Evidence) -> Iterator[bytes]:
    """The lines of the marks, sorted as text."""
    return _sorted(evidence, evidence.marks.select(*KEY_COLUMNS, "value", "state"), KEY_COLUMNS)


@dataclass(frozen=True)
class WrittenKinds:
    """Everything that marks say beside entry and value, in the order of their texts, and how it is written around these."""

    lines: list[dict[str, Any]]
    ahead: list[int]
    """For each kind, the how-manieth event and stage it is of."""
    before: pa.Array
    between: pa.Array
    behind: pa.Array

    @classmethod
    def of(cls, lines: list[dict[str, Any]]) -> WrittenKinds | None:
        """None where there are too many to be gone through."""
        if len(lines) > MOST_KINDS:
            return None
        names = (*BEFORE, *BETWEEN, "state")
        told = [(["" if line[name] is None else str(line[name]) for name in names], line) for line in lines]
        told.sort(key=lambda pair: pair[0])
        cells = [quoted(pa.array(texts, pa.string())).to_pylist() for texts, _ in told]
        places = [tuple(texts[: len(BEFORE)]) for texts, _ in told]
        numbers = {place: n for n, place in enumerate(dict.fromkeys(places))}
        return cls(
            [line for _, line in told],
            [numbers[place] for place in places],
            pa.array([",".join(texts[: len(BEFORE)]) + "," for texts in cells], pa.string()),
            pa.array(["," + ",".join(texts[len(BEFORE) : -1]) + "," for texts in cells], pa.string()),
            pa.array([f",{texts[-1]}\n" for texts in cells], pa.string()),
        )

    def written(self, batch: pa.Table) -> bytes:
        """The lines of some marks, given as entry, kind and value."""
        kind = batch[KIND].combine_chunks()
        entry = quoted(batch["entry"].combine_chunks().cast(pa.string()))
        value = pc.fill_null(batch["value"].combine_chunks().cast(pa.string()), "")
        around = [told.take(kind) for told in (self.before, self.between, self.behind)]
        return text_of(pc.binary_join_element_wise(around[0], entry, around[1], value, around[2], ""))


def _by_kind(evidence: Evidence, marks: ir.Table, kinds: WrittenKinds, number: int) -> Iterator[bytes]:
    """The lines of many marks: what is sorted is three numbers a row, and texts are made of them a piece at a time."""
    marks = marks.mutate(**{ORDER: _order(marks.entry)})
    columns = {KIND: pa.array(range(len(kinds.lines)), pa.int64()), AHEAD: pa.array(kinds.ahead, pa.int64())}
    rows = with_kind(evidence.store, "hashed", marks, kinds.lines, (*BEFORE, *BETWEEN, "state"), columns)
    several = max(kinds.ahead) > 0
    order = [
        *([AHEAD] if several else []),
        ORDER,
        *(["entry"] if isinstance(marks.entry, ir.IntegerValue) else []),
        KIND,
    ]
    for block in _blocks(evidence, rows, 1 if several else -(-number // BLOCK)):
        sorted_rows = block.select(*dict.fromkeys(("entry", KIND, "value", *order))).order_by(order)
        for batch in evidence.store.batches(sorted_rows, CHUNK):
            yield kinds.written(batch)


def _order(entry: ir.Value) -> ir.Value:
    """What sorts as the entry's text does: of whole numbers the digits moved to the left, and then (of 1, 10 and 100) the number."""
    if not isinstance(entry, ir.IntegerValue):
        return entry
    factors = [(entry < int64(10**n), int64(10 ** (DIGITS - n))) for n in range(1, DIGITS)]
    return entry * ibis.cases(*factors, else_=int64(1))


def _blocks(evidence: Evidence, rows: ir.Table, number: int) -> Iterator[ir.Table]:
    """The rows in so many parts, one after the other in their order: each is read from the file anew."""
    if number <= 1:
        yield rows
        return
    entries = evidence.entries.select(**{ORDER: _order(evidence.entries.entry)})
    (said,) = evidence.store.lines(entries.aggregate(n=entries.count()))
    size = max(1, -(-said["n"] // number))
    counted = entries.mutate(n=ibis.row_number().over(order_by=ORDER))
    firsts = counted.filter((counted.n > 0) & (counted.n % int64(size) == 0))
    bounds = sorted({line[ORDER] for line in evidence.store.lines(firsts.select(ORDER))})
    for low, high in zip([None, *bounds], [*bounds, None], strict=True):
        part = rows if low is None else rows.filter(rows[ORDER] >= low)
        yield part if high is None else part.filter(part[ORDER] < high)
