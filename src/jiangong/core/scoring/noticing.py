"""What no rule forbids and yet somebody should look at before standings are believed: marks that led to nothing.

Warnings only: places, scores and the fingerprint are the same without them.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import pyarrow.compute as pc
from ibis.expr import types as ir

from jiangong.core.problems import Problem, Text
from jiangong.core.quantities import int64, plain
from jiangong.core.rulebook.formula import Name
from jiangong.core.rulebook.values import Criterion, Stage
from jiangong.core.scoring.evidence import Evidence
from jiangong.core.scoring.outcome import Outcome
from jiangong.core.scoring.rank import STATE

MOST = 20
"""So many of a kind are told; somebody who sees these looks at the rest."""


def noticed(outcome: Outcome, file: str) -> list[Problem]:
    """Marks that somebody should look at: judges who differ too much, a match with one side, marks without a result."""
    found: list[Problem] = []
    for stage in outcome.rulebook.stages:
        for criterion in stage.criteria.values():
            found += _apart(outcome.evidence, stage, criterion, file)
            found += _alone(outcome.evidence, stage, criterion, file)
        found += _without_result(outcome, stage, file)
    return found


# -- judges --------------------------------------------------------------------------------------------------------


def _apart(evidence: Evidence, stage: Stage, criterion: Criterion, file: str) -> Iterator[Problem]:
    """Judges who differ on one thing by more than `spread`: they should have talked and marked again."""
    spread = criterion.asked.spread
    if spread is None:
        return
    asked = ("spread", stage.id, criterion.id)
    for line in evidence.lines(asked, lambda facts: _differing(facts, stage, criterion)):
        low, high = (plain(Fraction(line[end], criterion.scale)) for end in ("low", "high"))
        whose = _words(line, ("event", "entry", *(d for d in criterion.by if d != "source")))
        found = Text(f"{criterion.title.say('zh')} {whose}：评分人给 {low} 到 {high}",
                     f"{low} to {high} by judges for {criterion.title.say('en')} of {whose}")  # fmt: skip
        most = plain(spread)
        expected = Text(f"相差至多 {most}：商议后重评", f"a difference of at most {most}: they talk and mark again")
        yield Problem(file, None, "value", found, expected, level="warning")


def _differing(evidence: Evidence, stage: Stage, criterion: Criterion) -> ir.Table:
    assert criterion.asked.spread is not None
    own = evidence.live_marks(stage.id, {criterion.id: criterion})
    own = own.filter((own.criterion == criterion.id) & own.value.notnull())
    inner = [d for d in criterion.by if d != "source"]
    groups = own.group_by(["event", "entry", *inner]).aggregate(low=own.value.min(), high=own.value.max())
    most = int64(int(criterion.asked.spread * criterion.scale))
    return groups.filter(groups.high - groups.low > most).order_by(["event", "entry", *inner]).limit(MOST)


# -- matches -------------------------------------------------------------------------------------------------------


def _alone(evidence: Evidence, stage: Stage, criterion: Criterion, file: str) -> Iterator[Problem]:
    """A match with one side: whoever is there has no opponent, and no result where a rule compares the two."""
    if criterion.kind != "match" or _asks_for_opponent(stage):
        return
    asked = ("alone", stage.id, criterion.id)
    for line in evidence.lines(asked, lambda facts: _one_sided(facts, stage, criterion)):
        where = _words(line, ("event", *criterion.by))
        found = Text(f"{criterion.title.say('zh')} {where} 只有一方（{line['who']}）",
                     f"one side only ({line['who']}) in {criterion.title.say('en')} {where}")  # fmt: skip
        expected = Text("对阵的两方各有一行；这一场不算，两方都写状态或都不写",
                        "a row of each of the two sides; where the match does not count, a state on both or no row")  # fmt: skip
        yield Problem(file, None, "entry", found, expected, level="warning")


def _one_sided(evidence: Evidence, stage: Stage, criterion: Criterion) -> ir.Table:
    own = evidence.live_marks(stage.id, {criterion.id: criterion})
    own = own.filter(own.criterion == criterion.id)
    sides = ["event", *criterion.by]
    groups = own.group_by(sides).aggregate(n=own.entry.nunique(), who=own.entry.cast("string").min())
    return groups.filter(groups.n == int64(1)).order_by(sides).limit(MOST)


def _asks_for_opponent(stage: Stage) -> bool:
    """Whether these rules say themselves what holds where nobody is on the other side: given(opponent)."""
    return any(
        call.function in ("given", "first_given") and Name("opponent") in call.arguments
        for formula in stage.formulas()
        for call in formula.calls()
    )


# -- marks without a result ----------------------------------------------------------------------------------------


def _without_result(outcome: Outcome, stage: Stage, file: str) -> Iterator[Problem]:
    """Entries that were marked and are said not to be: a number that places compare could not be computed."""
    table = outcome.standings
    if not pc.any(pc.and_(pc.equal(table["stage"], stage.id), pc.equal(table["state"], "not_marked"))).as_py():
        return
    store, whose = outcome.evidence.store, ["event", "entry"]
    values, marks = store.table(f"values_{stage.id}"), outcome.evidence.marks
    own = marks.filter(marks.stage == stage.id)
    bare = values.filter(values[STATE] == "not_marked").select(whose).semi_join(own.select(whose), whose)
    bare = bare.anti_join(own.filter(own.state == "not_marked").select(whose), whose)
    (count,) = (line["n"] for line in store.lines(bare.aggregate(n=bare.count())))
    if count:
        first = store.lines(bare.order_by(whose).limit(MOST))
        who = " ".join(str(line["entry"]) for line in first) + (" …" if count > MOST else "")
        said_zh = f"{stage.title.say('zh') or stage.id}：{count} 个参赛项有评分而算不出名次要比的数（{who}）"
        said_en = f"marks and no number that places compare in {stage.id}, of {count}: {who}"
        expected = Text("补齐评分，用 jiangong explain 看缺什么；什么也不缺的，用 no_result 起个名",
                        "the marks that are lacking (jiangong explain shows which); where none is, no_result says what it is called")  # fmt: skip
        yield Problem(file, None, "entry", Text(said_zh, said_en), expected, level="warning")


def _words(line: dict[str, object], names: tuple[str, ...]) -> str:
    """The names of a line that are written."""
    return " ".join(str(line[name]) for name in names if line[name] not in ("", None))
