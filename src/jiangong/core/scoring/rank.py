"""Places: who stands where, what decided it, and who has no place."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce

import ibis
from ibis.expr import types as ir

from jiangong.core.quantities import LIMIT, floor_quotient, int64
from jiangong.core.rulebook.teams import level_between, of_own_team
from jiangong.core.rulebook.values import OrderKey, Stage
from jiangong.core.scoring.columns import Column, formula_column
from jiangong.core.scoring.comparing import WIDEST_LIST, among_equals, rung, rungs_of, with_lists
from jiangong.core.scoring.frames import FAILED, KEYS, OUT, NamedFrames, joined, joined_alike

STATE, PLACED, PLACE, DECIDED, CODE, FIELD = "+state", "+placed", "+place", "+decided", "+code", "+field"
NO_FIELD = -LIMIT
"""Where places are separate by a number: stands for none."""
BLOCK, ENTRANT_COUNT, PLACED_COUNT = "+block", "+entrant_count", "+placed_count"
"""How many share a place; how many entered and have a place, of an event and field."""
OF_PLACES = {"place": PLACE, "placed": PLACED_COUNT, "entrants": ENTRANT_COUNT}
"""What a condition on a ranked entry may read beside values and columns of the entry."""


@dataclass(frozen=True, slots=True)
class Ladder:
    """One whole number an entry that orders it, and the weights that cut it back to its first keys."""

    table: ir.Table
    weights: tuple[int, ...]
    prefixes: tuple[str, ...] = ()


def with_states(frames: NamedFrames, table: ir.Table) -> ir.Table:
    """Each entry's state, and whether it takes part in the ranking."""
    return _said_again(frames, _with_own_states(frames, table))


def _said_again(frames: NamedFrames, table: ir.Table) -> ir.Table:
    """In a stage of which no mark is needed (it only reads earlier ones, but for a lot, say), whoever has no number because of
    a state there has that state here too.
    """
    own, out = frames.planned.stage, [code for code in frames.evidence.out_codes if code != "not_marked"]
    read = (
        []
        if any(criterion.missing in ("not_marked", "refuse") for criterion in own.criteria.values())
        else dict.fromkeys(name.partition(".")[0] for v in frames.planned.values.values() for name in v.reads)
    )
    stages = {name: known.stage for name, known in frames.plan.stages.items()}
    before = [n for n in read if n in stages and not level_between(own, stages[n]) and not of_own_team(own, stages[n])]
    for name in before:
        told = frames.settled(name)
        told = told.filter(told[STATE].isin(out)).select(*KEYS, **{f"{STATE} before": told[STATE]})
        table = joined(table, told, list(KEYS), [f"{STATE} before"])
        again = (table[STATE] == "not_marked") & table[f"{STATE} before"].notnull()
        table = table.mutate(**{STATE: ibis.ifelse(again, table[f"{STATE} before"], table[STATE])}).drop(
            f"{STATE} before"
        )
    return table


def _with_own_states(frames: NamedFrames, table: ir.Table) -> ir.Table:
    stage, states = frames.planned.stage, frames.evidence.rulebook.states
    plain = [key for key in stage.order if not key.compare]
    order = [table[frames.final(key.by)] for key in plain]
    failed = [table[frames.final(k.by) + FAILED] for k in plain if frames.final(k.by) + FAILED in table.columns]
    empty = reduce(lambda a, b: a & b, [value.isnull() for value in order], ibis.literal(bool(plain)))
    empty = reduce(lambda a, b: a & b, [empty, *[code.isnull() for code in failed]])
    absent = [~frames.present_in(table, c.id) for c in stage.criteria.values() if c.missing == "not_marked"]
    unmarked = reduce(lambda a, b: a | b, [empty, *absent])
    codes = list(states)
    not_marked = int64(codes.index("not_marked") + 1)
    if stage.no_result:
        number = int64(codes.index(stage.no_result) + 1)
        not_marked = ibis.ifelse(_has_marks(frames, table, absent), number, not_marked)
    number = ibis.coalesce(table[OUT], ibis.ifelse(unmarked, not_marked, ibis.null("int64")))
    first = frames.final(stage.order[0].by)
    if first + FAILED in table.columns:
        number = ibis.coalesce(number, ibis.ifelse(table[first].isnull(), table[first + FAILED], ibis.null("int64")))
    placed = table[OUT].isnull() & ~unmarked
    if frames.planned.ranked is not None:
        names = lambda name: frames.column_in(table, name)  # noqa: E731
        held = ibis.coalesce(formula_column(frames.planned.ranked, names).value, ibis.literal(False))
        if stage.unranked:
            own = int64(codes.index(stage.unranked) + 1)
            number = ibis.ifelse(placed & ~held, own, number)
        placed &= held
    said = number.cases(*[(int64(n), code) for n, code in enumerate(codes, 1)], else_="")
    field = {FIELD: _field(stage, table)} if stage.within else {}
    return table.mutate(**{STATE: said, PLACED: placed}, **field)


def _field(stage: Stage, table: ir.Table) -> ir.Value:
    """In which part of the field an entry is placed; those without such a number make up a part of their own."""
    number = stage.within_number
    return ibis.coalesce(table[number], int64(NO_FIELD)) if number else table[stage.within]


def _has_marks(frames: NamedFrames, table: ir.Table, absent: list[ir.BooleanValue]) -> ir.BooleanValue:
    """Whether an entry has a row of something, and of everything of which it must have one."""
    there = [frames.present_in(table, name) for name in frames.planned.stage.criteria]
    return reduce(lambda a, b: a & ~b, absent, reduce(lambda a, b: a | b, there))


def group_names(frames: NamedFrames, *, across: bool = False) -> list[str]:
    """What places are counted within: the event and the field; nothing where there can be only one of each."""
    group = [] if frames.evidence.single_event else ["event"]
    return [*group, FIELD] if frames.planned.stage.within and not across else group


def group_of(frames: NamedFrames, table: ir.Table, *, across: bool = False) -> list[ir.Value]:
    """The same as columns."""
    return [table[name] for name in group_names(frames, across=across)]


@dataclass
class Rungs:
    """The keys of an order as whole numbers, the smaller the better, found one after the other."""

    frames: NamedFrames
    table: ir.Table
    steps: list[int] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    tie: list[str] = field(default_factory=list)
    """Columns in which those are equal among whom matches are counted again."""
    equals: ir.Table | None = None
    """The table as it stood before the first of a run of such keys: the same for all of them, so that it is asked once."""

    def add(self, position: int, key: OrderKey) -> None:
        """The column of one more key."""
        name = f"+rung{position}"
        if key.compare:
            self.table = with_lists(self.frames, self.table, key, f"+list{position}")
            group = group_of(self.frames, self.table)
            found = ibis.dense_rank().over(group_by=group, order_by=[self.table[f"+list{position}"]]).cast("int64")
            steps = WIDEST_LIST
        else:
            measure = self.frames.planned.values[key.by].measure
            found, steps = rung(self.number(position, key), measure, key.first), rungs_of(measure)
        when = self.frames.planned.order_when[position]
        if when is not None:
            table = self.table
            held = formula_column(when, lambda read: self.frames.column_in(table, read)).value
            self.table = table = table.mutate(**{f"+holds{position}": ibis.coalesce(held, ibis.literal(False))})
            found = ibis.ifelse(table[f"+holds{position}"], found, int64(0))
        self.table = self.table.mutate(**{name: found})
        self.names.append(name)
        self.steps.append(steps)

    def number(self, position: int, key: OrderKey) -> ir.IntegerValue:
        """The number that a key compares: the entry's own, or counted again among those who are equal."""
        if not key.among:
            return self.table[self.frames.final(key.by)]
        before = self.frames.planned.stage.order[position - 1]
        if key.among == "still_tied" or not before.among:
            self.tie, self.equals = list(self.names), self.table
        assert self.equals is not None
        equal = [PLACED, *([FIELD] if self.frames.planned.stage.within else []), *self.tie]
        ties = self.equals.select(*KEYS, *equal)
        self.table, found = among_equals(self.frames, self.table, key, ties, f"+among{position}")
        return found


def rungs(frames: NamedFrames, table: ir.Table) -> Rungs:
    """Every key of the order as a column of the table."""
    found = Rungs(frames, table)
    for position, key in enumerate(frames.planned.stage.order):
        found.add(position, key)
    return found


def ladder(frames: NamedFrames, table: ir.Table) -> Ladder:
    """The order of places as one number, small first. A missing value stands behind every value, whatever the direction,
    and an entry that is not ranked behind everybody.
    """
    found = rungs(frames, table)
    table, steps = found.table, found.steps
    weights = tuple(reduce(lambda a, b: a * b, steps[n + 1 :], 1) for n in range(len(steps)))
    if weights[0] * steps[0] >= LIMIT:
        return _long_ladder(frames, table, found.names)
    weighed = [table[name] * int64(w) if w != 1 else table[name] for name, w in zip(found.names, weights, strict=True)]
    code = reduce(lambda a, b: a + b, weighed)
    return Ladder(table.mutate(**{CODE: ibis.ifelse(table[PLACED], code, int64(LIMIT))}), weights)


def _long_ladder(frames: NamedFrames, table: ir.Table, names: list[str]) -> Ladder:
    """Keys too long for one number: each prefix becomes its dense rank, which is as good."""
    prefixes: list[str] = []
    for n, name in enumerate(names):
        order = [table[prefixes[-1]], table[name]] if prefixes else [table[name]]
        rank = ibis.dense_rank().over(group_by=group_of(frames, table), order_by=order).cast("int64")
        table = table.mutate(**{f"+prefix{n}": ibis.ifelse(table[PLACED], rank, int64(LIMIT))})
        prefixes.append(f"+prefix{n}")
    return Ladder(table.mutate(**{CODE: table[prefixes[-1]]}), (), tuple(prefixes))


def ranked(frames: NamedFrames, table: ir.Table) -> ir.Table:
    """With place (equal when shared, null without one), how many share it, and the key that decided it.

    Of all other columns only those stay that going on and awards read: windows carry every column along.
    """
    stage = frames.planned.stage
    steps = ladder(frames, table)
    table = steps.table.select(*_read_later(frames, steps.table), CODE, *steps.prefixes)
    group = group_of(frames, table)
    rank = ibis.dense_rank() if stage.places == "dense" else ibis.rank()
    place = rank.over(group_by=group, order_by=[table[CODE]]) + 1
    columns: dict[str, ir.Value] = {PLACE: ibis.ifelse(table[PLACED], place.cast("int64"), ibis.null("int64"))}
    if len(stage.order) == 1 and not _asks_for_blocks(stage):
        return table.mutate(**columns, **{DECIDED: ibis.literal("")})
    for name in steps.prefixes or (CODE,):
        columns[f"{name}<"] = table[name].lag().over(group_by=group, order_by=[table[CODE]])
        columns[f"{name}>"] = table[name].lead().over(group_by=group, order_by=[table[CODE]])
    table = table.mutate(**columns)
    table = table.mutate(**{"+depth": ibis.greatest(*[_depth(table, steps, side) for side in "<>"])})
    table = _with_equals(frames, table)
    names = [(table[PLACED] & (table["+depth"] == int64(n)), key.by) for n, key in enumerate(stage.order) if n]
    return table.mutate(**{DECIDED: ibis.cases(*names, else_="") if names else ibis.literal("")})


def _with_equals(frames: NamedFrames, table: ir.Table) -> ir.Table:
    """With how many share a place. The neighbours of one of them are the neighbours of all. Few do, so only they are joined."""
    code = table[CODE]
    shares = table[PLACED] & ((code == table[f"{_last(table)}<"]) | (code == table[f"{_last(table)}>"]))
    on = [*group_names(frames), CODE]
    equals = table.filter(shares)
    blocks = equals.group_by(on).aggregate(**{"+deepest": equals["+depth"].max(), BLOCK: equals.count()})
    table = joined_alike(table, blocks, on, ["+deepest", BLOCK])
    deepest, block = ibis.coalesce(table["+deepest"], table["+depth"]), ibis.coalesce(table[BLOCK], int64(1))
    return table.mutate(**{"+depth": deepest, BLOCK: block})


def _asks_for_blocks(stage: Stage) -> bool:
    """Whether a line that would go through the middle of a shared place takes none of it."""
    return "none" in {*(rule.ties for rule in stage.go_on), *(award.ties for award in stage.awards)}


def _read_later(frames: NamedFrames, table: ir.Table) -> list[str]:
    """Columns of the frame of entries that going on and awards read."""
    stage = frames.planned.stage
    conditions = [
        *(rule.when for rule in stage.go_on),
        *(f for award in stage.awards for f in (award.when, award.among)),
    ]
    names = [name for formula in conditions if formula is not None for name in formula.names()]
    names += [name for rule in stage.go_on for name in rule.by]
    names += [name for award in stage.awards for name in award.by]
    names += [key.by for key in stage.order if any(rule.across for rule in stage.go_on)]
    names += [stage.margin_by(award)[0] for award in stage.awards if award.margin is not None]
    columns = [frames.column_name(name) for name in names if name not in OF_PLACES]
    columns += [column + FAILED for column in columns]
    columns += [f"+holds{position}" for position in range(len(stage.order))]
    read = dict.fromkeys([*KEYS, PLACED, FIELD, *stage.columns_read(), *stage.amounts(), *columns])
    return [column for column in read if column in table.columns]


def _last(table: ir.Table) -> str:
    """The column whose neighbours were looked up to the last key."""
    prefixes = [name.removesuffix("<") for name in table.columns if name.startswith("+prefix") and name.endswith("<")]
    return prefixes[-1] if prefixes else CODE


def _depth(table: ir.Table, steps: Ladder, side: str) -> ir.IntegerValue:
    """How many keys were equal between an entry and its neighbour before one differed; 0 where there is no neighbour."""
    here, there = _prefixes(table, steps, ""), _prefixes(table, steps, side)
    cases = [(a != b, int64(n)) for n, (a, b) in enumerate(zip(here, there, strict=True))]
    return ibis.coalesce(ibis.cases(*cases, else_=int64(0)), int64(0))


def _prefixes(table: ir.Table, steps: Ladder, side: str) -> list[ir.IntegerValue]:
    if steps.prefixes:
        return [table[f"{name}{side}"] for name in steps.prefixes]
    code = table[f"{CODE}{side}"]
    return [floor_quotient(code, weight) for weight in steps.weights]


def within_stage(frames: NamedFrames, table: ir.Table, name: str) -> Column:
    """What a condition on a ranked entry may read: values, columns of the entry, place and counts."""
    return Column(table[OF_PLACES[name]]) if name in OF_PLACES else frames.column_in(table, name)
