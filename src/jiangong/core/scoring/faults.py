"""What can be wrong with a table of marks: found in columns, told row by row."""

from __future__ import annotations

from fractions import Fraction

import ibis
from ibis.expr import types as ir

from jiangong.core.problems import Problem, Text, nearest
from jiangong.core.quantities import int64, plain
from jiangong.core.rulebook.plan import criterion_measure
from jiangong.core.rulebook.values import Criterion, Rulebook
from jiangong.core.scoring.evidence import Evidence
from jiangong.core.scoring.tables import KEY_COLUMNS, ROW, is_of
from jiangong.core.scoring.written import meant, no_decimal

MOST = 200

Test = tuple[str, str, ir.BooleanValue]
"""A column, what is wrong with it, and the rows for which it is so."""


def row_problems(evidence: Evidence, file: str, *, items_listed: bool) -> list[Problem]:
    """Every problem that a row has by itself, at most 200 of a kind."""
    return _row_problems(evidence, file, items_listed=items_listed) or _above_maxima(evidence, file)


def _row_problems(evidence: Evidence, file: str, *, items_listed: bool) -> list[Problem]:
    lines = evidence.lines(("rows", items_listed), lambda facts: _wrong_rows(facts, items_listed=items_listed))
    if not lines:
        return []
    tests = _tests(evidence, _beside(evidence, items_listed=items_listed), items_listed=items_listed)
    return [_told(evidence.rulebook, file, line, *tests[line["+fault"] - 1][:2]) for line in lines]


def _wrong_rows(evidence: Evidence, *, items_listed: bool) -> ir.Table:
    """Rows with something wrong, and the number of the first test that says so."""
    marks = _beside(evidence, items_listed=items_listed)
    tests = _tests(evidence, marks, items_listed=items_listed)
    fault = ibis.cases(*[(condition, int64(n)) for n, (_, _, condition) in enumerate(tests, 1)], else_=int64(0))
    found = marks.mutate(**{"+fault": fault})
    wrong = found.filter(found["+fault"] > 0).select(ROW, "+fault", *KEY_COLUMNS, "+value", "+attempt", "state")
    return wrong.order_by(ROW).limit(MOST)


def _beside(evidence: Evidence, *, items_listed: bool) -> ir.Table:
    """Marks with the entry and the item that they name, where those are listed."""
    marks = evidence.marks
    if evidence.listed:
        marks = _with_known(evidence, marks)
    if items_listed:
        items = evidence.items.select("item").distinct()
        items = items.rename({"item+": "item"}).mutate(**{"+item": ibis.literal(True)})
        marks = marks.left_join(items, marks.item == items["item+"])
    return marks


def _with_known(evidence: Evidence, marks: ir.Table) -> ir.Table:
    """With whether the entry is listed; in a stage of teams, whether the team is."""
    whole = {"event+": evidence.entries.event, "entry+": evidence.entries.entry}
    known = evidence.entries.select(**whole, **{"+known": ibis.literal("")})
    columns = {s.id: s.team for s in evidence.rulebook.stages if s.entrants == "teams" and s.criteria}
    for column in sorted(set(columns.values())):
        teams = evidence.entries.filter(evidence.entries[column] != "")
        named = teams.select(**{"event+": teams.event, "entry+": teams[column]}).distinct()
        known = known.union(named.mutate(**{"+known": ibis.literal(column)}))
    same = [marks.event == known["event+"], marks.entry == known["entry+"]]
    if columns:
        cases = [(marks.stage == stage, ibis.literal(column)) for stage, column in columns.items()]
        same.append(ibis.cases(*cases, else_="") == known["+known"])
    return marks.left_join(known, same)


def _above_maxima(evidence: Evidence, file: str) -> list[Problem]:
    """Values above the maximum of their own item."""
    problems: list[Problem] = []
    for stage in evidence.rulebook.stages:
        for criterion in (c for c in stage.criteria.values() if c.at_most):
            asked = ("maxima", stage.id, criterion.id)
            scale = 10 ** evidence.rulebook.items[criterion.at_most.removeprefix("item.")].decimals
            for line in evidence.lines(asked, lambda facts: _rows_above(facts, stage.id, criterion)):  # noqa: B023
                most = plain(Fraction(line["+most"], scale))
                expected = Text(f"{line['item']} 至多 {most}", f"at most {most} for {line['item']}")
                found = Text(f"“{line['+value']}”", f'"{line["+value"]}"')
                problems.append(Problem(file, line[ROW], "value", found, expected))
    return problems


def _rows_above(evidence: Evidence, stage: str, criterion: Criterion) -> ir.Table:
    column = criterion.at_most.removeprefix("item.")
    scale = 10 ** evidence.rulebook.items[column].decimals
    items = evidence.items_of(stage, criterion.id)
    items = items.select(**{"event+": items.event, "item+": items.item, "+most": items[column]})
    marks = evidence.marks.filter(is_of(evidence.marks, stage, criterion.id) & (evidence.marks.state == ""))
    lines = marks.inner_join(items, [marks.event == items["event+"], marks.item == items["item+"]])
    above = lines.filter(lines.value * int64(scale) > lines["+most"] * int64(criterion.scale))
    return above.order_by(ROW).limit(MOST)


def _tests(evidence: Evidence, marks: ir.Table, *, items_listed: bool) -> list[Test]:
    """In the order in which a person would want to hear them."""
    rulebook = evidence.rulebook
    stages = [stage.id for stage in rulebook.stages if stage.criteria]
    rows = [(stage.id, criterion) for stage in rulebook.stages for criterion in stage.criteria.values()]
    pairs = {(stage, criterion.id): criterion for stage, criterion in rows}
    valued = marks.state.isin(["", *evidence.own_value_codes]) if evidence.own_value_codes else marks.state == ""
    plain_row = valued & marks.value.notnull()
    is_whole, is_out = marks.criterion == "", marks.state.isin(list(evidence.out_codes))
    tests: list[Test] = [
        ("stage", "stage", ~marks.stage.isin(stages)),
        ("criterion", "of_one", is_whole & (marks.state != "") & ~is_out),
        ("criterion", "criterion", ~(is_whole & is_out) & ~ibis.or_(*[is_of(marks, stage, name) for stage, name in pairs])),
        ("entry", "empty", marks.entry == "" if isinstance(marks.entry, ir.StringValue) else marks.entry.isnull()),
        ("state", "state", ~marks.state.isin(["", *rulebook.states])),
        ("value", "empty", valued & (marks["+value"] == "")),
        ("value", "decimal", valued & (marks["+decimals"] < 0)),
        ("value", "places", valued & _any(marks, pairs, lambda c: marks["+decimals"] > c.decimals)),
        ("value", "range", valued & marks.value.isnull()),
        ("value", "range", plain_row & _any(marks, pairs, lambda c: _outside(marks, c))),
        ("value", "step", plain_row & _any(marks, {k: c for k, c in pairs.items() if c.step}, lambda c: _off_step(marks, c))),
    ]  # fmt: skip
    listed = {pair: criterion for pair, criterion in pairs.items() if criterion.values}
    tests.append(("value", "listed", plain_row & _any(marks, listed, lambda c: ~_is_listed(marks, c))))
    tests += _dimension_tests(marks, pairs)
    if evidence.listed:
        tests.append(("entry", "unknown", marks["+known"].isnull()))
    if items_listed:
        tests.append(("item", "unlisted", (marks.item != "") & marks["+item"].isnull()))
    return tests


def _any(marks: ir.Table, pairs: dict[tuple[str, str], Criterion], test: object) -> ir.BooleanValue:
    """Whether the test of its own criterion holds for a row."""
    assert callable(test)
    tests = [is_of(marks, *pair) & test(criterion) for pair, criterion in pairs.items()]
    return ibis.or_(*tests) if tests else ibis.literal(False)


def _outside(marks: ir.Table, criterion: Criterion) -> ir.BooleanValue:
    measure = criterion_measure(criterion)
    low, high = int(measure.low * criterion.scale), int(measure.high * criterion.scale)
    return (marks.value < int64(low)) | (marks.value > int64(high))


def _is_listed(marks: ir.Table, criterion: Criterion) -> ir.BooleanValue:
    return marks.value.isin([int(value * criterion.scale) for value in criterion.values])


def _off_step(marks: ir.Table, criterion: Criterion) -> ir.BooleanValue:
    assert criterion.step is not None
    return marks.value % int64(int(criterion.step * criterion.scale)) != 0


def _dimension_tests(marks: ir.Table, pairs: dict[tuple[str, str], Criterion]) -> list[Test]:
    """A row says what was attempted and by whom exactly where its criterion tells rows apart by it.

    A row with a state may leave them out: an absence is one fact, not one a judge.
    """
    written = {"item": marks.item, "attempt": marks["+attempt"], "source": marks.source}
    tests: list[Test] = []
    for dimension, column in written.items():
        using = {pair: c for pair, c in pairs.items() if dimension in c.by}
        without = {pair: c for pair, c in pairs.items() if dimension not in c.by}
        tests.append((dimension, "missing", _any(marks, using, lambda c: (column == "") & (marks.state == ""))))  # noqa: B023
        if (
            dimension != "source"
        ):  # who observed may always be recorded; it is no key where one observation is all there is
            tests.append((dimension, "surplus", _any(marks, without, lambda c: column != "")))  # noqa: B023
    tests.append(("attempt", "whole", (marks["+attempt"] != "") & marks.attempt.isnull()))
    listed = {pair: c for pair, c in pairs.items() if c.items}
    tests.append(("item", "item", _any(marks, listed, lambda c: (marks.item != "") & ~marks.item.isin(list(c.items)))))
    return tests


def _told(rulebook: Rulebook, file: str, line: dict[str, object], column: str, kind: str) -> Problem:
    stage = next((s for s in rulebook.stages if s.id == line["stage"]), None)
    criterion = stage.criteria.get(str(line["criterion"])) if stage else None
    cell = line[{"value": "+value", "attempt": "+attempt"}.get(column, column)]
    written = "" if cell is None else str(cell)
    found = Text(f"“{written}”", f'"{written}"') if written else Text("空的", "nothing")
    expected, known = _expected(rulebook, criterion, stage.id if stage else "", column, kind)
    row = line[ROW]
    where = "" if row is not None else f" ({' '.join(str(line[key]) for key in KEY_COLUMNS if line[key])})"
    found = Text(found.zh + where, found.en + where)
    if kind == "decimal":
        return Problem(file, row, column, found, no_decimal(written) or expected, meant(written))  # type: ignore[arg-type]
    return Problem(file, row, column, found, expected, known.get(written) or nearest(written, known.values()))  # type: ignore[arg-type]


def _expected(
    rulebook: Rulebook, criterion: Criterion | None, stage: str, column: str, kind: str
) -> tuple[Text, dict[str, str]]:
    """What should stand there, and the codes that may, each by what it is called as well."""
    known: dict[str, str] = {}
    team = next((s.team for s in rulebook.stages if s.id == stage and s.entrants == "teams"), "")
    if kind == "unknown" and team:
        return Text(f"名单里 {team} 一列有的队", f"a team of the entries table (its column {team})"), {}
    if kind == "stage":
        known = {s.id: s.title.zh for s in rulebook.stages if s.criteria}
    elif kind == "criterion":
        criteria = next((s.criteria for s in rulebook.stages if s.id == stage), {})
        known = {name: one.title.zh for name, one in criteria.items()}
    elif kind == "state":
        known = {code: state.title.zh for code, state in rulebook.states.items()}
    elif kind == "item" and criterion:
        known = dict.fromkeys(criterion.items, "")
    if known:
        said = "、".join(f"{name}（{title}）" if title not in ("", name) else name for name, title in known.items())
        other = Text(
            "；别的状态先在规则里写 [states.代码]", "; another state is first written in the rules, [states.CODE]"
        )
        more = other if kind == "state" else Text()
        codes = {title: name for name, title in known.items() if title} | {name: name for name in known}
        return Text(f"其中之一：{said}{more.zh}", f"one of {', '.join(known)}{more.en}"), codes
    if criterion is not None and kind in ("range", "places", "step", "listed"):
        return _about_value(criterion), {}
    return _SENTENCES[kind], {}


def _about_value(criterion: Criterion) -> Text:
    measure = criterion_measure(criterion)
    low, high = plain(measure.low), plain(measure.high)
    if criterion.values:
        words = [plain(value) for value in criterion.values]
        zh, en = criterion.title.say("zh"), criterion.title.say("en")
        return Text(f"{zh}：{'、'.join(words)} 之一", f"{en}: one of {', '.join(words)}")
    step = (
        (f"，{plain(criterion.step)} 的整数倍", f", in steps of {plain(criterion.step)}")
        if criterion.step
        else ("", "")
    )
    places = (f"，至多 {criterion.decimals} 位小数", f", at most {criterion.decimals} decimals")
    if not criterion.decimals:
        places = ("，整数", ", a whole number")
    title = criterion.title
    return Text(
        f"{title.say('zh')}：{low} 到 {high}{places[0]}{step[0]}",
        f"{title.say('en')}: {low} to {high}{places[1]}{step[1]}",
    )


_SENTENCES = {
    "empty": Text(
        "填上内容；没有数值时写状态，如 absent", "some text; where there is no value, a state such as absent"
    ),
    "decimal": Text(
        "一个小数，如 85.5；没有数值时在状态(state)列写状态",
        "a plain decimal, e.g. 85.5; a state goes into the column state",
    ),
    "missing": Text("填上内容，规则按它分开", "some text: the rules tell rows apart by it"),
    "surplus": Text("空着：规则没有按它分开", "nothing: the rules do not tell rows apart by it"),
    "whole": Text("整数，如 1", "a whole number, e.g. 1"),
    "of_one": Text(
        "一个评分项；没有名次的状态（缺考、弃权……）才是整个参赛项的，可以不写",
        "a criterion: only a state without a place (absent, withdrawn …) is of the whole entry and needs none",
    ),
    "unknown": Text("名单里有的参赛号", "an entry of the entries table"),
    "unlisted": Text("项目表里有的项目", "an item of the items table"),
    "range": Text("64 位整数装得下的数", "a number of at most 16 digits"),
}
