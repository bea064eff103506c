"""Finding, among millions of rows, the few entries whose rows cannot be right: one pass, one bit for each kind of row.

Every combination of stage, criterion, item, attempt and source that occurs gets a bit. An entry's bits, or-ed together, are
as many as its rows exactly when no row stands twice; and how many judges marked an item is a count of bits.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from typing import Any

import ibis
import pyarrow as pa
from ibis.expr import types as ir

from jiangong.core.quantities import bit_count, int64
from jiangong.core.rulebook.schema import DIMENSIONS
from jiangong.core.rulebook.values import Criterion
from jiangong.core.scoring.evidence import Evidence
from jiangong.core.scoring.kinds import with_kind
from jiangong.core.scoring.tables import keyed

WORD = 62
"""Bits in a 64-bit integer that stay clear of its sign."""
MOST_WORDS = 8
COMBINED = ("stage", "criterion", "item", "attempt", "source")

Line = dict[str, Any]


def suspects(evidence: Evidence, samples: ir.Table) -> ir.Table | None:
    """Event and entry of whoever has a double or a wrong count; None where there are too many kinds of rows for bits.
    `samples`: marks of which each kind has at least one.
    """
    marks = keyed(evidence.marks, evidence.rulebook)
    known = keyed(samples, evidence.rulebook)
    kinds = evidence.store.lines(known.select(*COMBINED).distinct().limit(WORD * MOST_WORDS + 1))
    if len(kinds) > WORD * MOST_WORDS:
        return None
    kinds.sort(key=lambda line: [str(line[name]) for name in COMBINED])
    words = -(-len(kinds) // WORD)
    rows = _with_bits(evidence, marks, kinds, words)
    columns: dict[str, ir.Value] = {f"bits{n}": rows[f"bit{n}"].bit_or() for n in range(words)}
    columns["rows"] = rows.count()
    for stage, codes in _out_states(evidence).items():
        columns[f"out {stage}"] = ((rows.stage == stage) & rows.state.isin(codes)).any()
    who = ["entry"] if evidence.single_event else ["event", "entry"]
    entries = rows.group_by(who).aggregate(**columns)
    entries = entries if "event" in who else entries.mutate(event=ibis.literal(""))
    found = reduce(lambda a, b: a + b, [bit_count(entries[f"bits{n}"]) for n in range(words)]) != entries.rows
    tests = [found, *_wrong_counts(evidence, entries, kinds)]
    return evidence.store.keep("suspects", entries.filter(ibis.or_(*tests)).select("event", "entry"))


def _with_bits(evidence: Evidence, marks: ir.Table, kinds: list[Line], words: int) -> ir.Table:
    """Marks joined to the bit of their kind."""
    bits = [[1 << (at % WORD) if at // WORD == n else 0 for at in range(len(kinds))] for n in range(words)]
    columns = {f"bit{n}": pa.array(own, pa.int64()) for n, own in enumerate(bits)}
    return with_kind(evidence.store, "kinds", marks, kinds, COMBINED, columns)


def _out_states(evidence: Evidence) -> dict[str, list[str]]:
    """Stages that count something, and the states that excuse an entry from it."""
    codes = list(evidence.out_codes)
    stages = [s for s in evidence.rulebook.stages if any(c.count for c in s.criteria.values())]
    return {stage.id: codes for stage in stages}


def _wrong_counts(evidence: Evidence, entries: ir.Table, kinds: list[Line]) -> list[ir.BooleanValue]:
    tests = []
    for stage in evidence.rulebook.stages:
        for criterion in stage.criteria.values():
            own = [
                (at, line)
                for at, line in enumerate(kinds)
                if (line["stage"], line["criterion"]) == (stage.id, criterion.id)
            ]
            for dimension, (least, most) in criterion.count:
                excused = entries[f"out {stage.id}"]
                tests += [
                    (there > 0) & ~excused & ((there < int64(least)) | (there > int64(most)))
                    for there in _numbers(entries, criterion, dimension, own)
                ]
    return tests


def _numbers(
    entries: ir.Table, criterion: Criterion, dimension: str, own: list[tuple[int, Line]]
) -> list[ir.IntegerValue]:
    """How many different values of a dimension an entry has, for each combination of the dimensions around it."""
    outer = [d for d in DIMENSIONS[: DIMENSIONS.index(dimension)] if d in criterion.by]
    groups: dict[tuple[Any, ...], dict[Any, list[int]]] = {}
    for at, line in own:
        groups.setdefault(tuple(line[d] for d in outer), {}).setdefault(line[dimension], []).append(at)
    return [
        reduce(lambda a, b: a + b, [_any_of(entries, bits) for bits in values.values()]) for values in groups.values()
    ]


def _any_of(entries: ir.Table, bits: Iterable[int]) -> ir.IntegerValue:
    """1 where an entry has any of some bits."""
    masks: dict[int, int] = {}
    for at in bits:
        masks[at // WORD] = masks.get(at // WORD, 0) | 1 << (at % WORD)
    held = [(entries[f"bits{n}"] & int64(mask)) != 0 for n, mask in masks.items()]
    return ibis.or_(*held).cast("int64")
