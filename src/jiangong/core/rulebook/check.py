"""Loading and checking a rulebook: all mistakes at once, each with its line, what was found and what was expected."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from jiangong.core.problems import Problem, Refused, Text, by_place, nearest
from jiangong.core.quantities import places_of
from jiangong.core.rulebook.building import build_rulebook
from jiangong.core.rulebook.measures import UnknownName
from jiangong.core.rulebook.plan import Plan, PlannedStage
from jiangong.core.rulebook.planner import plan_rulebook
from jiangong.core.rulebook.positions import Path
from jiangong.core.rulebook.reading import Reader, written_at
from jiangong.core.rulebook.values import Criterion, Rulebook, Stage

RESERVED = {"event", "stage", "entry", "criterion", "item", "attempt", "source", "value", "state", "member", "place"}
"""Names of columns that tables and frames have anyway."""
TAKEN = {
    "value",
    "start",
    "item",
    "attempt",
    "source",
    "member",
    "opponent",
    "place",
    "placed",
    "entrants",
    "entry",
    "event",
}
"""Names that mean something in every formula, so that no criterion and no score can have them."""


def load_rulebook(text: str, *, file: str = "rulebook.toml") -> Rulebook:
    """Read a rulebook. Raises Refused with every mistake found."""
    rulebook, problems = _read(text, file)
    problems = _in_order(problems)
    errors = tuple(problem for problem in problems if problem.level == "error")
    if errors or rulebook is None:
        raise Refused(errors)
    return rulebook


def check_rulebook(text: str, *, file: str = "rulebook.toml") -> tuple[Problem, ...]:
    """Every mistake and every warning, in the order of the file; empty when there is nothing to say."""
    return tuple(_in_order(_read(text, file)[1]))


def _in_order(problems: list[Problem]) -> list[Problem]:
    return sorted(problems, key=by_place)


@lru_cache(maxsize=64)
def the_plan(rulebook: Rulebook) -> Plan:
    """The typed plan of a loaded rulebook."""
    return plan_rulebook(rulebook)[0]


def rulebook_hash(rulebook: Rulebook) -> str:
    """SHA-256 (64 hex digits) of what the rulebook says: layout, comments and the order of keys do not matter."""
    return sha256(repr(_canonical(rulebook)).encode()).hexdigest()


def _read(text: str, file: str) -> tuple[Rulebook | None, list[Problem]]:
    reader = Reader(text, file)
    if not reader.data:
        if not reader.problems:
            reader.problem((), Text("空的文件", "an empty file"), Text("一份规则", "a rulebook"))
        return None, reader.problems
    rulebook = build_rulebook(reader)
    if rulebook is not None:
        _check_plan(reader, rulebook)
    return rulebook, reader.problems


def _check_plan(reader: Reader, rulebook: Rulebook) -> None:
    plan, faults = plan_rulebook(rulebook)
    for path, error in faults:
        near = ""
        if isinstance(error, UnknownName):
            near = nearest(error.name, _names_at(plan, rulebook, path))
        reader.problem(path, error.found, error.expected, near)
    for position, stage in enumerate(rulebook.stages):
        _check_stage(reader, rulebook, plan.stages[stage.id], ("stage", position))
    _check_columns(reader, rulebook)


def _names_at(plan: Plan, rulebook: Rulebook, path: Path) -> list[str]:
    names = (
        [f"entry.{n}" for n in rulebook.entries]
        + [f"item.{n}" for n in rulebook.items]
        + [f"event.{n}" for n in rulebook.events]
    )
    if path[0] == "stage" and isinstance(path[1], int):
        stage = rulebook.stages[path[1]]
        names += [*stage.criteria, *stage.scores, "value", "place", "placed", "entrants"]
        names += [
            f"{earlier.id}.{name}"
            for earlier in rulebook.stages[: path[1]]
            for name in (*earlier.criteria, *earlier.scores)
        ]
    return names


def _check_stage(reader: Reader, rulebook: Rulebook, planned: PlannedStage, path: Path) -> None:
    stage = planned.stage
    for section, names in (("criteria", stage.criteria), ("scores", stage.scores)):
        for name in names.keys() & TAKEN:
            expected = Text(
                "另一个短名：这个词在算式里已有含义", "another name: this word has a meaning in every formula"
            )
            reader.problem((*path, section, name), Text(f"短名 {name}", f"the name {name}"), expected)
    _check_order(reader, planned, path)
    _check_shown(reader, planned, path)
    _check_unused(reader, planned, path)
    later = [other.id for other in rulebook.stages]
    target = stage.go_on.to if stage.go_on else ""
    if target in later and later.index(target) <= later.index(stage.id):
        found = Text(f"晋级到 {target}，它不在后面", f"going on to {target}, which does not come later")
        reader.problem((*path, "go_on", "to"), found, Text("后面的阶段", "a later stage"))
    if stage.entrants == "gone_on" and not _feeds(rulebook, stage):
        reader.problem(
            (*path, "entrants"),
            Text("gone_on", "gone_on"),
            Text(f'前面有阶段写 go_on.to = "{stage.id}"', f'an earlier stage with go_on.to = "{stage.id}"'),
        )
    if stage.go_on and stage.go_on.top is not None and stage.go_on.share is not None:
        found = Text("top 和 share 都写了", "both top and share")
        reader.problem((*path, "go_on"), found, Text("其中一个", "one of them"))
    _check_awards(reader, stage, path)


def _feeds(rulebook: Rulebook, stage: Stage) -> bool:
    return any(other.go_on is not None and other.go_on.to == stage.id for other in rulebook.stages)


def _check_order(reader: Reader, planned: PlannedStage, path: Path) -> None:
    stage = planned.stage
    known = [*stage.criteria, *stage.scores]
    if not stage.order and "order" in (written_at(reader.data, path) or {}):
        reader.problem((*path, "order"), Text("空的 order", "an empty order"), Text("至少一个依据", "at least one key"))
    seen: set[str] = set()
    for position, key in enumerate(stage.order):
        place: Path = (*path, "order", position, "by")
        if key.by not in known:
            expected = Text(
                "本阶段的评分项或得分：" + "、".join(known), "a criterion or score of this stage: " + ", ".join(known)
            )
            reader.problem(place, Text(key.by, key.by), expected, nearest(key.by, known))
        elif key.by in planned.values and planned.values[key.by].measure.level:
            level = sorted(planned.values[key.by].measure.level)
            zh, en = "、".join(level), ", ".join(level)
            found = Text(f"{key.by} 还按 {zh} 分开", f"{key.by}, still separate by {en}")
            reader.problem(
                place, found, Text("每个参赛项一个数：用 over 合成", "one number an entry: combine it with `over`")
            )
        elif key.by in planned.values and planned.values[key.by].measure.sort == "real":
            found = Text(f"{key.by}，一个没有舍入的实数", f"{key.by}, a real number that is not rounded")
            reader.problem(place, found, Text('先写 round，如 "0.001"', 'round it first, e.g. "0.001"'))
        elif key.by in seen:
            reader.problem(
                place,
                Text(f"再次比较 {key.by}", f"{key.by} again"),
                Text("前面没有比较过的", "a key not compared before"),
                warning=True,
            )
        seen.add(key.by)


def _check_shown(reader: Reader, planned: PlannedStage, path: Path) -> None:
    for name in {*planned.stage.named_scores(), *(key.by for key in planned.stage.order)}:
        if name not in planned.values:
            continue
        measure, value = planned.values[name].measure, planned.stage.value_of(name)
        section = "criteria" if isinstance(value, Criterion) else "scores"
        exact = measure.sort == "number" and places_of(measure.scale) is not None
        if measure.level or exact or value.show is not None:
            continue
        found = Text(f"{name} 写不成有限小数", f"{name}, which no plain decimal can write")
        reader.problem((*path, section, name), found, Text('写 round 或 show，如 "0.01"', 'round or show, e.g. "0.01"'))


def _check_unused(reader: Reader, planned: PlannedStage, path: Path) -> None:
    """A criterion that nothing reads, or that nobody combined, is most likely a slip."""
    stage = planned.stage
    read = {name for value in planned.values.values() for name in value.reads} | {key.by for key in stage.order}
    for formula in (stage.ranked, stage.go_on.when if stage.go_on else None, *(award.when for award in stage.awards)):
        read |= set(formula.names()) if formula else set()
    for name, criterion in stage.criteria.items():
        measure = planned.values[name].measure if name in planned.values else None
        if name not in read and criterion.kind != "mark":
            reader.problem(
                (*path, "criteria", name),
                Text(f"没有用到 {name}", f"{name}, which nothing reads"),
                Text("在 order、scores 或 steps 里用到", "a use in order, scores or steps"),
                warning=True,
            )
        elif measure is not None and measure.level and name not in read:
            level = sorted(measure.level)
            zh, en = "、".join(level), ", ".join(level)
            reader.problem(
                (*path, "criteria", name),
                Text(f"{name} 按 {zh} 分开而没有合成", f"{name}, separate by {en} and never combined"),
                Text("steps 里写 over", "`over` in its steps"),
                warning=True,
            )


def _check_awards(reader: Reader, stage: Stage, path: Path) -> None:
    seen: set[str] = set()
    for position, award in enumerate(stage.awards):
        place: Path = (*path, "awards", position)
        if award.id in seen:
            reader.problem(
                (*place, "id"),
                Text(f"第二个 {award.id}", f"a second {award.id}"),
                Text("各不相同的短名", "different ids"),
            )
        seen.add(award.id)
        if award.places and not 1 <= award.places[0] <= award.places[1]:
            found = Text(f"{award.places[0]} 到 {award.places[1]} 名", f"places {award.places[0]} to {award.places[1]}")
            reader.problem((*place, "places"), found, Text("[第几名, 第几名]，从 1 起", "[from, to], counted from 1"))


def _check_columns(reader: Reader, rulebook: Rulebook) -> None:
    known = {"name", "unit", "team", "group", "category", *rulebook.entries}
    for table, attributes in (("entries", rulebook.entries), ("items", rulebook.items), ("events", rulebook.events)):
        for name in attributes.keys() & RESERVED:
            found = Text(f"列名 {name}", f"the column name {name}")
            expected = Text(
                "另一个名称：" + "、".join(sorted(RESERVED)) + " 已有含义",
                "another name: this one has a meaning already",
            )
            reader.problem((table, name), found, expected)
    for position, stage in enumerate(rulebook.stages):
        for column in stage.columns_read():
            if column not in known:
                expected = Text(
                    "参赛项表的列：" + "、".join(sorted(known)), "a column of entries: " + ", ".join(sorted(known))
                )
                reader.problem(
                    ("stage", position), Text(f"列 {column}", f"the column {column}"), expected, nearest(column, known)
                )


def _canonical(value: object) -> object:
    """Nested plain data in a fixed order: what the hash is made of."""
    if isinstance(value, dict):
        return [(key, _canonical(inner)) for key, inner in value.items()]
    if isinstance(value, tuple):
        return [_canonical(inner) for inner in value]
    slots = getattr(value, "__dataclass_fields__", None)
    if slots is not None:
        return [type(value).__name__, *((name, _canonical(getattr(value, name))) for name in slots)]
    return str(value) if value is not None else None
