"""marks → aggregate → adjust → rank → promote → award: the one way from evidence to an outcome."""

from __future__ import annotations

import ibis
from ibis.expr import types as ir

from jiangong.core.problems import Problem, Refused, Text
from jiangong.core.quantities import int64
from jiangong.core.rulebook import the_plan
from jiangong.core.rulebook.plan import PlannedStage
from jiangong.core.rulebook.values import Stage
from jiangong.core.scoring.adjust import KEYS, Frames, joined
from jiangong.core.scoring.award import awarded
from jiangong.core.scoring.marks import Evidence
from jiangong.core.scoring.outcome import FIXED, Outcome, lines_of
from jiangong.core.scoring.promote import GOES_ON, counted, promoted
from jiangong.core.scoring.rank import OUT, PLACE, ranked
from jiangong.core.scoring.tables import kept


def settle(evidence: Evidence) -> Outcome:
    """Turn sealed evidence into standings of every event and stage.

    The same rules and the same evidence always give the same outcome, in whatever order the rows arrive.
    Raises Refused where a rule of the stage (`entrants`, `missing = "refuse"`) forbids what was handed in.
    """
    plan = the_plan(evidence.rulebook)
    settled: dict[str, ir.Table] = {}
    frames: dict[str, Frames] = {}
    lines: list[ir.Table] = []
    for position, stage in enumerate(evidence.rulebook.stages):
        own = settle_stage(plan.stages[stage.id], evidence, settled, frames)
        lines.append(lines_of(own, settled[stage.id], position))
    table = ibis.union(*lines, distinct=False) if len(lines) > 1 else lines[0]
    ordered = table.order_by(["event", "+stage", "+place", "entry"]).drop("+stage", "+place")
    names = [*FIXED, *(f"score:{name}" for name in evidence.rulebook.score_names())]
    return Outcome(evidence, evidence.backend.to_pyarrow(ordered.select(*names)), frames)


def settle_stage(
    planned: PlannedStage, evidence: Evidence, settled: dict[str, ir.Table], frames: dict[str, Frames]
) -> Frames:
    """One stage: its frame of entries with places, promotion and awards joins `settled`, its steps join `frames`."""
    stage = planned.stage
    earlier = {name: _as_earlier(frames[name], table) for name, table in settled.items()}
    own = Frames(the_plan(evidence.rulebook), planned, evidence, earlier)
    built = own.build(with_out(evidence, stage, entrants(evidence, stage, settled)))
    own.bring(_read_by_conditions(planned), frozenset())
    values = kept(evidence.backend, own.tables[frozenset()] if built is not None else built)
    own.tables[frozenset()] = values
    _refuse_missing(own, values, settled)
    placed = kept(evidence.backend, ranked(own, values))
    settled[stage.id] = kept(evidence.backend, awarded(own, promoted(own, counted(placed))))
    frames[stage.id] = own
    return own


def _as_earlier(frames: Frames, table: ir.Table) -> ir.Table:
    """What later stages may read of a settled one: every value that is one number an entry, and the place."""
    values = {name: table[frames.final(name)] for name, v in frames.planned.values.items() if not v.measure.level}
    return table.select(*KEYS, **values, place=table[PLACE])


def _read_by_conditions(planned: PlannedStage) -> list[str]:
    stage = planned.stage
    formulas = [stage.ranked, stage.go_on.when if stage.go_on else None, *(award.when for award in stage.awards)]
    names = [name for formula in formulas if formula is not None for name in formula.names()]
    known = ("place", "placed", "entrants")
    return [name for name in dict.fromkeys(names) if name not in known]


def entrants(evidence: Evidence, stage: Stage, settled: dict[str, ir.Table]) -> ir.Table:
    """One line an entry that takes part: event, entry and its columns; `entry.x` beside `x` for formulas."""
    if stage.entrants == "teams":
        table = _teams(evidence, stage)
    else:
        table = _taking_part(evidence, stage, settled)
    columns = [column for column in table.columns if column not in KEYS]
    return table.mutate(**{f"entry.{column}": table[column] for column in columns})


def _taking_part(evidence: Evidence, stage: Stage, settled: dict[str, ir.Table]) -> ir.Table:
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


def _sent_on(evidence: Evidence, stage: Stage, settled: dict[str, ir.Table]) -> ir.Table | None:
    """Those whom earlier stages send to this one."""
    senders = [s.id for s in evidence.rulebook.stages if s.go_on is not None and s.go_on.to == stage.id and s.id in settled]
    lists = [settled[sender].filter(settled[sender][GOES_ON] == 1).select(*KEYS) for sender in senders]
    if not lists:
        return None
    return lists[0] if len(lists) == 1 else ibis.union(*lists, distinct=True)


def _teams(evidence: Evidence, stage: Stage) -> ir.Table:
    """One line a team; of a column that differs between members, the first in order stands for the team."""
    entries = evidence.entries
    named = entries.filter(entries[stage.team] != "")
    named = named.drop("entry").mutate(entry=named[stage.team])
    columns = [column for column in named.columns if column not in KEYS]
    return named.group_by(list(KEYS)).aggregate(**{column: named[column].min() for column in columns})


def with_out(evidence: Evidence, stage: Stage, table: ir.Table) -> ir.Table:
    """With the number of the state that leaves an entry without a place, where a row of this stage says so."""
    marks, codes = evidence.marks, evidence.out_codes
    gone = marks.filter((marks.stage == stage.id) & marks.state.isin(list(codes)))
    number = ibis.cases(*[(gone.state == code, int64(n)) for code, n in codes.items()], else_=ibis.null("int64"))
    first = gone.group_by(list(KEYS)).aggregate(**{OUT: number.min()})
    return joined(table, first, list(KEYS), [OUT])


def _refuse_missing(frames: Frames, table: ir.Table, settled: dict[str, ir.Table]) -> None:
    """Where the rules say so, a gap stops everything: better no standings than wrong ones."""
    stage, evidence = frames.planned.stage, frames.evidence
    problems = []
    for criterion in stage.criteria.values():
        if criterion.missing == "refuse":
            lacking = table.filter(table[OUT].isnull() & ~frames.present_in(table, criterion.id)).select(*KEYS).limit(50)
            for line in evidence.backend.to_pyarrow(lacking).to_pylist():
                whose = " ".join(filter(None, line.values()))
                title = criterion.title
                found = Text(f"{whose} 没有{title.say('zh')}", f"no {title.say('en')} of {whose}")
                problems.append(Problem("marks", None, "criterion", found, Text("每个参赛项都有", "one for every entry")))
    if stage.entrants == "gone_on":
        marks = evidence.marks
        marked = marks.filter(marks.stage == stage.id).select(*KEYS).distinct().anti_join(table.select(*KEYS), list(KEYS))
        for line in evidence.backend.to_pyarrow(marked.limit(50)).to_pylist():
            whose = " ".join(filter(None, line.values()))
            found = Text(f"{stage.title.say('zh')}里 {whose} 的评分", f"marks of {whose} in {stage.title.say('en')}")
            problems.append(Problem("marks", None, "entry", found, Text("晋级到本阶段的参赛项", "an entry that went on to it")))
    if problems:
        raise Refused(tuple(problems))
