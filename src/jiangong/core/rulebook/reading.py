"""From TOML text to checked pieces: every key known, every value of its kind, every mistake with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from jiangong.core.problems import Problem, Text, nearest
from jiangong.core.quantities import exact, places_of
from jiangong.core.rulebook import limits
from jiangong.core.rulebook.formula import FormulaError, parse_formula
from jiangong.core.rulebook.grammar import said_slip
from jiangong.core.rulebook.habits import instead_of_line
from jiangong.core.rulebook.positions import Path, line_numbers, line_of
from jiangong.core.rulebook.schema import DIMENSIONS, SECTIONS, Key

_DEEP = re.compile(
    r"\"{3}.*?\"{3}|'{3}.*?'{3}|\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'|#[^\n]*|(?P<mark>[\[\]{}.=,\n])", re.DOTALL
)
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_AT_LINE = re.compile(r"\(at (?:line (\d+), column (\d+)|end of document)\)")


class Reader:
    """Collects problems while it reads, so that all mistakes are told at once."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.lines: dict[Path, int] = {}
        self.told: set[tuple[str | None, Text, Text]] = set()
        self.data = self.parsed(text)

    def problem(self, path: Path, found: Text, expected: Text, near: str = "", *, warning: bool = False) -> None:
        """Note one mistake at a key."""
        if len(self.problems) < limits.MOST_PROBLEMS:
            level = "warning" if warning else "error"
            key = ".".join(limits.short(part) for part in path if isinstance(part, str)) or None
            if path not in self.lines and (key, found, expected) in self.told:
                return  # copied by `like`, and told where it was written
            self.told.add((key, found, expected))
            row = line_of(self.lines, path)
            self.problems.append(Problem(self.file, row, key, found, expected, near, level))  # type: ignore[arg-type]

    def parsed(self, text: str) -> dict[str, Any]:
        """The TOML as plain data; {} with a problem where it is none, too long or nested too deeply."""
        if len(text) > limits.CHARACTERS.most:
            self.too_large((), limits.TooLarge(limits.CHARACTERS, len(text)))
            return {}
        deep = _too_deep(text)
        if deep:
            line, number = deep
            found, expected = limits.NESTING.found(number), limits.NESTING.expected()
            self.problems.append(Problem(self.file, line, None, found, expected))
            return {}
        try:
            data = tomllib.loads(text, parse_float=str)
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
            self.problems.append(_toml_problem(self.file, str(error), text))
            return {}
        self.lines = line_numbers(text)
        return data

    def too_large(self, path: Path, error: limits.TooLarge) -> None:
        """Note that something passes a limit."""
        self.problem(path, error.found, error.expected)

    def section(self, name: str, data: Any, path: Path) -> dict[str, Any]:
        """The known keys of one table, each converted; problems for the rest."""
        if not isinstance(data, dict):
            self.problem(path, said(data), Text("一个表，如 { … }", "a table, e.g. { … }"))
            return {}
        keys = {key.name: key for key in SECTIONS[name]}
        read: dict[str, Any] = {}
        for word, value in data.items():
            if word not in keys:
                expected = Text("其中之一：" + "、".join(keys), "one of " + ", ".join(keys))
                self.problem(
                    (*path, word),
                    Text(f"未知的键 {limits.short(word)}", f"the unknown key {limits.short(word)}"),
                    expected,
                    nearest(word, keys) if len(self.problems) < limits.MOST_PROBLEMS else "",
                )
                continue
            converted = self.value(keys[word], value, (*path, word))
            if converted is not None:
                read[word] = converted
        return read

    def value(self, key: Key, value: Any, path: Path) -> Any:
        """One value converted as its key says; None with a problem where it cannot be."""
        shape, _, section = key.takes.partition(":")
        if key.takes == "map:count":
            return self.counts(value, path)
        if shape == "map":
            return self.mapped(section, value, path)
        if shape == "list":
            return self.listed(section, value, path)
        if shape == "tables":
            return (
                self.listed(section, value, path) if isinstance(value, list) else [self.section(section, value, path)]
            )
        if key.takes == "choice":
            return self.choice(key.choices, value, path)
        try:
            return _CONVERTERS[key.takes](value)
        except (FormulaError, limits.TooLarge) as error:
            self.problem(path, error.found, error.expected)
        except (ValueError, TypeError, ZeroDivisionError, KeyError, AttributeError):
            self.problem(path, said(value), _EXPECTED[key.takes])
        return None

    def choice(self, choices: tuple[str, ...], value: Any, path: Path) -> str | None:
        if isinstance(value, str) and value in choices:
            return value
        expected = Text("其中之一：" + "、".join(choices), "one of " + ", ".join(choices))
        self.problem(path, said(value), expected, nearest(limits.short(value), choices))
        return None

    def mapped(self, section: str, value: Any, path: Path) -> dict[str, dict[str, Any]] | None:
        if not isinstance(value, dict):
            self.problem(path, said(value), Text("一张表，每个名称一项", "a table with one entry a name"))
            return None
        if not self.few(section, len(value), path):
            return None
        read = {}
        for name, inner in value.items():
            if not _NAME.fullmatch(name) or len(name) > limits.NAME.most:
                words = limits.short(name)
                self.problem((*path, name), Text(f"名称 {words}", f"the name {words}"), _EXPECTED["name"])
                continue
            read[name] = self.section(section, inner, (*path, name))
        return read

    def listed(self, section: str, value: Any, path: Path) -> list[dict[str, Any]] | None:
        if not isinstance(value, list):
            self.problem(path, said(value), Text(f"[[{path[-1]}]] 或 [ {{ … }} ]", f"[[{path[-1]}]] or [ {{ … }} ]"))
            return None
        if not self.few(section, len(value), path):
            return None
        return [self.section(section, inner, (*path, position)) for position, inner in enumerate(value)]

    def few(self, section: str, number: int, path: Path) -> bool:
        """Whether there are no more tables of a section than a limit allows; a problem where there are."""
        limit = limits.most_of(section)
        if number > limit.most:
            self.too_large(path, limits.TooLarge(limit, number))
        return number <= limit.most

    def counts(self, value: Any, path: Path) -> tuple[tuple[str, tuple[int, int]], ...] | None:
        expected = Text(
            "从 1 起的整数，如 { source = 5 } 或 { source = [3, 7] }；可以一行也没有的，最少也写 1",
            "whole numbers from 1, as { source = 5 } or { source = [3, 7] }; where there may be no row at all, still from 1",
        )
        if not isinstance(value, dict):
            self.problem(path, said(value), expected)
            return None
        read = []
        for dimension, number in value.items():
            ends = number if isinstance(number, list) else [number, number]
            whole = all(isinstance(end, int) and not isinstance(end, bool) for end in ends)
            if dimension in DIMENSIONS and whole and len(ends) == 2 and 0 < ends[0] <= ends[1] <= 100_000:
                read.append((dimension, (ends[0], ends[1])))
            else:
                words = f"{limits.short(dimension)} = {limits.short(number)}"
                found = Text(words, words)
                self.problem(
                    (*path, dimension),
                    found,
                    expected,
                    "" if dimension in DIMENSIONS else nearest(dimension, DIMENSIONS),
                )
        return tuple(read)


def require(reader: Reader, section: str, data: dict[str, Any], path: Path) -> bool:
    """Whether every required key of a section is there; a problem for each that is not written."""
    missing = [key.name for key in SECTIONS[section] if key.required and key.name not in data]
    written = written_at(reader.data, path)
    for name in missing:
        if (
            written is not None and name not in written
        ):  # what is there but wrong, or copied by `like`, was told already
            reader.problem(path, Text(f"没有 {name}", f"no {name}"), Text(f"写上 {name}", f"the key {name}"))
    return not missing


def written_at(data: Any, path: Path) -> dict[str, Any] | None:
    """The table written at a path; None where it is not written there (but copied from an earlier stage)."""
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data if isinstance(data, dict) else None


def said(value: Any) -> Text:
    """A value as a person would point at it."""
    if isinstance(value, bool):
        return Text(str(value).lower(), str(value).lower())
    if isinstance(value, dict):
        return Text("一张表", "a table")
    words = limits.short(value)
    return Text(f"“{words}”" if isinstance(value, str) else words, f'"{words}"' if isinstance(value, str) else words)


def _too_deep(text: str) -> tuple[int, int] | None:
    """The line on which brackets, or the dots of a key, pass the limit, and how many there are: seen before parsing, because
    a parser may recurse, or go through a long key again for each of its parts.
    """
    depth, dots, line, at = 0, 0, 1, 0
    for match in _DEEP.finditer(text):
        mark = match["mark"]
        if mark is None:
            continue
        dots = dots + 1 if mark == "." else 0
        depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(mark, 0)
        if max(depth, dots) > limits.NESTING.most:
            line += text.count("\n", at, match.start())
            return line, max(depth, dots)
    return None


def _toml_problem(file: str, message: str, text: str) -> Problem:
    match = _AT_LINE.search(message)
    row = int(match.group(1)) if match and match.group(1) else text.count("\n") + 1
    column = match.group(2) if match and match.group(2) else None
    words = said_slip(_AT_LINE.sub("", message).strip())
    expected = instead_of_line(text, row) or Text("TOML：键 = 值，文字加引号", "TOML: key = value, text in quotes")
    return Problem(file, row, column, Text(f"不是 TOML（{words.zh}）", f"no TOML ({words.en})"), expected)


def _title(value: Any) -> Text:
    for words in value.values() if isinstance(value, dict) else [value]:
        limits.within(limits.TEXT, len(words))
    if isinstance(value, str) and value.strip():
        return Text(value, value)
    if (
        isinstance(value, dict)
        and value
        and set(value) <= {"zh", "en"}
        and all(isinstance(v, str) for v in value.values())
    ):
        return Text(value.get("zh", ""), value.get("en", ""))
    raise ValueError


def _number(value: Any) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, (int, str, float)):
        raise TypeError
    limits.within(
        limits.DIGITS, sum(character.isdigit() for character in str(value)) if not isinstance(value, int) else 0
    )
    number = exact(value)
    if abs(number) > 10**15 or number.denominator > 10**12:
        raise ValueError
    return number


def _unit(value: Any) -> Fraction:
    """A unit to round to: above 0 and itself a plain decimal, so that what is rounded to it can be written."""
    unit = _number(value)
    if unit <= 0 or places_of(unit.denominator) is None:
        raise ValueError
    return unit


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10**9:
        raise TypeError
    return value


def _amount(value: Any) -> int | str:
    """How many: a whole number, or the column that says it."""
    if isinstance(value, str):
        table, _, column = value.partition(".")
        if table in ("event", "entry") and _NAME.fullmatch(column):
            return value
    return _whole(value)


def _range(value: Any) -> tuple[Fraction, Fraction]:
    low, high = (_number(end) for end in value)
    if low > high:
        raise ValueError
    return low, high


def _text(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TypeError
    limits.within(limits.TEXT, len(value))
    return value


def _name(value: Any) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise TypeError
    limits.within(limits.NAME, len(value))
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not set(value) <= set(DIMENSIONS[:3]) or len(set(value)) != len(value):
        raise ValueError
    return tuple(value)


def _texts(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    limits.within(limits.LISTED, len(value))
    return tuple(_text(word) if isinstance(word, str) else str(_whole(word)) for word in value)


def _dimensions(value: Any) -> tuple[str, ...]:
    names = tuple(value) if isinstance(value, list) else (value,)
    if not names or not set(names) <= set(DIMENSIONS):
        raise ValueError
    return names


def _table(value: Any) -> tuple[tuple[Fraction, Fraction], ...] | dict[str, Any]:
    """One table of value = result, or several under the names that choose among them."""
    if not value:
        raise ValueError
    if all(isinstance(inner, dict) for inner in value.values()):
        limits.within(limits.ROWS, sum(map(len, value.values())))
        return {name: _pairs(inner) for name, inner in value.items()}
    return _pairs(value)


def _pairs(value: Any) -> tuple[tuple[Fraction, Fraction], ...]:
    if not value:
        raise ValueError
    limits.within(limits.ROWS, len(value))
    return tuple((_number(key), _number(result)) for key, result in value.items())


def _numbers(value: Any) -> tuple[Fraction, ...]:
    if not isinstance(value, list) or not value:
        raise TypeError
    limits.within(limits.LISTED, len(value))
    return tuple(sorted({_number(number) for number in value}))


def _weights(value: Any) -> tuple[tuple[str, Fraction], ...]:
    if not value:
        raise ValueError
    limits.within(limits.TERMS, len(value))
    return tuple((name, _number(weight)) for name, weight in value.items())


def _named_values(value: Any) -> tuple[tuple[str, str], ...]:
    limits.within(limits.LISTED, len(value))
    return tuple((_text(name).strip(), _any(said)) for name, said in value.items())


def _any(value: Any) -> str:
    if isinstance(value, (dict, list)):
        raise TypeError
    if isinstance(value, int):
        limits.within(limits.DIGITS, value.bit_length() // 4)
    limits.within(limits.TEXT, len(words := str(value)))
    return words.lower() if isinstance(value, bool) else words


_CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "title": _title, "number": _number, "unit": _unit, "whole": _whole, "amount": _amount, "range": _range, "text": _text, "name": _name, "flag": _flag,
    "names": _names, "numbers": _numbers, "texts": _texts, "dimensions": _dimensions, "lookup": _table, "weights": _weights,
    "value": _any, "pairs": _named_values,
    "formula": lambda value: parse_formula(_text(value)),
}  # fmt: skip
_EXPECTED = {
    "title": Text('文字，或 { zh = "…", en = "…" }', 'text, or { zh = "…", en = "…" }'),
    "number": Text('一个数，如 5、0.5、"30%"', 'a number, e.g. 5, 0.5, "30%"'),
    "unit": Text('大于 0 的小数，如 "0.01"、0.5', 'a plain decimal above 0, e.g. "0.01", 0.5'),
    "whole": Text("不小于 0 的整数", "a whole number, 0 or more"),
    "amount": Text('不小于 0 的整数，或 "event.列名"', 'a whole number, 0 or more, or "event.NAME"'),
    "range": Text("[最小, 最大]", "[lowest, highest]"),
    "text": Text("文字", "text"),
    "name": Text("字母开头，只含字母、数字、下划线", "a name of letters, digits and underscores, beginning with a letter"),
    "flag": Text("true 或 false", "true or false"),
    "names": Text("item、attempt、source 中的几个，如 [\"source\"]", "some of item, attempt, source, e.g. [\"source\"]"),
    "numbers": Text("一串数，如 [0, 3, 4, 5]", "a list of numbers, e.g. [0, 3, 4, 5]"),
    "texts": Text("一串文字，如 [\"p1\", \"p2\"]", "a list of texts, e.g. [\"p1\", \"p2\"]"),
    "dimensions": Text("item、attempt、source、member 之一，或其中几个的列表", "one of item, attempt, source, member, or a list of them"),
    "lookup": Text("{ \"1\" = 25, \"2\" = 18 }", "{ \"1\" = 25, \"2\" = 18 }"),
    "weights": Text("{ theory = \"30%\", practice = \"70%\" }", "{ theory = \"30%\", practice = \"70%\" }"),
    "pairs": Text("{ \"专家组\" = 2, \"群众\" = 1 }", "{ \"expert panel\" = 2, \"public\" = 1 }"),
    "value": Text("一个数、true/false 或一个名称", "a number, true/false or a name"),
    "formula": Text("写在引号里的算式", "a formula in quotes"),
}  # fmt: skip
