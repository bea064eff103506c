"""Where places are counted separately (`within`): in which division an entry was placed, and which division stands first."""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter

import ibis
from ibis.expr import types as ir

from jiangong.core.quantities import decimal_places, decimal_text
from jiangong.core.rulebook.measures import Measure
from jiangong.core.rulebook.plan import attribute_measure
from jiangong.core.rulebook.planner import COUNT
from jiangong.core.scoring.frames import KEYS, NamedFrames
from jiangong.core.scoring.outcome import Outcome
from jiangong.core.scoring.rank import FIELD, NO_FIELD

Row = dict[str, str]
Divisions = dict[tuple[str, str, str], str]
SERIES = ("甲乙丙丁戊己庚辛壬癸", "一二三四五六七八九十", "特大中小微")
"""Signs that count or measure, in the order in which people say them; as signs they have another one."""
SAID = {True: "是", False: "否"}
"""A yes and a no as they stand beside the standings."""
_RANKS = {sign: chr(0x4E00 + rank) for series in SERIES for rank, sign in enumerate(series)}


def divisions_of(outcome: Outcome) -> Divisions:
    """(event, stage, entry) → what the column or the number says by which places are separate; '' for an entry that has none.
    Only stages with `within` are there.
    """
    found: Divisions = {}
    for stage in outcome.rulebook.stages:
        if stage.within:
            frames, store = outcome.frames_of(stage.id), outcome.evidence.store
            for line in store.lines(_written(frames, store.table(f"values_{stage.id}"))):
                found[line["event"], stage.id, line["entry"]] = line["division"]
    return found


def by_division(outcome: Outcome) -> list[tuple[Row, str]]:
    """The rows of the standings, each with its division; those of a division stand together. A stage without divisions
    keeps its order and has ''.
    """
    rows = outcome.rows()
    if not any(stage.within for stage in outcome.rulebook.stages):
        return [(row, "") for row in rows]
    known, found = divisions_of(outcome), []
    for (event, stage), group in groupby(rows, itemgetter("event", "stage")):
        own = [(row, known.get((event, stage, row["entry"]), "")) for row in group]
        found += sorted(own, key=lambda one: division_key(one[1]))
    return found


def division_key(division: str) -> tuple[bool, list[tuple[int, str]]]:
    """What to sort divisions by: 甲 before 乙, 二 before 三, 大 before 小, 2 before 10; one without a name last."""
    parts = re.findall(r"\d+|\D", division)
    return not division, [(int(part), "") if part.isdecimal() else (-1, _RANKS.get(part, part)) for part in parts]


def measure_within(frames: NamedFrames) -> Measure:
    """How the column, or the number of an earlier stage, is measured by which places are separate."""
    stage, columns = frames.planned.stage, frames.evidence.rulebook.entries
    if not stage.within_number:
        return attribute_measure(columns[stage.within]) if stage.within in columns else Measure("text")
    source, _, name = stage.within_number.partition(".")
    return COUNT if name == "place" else frames.plan.stages[source].values[name].measure


def _written(frames: NamedFrames, table: ir.Table) -> ir.Table:
    measure, field = measure_within(frames), table[FIELD]
    text = field.cast("string")
    if measure.sort == "yes_no":
        text = ibis.ifelse(field, SAID[True], SAID[False])
    elif measure.sort == "number":
        number = decimal_text(field, measure.scale, decimal_places(measure.scale))
        text = ibis.ifelse(field == NO_FIELD, "", number)
    return table.select(event=table[KEYS[0]], entry=table[KEYS[1]].cast("string"), division=text)
