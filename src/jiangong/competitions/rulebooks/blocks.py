"""The forms of a rulebook, page by page: what belongs together, what may be added, moved, taken away. Needs no Django."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jiangong.competitions.rulebooks import labels
from jiangong.competitions.rulebooks.fields import Field, count_fields, fields_of, named, weight_fields
from jiangong.competitions.rulebooks.tomltext import Path
from jiangong.core.problems import NO_TEXT, Problem, Text

GENERAL = "general"
MOST_TABLES = 200
"""More of a kind than a person fills in by hand are left to the text."""


@dataclass(frozen=True, slots=True)
class Act:
    """A button that changes what there is: `verb` and the path that it is about."""

    verb: str
    path: Path
    label: Text

    @property
    def value(self) -> str:
        """What the button sends."""
        return f"{self.verb}:{named(self.path)}"


@dataclass(frozen=True, slots=True)
class Block:
    """Fields that belong together, and the blocks within."""

    path: Path
    title: Text
    kind: str
    fields: tuple[Field, ...] = ()
    rare: tuple[Field, ...] = ()
    blocks: tuple[Block, ...] = ()
    acts: tuple[Act, ...] = ()
    note: Text = NO_TEXT

    @property
    def key(self) -> str:
        """Its identity within a page."""
        return "b-" + named(self.path).replace("/", "-")

    def every_field(self) -> Iterator[Field]:
        """Its fields and those of all blocks within."""
        yield from self.fields
        yield from self.rare
        for block in self.blocks:
            yield from block.every_field()

    def every_block(self) -> Iterator[Block]:
        """Itself and all blocks within."""
        yield self
        for block in self.blocks:
            yield from block.every_block()


@dataclass(frozen=True, slots=True)
class Page:
    """One page of forms: the whole, or a stage."""

    part: str
    title: Text
    blocks: tuple[Block, ...]

    def fields(self) -> dict[str, Field]:
        """Every field by its name."""
        return {one.name: one for block in self.blocks for one in block.every_field()}


@dataclass(frozen=True, slots=True)
class Placed:
    """Problems brought to where they can be mended: at a field, at a block, or on another page."""

    at_fields: dict[str, list[Problem]] = field(default_factory=dict)
    at_blocks: dict[str, list[Problem]] = field(default_factory=dict)


def parts_of(data: Mapping[str, Any]) -> list[tuple[str, Text]]:
    """The pages there are: the whole, then one a stage."""
    stages = _tables(data.get("stage"))
    return [
        (GENERAL, labels.SECTIONS["rulebook"]),
        *((str(n), _title(one, f"{n + 1}")) for n, one in enumerate(stages)),
    ]


def page_of(data: Mapping[str, Any], part: str) -> Page:
    """The forms of one page; of the whole where there is no such stage."""
    stages = _tables(data.get("stage"))
    if part.isdigit() and int(part) < len(stages):
        number = int(part)
        return Page(part, _title(stages[number], part), tuple(_stage_blocks(stages, number)))
    return Page(GENERAL, labels.SECTIONS["rulebook"], tuple(_general_blocks(data)))


def _general_blocks(data: Mapping[str, Any]) -> Iterator[Block]:
    usual, rare = fields_of("rulebook", data, (), {})
    acts = (Act("add", ("stage",), Text("添一个阶段", "Add a stage")),)
    yield Block((), labels.SECTIONS["rulebook"], "rulebook", tuple(usual), tuple(rare), acts=acts)
    for name, section in (
        ("states", "state"),
        ("entries", "attribute"),
        ("items", "attribute"),
        ("events", "attribute"),
        ("sources", "attribute"),
    ):
        tables = data.get(name)
        if isinstance(tables, dict) and 0 < len(tables) <= MOST_TABLES:
            inner = tuple(
                _plain(section, one, (name, key), key) for key, one in tables.items() if isinstance(one, dict)
            )
            yield Block((name,), labels.SECTIONS[name], "group", blocks=inner)


def _plain(section: str, data: Mapping[str, Any], path: Path, code: str) -> Block:
    usual, rare = fields_of(section, data, path, {})
    return Block(path, _title(data, code), section, tuple(usual), tuple(rare), note=Text(code, code))


def _stage_blocks(stages: list[Any], number: int) -> Iterator[Block]:
    stage, path = stages[number], ("stage", number)
    names = names_of(stages, number)
    usual, rare = fields_of("stage", stage, path, names)
    like = stage.get("like")
    note = (
        Text(f"照抄阶段 {like}，这里只写不同的", f"copies the stage {like}; only differences stand here")
        if like
        else NO_TEXT
    )
    yield Block(
        path,
        labels.SECTIONS["stage"],
        "stage",
        tuple(usual),
        tuple(rare),
        acts=tuple(_stage_acts(stages, number)),
        note=note,
    )
    yield _group(
        path, "criteria", [_criterion(one, (*path, "criteria", key), key) for key, one in _named(stage.get("criteria"))]
    )
    scores = [_score(one, (*path, "scores", key), key, names) for key, one in _named(stage.get("scores"))]
    total = Act("total", path, Text("添一个加权总分", "Add a weighted total"))
    yield _group(path, "scores", scores, (total,) if len(names) > 1 or not scores else ())
    yield _group(path, "order", list(_listed("order", stage, path, names)))
    yield _group(path, "go_on", list(_listed("go_on", stage, path, _later(stages, number))))
    yield _group(path, "awards", list(_listed("award", stage, path, names)))


def _later(stages: list[Any], number: int) -> dict[str, Text]:
    """Where entries may go on to: the stages that come after."""
    return {str(one["id"]): _title(one, str(one["id"])) for one in stages[number + 1 :] if one.get("id")}


def _stage_acts(stages: list[Any], number: int) -> Iterator[Act]:
    if len(stages) > 1:
        yield Act("remove", ("stage", number), Text("去掉这个阶段", "Remove this stage"))


_ADD = {
    "criteria": Text("添一个评分项", "Add a criterion"),
    "order": Text("添一个同分依据", "Add a tie-break"),
    "go_on": Text("添一条晋级规则", "Add a rule of going on"),
    "awards": Text("添一个奖项", "Add an award"),
}


def _group(path: Path, key: str, blocks: list[Block], acts: tuple[Act, ...] = ()) -> Block:
    added = (Act("add", (*path, key), _ADD[key]),) if key in _ADD and len(blocks) < MOST_TABLES else ()
    return Block((*path, key), labels.SECTIONS[key], "group", blocks=tuple(blocks), acts=(*acts, *added))


def _criterion(data: Mapping[str, Any], path: Path, code: str) -> Block:
    usual, rare = fields_of("criterion", data, path, {})
    acts = [] if data.get("by") else [Act("judges", path, Text("改为几名裁判评分", "Marked by several judges"))]
    acts.append(Act("remove", path, Text("去掉", "Remove")))
    fields = (*usual[:2], *count_fields(data, path), *usual[2:])
    return Block(
        path,
        _title(data, code),
        "criterion",
        fields,
        tuple(rare),
        tuple(_steps(data, path)),
        tuple(acts),
        Text(code, code),
    )


def _score(data: Mapping[str, Any], path: Path, code: str, names: Mapping[str, Text]) -> Block:
    usual, rare = fields_of("score", data, path, names)
    fields = (*usual[:2], *weight_fields(data, path, names), *usual[2:])
    ways = [one for one in rare if one.path[-1] in ("formula", "from") and "weights" not in data]
    kept = tuple(one for one in rare if one.path[-1] not in ("formula", "from") or one in ways)
    acts = (Act("remove", path, Text("去掉", "Remove")),)
    return Block(path, _title(data, code), "score", fields, kept, tuple(_steps(data, path)), acts, Text(code, code))


def _steps(data: Mapping[str, Any], path: Path) -> Iterator[Block]:
    """One block a step. A step that combines has its fields; of another, what is written has; tables are left to the text."""
    for number, step in enumerate(_tables(data.get("steps"))):
        place = (*path, "steps", number)
        usual, rare = fields_of("step", step, place, {})
        if "over" not in step:
            usual, rare = [one for one in usual if one.path[-1] in step], []
        yield Block(place, _step_title(step, number), "step", tuple(usual), tuple(rare))


def _step_title(step: Mapping[str, Any], number: int) -> Text:
    over = step.get("over")
    if isinstance(over, str) and over in labels.OVER:
        return labels.OVER[over]
    table = (
        Text("：查表，在原文里改", ": a table, changed in the text") if "lookup" in step or "bands" in step else NO_TEXT
    )
    return Text(f"第 {number + 1} 步{table.zh}", f"Step {number + 1}{table.en}")


def _listed(section: str, stage: Mapping[str, Any], path: Path, names: Mapping[str, Text]) -> Iterator[Block]:
    key = "awards" if section == "award" else section
    written = stage.get(key)
    lines = _tables(written) if isinstance(written, list) else []
    if isinstance(written, dict):
        yield _line(section, written, (*path, key), names, (Act("remove", (*path, key), Text("去掉", "Remove")),))
    for number, line in enumerate(lines):
        yield _line(
            section, line, (*path, key, number), names, tuple(_line_acts((*path, key, number), number, len(lines)))
        )


def _line(section: str, data: Mapping[str, Any], path: Path, names: Mapping[str, Text], acts: tuple[Act, ...]) -> Block:
    usual, rare = fields_of(section, data, path, names)
    number = int(path[-1]) + 1 if isinstance(path[-1], int) else 1
    first = Text("先比", "First") if number == 1 else Text(f"相同再比（第 {number} 条）", f"Then, if equal ({number})")
    title = first if section == "order" else _title(data, str(number))
    return Block(
        path,
        title,
        section,
        tuple(usual),
        tuple(rare),
        acts=acts,
        note=Text(str(data.get("id", "")), str(data.get("id", ""))),
    )


def _line_acts(path: Path, number: int, count: int) -> Iterator[Act]:
    if number:
        yield Act("up", path, Text("上移", "Move up"))
    if number < count - 1:
        yield Act("down", path, Text("下移", "Move down"))
    yield Act("remove", path, Text("去掉", "Remove"))


def names_of(stages: list[Any], number: int) -> dict[str, Text]:
    """The criteria and scores of a stage, those included that it copies from an earlier one, by their short names."""
    stage = stages[number]
    earlier = {one.get("id"): n for n, one in enumerate(stages[:number]) if isinstance(one.get("id"), str)}
    like = stage.get("like")
    names = names_of(stages, earlier[like]) if isinstance(like, str) and like in earlier else {}
    for section in ("criteria", "scores"):
        names |= {key: _title(one, key) for key, one in _named(stage.get(section))}
    return names


def _named(value: Any) -> list[tuple[str, Any]]:
    return (
        [(key, one) for key, one in value.items() if isinstance(one, dict)][:MOST_TABLES]
        if isinstance(value, dict)
        else []
    )


def _tables(value: Any) -> list[Any]:
    return [one if isinstance(one, dict) else {} for one in value][:MOST_TABLES] if isinstance(value, list) else []


def _title(data: Mapping[str, Any], code: str) -> Text:
    title = data.get("title")
    if isinstance(title, dict):
        zh, en = str(title.get("zh") or ""), str(title.get("en") or "")
        return Text(zh or en or code, en or zh or code)
    return Text(str(title), str(title)) if title else Text(code, code)


def placed(page: Page, problems: Iterable[tuple[Path, Problem]]) -> Placed:
    """Each problem of this page at its field, or at the smallest block that holds its place."""
    found = Placed()
    fields, blocks = page.fields(), [block for top in page.blocks for block in top.every_block()]
    for path, problem in problems:
        name = next((one.name for one in fields.values() if path[: len(one.path)] == one.path), "")
        if name:
            found.at_fields.setdefault(name, []).append(problem)
            continue
        around = [block for block in blocks if path[: len(block.path)] == block.path and block.path]
        if around:
            found.at_blocks.setdefault(max(around, key=lambda block: len(block.path)).key, []).append(problem)
        elif page.part == GENERAL and path[:1] != ("stage",):
            found.at_blocks.setdefault(blocks[0].key, []).append(problem)
    return found


def part_at(path: Path) -> str:
    """The page on which a path stands."""
    return str(path[1]) if len(path) > 1 and path[0] == "stage" else GENERAL
