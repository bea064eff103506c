"""Changes of a TOML text that leave everything else as it was written: comments, order, spacing. Needs no Django.

Every change is made twice, on the text and on the plain data that it says; where the two disagree, nothing is changed.
"""

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Any

import tomlkit
from tomlkit import items
from tomlkit.exceptions import TOMLKitError

Path = tuple[str | int, ...]


class CannotEdit(Exception):  # noqa: N818 - an answer to a person: this place is changed in the text itself
    """A place that only the text can change."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True)
class Decimal:
    """A number with a fraction, by its digits: no float stands between what was typed and what is written."""

    digits: str


@dataclass(frozen=True, slots=True)
class Put:
    """A value at a key; tables on the way that are not there are made."""

    path: Path
    value: Any
    in_line: bool = False


@dataclass(frozen=True, slots=True)
class Drop:
    """A key or a line of a list taken away; a list that becomes empty goes with its last line."""

    path: Path


@dataclass(frozen=True, slots=True)
class Append:
    """One more line at the end of a list of tables."""

    path: Path
    value: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Swap:
    """Two neighbours of a list change places: the one at the path and the one after it."""

    path: Path


Edit = Put | Drop | Append | Swap


def data_of(text: str) -> dict[str, Any]:
    """The text as plain data; numbers with a fraction as they are written. Raises tomllib.TOMLDecodeError."""
    return tomllib.loads(text, parse_float=Decimal)


def edited(text: str, edits: Iterable[Edit]) -> str:
    """The text after some changes, in turn. Raises CannotEdit for a place that the text cannot be changed at, and
    tomllib.TOMLDecodeError for a text that is no TOML."""
    listed = list(edits)
    if not listed:
        return text
    after = _together(text, listed)
    if after is None and len(listed) == 1 and isinstance(listed[0], Put):
        after = _together(text, [replace(listed[0], in_line=True)])
    if after is not None:
        return after
    for edit in listed[:_FEW] if len(listed) > 1 else []:
        text = edited(text, [edit])
    if len(listed) in range(2, _FEW + 1):
        return text
    raise CannotEdit(listed[0].path)


_FEW = 40


def _together(text: str, edits: list[Edit]) -> str | None:
    """The text after the changes; None where it would not say what they mean."""
    wanted = data_of(text)
    text = text if text.endswith("\n") else text + "\n"
    try:
        after = _tidy(text, _rewritten(text, edits, wanted))
        return after if data_of(after) == wanted else None
    except (KeyError, IndexError, TypeError, ValueError, AttributeError, TOMLKitError):
        return None


def _rewritten(text: str, edits: list[Edit], wanted: dict[str, Any]) -> str:
    """`wanted` is changed with the text, so that both can be compared."""
    first = edits[0]
    if isinstance(first, Append) and first.path == ("stage",) and len(edits) == 1:
        _on_data(wanted, first)
        return f"{text}\n[[stage]]\n{_block('stage', first.value)}"
    document = tomlkit.parse(text)
    for edit in edits:
        _on_data(wanted, edit)
        _on_text(document, edit, wanted)
    return tomlkit.dumps(document)


def _on_data(data: Any, edit: Edit) -> None:
    """What the change means."""
    *way, last = edit.path
    for part, following in zip(way, edit.path[1:], strict=True):
        if (
            isinstance(edit, Put | Append)
            and isinstance(data, dict)
            and part not in data
            and isinstance(following, str)
        ):
            data[part] = {}
        data = data[part]
    if isinstance(edit, Put):
        data[last] = edit.value
    elif isinstance(edit, Append):
        data.setdefault(last, []).append(edit.value)
    elif isinstance(edit, Swap):
        assert isinstance(last, int)
        data[last], data[last + 1] = data[last + 1], data[last]
    else:
        del data[last]


def _on_text(document: Any, edit: Edit, wanted: dict[str, Any]) -> None:
    *way, last = edit.path
    place: Any = document
    for depth, part in enumerate(way):
        if isinstance(edit, Put | Append) and isinstance(part, str) and part not in place:
            _make_table(place, part, is_inline=_is_small(place, edit.path[: depth + 1]))
        above, place = place, place[part]
    if isinstance(place, items.InlineTable) and (isinstance(edit, Drop) or last not in place):
        above[way[-1]] = _item(_at(wanted, tuple(way)))
    elif isinstance(edit, Put):
        _put(place, last, edit)
    elif isinstance(edit, Append):
        _append(place, str(last), edit.value)
    elif isinstance(edit, Swap):
        _swap(place, int(last))
    else:
        del place[last]


def _at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def _is_small(place: Any, path: Path) -> bool:
    """What is written within braces: everything inside braces, and the small tables that the gallery writes so."""
    return isinstance(place, items.InlineTable) or path[-1] in ("count", "weights", "title", "note", "source", "unit")


def _make_table(place: Any, name: str, *, is_inline: bool) -> None:
    place[name] = tomlkit.inline_table() if is_inline else tomlkit.table(is_super_table=True)


def _put(place: Any, key: str | int, edit: Put) -> None:
    value = edit.value
    has_head = isinstance(value, dict) and not edit.in_line and not _within_braces(place, key)
    place[key] = _table(value) if has_head else _item(value)


def _within_braces(place: Any, key: str | int) -> bool:
    """Texts in two languages, counts, weights: written in one line. A criterion or a score gets a head of its own."""
    return isinstance(place, items.InlineTable) or key in (
        "title",
        "note",
        "source",
        "unit",
        "issuer",
        "count",
        "weights",
    )


def _append(place: Any, key: str, value: dict[str, Any]) -> None:
    if key not in place:
        place[key] = tomlkit.aot()
    listed = place[key]
    listed.append(_table(value) if isinstance(listed, items.AoT) else _item(value))


def _swap(place: Any, first: int) -> None:
    if isinstance(place, items.AoT):
        place.body[first], place.body[first + 1] = place.body[first + 1], place.body[first]
        return
    one, other = place[first], place[first + 1]
    place[first], place[first + 1] = other, one


def _table(value: dict[str, Any]) -> items.Table:
    """A table with a head of its own, after an empty line."""
    table = tomlkit.table()
    for key, inner in value.items():
        table[key] = _item(inner)
    table.trivia.indent = "\n"
    return table


def _item(value: Any) -> Any:
    return tomlkit.parse(f"x = {written(value)}\n")["x"]


def written(value: Any) -> str:
    """A value as the gallery writes it."""
    if isinstance(value, Decimal):
        return value.digits
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {written(inner)}" for key, inner in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else json.dumps(name, ensure_ascii=False)


def _block(head: str, value: dict[str, Any]) -> str:
    """The lines of a table and of the tables within it."""
    lines = [f"{_key(key)} = {written(inner)}" for key, inner in value.items() if not _has_head(key)]
    text = "\n".join(lines) + "\n"
    for key, inner in value.items():
        if not _has_head(key):
            continue
        parts = inner if isinstance(inner, list) else inner.values()
        names = (
            [f"[[{head}.{key}]]"] * len(inner)
            if isinstance(inner, list)
            else [f"[{head}.{key}.{name}]" for name in inner]
        )
        text += "".join(f"\n{name}\n{_block('', part)}" for name, part in zip(names, parts, strict=True))
    return text


def _has_head(key: str) -> bool:
    return key in ("criteria", "scores", "order", "awards", "go_on")


def _tidy(before: str, after: str) -> str:
    """One empty line before every head that was added, and none twice; lines that were there before stay as they were."""
    old, new = before.split("\n"), after.split("\n")
    touched: set[int] = set()
    for tag, _, _, start, end in SequenceMatcher(None, old, new).get_opcodes():
        if tag != "equal":
            touched |= set(range(start, end + 1))
    lines: list[str] = []
    for number, line in enumerate(new):
        if number in touched:
            is_head = line.startswith("[") and line.rstrip().endswith("]")
            if is_head and lines and lines[-1].strip() and not lines[-1].startswith("#"):
                lines.append("")
            if not line.strip() and (not lines or not lines[-1].strip()):
                continue
        lines.append(line)
    return "\n".join(lines).rstrip("\n") + "\n"
