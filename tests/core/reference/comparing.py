"""The engine and the reference on the same case, and the first thing in which they differ."""

import json
from fractions import Fraction

import pyarrow as pa

from jiangong.core.problems import Refused
from jiangong.core.scoring import Tables, read_evidence, settle
from tests.core.reference import naive
from tests.core.reference.arithmetic import stepped


def disagreement(case):
    """A sentence about a difference, of a score if there is one; '' where engine and reference agree."""
    by_engine, by_reference = _engine(case), _reference(case)
    if by_engine == by_reference or isinstance(by_engine, str) or isinstance(by_reference, str):
        return (
            "" if by_engine == by_reference else f"engine {str(by_engine)[:500]}, reference {str(by_reference)[:500]}"
        )
    found = [
        f"{key}: engine {_less(by_engine.get(key), by_reference.get(key))}, reference {_less(by_reference.get(key), by_engine.get(key))}"
        for key in dict.fromkeys([*by_reference, *by_engine])
        if by_engine.get(key) != by_reference.get(key)
    ]
    return next((words for words in found if "'score" in words), found[0])  # a place differs because a score does


def _less(one, other):
    return {k: v for k, v in (one or {}).items() if (other or {}).get(k, ...) != v}


def as_table(rows):
    """Rows of words as a table of text."""
    if rows is None:
        return None
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pa.table({name: pa.array([row.get(name, "") for row in rows], pa.string()) for name in names})


def tables_of(case):
    """The tables of a case as they would be handed in."""
    return Tables(
        *(as_table(rows) for rows in (case.marks, case.entries, case.items, case.events)),
        sources=as_table(case.sources),
    )


def _engine(case):
    try:
        outcome = settle(read_evidence(case.rulebook, tables_of(case)))
    except Refused:
        return "refused"
    return {(row["event"], row["stage"], row["entry"]): _compared(case, row) for row in outcome.rows()}


def _compared(case, row):
    stage = case.rulebook.stage(row["stage"])
    names = {"score": stage.order[0].by} | {f"score:{name}": name for name in stage.named_scores()}
    found = dict(row)
    for column in [name for name in row if name.startswith("score")]:
        if column not in names:
            assert row[column] == "", f"{column} is of another stage"
            found.pop(column)
        else:
            found[column] = Fraction(row[column]) if row[column] else None
    return found


def _reference(case):
    try:
        standings = naive.settled(case.rulebook, case.marks, case.entries, case.items, case.events, case.sources)
    except naive.RefusedByReference:
        return "refused"
    found = {}
    for (event, stage_id), lines in standings.items():
        stage = case.rulebook.stage(stage_id)
        for line in lines:
            found[event, stage_id, line.entry] = _said(event, stage, line)
    return found


def _said(event, stage, line):
    number = {
        name: "" if n is None else str(n)
        for name, n in (("place", line.place), ("goes_on", line.goes_on), ("reserve", line.reserve))
    }
    row = {"event": event, "stage": stage.id, "entry": line.entry, **number, "state": line.state}
    row |= {"award": ";".join(line.awards), "decided_by": line.decided_by}
    names = {"score": stage.order[0].by} | {f"score:{name}": name for name in stage.named_scores()}
    return row | {column: _figure(stage, name, line) for column, name in names.items()}


def _figure(stage, name, line):
    value = line.values[name].value if name in line.values else None  # what is compared one by one is no one number
    show = stage.value_of(name).show
    if value is None or line.out is not None:
        return None
    value = Fraction(int(value)) if isinstance(value, bool) else Fraction(value)
    return value if show is None else stepped(value, Fraction(1, show.denominator), "half_up")


def written_out(case):
    """A case as text that can be kept as a test."""
    tables = {
        "marks": case.marks,
        "entries": case.entries,
        "items": case.items,
        "events": case.events,
        "sources": case.sources,
    }
    return case.text + "\n" + "\n".join(f"# {name}: {json.dumps(rows)}" for name, rows in tables.items())
