"""Where the rules would rather have no standings than wrong ones: gaps, strangers, and places that must not be shared."""

from __future__ import annotations

from ibis.expr import types as ir

from jiangong.core.problems import Problem, Refused, Text
from jiangong.core.rulebook.values import Stage
from jiangong.core.scoring.evidence import Evidence
from jiangong.core.scoring.frames import KEYS, OUT
from jiangong.core.scoring.rank import FIELD, PLACE
from jiangong.core.scoring.tables import Store

MOST = 50


def refuse_shared(evidence: Evidence, stage: Stage) -> None:
    """`places = "single"`: whoever is equal in every key needs a lot or a decision, recorded as a mark."""
    if stage.places != "single":
        return
    table = evidence.store.table(f"settled_{stage.id}")
    columns = ["event", *([] if not stage.within else [FIELD])]
    values = evidence.store.table(f"values_{stage.id}")
    placed = table.filter(table[PLACE].notnull()).inner_join(values.select(*KEYS, *columns[1:]), list(KEYS))
    groups = placed.group_by([*columns, PLACE]).aggregate(
        n=placed.count(), who=placed.entry.cast("string").group_concat("\n")
    )
    problems = []
    for line in evidence.store.lines(groups.filter(groups.n > 1).order_by([*columns, PLACE]).limit(MOST)):
        who = sorted(line["who"].split("\n"))
        found = Text(
            f"{'、'.join(who)} 全部依据都相同（第 {line[PLACE]} 名）",
            f"{', '.join(who)} equal in every key (place {line[PLACE]})",
        )
        expected = Text("名次不得并列：补一行抽签或裁决", "no shared place: a lot or a decision as one more mark")
        problems.append(Problem("marks", None, "entry", found, expected))
    if problems:
        raise Refused(tuple(problems))


def refuse_gaps(evidence: Evidence, stage: Stage) -> None:
    """Where the rules say so, a gap stops everything: better no standings than wrong ones."""
    strict = [c for c in stage.criteria.values() if c.missing == "refuse"]
    if not strict and stage.entrants != "gone_on":
        return
    store, table = evidence.store, evidence.store.table(f"values_{stage.id}")
    marks = evidence.marks.filter(evidence.marks.stage == stage.id)
    problems = []
    for criterion in strict:
        there = marks.filter(marks.criterion == criterion.id).select(*KEYS).distinct()
        lacking = table.filter(table[OUT].isnull()).select(*KEYS).anti_join(there, list(KEYS))
        title = criterion.title
        for whose in _whose(store, lacking):
            found = Text(f"{whose} 没有{title.say('zh')}", f"no {title.say('en')} of {whose}")
            problems.append(Problem("marks", None, "criterion", found, Text("每个参赛项都有", "one for every entry")))
    if stage.entrants == "gone_on":
        for whose in _whose(store, marks.select(*KEYS).distinct().anti_join(table.select(*KEYS), list(KEYS))):
            found = Text(f"{stage.title.say('zh')}里 {whose} 的评分", f"marks of {whose} in {stage.title.say('en')}")
            problems.append(
                Problem("marks", None, "entry", found, Text("晋级到本阶段的参赛项", "an entry that went on to it"))
            )
    if problems:
        raise Refused(tuple(problems))


def _whose(store: Store, entries: ir.Table) -> list[str]:
    lines = store.lines(entries.order_by(list(KEYS)).limit(MOST))
    return [" ".join(str(part) for part in line.values() if part not in ("", None)) for line in lines]
