"""What a settled competition comes to: standings as text to the digit, and the fingerprint that names them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr import types as ir

from jiangong.core.quantities import decimal_places, decimal_text
from jiangong.core.rulebook import rulebook_hash, the_plan
from jiangong.core.rulebook.values import Rounding, Rulebook, Stage
from jiangong.core.scoring.award import AWARD
from jiangong.core.scoring.columns import rounded_column
from jiangong.core.scoring.engines import Query
from jiangong.core.scoring.evidence import Evidence
from jiangong.core.scoring.frames import OUT, NamedFrames
from jiangong.core.scoring.hashing import evidence_hash
from jiangong.core.scoring.lines import csv_chunks
from jiangong.core.scoring.promote import GOES_ON, RESERVE
from jiangong.core.scoring.rank import DECIDED, PLACE, STATE

FIXED = ("event", "stage", "entry", "place", "score", "state", "goes_on", "reserve", "award", "decided_by")


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

    def without_scores(self) -> list[Stage]:
        """Stages in which places were given and nobody has the number that is shown: what it needs is missing everywhere."""
        return [stage for stage, bare, placed in self._bare if len(bare) == placed]

    def partly_without_scores(self) -> list[tuple[Stage, tuple[str, ...], int]]:
        """Stages in which some who have a place and no state lack the number that is shown while others have it: who lack it, and
        how many are placed. They stand behind, which is right where the rules mean it, and wrong where a mark is missing.
        """
        return [(stage, bare, placed) for stage, bare, placed in self._bare if 0 < len(bare) < placed]

    @cached_property
    def _bare(self) -> list[tuple[Stage, tuple[str, ...], int]]:
        """Of each stage that gave places: the entries without the number that is shown, and how many are placed."""
        table = self.standings
        has_place = pc.and_(pc.not_equal(table["place"], ""), pc.equal(table["state"], ""))
        placed = table.select(["stage", "entry", "score"]).filter(
            has_place
        )  # not a second copy of all the text of a large outcome
        found = []
        for stage in self.rulebook.stages:
            if the_plan(self.rulebook).stages[stage.id].values[stage.shown].measure.level:
                continue  # compared one by one: no single number is to be shown
            own = placed.filter(pc.equal(placed["stage"], stage.id))
            bare = own.filter(pc.equal(own["score"], ""))["entry"]
            if len(own):
                found.append((stage, tuple(bare.to_pylist()), len(own)))
        return found

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
