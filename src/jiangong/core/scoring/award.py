"""Awards: rules over places, shares and conditions; of one kind an entry gets the first that it meets."""

from __future__ import annotations

from functools import reduce

import ibis
from ibis.expr import types as ir

from jiangong.core.quantities import int64
from jiangong.core.rulebook.values import Award
from jiangong.core.scoring.columns import formula_column
from jiangong.core.scoring.frames import NamedFrames
from jiangong.core.scoring.promote import share_of, standing
from jiangong.core.scoring.rank import PLACED, group_of, within_stage

AWARD = "+award"


def awarded(frames: NamedFrames, table: ir.Table) -> ir.Table:
    """With the ids of an entry's awards, joined by `;` in the order of the rulebook."""
    awards = frames.planned.stage.awards
    if not awards:
        return table.mutate(**{AWARD: ibis.literal("")})
    table = _with_positions(frames, table, awards)
    met = {award.id: _met(frames, table, award, _line(table, awards, award)) for award in awards}
    table = table.mutate(**{f"+met {award_id}": condition for award_id, condition in met.items()})
    got: dict[str, ir.BooleanValue] = {}
    for n, award in enumerate(awards):
        before = [table[f"+met {earlier.id}"] for earlier in awards[:n] if earlier.kind == award.kind]
        got[award.id] = reduce(lambda a, b: a & ~b, before, table[f"+met {award.id}"])
    words = [ibis.ifelse(condition, f"{award_id};", "") for award_id, condition in got.items()]
    return table.mutate(**{AWARD: reduce(lambda a, b: a + b, words).re_replace(";$", "")})


def _with_positions(frames: NamedFrames, table: ir.Table, awards: tuple[Award, ...]) -> ir.Table:
    group = group_of(frames, table)
    kinds = {award.ties for award in awards if award.places or award.share is not None}
    return table.mutate(**{f"+stands {ties}": standing(table, table[PLACED], group, ties) for ties in sorted(kinds)})


def _line(table: ir.Table, awards: tuple[Award, ...], award: Award) -> ir.IntegerValue | None:
    """The last place of an award by share: its own number after those of its kind before it."""
    if award.share is None:
        return None
    earlier = awards[: awards.index(award) + 1]
    return reduce(lambda a, b: a + b, [_number(table, a) for a in earlier if a.kind == award.kind])


def _number(table: ir.Table, award: Award) -> ir.IntegerValue:
    if award.share is None:
        return int64(award.places[1] - award.places[0] + 1 if award.places else 0)
    count = table["+entrant_count" if award.share_of == "entrants" else "+placed_count"]
    return share_of(count, award.share, award.share_round)


def _met(frames: NamedFrames, table: ir.Table, award: Award, line: ir.IntegerValue | None) -> ir.BooleanValue:
    met: ir.BooleanValue = table[PLACED]
    if award.places is not None:
        first, last = award.places
        met &= (table["+place"] >= int64(first)) & (table[f"+stands {award.ties}"] <= int64(last))
    if line is not None:
        met &= table[f"+stands {award.ties}"] <= line
    condition = frames.planned.award_when.get(award.id)
    if condition is not None:
        held = formula_column(condition, lambda name: within_stage(frames, table, name)).value
        met &= ibis.coalesce(held, ibis.literal(False))
    return met
