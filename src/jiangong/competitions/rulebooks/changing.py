"""What the buttons of the editor do to a rulebook: add, move, take away, several judges, a weighted total. Needs no Django."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from jiangong.competitions.rulebooks.blocks import names_of
from jiangong.competitions.rulebooks.fields import at, path_named
from jiangong.competitions.rulebooks.tomltext import Append, CannotEdit, Drop, Edit, Path, Put, Swap, data_of, edited

OUTLINE = """\
# 新的规则。每一处都可以在表单里改，也可以在原文里改。
rulebook = 1
name = "contest"
title = { zh = "新的竞赛", en = "New contest" }

[[stage]]
id = "final"
title = { zh = "决赛", en = "Final" }

[stage.criteria.mark]
title = { zh = "评分", en = "Mark" }
range = [0, 100]
decimals = 1

[[stage.order]]
by = "mark"
"""
"""The smallest rulebook that holds: what an empty page would have to ask anyway."""
PERCENT = 100


def acted(text: str, act: str) -> str:
    """The text after a button was pressed; `act` is `verb:path`. Raises CannotEdit for what no button does."""
    verb, _, name = act.partition(":")
    path = path_named(name) if name else ()
    if verb not in _VERBS or not path:
        raise CannotEdit(path)
    data = data_of(text)
    for edit in _VERBS[verb](data, path):
        text = edited(text, [edit])
    return text


def _up(data: Any, path: Path) -> list[Edit]:
    number = path[-1]
    return (
        [Swap((*path[:-1], number - 1))]
        if isinstance(number, int) and number > 0 and at(data, path) is not None
        else []
    )


def _down(data: Any, path: Path) -> list[Edit]:
    number = path[-1]
    after = (*path[:-1], number + 1) if isinstance(number, int) else ()
    return [Swap(path)] if after and at(data, after) is not None else []


def _remove(data: Any, path: Path) -> list[Edit]:
    """A criterion or a score goes with its weights and with the keys of the order that read it alone."""
    if at(data, path) is None:
        return []
    edits: list[Edit] = []
    name, stage = path[-1], path[:2]
    if len(path) == 4 and path[2] in ("criteria", "scores"):
        for score, written in (at(data, (*stage, "scores")) or {}).items():
            if isinstance(written, dict) and name in (written.get("weights") or {}):
                edits.append(Drop((*stage, "scores", score, "weights", str(name))))
        order = at(data, (*stage, "order")) or []
        edits += [
            Drop((*stage, "order", n)) for n in reversed(range(len(order)))
            if len(order) > 1 and isinstance(order[n], dict) and order[n].get("by") == name
        ]  # fmt: skip
    above = at(data, path[:-1])
    is_last = len(above) == 1 and (isinstance(above, list) or path[-2] in ("criteria", "scores"))
    return [*edits, Drop(path[:-1] if is_last else path)]


def _judges(data: Any, path: Path) -> list[Edit]:
    """Three judges, their mean to two decimals: the numbers stand in fields from then on."""
    if not isinstance(at(data, path), dict) or at(data, path).get("by"):
        return []
    step = {"over": "source", "drop_high": 0, "drop_low": 0, "take": "mean", "round": "0.01"}
    return [
        Put((*path, "by"), ["source"]),
        Put((*path, "count"), {"source": 3}),
        Put((*path, "steps"), [step, *(at(data, path).get("steps") or [])]),
    ]


def _total(data: Any, path: Path) -> list[Edit]:
    """A weighted sum of what the stage has, the parts equal at first, and places by it."""
    stages, number = data.get("stage") or [], path[1]
    if not isinstance(number, int) or number >= len(stages):
        return []
    written = {key for key, one in (at(data, (*path, "criteria")) or {}).items() if isinstance(one, dict)}
    parts = [name for name in names_of(stages, number) if name in written]
    name = _free("total", names_of(stages, number))
    share, rest = divmod(PERCENT, max(len(parts), 1))
    weights = {part: f"{share + (n < rest)}%" for n, part in enumerate(parts)}
    score = {
        "title": {"zh": "总分", "en": "Total"}, "weights": weights, "weights_total": "100%", "round": "0.01",
    }  # fmt: skip
    edits: list[Edit] = [Put((*path, "scores", name), score)]
    if isinstance(at(data, (*path, "order", 0)), dict):
        edits.append(Put((*path, "order", 0, "by"), name))
    return edits


def _add(data: Any, path: Path) -> list[Edit]:
    kind = path[-1]
    if kind == "stage":
        return [Append(path, _new_stage(data))]
    stages = data.get("stage") or []
    if path[0] != "stage" or not isinstance(path[1], int) or path[1] >= len(stages) or not isinstance(kind, str):
        return []
    names = names_of(stages, path[1])
    if kind == "criteria":
        new = {"title": {"zh": "新评分项", "en": "New criterion"}, "range": [0, 100], "decimals": 1}
        return [Put((*path, _free("part", names)), new)]
    written = at(data, path)
    if isinstance(written, dict):  # one rule in single brackets: a second one needs a list
        return [Put(path, [written, _new_line(kind, stages, path[1], names)])]
    return [Append(path, _new_line(kind, stages, path[1], names))]


def _new_line(kind: str, stages: list[Any], number: int, names: Any) -> dict[str, Any]:
    if kind == "order":
        used = {line.get("by") for line in stages[number].get("order") or [] if isinstance(line, dict)}
        return {"by": next((name for name in names if name not in used), next(iter(names), "mark"))}
    if kind == "go_on":
        later = stages[number + 1].get("id") if number + 1 < len(stages) else None
        return {"to": later or "next", "top": 8}
    taken = {str(award.get("id")) for award in stages[number].get("awards") or [] if isinstance(award, dict)}
    return {"id": _free("award", taken), "title": {"zh": "新奖项", "en": "New award"}, "top": 1}


def _new_stage(data: Any) -> dict[str, Any]:
    taken = {str(stage.get("id")) for stage in data.get("stage") or [] if isinstance(stage, dict)}
    return {
        "id": _free("stage", taken),
        "title": {"zh": "新阶段", "en": "New stage"},
        "criteria": {"mark": {"title": {"zh": "评分", "en": "Mark"}, "range": [0, 100], "decimals": 1}},
        "order": [{"by": "mark"}],
    }


def _free(stem: str, taken: Any) -> str:
    """A short name that is not taken: the stem, or the stem with a number."""
    return next(name for name in (stem, *(f"{stem}_{n}" for n in range(2, len(taken) + 3))) if name not in taken)


_VERBS: dict[str, Callable[[Any, Path], list[Edit]]] = {
    "up": _up, "down": _down, "remove": _remove, "judges": _judges, "total": _total, "add": _add,
}  # fmt: skip
