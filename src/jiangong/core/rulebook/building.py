"""From checked pieces to the frozen values of a rulebook; what is left to check here is what belongs together."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from jiangong.core.problems import NO_TEXT, Text, nearest
from jiangong.core.quantities import plain
from jiangong.core.rulebook.asking import built_asked, built_sheet
from jiangong.core.rulebook.formula import parse_formula
from jiangong.core.rulebook.limits import VALUES, TooLarge
from jiangong.core.rulebook.positions import Path
from jiangong.core.rulebook.reading import Reader, require, written_at
from jiangong.core.rulebook.sizing import is_too_large
from jiangong.core.rulebook.sourcing import check_named
from jiangong.core.rulebook.stepping import built_rounding, built_steps
from jiangong.core.rulebook.values import (
    Attribute,
    Award,
    Better,
    Criterion,
    GoOn,
    OrderKey,
    Rulebook,
    Score,
    Stage,
    State,
    Step,
)
from jiangong.core.rulebook.weighing import check_weights, weighted

SHIPPED_STATES = {
    "absent": State("absent", Text("缺考", "absent"), "out"),
    "withdrawn": State("withdrawn", Text("弃权", "withdrawn"), "out"),
    "disqualified": State("disqualified", Text("取消资格", "disqualified"), "out"),
    "not_marked": State("not_marked", Text("未评分", "not marked"), "out"),
}
MOST_DECIMALS = 9
MISSING_BY_KIND = {
    "mark": "not_marked",
    "match": "not_marked",
    "difficulty": "none",
    "lot": "none",
    "decision": "none",
    "adjustment": "zero",
}


def build_rulebook(reader: Reader) -> Rulebook | None:
    """The rulebook of what a reader read; None (with problems noted) where required parts are missing."""
    data = reader.section("rulebook", reader.data, ())
    require(reader, "rulebook", data, ())
    if data.get("rulebook", 1) != 1:
        reader.problem(("rulebook",), Text(str(data["rulebook"]), str(data["rulebook"])), Text("1", "1"))
    stages = tuple(_stages(reader, data.get("stage", [])))
    if not stages or is_too_large(reader, stages):
        if data.get("stage") == []:
            reader.problem(("stage",), Text("没有阶段", "no stage"), Text("至少一个阶段", "at least one stage"))
        return None
    name = data.get("name", "rulebook")
    return Rulebook(
        name=name,
        title=data.get("title", Text(name, name)),
        version=data.get("version", ""),
        source=data.get("source", NO_TEXT),
        note=data.get("note", NO_TEXT),
        states=SHIPPED_STATES | {code: _state(reader, code, read) for code, read in data.get("states", {}).items()},
        entries=_attributes(reader, data, "entries"),
        items=_attributes(reader, data, "items"),
        events=_attributes(reader, data, "events"),
        sources=_attributes(reader, data, "sources"),
        stages=stages,
    )


def _state(reader: Reader, code: str, read: dict[str, Any]) -> State:
    path: Path = ("states", code)
    require(reader, "state", read, path)
    effect = read.get("effect", "out")
    if effect != "value" and "value" in read:
        found = Text(f"effect = {effect} 而写了 value", f"effect = {effect} with value")
        reader.problem(path, found, Text('value 只在 effect = "value" 时写', 'value only when effect = "value"'))
    if effect not in ("value", "fail") and not read.get("excludable", True):
        found = Text(f"effect = {effect} 而 excludable = false", f"effect = {effect} with excludable = false")
        expected = Text(
            'excludable 只在 effect = "value" 或 "fail" 时写', 'excludable only when effect = "value" or "fail"'
        )
        reader.problem(path, found, expected)
    if effect != "out" and read.get("keeps"):
        found = Text(f"effect = {effect} 而 keeps = true", f"effect = {effect} with keeps = true")
        reader.problem(path, found, Text('keeps 只在 effect = "out" 时写', 'keeps only when effect = "out"'))
    title, value = read.get("title", Text(code, code)), read.get("value") if effect == "value" else None
    return State(code, title, effect, value, read.get("excludable", True), read.get("keeps", False))


def _attributes(reader: Reader, data: dict[str, Any], table: str) -> dict[str, Attribute]:
    attributes = {}
    for name, read in data.get(table, {}).items():
        require(reader, "attribute", read, (table, name))
        low, high = read.get("range", (None, None))
        if "formula" in read and table != "entries":
            reader.problem(
                (table, name, "formula"),
                Text("formula", "formula"),
                Text("只有 entries 的列可以算出", "computed columns only in entries"),
            )
        decimals = read.get("decimals", 0)
        if decimals > MOST_DECIMALS:
            found, expected = (
                Text(f"{decimals} 位小数", f"{decimals} decimals"),
                Text("至多 9 位小数", "at most 9 decimals"),
            )
            reader.problem((table, name, "decimals"), found, expected)
            decimals = MOST_DECIMALS
        made = Attribute(
            name, read.get("type", "text"), read.get("title", NO_TEXT), decimals, low, high, read.get("default"), read.get("formula"),
            read.get("of", ()),
        )  # fmt: skip
        check_named(reader, made, table, (table, name, "of"))
        attributes[name] = made
    return attributes


def _stages(reader: Reader, listed: list[dict[str, Any]]) -> list[Stage]:
    known: dict[str, dict[str, Any]] = {}
    stages: list[Stage] = []
    values = 0
    for position, written in enumerate(listed):
        path: Path = ("stage", position)
        read = _copied(reader, written, known, path)
        values += len(read.get("criteria", {})) + len(read.get("scores", {}))
        if values > VALUES.most:  # copied ones included: a few lines could ask for millions
            reader.too_large(path, TooLarge(VALUES, values))
            return []
        require(reader, "stage", read, path)
        if "id" not in read:
            continue
        if read["id"] in known:
            reader.problem(
                (*path, "id"),
                Text(f"第二个 {read['id']}", f"a second {read['id']}"),
                Text("各不相同的短名", "a different id for each stage"),
            )
        known[read["id"]] = read
        stages.append(_stage(reader, read, path, stages))
    return stages


def _copied(reader: Reader, written: dict[str, Any], known: dict[str, dict[str, Any]], path: Path) -> dict[str, Any]:
    """`like` copies an earlier stage but for who goes on from it; tables merge key by key, lists are replaced whole."""
    model = written.get("like")
    if model is None:
        return written
    if model not in known:
        expected = Text(
            "前面的一个阶段：" + ("、".join(known) or "无"), "an earlier stage: " + (", ".join(known) or "none")
        )
        reader.problem((*path, "like"), Text(model, model), expected, nearest(model, known))
        return written
    copied = {key: value for key, value in known[model].items() if key != "go_on"}
    return _merged(copied, written)


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        inner = merged.get(key)
        merged[key] = _merged(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return merged


def _stage(reader: Reader, read: dict[str, Any], path: Path, before: list[Stage]) -> Stage:
    entrants, team = read.get("entrants", ""), read.get("team", "team")
    criteria = {
        name: _criterion(reader, name, c, (*path, "criteria", name)) for name, c in read.get("criteria", {}).items()
    }
    scores = {name: _score(reader, name, s, (*path, "scores", name)) for name, s in read.get("scores", {}).items()}
    for name in set(criteria) & set(scores):
        found = Text(f"{name} 既是评分项又是得分", f"{name} as criterion and as score")
        reader.problem((*path, "scores", name), found, Text("两个不同的短名", "two different names"))
    better: dict[str, Better] = {name: c.better for name, c in criteria.items()} | {
        name: s.better for name, s in scores.items()
    }
    order = tuple(
        _order_key(reader, key, better, (*path, "order", position))
        for position, key in enumerate(read.get("order", []))
        if require(reader, "order", key, (*path, "order", position))
    )
    awards = tuple(
        _award(reader, award, (*path, "awards", position)) for position, award in enumerate(read.get("awards", []))
    )
    return Stage(
        id=read["id"],
        title=read.get("title", Text(read["id"], read["id"])),
        entrants=entrants,
        team=team,
        within=read.get("within", ""),
        ranked=read.get("ranked"),
        criteria=criteria,
        scores=scores,
        score=read.get("score", ""),
        order=order,
        places=read.get("places", "shared"),
        go_on=tuple(
            _go_on(reader, rule, path_of_rule(reader, path, position))
            for position, rule in enumerate(read.get("go_on", []))
        ),
        awards=awards,
        sheet=built_sheet(read),
        unranked=read.get("unranked", ""),
        no_result=read.get("no_result", ""),
        alike=tuple(s.id for s in before if s.entrants == entrants == "teams" and s.team == team),
    )


def _order_key(reader: Reader, read: dict[str, Any], better: dict[str, Better], path: Path) -> OrderKey:
    if "compare" in read and "among" in read:
        found = Text("compare 和 among 都写了", "both compare and among")
        reader.problem(path, found, Text("其中一个", "one of them"))
    fields = {key: read[key] for key in ("title", "compare", "among", "when") if key in read}
    return OrderKey(read["by"], read.get("first") or better.get(read["by"], "high"), **fields)


def path_of_rule(reader: Reader, path: Path, position: int) -> Path:
    """Where one rule of going on is written: `[stage.go_on]` alone, or one of `[[stage.go_on]]`."""
    alone = written_at(reader.data, (*path, "go_on")) is not None
    return (*path, "go_on") if alone else (*path, "go_on", position)


def _criterion(reader: Reader, name: str, read: dict[str, Any], path: Path) -> Criterion:
    kind = read.get("kind", "mark")
    by = read.get("by", ())
    values = read.get("values", ())
    low, high = read.get("range", (values[0], values[-1]) if values else (None, None))
    for dimension, _ in read.get("count", ()):
        if dimension not in by:
            found = Text(f"count 里的 {dimension}", f"count of {dimension}")
            reader.problem((*path, "count"), found, Text(f"by 里也写 {dimension}", f"{dimension} in `by` too"))
    step: Fraction | None = read.get("step")
    decimals = read.get("decimals", max(map(_decimals_of, values)) if values else _decimals_of(step))
    decimals = min(decimals, MOST_DECIMALS + 1)
    if any((value * 10**decimals).denominator != 1 for value in values):
        found = Text(f"decimals = {decimals}，写不下 values", f"decimals = {decimals}, too few for values")
        reader.problem((*path, "values"), found, Text("小数位数足够的 decimals", "enough decimals to write them"))
    if decimals > MOST_DECIMALS or (step is not None and (step <= 0 or (step * 10**decimals).denominator != 1)):
        found = Text(
            f"decimals = {decimals}，step = {plain(step) if step else '无'}",
            f"decimals = {decimals}, step = {plain(step) if step else 'none'}",
        )
        reader.problem(
            path, found, Text("decimals 至多 9，且写得下 step", "at most 9 decimals, enough to write the step")
        )
        decimals, step = min(decimals, MOST_DECIMALS), None
    default_better = "low" if kind in ("lot", "decision") else "high"
    return Criterion(
        id=name,
        title=read.get("title", Text(name, name)),
        kind=kind,
        by=by,
        count=read.get("count", ()),
        items=read.get("items", ()),
        low=low,
        high=high,
        decimals=decimals,
        step=step,
        values=values,
        at_most=read.get("at_most", ""),
        unit=read.get("unit", NO_TEXT),
        better=read.get("better", default_better),
        missing=read.get("missing", MISSING_BY_KIND[kind]),
        steps=built_steps(reader, read.get("steps", []), (*path, "steps")),
        show=read.get("show"),
        hidden=read.get("hidden", False),
        asked=built_asked(reader, read, by, path),
    )


def _decimals_of(step: Fraction | None) -> int:
    """Two places unless a step says otherwise."""
    if step is None:
        return 2
    return next((places for places in range(10) if (step * 10**places).denominator == 1), 9)


def _score(reader: Reader, name: str, read: dict[str, Any], path: Path) -> Score:
    ways = [way for way in ("formula", "weights", "from") if way in read]
    written = written_at(reader.data, path)
    # what is there but wrong, or copied by `like`, was told already
    told = not ways and (written is None or {"formula", "weights", "from"} & set(written))
    if len(ways) != 1 and not told:
        found = Text("、".join(ways) or "没有算法", ", ".join(ways) or "no way to compute it")
        reader.problem(path, found, Text("formula、weights、from 中的一个", "one of formula, weights, from"))
    weights = read.get("weights", ())
    of_given = read.get("weights_of") == "given"
    if weights:
        check_weights(reader, read, path)
    steps = built_steps(reader, read.get("steps", []), (*path, "steps"))
    rounding = built_rounding(read)
    return Score(
        id=name,
        title=read.get("title", Text(name, name)),
        formula=read.get("formula")
        or (weighted(weights, of_given=of_given) if weights else None if "from" in read else parse_formula("0")),
        start=read.get("from") if not (weights or "formula" in read) else None,
        steps=(*steps, Step(None, rounding)) if rounding else steps,
        weights=weights,
        show=read.get("show"),
        better=read.get("better", "high"),
        hidden=read.get("hidden", False),
        weights_of=read.get("weights_of", "all"),
    )


def _go_on(reader: Reader, read: dict[str, Any], path: Path) -> GoOn:
    said = written_at(reader.data, path) or read  # what is written and wrong was told already
    if not {"top", "share", "when", "per"} & {*said, *read}:
        reader.problem(
            path, Text("没有说取谁", "no word on who goes on"), Text("top、share 或 when", "top, share or when")
        )
    if "top" in read and "share" in read:
        reader.problem(path, Text("top 和 share 都写了", "both top and share"), Text("其中一个", "one of them"))
    _demand_share(reader, read, path)
    return GoOn(**read)


def _demand_share(reader: Reader, read: dict[str, Any], path: Path) -> None:
    """A share of the entrants is a part of them: 10 is a thousand per cent, and most likely ten of a hundred was meant."""
    share = read.get("share")
    if share is not None and not 0 < share <= 1:
        found = Text(f"比例 {plain(share * 100)}%", f"a share of {plain(share * 100)}%")
        expected = Text('0 到 100%，如 "10%"', 'above 0 and at most 100%, e.g. "10%"')
        reader.problem((*path, "share"), found, expected)


def _award(reader: Reader, read: dict[str, Any], path: Path) -> Award:
    require(reader, "award", read, path)
    ways = [way for way in ("places", "top", "count", "share") if way in read]
    if len(ways) > 1 or (not ways and "when" not in read):
        found = Text("、".join(ways) or "没有条件", ", ".join(ways) or "no condition")
        reader.problem(
            path,
            found,
            Text("places、top、count、share 中的一个，或 when", "one of places, top, count, share, or when"),
        )
    if "margin" in read and (not ways or read["margin"] < 0):
        found = Text(f"margin = {plain(read['margin'])}", f"margin = {plain(read['margin'])}")
        expected = Text(
            "不小于 0 的数，和 places、top、count、share 中的一个",
            "a number of 0 or more, with one of places, top, count, share",
        )
        reader.problem((*path, "margin"), found, expected)
    _demand_share(reader, read, path)
    places = (1, read["top"]) if "top" in read else read.get("places")
    fields = {
        key: read[key]
        for key in (
            "kind",
            "count",
            "share",
            "share_of",
            "share_round",
            "ties",
            "when",
            "among",
            "issuer",
            "act",
            "by",
            "margin",
            "cap",
            "cap_per",
            "move_up",
        )
        if key in read
    }
    title = read.get("title", NO_TEXT)
    whole = (int(places[0]), int(places[1])) if places else None
    return Award(read.get("id", "award"), title, places=whole, **fields)
