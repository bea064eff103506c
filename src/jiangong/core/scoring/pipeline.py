"""marks → aggregate → adjust → rank → promote → award: the one way from evidence to an outcome."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field, replace
from functools import cache, reduce

import ibis
from ibis.expr import types as ir

from jiangong.core.quantities import int64
from jiangong.core.rulebook import the_plan
from jiangong.core.rulebook.plan import PlannedStage, lines_read
from jiangong.core.rulebook.values import Lookup, Rulebook, Stage
from jiangong.core.scoring.adjust import Frames
from jiangong.core.scoring.award import AWARD, awarded
from jiangong.core.scoring.engines import Query
from jiangong.core.scoring.evidence import Evidence
from jiangong.core.scoring.frames import KEYS, OUT, joined, keys, named, teams_by
from jiangong.core.scoring.outcome import Outcome, lines_of, standing_columns
from jiangong.core.scoring.promote import GOES_BY, GOES_ON, RESERVE, counted, goes_again, promoted, taken_again
from jiangong.core.scoring.rank import DECIDED, PLACE, STATE, ranked, with_states
from jiangong.core.scoring.refusal import refuse_gaps, refuse_shared
from jiangong.core.scoring.tables import ANY, NOWHERE, Given


@dataclass(frozen=True, slots=True)
class StageQueries:
    """The two queries of a stage: every entry's values and state, and then places, promotion and awards over them."""

    stage: Stage
    values: Given
    settled: Given
    lines: tuple[tuple[str, Given], ...] = ()
    """Names and queries of numbers that later stages take line by line."""


@dataclass(frozen=True, slots=True)
class Programme:
    """A rulebook compiled for evidence of one shape. Compiling costs more than settling a small event, so it is kept."""

    rulebook: Rulebook
    stages: tuple[StageQueries, ...]
    standings: Query
    frames: dict[str, Frames] = field(default_factory=dict)
    """Those of the stages that somebody looked into, over tables that are only named."""


def settle(evidence: Evidence) -> Outcome:
    """Turn sealed evidence into standings of every event and stage.

    The same rules and the same evidence always give the same outcome, in whatever order the rows arrive.
    Raises Refused where a rule of the stage (`entrants`, `missing = "refuse"`) forbids what was handed in.
    """
    programme = _programmes(evidence)
    store = evidence.store
    for queries in programme.stages:
        store.keep_query(f"values_{queries.stage.id}", queries.values)
        refuse_gaps(evidence, queries.stage)
        store.keep_query(f"settled_{queries.stage.id}", queries.settled)
        refuse_shared(evidence, queries.stage)
        for name, query in queries.lines:
            store.keep_query(name, query)
    return Outcome(evidence, store.own(programme.standings), lambda stage: frames_of(evidence, stage))


SETTLED = (PLACE, DECIDED, GOES_ON, GOES_BY, RESERVE, AWARD)
"""What places come to: kept apart from the numbers, because sorting is dear and carries all that it is given."""


@dataclass(frozen=True, slots=True)
class Settled:
    """A stage that later ones may read: the numbers of every entry, and what its place comes to."""

    values: ir.Table
    places: ir.Table
    lines: dict[str, ir.Table]
    """Numbers that are still separate and that later stages take line by line."""

    def whole(self, *names: str) -> ir.Table:
        """The numbers with some of that beside them."""
        return joined(self.values, self.places, list(KEYS), list(names))


_KEPT: OrderedDict[tuple[object, ...], Programme] = OrderedDict()
_MOST_KEPT = 64


def _programmes(evidence: Evidence) -> Programme:
    """The programme of this rulebook and shape, compiled when first asked for. Losing it costs only time."""
    key = (id(evidence.rulebook), evidence.rulebook.name, evidence.shape, evidence.store.engine.backend.name)
    known = _KEPT.get(key)
    if known is None or known.rulebook is not evidence.rulebook:
        known = _KEPT[key] = _compiled(evidence)
        while len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    return known


def _compiled(evidence: Evidence) -> Programme:
    plan, store = the_plan(evidence.rulebook), evidence.store

    def query(table: ir.Table) -> Given:
        return Given(store.compiled(table), table.schema())

    stages, lines = [], []
    earlier: dict[str, Settled] = {}
    for position, stage in enumerate(evidence.rulebook.stages):
        frames = _frames(plan.stages[stage.id], evidence, earlier)
        values = _valued(frames)
        frames.tables[frozenset()] = kept = ibis.table(values.schema(), name=f"{ANY}values_{stage.id}")
        places = awarded(frames, promoted(frames, counted(frames, ranked(frames, kept))))
        places = places.select(*KEYS, *SETTLED, *taken_again(stage))
        separate = {name: _lines_of(frames, kept, name) for name in lines_read(plan, stage.id)}
        queries = tuple((f"lines_{stage.id}_{name}", query(table)) for name, table in separate.items())
        stages.append(StageQueries(stage, query(values), query(places), queries))
        given = ibis.table(places.schema(), name=f"{ANY}settled_{stage.id}")
        kept_lines = {n: ibis.table(t.schema(), name=f"{ANY}lines_{stage.id}_{n}") for n, t in separate.items()}
        earlier[stage.id] = settled = Settled(kept, given, kept_lines)
        lines.append(lines_of(frames, settled.whole(*SETTLED), position))
    table = ibis.union(*lines, distinct=False) if len(lines) > 1 else lines[0]
    order = ["event", "+stage", "+place", "entry"]
    if evidence.single_event:
        order = order[1:]
    if len(lines) == 1:
        order.remove("+stage")
    ordered = table.order_by(order)
    standings = store.compiled(ordered.select(*standing_columns(evidence.rulebook)))
    return Programme(evidence.rulebook, tuple(stages), standings)


def _valued(frames: Frames) -> ir.Table:
    """What is kept of every entry: its numbers and state, and those of its columns that a rule of this stage reads."""
    stage, table = frames.planned.stage, with_states(frames, frames.tables[frozenset()])
    read = {name.removeprefix("opponent.") for formula in stage.formulas() for name in formula.names()}
    read |= {act.by for act in stage.acts() if isinstance(act, Lookup)}
    read |= {*stage.columns_read(), *stage.amounts(), f"entry.{stage.within}"}
    columns = [column for column in frames.evidence.entries.columns if column not in KEYS]
    return table.drop(*[name for column in columns for name in (column, f"entry.{column}") if name not in read])


def _frames(planned: PlannedStage, facts: Evidence, settled: dict[str, Settled]) -> Frames:
    """The frames of a stage, with whatever its conditions read brought to the frame of entries."""
    plan = the_plan(facts.rulebook)
    before = cache(lambda name: _as_earlier(plan.stages[name], settled[name]))
    lines = {f"{name}.{value}": table for name, known in settled.items() for value, table in known.lines.items()}
    frames = Frames(plan, planned, facts, before, lines)
    frames.build(with_out(facts, planned.stage, entrants(facts, planned.stage, settled)))
    frames.bring(_read_by_conditions(planned), frozenset())
    return frames


def frames_of(evidence: Evidence, stage: str) -> Frames:
    """The frames of a settled stage, for looking into any step of any value. Their tables are only named (ANY): a query made
    from them holds for any evidence of this shape.
    """
    known = _programmes(evidence).frames
    if stage not in known:
        known[stage] = _named_frames(evidence, stage)
    return known[stage]


def _named_frames(evidence: Evidence, stage: str) -> Frames:
    plan, facts = the_plan(evidence.rulebook), replace(evidence, store=NOWHERE)
    kept = evidence.store.table
    names = [known.id for known in evidence.rulebook.stages]
    before = names[: names.index(stage)]
    settled = {}
    for name in before:
        lines = {value: kept(f"lines_{name}_{value}") for value in lines_read(plan, name)}
        settled[name] = Settled(kept(f"values_{name}"), kept(f"settled_{name}"), lines)
    frames = _frames(plan.stages[stage], facts, settled)
    frames.tables[frozenset()] = kept(f"values_{stage}")
    return frames


def _lines_of(frames: Frames, values: ir.Table, name: str) -> ir.Table:
    """The lines of a value that is still separate; whoever is out brings none along, unless the state says that they stay."""
    level = frames.planned.values[name].measure.level
    rows, column = frames.tables[level], frames.final(name)
    own = rows.filter(frames.there(rows, name) & rows[column].notnull()).select(*keys(level), **{name: rows[column]})
    codes = frames.evidence.out_codes
    staying = [number for code, number in codes.items() if frames.evidence.rulebook.states[code].keeps]
    brings = values[OUT].isnull() | values[OUT].isin(staying) if staying else values[OUT].isnull()
    return own.semi_join(values.filter(brings), list(KEYS))


def _as_earlier(planned: PlannedStage, settled: Settled) -> ir.Table:
    """What later stages may read of a settled one: every value that is one number an entry, and the place."""
    table = settled.whole(PLACE)
    there = table[OUT].isnull()  # whoever is out brings nothing along, to a later stage or to a team
    columns = {name: table[named(name, len(v.steps))] for name, v in planned.values.items() if not v.measure.level}
    values = {name: ibis.ifelse(there, column, ibis.null(column.type())) for name, column in columns.items()}
    return table.select(*KEYS, STATE, **values, place=table[PLACE])


def _read_by_conditions(planned: PlannedStage) -> list[str]:
    stage = planned.stage
    names = [*(name for formula in stage.conditions() for name in formula.names()), *stage.amounts()]
    names += [stage.within_number] if stage.within_number else []
    known = ("place", "placed", "entrants")
    return [name for name in dict.fromkeys(names) if name not in known]


def entrants(evidence: Evidence, stage: Stage, settled: dict[str, Settled]) -> ir.Table:
    """One line an entry that takes part: event, entry and its columns; `entry.x` beside `x` for formulas."""
    if stage.entrants == "teams":
        table = teams_by(evidence.entries, stage.team)
    else:
        table = _taking_part(evidence, stage, settled)
    columns = [column for column in table.columns if column not in KEYS]
    return table.mutate(**{f"entry.{column}": table[column] for column in columns})


def _taking_part(evidence: Evidence, stage: Stage, settled: dict[str, Settled]) -> ir.Table:
    entries, marks = evidence.entries, evidence.marks
    sent = _sent_on(evidence, stage, settled)
    marked = marks.filter(marks.stage == stage.id).select(*KEYS).distinct()
    if stage.entrants == "gone_on" and sent is not None:
        return entries.semi_join(sent, list(KEYS))
    if stage.entrants == "marked":
        return entries.semi_join(marked, list(KEYS))
    if stage.entrants == "listed" or sent is None:
        return entries
    return entries.semi_join(sent.union(marked, distinct=True), list(KEYS))


def _sent_on(evidence: Evidence, stage: Stage, settled: dict[str, Settled]) -> ir.Table | None:
    """Those whom earlier stages send to this one."""
    lists = []
    for sender in (s for s in evidence.rulebook.stages if s.id in settled):
        rules = [n for n, rule in enumerate(sender.go_on) if rule.to == stage.id]
        if rules:
            table = settled[sender.id].places
            first = [n for n in rules if not sender.go_on[n].again]
            goes = [table[GOES_BY].isin(first)] if first else []
            goes += [table[goes_again(n)] for n in rules if sender.go_on[n].again]
            lists.append(table.filter(reduce(lambda a, b: a | b, goes)).select(*KEYS))
    if not lists:
        return None
    return lists[0] if len(lists) == 1 else ibis.union(*lists, distinct=True)


def with_out(evidence: Evidence, stage: Stage, table: ir.Table) -> ir.Table:
    """With the number of the state that leaves an entry without a place, where a row of this stage says so."""
    marks, codes = evidence.marks, evidence.out_codes
    gone = marks.filter((marks.stage == stage.id) & marks.state.isin(list(codes)))
    number = ibis.cases(*[(gone.state == code, int64(n)) for code, n in codes.items()], else_=ibis.null("int64"))
    first = gone.group_by(list(KEYS)).aggregate(**{OUT: number.min()})
    return joined(table, first, list(KEYS), [OUT])
