"""Loading and checking a rulebook: all mistakes at once, each with its line, what was found and what was expected."""

from __future__ import annotations

from dataclasses import MISSING, Field
from functools import lru_cache
from hashlib import sha256
from typing import Any

from jiangong.core.problems import Problem, Refused, Text, by_place, nearest
from jiangong.core.rulebook.building import build_rulebook
from jiangong.core.rulebook.checking import check_stage
from jiangong.core.rulebook.naming import UnknownName, UnknownWord
from jiangong.core.rulebook.plan import Plan
from jiangong.core.rulebook.planner import plan_rulebook
from jiangong.core.rulebook.positions import Path
from jiangong.core.rulebook.reading import Reader, written_at
from jiangong.core.rulebook.unused import doubt_hidden
from jiangong.core.rulebook.values import Rulebook

RESERVED = {"event", "stage", "entry", "criterion", "item", "attempt", "source", "value", "state", "member", "place"}
"""Names of columns that tables and frames have anyway."""


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
    return sha256(_canonical(rulebook).encode()).hexdigest()


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
        near = error.near if isinstance(error, UnknownWord) else ""
        if isinstance(error, UnknownName):
            near = nearest(error.name, _names_at(plan, rulebook, path))
        reader.problem(_as_written(reader, path), error.found, error.expected, near)
    for position, stage in enumerate(rulebook.stages):
        check_stage(reader, rulebook, plan.stages[stage.id], ("stage", position))
    _check_columns(reader, rulebook)
    if not any(problem.level == "error" for problem in reader.problems):
        doubt_hidden(reader, rulebook)


def _as_written(reader: Reader, path: Path) -> Path:
    """`[stage.go_on]` written alone has no number."""
    if len(path) > 3 and path[2] == "go_on" and written_at(reader.data, path[:3]) is not None:
        return (*path[:3], *path[4:])
    return path


def _names_at(plan: Plan, rulebook: Rulebook, path: Path) -> list[str]:
    names = (
        [f"entry.{n}" for n in rulebook.entries]
        + [f"item.{n}" for n in rulebook.items]
        + [f"event.{n}" for n in rulebook.events]
        + [f"source.{n}" for n in rulebook.sources]
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


def _check_columns(reader: Reader, rulebook: Rulebook) -> None:
    known = {"name", "unit", "team", "group", "category", *rulebook.entries}
    tables = {
        "entries": rulebook.entries,
        "items": rulebook.items,
        "events": rulebook.events,
        "sources": rulebook.sources,
    }
    for table, attributes in tables.items():
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


def _canonical(value: object) -> str:
    """Nested plain data in a fixed order, written out: what the hash is made of. A sum of hundreds lies as deep as it is long,
    so what is still to be written waits in a list.
    """
    written: list[str] = []
    waiting: list[tuple[bool, Any]] = [(True, value)]
    while waiting:
        is_value, part = waiting.pop()
        if is_value:
            waiting += reversed(_parts(part))
        else:
            written.append(part)
    return "".join(written)


def _parts(value: object) -> list[tuple[bool, Any]]:
    """What a value is written as: signs, and values that are still to be written."""
    if isinstance(value, dict):
        return _listed([_pair(key, inner) for key, inner in value.items()])
    if isinstance(value, tuple):
        return _listed([[(True, inner)] for inner in value])
    slots = getattr(value, "__dataclass_fields__", None)
    if slots is None:
        return [(False, repr(str(value) if value is not None else None))]
    said = [
        name
        for name, slot in slots.items()
        if not slot.metadata.get("derived")
        and not (slot.metadata.get("later") and getattr(value, name) == _unsaid(slot))
    ]
    head: list[tuple[bool, Any]] = [(False, repr(type(value).__name__))]
    return _listed([head, *(_pair(name, getattr(value, name)) for name in said)])


def _pair(name: str, value: object) -> list[tuple[bool, Any]]:
    return [(False, f"({name!r}, "), (True, value), (False, ")")]


def _listed(parts: list[list[tuple[bool, Any]]]) -> list[tuple[bool, Any]]:
    between = [[*([(False, ", ")] if n else []), *part] for n, part in enumerate(parts)]
    return [(False, "["), *(piece for part in between for piece in part), (False, "]")]


def _unsaid(slot: Field[Any]) -> object:
    """What a field holds where nothing is said."""
    return slot.default if slot.default_factory is MISSING else slot.default_factory()
