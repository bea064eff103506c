"""What only shows when rows are seen together: doubles, judges or attempts too few or too many, criteria without marks."""

from __future__ import annotations

from dataclasses import replace

import ibis
from ibis.expr import types as ir

from jiangong.core.problems import Problem, Text
from jiangong.core.quantities import int64
from jiangong.core.rulebook.plan import MANY
from jiangong.core.rulebook.schema import DIMENSIONS
from jiangong.core.rulebook.values import Criterion
from jiangong.core.scoring.evidence import Evidence
from jiangong.core.scoring.screening import suspects
from jiangong.core.scoring.tables import KEY_COLUMNS, ROW, is_of, keyed

MOST = 200
Count = tuple[str, tuple[int, int]]
"""A dimension, and the least and the most that there may be of it."""
MANY_ROWS = 200_000
"""From here on entries are screened first, and only those that look wrong are gone through row by row."""

_WANTED = {"not_marked", "refuse"}
"""What is said of criteria that have no result without a mark."""


def gap_problems(evidence: Evidence, file: str, samples: ir.Table | None = None) -> list[Problem]:
    """Every problem of rows seen together, at most 200 of a kind. `samples`: marks of which each kind has at least one, where
    they were read off before.
    """
    problems = _unmarked(evidence, file, samples) + _crowds(evidence, file)
    (whole,) = evidence.lines(("number",), lambda facts: facts.marks.aggregate(n=facts.marks.count()))
    if whole["n"] >= MANY_ROWS:
        found = suspects(evidence, evidence.marks if samples is None else samples)
        if found is not None:
            if not evidence.store.lines(found.limit(1)):
                return problems
            evidence = replace(evidence, marks=evidence.marks.semi_join(found, ["event", "entry"]), kept_as="")
    crowded = _many(evidence, file) if whole["n"] > MANY else []
    return _doubles(evidence, file) + _counts(evidence, file) + crowded + problems


def _doubles(evidence: Evidence, file: str) -> list[Problem]:
    """The same fact twice is an error, even with the same value: nobody can know which one was meant."""
    problems = []
    for line in evidence.lines(("doubles",), _doubled):
        words = " ".join(str(line[key]) for key in KEY_COLUMNS if line[key] not in ("", None))
        found = Text(f"{words} 出现 {line['n']} 次", f"{words} {line['n']} times")
        problems.append(Problem(file, line["row"], "entry", found, Text("同一项只有一行", "one row for each")))
    return problems


def _doubled(evidence: Evidence) -> ir.Table:
    marks = keyed(evidence.marks, evidence.rulebook)
    rows = marks.group_by(KEY_COLUMNS).aggregate(n=marks.count(), row=marks[ROW].max())
    return rows.filter(rows.n > 1).order_by("row").limit(MOST)


def _unmarked(evidence: Evidence, file: str, samples: ir.Table | None) -> list[Problem]:
    """A criterion that nobody marked, in a stage that was: a forgotten sheet, or a name that changed."""
    if samples is None:
        kinds = evidence.lines(("kinds",), lambda facts: facts.marks.select("stage", "criterion").distinct())
    else:
        kinds = evidence.store.lines(samples.select("stage", "criterion").distinct())
    there = {(line["stage"], line["criterion"]) for line in kinds}
    held = {stage for stage, _ in there}
    expected = {c.missing for stage in evidence.rulebook.stages for c in stage.criteria.values()}
    if not there and expected & _WANTED:
        found = Text("一行评分也没有", "no row of marks")
        return [Problem(file, None, "", found, Text("列名下面至少一行", "at least one row below the names"))]
    return [
        Problem(
            file,
            None,
            "criterion",
            Text(f"{c.id}（{c.title.say('zh')}）一行也没有", f"no row of {c.id}"),
            Text("每个评分项都有评分", "marks for every criterion"),
        )
        for stage in evidence.rulebook.stages
        for c in stage.criteria.values()
        if stage.id in held and (stage.id, c.id) not in there and c.missing in _WANTED
    ]


def _crowds(evidence: Evidence, file: str) -> list[Problem]:
    """A match has two sides: a third entry in it would make "the opponent" a guess."""
    problems: list[Problem] = []
    for stage in evidence.rulebook.stages:
        for criterion in (c for c in stage.criteria.values() if c.kind == "match"):
            asked = ("crowds", stage.id, criterion.id)
            for line in evidence.lines(asked, lambda facts: _crowded(facts, stage.id, criterion)):  # noqa: B023
                words = " ".join(str(line[key]) for key in ("event", *criterion.by) if line[key] not in ("", None))
                said = _said(line["there"])
                found = Text(f"{words} 有 {line['n']} 方 {said}", f"{line['n']} sides {said} in {words}")
                problems.append(
                    Problem(file, line["row"], "entry", found, Text("对阵的两方", "the two sides of a match"))
                )
    return problems


def _crowded(evidence: Evidence, stage: str, criterion: Criterion) -> ir.Table:
    own = evidence.marks.filter(is_of(evidence.marks, stage, criterion.id))
    groups = own.group_by(["event", *criterion.by]).aggregate(
        n=own.entry.nunique(), row=own[ROW].max(), there=own.entry.cast("string").group_concat("\n")
    )
    return groups.filter(groups.n > 2).order_by("row").limit(MOST)


def _said(there: str) -> str:
    """Who or what is there, each once and in order, no longer than a line."""
    return f"({' '.join(sorted(set(there.split(chr(10)))))[:80]})"


def _counts(evidence: Evidence, file: str) -> list[Problem]:
    """A judge, an attempt or an item too few or too many, where the rulebook says how many there are."""
    alike: dict[tuple[str, Count, tuple[str, ...]], dict[str, Criterion]] = {}
    for stage in evidence.rulebook.stages:
        for criterion in stage.criteria.values():
            for count in criterion.count:
                own = alike.setdefault((stage.id, count, _outer(criterion, count[0])), {})
                own[criterion.id] = criterion
    return [problem for kind, criteria in alike.items() for problem in _counted(evidence, file, kind, criteria)]


def _counted(
    evidence: Evidence,
    file: str,
    kind: tuple[str, Count, tuple[str, ...]],
    criteria: dict[str, Criterion],
) -> list[Problem]:
    """Criteria of a stage of which the same is said: one query for all of them."""
    stage, (dimension, (least, most)), outer = kind
    wanted = str(least) if least == most else f"{least}–{most}"
    names = {"item": ("个项目", "items"), "attempt": ("次", "attempts"), "source": ("个评分人", "judges or sources")}[
        dimension
    ]
    problems = []
    asked = ("counts", stage, dimension, *criteria)
    for line in evidence.lines(asked, lambda facts: _miscounted(facts, kind, list(criteria))):
        title = criteria[line["criterion"]].title
        whose = " ".join(str(line[key]) for key in ("event", "entry", *outer) if line[key] not in ("", None))
        said = _said(line["there"])
        found = Text(
            f"{whose} 的 {title.say('zh')} 有 {line['n']} {names[0]} {said}",
            f"{line['n']} {names[1]} {said} for {title.say('en')} of {whose}",
        )
        problems.append(
            Problem(file, line["row"], dimension, found, Text(f"{wanted} {names[0]}", f"{wanted} {names[1]}"))
        )
    return problems


def _many(evidence: Evidence, file: str) -> list[Problem]:
    """More of a dimension than the plan took to be possible: its numbers might not fit into 64 bits."""
    problems: list[Problem] = []
    if not evidence.lines(("many rows",), lambda facts: _long(facts).limit(1)):
        return problems
    for line in evidence.lines(("many",), _crowded_entries):
        for dimension in DIMENSIONS[:3]:
            criterion = evidence.rulebook.stage(line["stage"]).criteria[line["criterion"]]
            most = max(MANY, (criterion.counted(dimension) or (0, 0))[1])
            if line[dimension] > most:
                whose = f"{line['entry']} {criterion.id}"
                found = Text(
                    f"{whose} 有 {line[dimension]} 个 {dimension}", f"{line[dimension]} {dimension}s for {whose}"
                )
                expected = Text(
                    f"至多 {most} 个；规则里用 count 写明更多的",
                    f"at most {most}, or `count` in the rules saying how many",
                )
                problems.append(Problem(file, line["row"], dimension, found, expected))
    return problems


_WHOSE = ["event", "entry", "stage", "criterion"]


def _long(evidence: Evidence) -> ir.Table:
    """Who has so many rows of a criterion that there can be too many of a dimension: counting rows is cheap."""
    groups = evidence.marks.group_by(_WHOSE).aggregate(rows=evidence.marks.count())
    out = evidence.marks.filter(evidence.marks.state.isin(list(evidence.out_codes)))  # they have no place to be changed
    return groups.filter(groups.rows > int64(MANY)).anti_join(out, ["event", "entry", "stage"])


def _crowded_entries(evidence: Evidence) -> ir.Table:
    marks = evidence.marks.semi_join(_long(evidence), _WHOSE)
    groups = marks.group_by(_WHOSE).aggregate(
        row=marks[ROW].max(), **{dimension: marks[dimension].nunique() for dimension in DIMENSIONS[:3]}
    )
    crowded = [groups[dimension] > int64(MANY) for dimension in DIMENSIONS[:3]]
    return groups.filter(ibis.or_(*crowded)).order_by("row").limit(MOST)


def _outer(criterion: Criterion, dimension: str) -> tuple[str, ...]:
    """The dimensions within which another is counted."""
    return tuple(d for d in DIMENSIONS[: DIMENSIONS.index(dimension)] if d in criterion.by)


def _miscounted(evidence: Evidence, kind: tuple[str, Count, tuple[str, ...]], criteria: list[str]) -> ir.Table:
    stage, (dimension, (least, most)), outer = kind
    marks = evidence.marks
    states = [code for code, state in evidence.rulebook.states.items() if state.effect == "out"]
    out = marks.filter((marks.stage == stage) & marks.state.isin(states)).select("event", "entry").distinct()
    own = marks.filter((marks.stage == stage) & marks.criterion.isin(criteria)).anti_join(out, ["event", "entry"])
    groups = own.group_by(["event", "entry", "criterion", *outer]).aggregate(
        n=own[dimension].nunique(), row=own[ROW].max(), there=own[dimension].cast("string").group_concat("\n")
    )
    return groups.filter((groups.n < int64(least)) | (groups.n > int64(most))).order_by("row").limit(MOST)
