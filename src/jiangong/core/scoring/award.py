"""Awards: rules over places, shares and conditions; of one kind an entry gets the first that it meets."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import ibis
from ibis.expr import types as ir

from jiangong.core.quantities import in_64_bits, int64
from jiangong.core.rulebook.measures import Typed
from jiangong.core.rulebook.values import Award
from jiangong.core.scoring.columns import formula_column
from jiangong.core.scoring.frames import NamedFrames
from jiangong.core.scoring.promote import amount_of, share_of, standing, stands, with_code_of
from jiangong.core.scoring.rank import ENTRANT_COUNT, PLACED, PLACED_COUNT, group_of, within_stage

AWARD = "+award"


def awarded(frames: NamedFrames, table: ir.Table) -> ir.Table:
    """With the ids of an entry's awards, joined by `;` in the order of the rulebook."""
    awards = frames.planned.stage.awards
    if not awards:
        return table.mutate(**{AWARD: ibis.literal("")})
    table = _with_met(frames, table, tuple(award for award in awards if not award.move_up))
    got: dict[str, ir.BooleanValue] = {}
    for n, award in enumerate(awards):
        before = [f"+met {earlier.id}" for earlier in awards[:n] if earlier.kind == award.kind]
        if award.move_up:
            table = _with_met(frames, table, (award,), before)
        if award.margin is not None:
            table = _with_those_near(frames, table, award, before)
    for n, award in enumerate(awards):
        before = [f"+met {earlier.id}" for earlier in awards[:n] if earlier.kind == award.kind]
        got[award.id] = reduce(lambda a, b: a & ~table[b], before, table[f"+met {award.id}"])
    words = [ibis.ifelse(condition, f"{award_id};", "") for award_id, condition in got.items()]
    return table.mutate(**{AWARD: reduce(lambda a, b: a + b, words).re_replace(";$", "")})


def _with_met(frames: NamedFrames, table: ir.Table, awards: tuple[Award, ...], before: Sequence[str] = ()) -> ir.Table:
    """With whether an entry meets each of these awards; `before`: those awards that it must not have met."""
    table = _with_positions(frames, table, awards, before)
    met = {award.id: _met(frames, table, award, _line(frames, table, award)) for award in awards}
    return table.mutate(**{f"+met {award_id}": condition for award_id, condition in met.items()})


def _with_those_near(frames: NamedFrames, table: ir.Table, award: Award, before: list[str]) -> ir.Table:
    """With those as having met an award who are within its margin of the last of those who get it."""
    assert award.margin is not None
    name, better = frames.planned.stage.margin_by(award)
    measure, value = frames.planned.values[name].measure, table[frames.final(name)]
    free = reduce(lambda a, b: a & ~table[b], before, _able(frames, table, award))
    line = ibis.ifelse(free & table[f"+met {award.id}"], value, ibis.null("int64"))
    last = (line.min() if better == "high" else line.max()).over(group_by=group_of(frames, table))
    units = int64(int(award.margin * measure.scale))
    near = value >= last - units if better == "high" else value <= last + units
    near = ibis.coalesce(near, ibis.literal(False)) & free
    return table.mutate(**{f"+met {award.id}": table[f"+met {award.id}"] | near})


def _with_positions(frames: NamedFrames, table: ir.Table, awards: tuple[Award, ...], before: Sequence[str]) -> ir.Table:
    """Where an entry stands among all that are placed, or among those of whom an award speaks."""
    for award in (award for award in awards if award.by):
        table = with_code_of(frames, table, award.by, f"+code {award.id}")
    capped = [award for award in awards if award.cap is not None]
    if capped:
        firsts = {f"+first of {award.id}": _first_of_each(frames, table, award, before) for award in capped}
        table = table.mutate(**firsts)
    group = group_of(frames, table)
    kinds = {award.ties for award in awards if (award.places or award.follows) and not award.counts_apart}
    columns: dict[str, ir.Value] = {f"+stands {ties}": stands(frames, table, ties) for ties in sorted(kinds)}
    for award in awards:
        if award.share is not None and award.among is not None:
            columns[f"+count {award.id}"] = in_64_bits(_shared_by(frames, table, award).sum().over(group_by=group))
        if award.counts_apart:
            among = _among(frames, table, award, before) if award.cap is None else table[f"+first of {award.id}"]
            code = table[f"+code {award.id}"] if award.by else None
            columns[f"+among {award.id}"] = among
            columns[f"+stands {award.id}"] = standing(table, among, group, award.ties, code)
            columns[f"+first {award.id}"] = standing(table, among, group, "all", code)
    return table.mutate(**columns)


def _first_of_each(frames: NamedFrames, table: ir.Table, award: Award, before: Sequence[str]) -> ir.BooleanValue:
    """The first so many of each unit, of those of whom an award speaks."""
    among, code = _among(frames, table, award, before), table[f"+code {award.id}"] if award.by else None
    position = standing(table, among, [*group_of(frames, table), table[award.cap_per]], award.ties, code)
    assert award.cap is not None
    return among & (position <= amount_of(table, award.cap))


def _among(frames: NamedFrames, table: ir.Table, award: Award, before: Sequence[str]) -> ir.BooleanValue:
    """Of whom an award with places of its own speaks: those for whom its condition holds, who have what it compares, and who
    have none of those before it where it passes over who has.
    """
    among: ir.BooleanValue = reduce(lambda a, b: a & ~table[b], before, table[PLACED])
    if award.among is not None:
        among &= _held(frames, table, frames.planned.award_among[award.id])
    for name in award.by:
        among &= table[frames.final(name)].notnull()
    return among


def _shared_by(frames: NamedFrames, table: ir.Table, award: Award) -> ir.BooleanValue:
    """Of whom a share is taken, where an award speaks of some only: who entered or who has a place, whatever the cap of a unit."""
    held = _held(frames, table, frames.planned.award_among[award.id])
    return held if award.share_of == "entrants" else held & table[PLACED]


def _held(frames: NamedFrames, table: ir.Table, condition: Typed) -> ir.BooleanValue:
    held = formula_column(condition, lambda name: within_stage(frames, table, name)).value
    return ibis.coalesce(held, ibis.literal(False))


def _line(frames: NamedFrames, table: ir.Table, award: Award) -> ir.IntegerValue | None:
    """The last place of an award by number or share: its own number after those of its kind before it, unless others moved up."""
    if not award.follows:
        return None
    if award.move_up:
        return _number(table, award)
    awards = frames.planned.stage.awards
    earlier = [a for a in awards[: awards.index(award) + 1] if a.kind == award.kind and not a.move_up]
    return reduce(lambda a, b: a + b, [_number(table, a) for a in earlier])


def _number(table: ir.Table, award: Award) -> ir.IntegerValue:
    if award.count is not None:
        return amount_of(table, award.count)
    if award.share is None:
        return int64(award.places[1] - award.places[0] + 1 if award.places else 0)
    if award.among is not None:
        return share_of(table[f"+count {award.id}"], award.share, award.share_round)
    count = table[ENTRANT_COUNT if award.share_of == "entrants" else PLACED_COUNT]
    return share_of(count, award.share, award.share_round)


def _met(frames: NamedFrames, table: ir.Table, award: Award, line: ir.IntegerValue | None) -> ir.BooleanValue:
    met = _able(frames, table, award)
    stands, first_of = f"+stands {award.ties}", "+place"
    if award.counts_apart:
        stands, first_of = f"+stands {award.id}", f"+first {award.id}"
    if award.places is not None:
        first, last = award.places
        if frames.planned.stage.places == "dense" and not award.counts_apart:
            stands = first_of
        met &= (table[first_of] >= int64(first)) & (table[stands] <= int64(last))
    if line is not None:
        met &= table[stands] <= line
    return met


def _able(frames: NamedFrames, table: ir.Table, award: Award) -> ir.BooleanValue:
    """Who may get an award at all, wherever its line is drawn."""
    able: ir.BooleanValue = table[f"+among {award.id}"] if award.counts_apart else table[PLACED]
    condition = frames.planned.award_when.get(award.id)
    return able if condition is None else able & _held(frames, table, condition)
