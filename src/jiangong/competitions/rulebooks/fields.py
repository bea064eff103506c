"""A rulebook as forms: which fields there are, what each holds, and what a typed value changes. Needs no Django.

What no field can say stays in the text, untouched. A field is named by its path in the TOML, so that a problem of the core,
a field and a line of the text can be brought together.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jiangong.competitions.rulebooks import labels
from jiangong.competitions.rulebooks.tomltext import Decimal, Drop, Edit, Path, Put, data_of, edited
from jiangong.core.problems import NO_TEXT, Text
from jiangong.core.rulebook.schema import SECTIONS, Key

SIMPLE = {
    "text", "title", "number", "unit", "whole", "amount", "drops", "choice", "flag", "range", "formula", "name", "value", "texts", "numbers",
}  # fmt: skip
NUMBERS = {"number", "unit", "whole", "amount", "drops", "value", "range", "numbers", "count", "weight"}
MOST_CHANGES = 300
"""A person changes a few fields at a time."""
LEFT_TO_TEXT = {"id", "like", "rulebook", "by", "over", "type"}
"""What other places refer to: changing it in one place alone breaks the rules, so it is changed in the text."""
USUAL: dict[str, tuple[str, ...]] = {
    "rulebook": ("title", "source", "note", "version"),
    "state": ("title", "effect", "value"),
    "attribute": ("title", "range", "default"),
    "stage": ("title", "entrants", "places"),
    "criterion": ("title", "range", "decimals", "step"),
    "score": ("title", "weights_total", "round", "mode"),
    "step": ("take", "drop_high", "drop_low", "round", "mode"),
    "order": ("by", "first", "title"),
    "go_on": ("to", "top", "share", "ties", "reserve"),
    "award": ("title", "places", "top", "share"),
}
ALLOWED: dict[str, set[str]] = {"order": {"by"}, "go_on": {"by"}}
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_DECIMAL = re.compile(r"-?(0|[1-9]\d{0,17})\.\d{1,18}")
_SPAN = re.compile(r"(\d{1,6})\s*[-–—~至到]\s*(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Field:
    """One control: the key that it writes, which part of it, and what stands there now."""

    path: Path
    part: str
    sort: str
    value: str
    label: Text
    hint: Text = NO_TEXT
    choices: tuple[tuple[str, Text], ...] = ()

    @property
    def name(self) -> str:
        """How a form calls it."""
        return "/".join(map(str, self.path)) + (f"@{self.part}" if self.part else "")

    @property
    def key(self) -> str:
        """Its identity within a page."""
        return "f-" + re.sub(r"[^A-Za-z0-9]+", "-", self.name)

    @property
    def is_number(self) -> bool:
        """Whether digits are typed here."""
        return self.sort in NUMBERS


def named(path: Path) -> str:
    """A path as forms and addresses write it."""
    return "/".join(map(str, path))


def path_named(name: str) -> Path:
    """The path that a form wrote."""
    return tuple(int(part) if part.isdigit() else part for part in name.split("/"))


def at(data: Any, path: Path) -> Any:
    """What stands at a path; None where nothing does."""
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def fields_of(
    section: str, data: Mapping[str, Any], path: Path, names: Mapping[str, Text]
) -> tuple[list[Field], list[Field]]:
    """The fields of one table: those that are always shown, and the rarer ones."""
    usual: list[Field] = []
    rare: list[Field] = []
    for key in SECTIONS[section]:
        if key.takes not in SIMPLE or (key.name in LEFT_TO_TEXT and key.name not in ALLOWED.get(section, ())):
            continue
        if isinstance(data.get(key.name), dict) and key.takes == "drops":
            continue  # how many by how many there are: changed in the text
        made = list(_fields(section, key, data.get(key.name), (*path, key.name), names))
        (usual if key.name in USUAL[section] or key.name in data else rare).extend(made)
    order = {name: position for position, name in enumerate(USUAL[section])}
    usual.sort(key=lambda field: order.get(str(field.path[-1]), len(order)))
    return usual, rare


def _fields(section: str, key: Key, value: Any, path: Path, names: Mapping[str, Text]) -> Iterator[Field]:
    label = labels.LABELS.get(f"{section}.{key.name}", key.meaning)
    if key.takes == "title":
        words = value if isinstance(value, dict) else {"zh": value}
        yield Field(path, "zh", "text", _said(words.get("zh")), label, NO_TEXT)
        english = Text(label.zh + "（英文）", label.en + " (English)")
        yield Field(path, "en", "text", _said(words.get("en")), english, NO_TEXT)
    elif key.takes == "range":
        ends = value if isinstance(value, list) and len(value) == 2 else ("", "")
        yield Field(path, "from", "range", _said(ends[0]), Text(label.zh + "：从", label.en + ": from"), NO_TEXT)
        yield Field(path, "to", "range", _said(ends[1]), Text(label.zh + "：到", label.en + ": to"), NO_TEXT)
    elif key.takes in ("texts", "numbers"):
        listed = value if isinstance(value, list) else [] if value is None else [value]
        yield Field(path, "", key.takes, "、".join(map(_said, listed)), label, key.meaning)
    else:
        choices = _choices(section, key, names, _said(value))
        yield Field(path, "", "choice" if choices else key.takes, _said(value), label, key.meaning, choices)


def _choices(section: str, key: Key, names: Mapping[str, Text], value: str) -> tuple[tuple[str, Text], ...]:
    if (section, key.name) in (("order", "by"), ("stage", "score"), ("go_on", "to")):
        known = tuple(names.items())
        blank = () if section == "order" else (("", labels.BLANK),)
        return (*blank, *known, *(((value, Text(value, value)),) if value and value not in names else ()))
    usual = labels.AS_USUAL.get(key.name)
    blank_words = Text(labels.USUAL.zh.format(usual.zh), labels.USUAL.en.format(usual.en)) if usual else labels.BLANK
    if key.takes == "flag":
        yes, no = labels.FLAGS.get(key.name, (Text("是", "yes"), Text("否", "no")))
        return ("", blank_words), ("true", yes), ("false", no)
    if key.takes == "choice":
        own = labels.OWN_CHOICES.get(key.name, {})
        listed = tuple((word, own.get(word) or labels.CHOICES.get(word, Text(word, word))) for word in key.choices)
        unknown = ((value, Text(value, value)),) if value and value not in key.choices else ()
        return (("", blank_words), *listed, *unknown)
    return ()


def count_fields(data: Mapping[str, Any], path: Path) -> list[Field]:
    """How many judges, items, attempts: one field a dimension."""
    counts = data.get("count")
    counted = counts if isinstance(counts, dict) else {}
    dimensions = data.get("by") if isinstance(data.get("by"), list) else list(counted)
    hint = Text("一个数，或“3-5”", "a number, or 3-5")
    return [
        Field((*path, "count", name), "", "count", _count(counted.get(name)), labels.LABELS[f"count.{name}"], hint)
        for name in dimensions or ()
        if f"count.{name}" in labels.LABELS
    ]


def weight_fields(data: Mapping[str, Any], path: Path, names: Mapping[str, Text]) -> list[Field]:
    """The weight of every criterion and score of the stage in a weighted sum; blank where it has none."""
    weights = data.get("weights")
    if not isinstance(weights, dict):
        return []
    listed = [*(name for name in names if name != path[-1]), *(name for name in weights if name not in names)]
    return [
        Field(
            (*path, "weights", name), "", "weight", _said(weights.get(name)),
            Text(f"{names.get(name, Text(name, name)).say('zh')}的权重", f"weight of {names.get(name, Text(name, name)).say('en')}"),
            Text("如 30%；不计入时留空", "e.g. 30%; blank where it does not count"),
        )
        for name in dict.fromkeys(listed)
    ]  # fmt: skip


def _count(value: Any) -> str:
    return f"{value[0]}-{value[1]}" if isinstance(value, list) and len(value) == 2 else _said(value)


def _said(value: Any) -> str:
    """A value of the text as a field shows it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return value.digits
    return str(value)


def changed(text: str, fields: Mapping[str, Field], typed: Mapping[str, str]) -> str:
    """The text with what was typed differently; a field that was left as it stood changes nothing.

    Raises CannotEdit where only the text can say it, tomllib.TOMLDecodeError for a text that is no TOML.
    """
    data = data_of(text)
    return edited(text, list(_edits(data, fields, typed))[:MOST_CHANGES])


def _edits(data: Any, fields: Mapping[str, Field], typed: Mapping[str, str]) -> Iterator[Edit]:
    wanted: dict[Path, dict[str, str]] = {}
    for name, said in typed.items():
        field = fields.get(name)
        if field is None or _same(field, said):
            continue
        parts = {other.part: other.value for other in fields.values() if other.path == field.path}
        wanted.setdefault(field.path, parts)[field.part] = said.strip()
    for path, parts in wanted.items():
        sort = next(field.sort for field in fields.values() if field.path == path)
        value = _value(sort, parts, at(data, path))
        if value is not None:
            yield Put(path, value)
        elif at(data, path) is not None:
            yield Drop(path)


def rewritten(text: str, fields: Mapping[str, Field]) -> str:
    """The text with every field written anew from what it shows: the rules must stay the same. For tests and doubts."""
    data = data_of(text)
    edits: list[Edit] = []
    for path in dict.fromkeys(field.path for field in fields.values()):
        own = {field.part: field for field in fields.values() if field.path == path}
        value = _value(
            next(iter(own.values())).sort, {part: field.value for part, field in own.items()}, at(data, path)
        )
        if value is not None:
            edits.append(Put(path, value))
    return edited(text, edits)


def _same(field: Field, said: str) -> bool:
    return said.strip().replace("\r\n", "\n") == field.value.strip()


def _value(sort: str, parts: Mapping[str, str], before: Any) -> Any:
    """The value that the parts of a key come to; None where nothing was typed."""
    if not any(parts.values()):
        return None
    if "zh" in parts:
        return _words(parts, before)
    if "from" in parts:
        return [_number(parts["from"], None), _number(parts["to"], None)]
    said = parts[""]
    if sort in ("texts", "numbers"):
        listed = [part.strip() for part in re.split(r"[、，,;；\n]", said) if part.strip()]
        return [_number(part, None) for part in listed] if sort == "numbers" else listed
    if sort == "count":
        return _counted(said)
    if sort == "choice" and said in ("true", "false"):
        return said == "true"
    return _number(said, before) if sort in NUMBERS else said


def _words(parts: Mapping[str, str], before: Any) -> Any:
    if isinstance(before, str) and not parts["en"]:
        return parts["zh"]
    return {lang: parts[lang] for lang in ("zh", "en") if parts[lang]}


def _counted(said: str) -> Any:
    plain = unicodedata.normalize("NFKC", said).strip()
    span = _SPAN.fullmatch(plain)
    return [int(span[1]), int(span[2])] if span else _number(plain, None)


def _number(said: str, before: Any) -> Any:
    """Digits as a number, in the way in which the value was written before; anything else as it was typed, for the core to refuse."""
    plain = unicodedata.normalize("NFKC", said).strip()
    if isinstance(before, str):
        return plain
    if _WHOLE.fullmatch(plain):
        return int(plain)
    if _DECIMAL.fullmatch(plain):
        return Decimal(plain)
    return plain
