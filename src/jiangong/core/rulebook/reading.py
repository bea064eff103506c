"""From TOML text to checked pieces: every key known, every value of its kind, every mistake with its line."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from jiangong.core.problems import Problem, Text, nearest
from jiangong.core.rulebook import limits
from jiangong.core.rulebook.converting import CONVERTERS, EXPECTED, SHORT_NAME
from jiangong.core.rulebook.formula import FormulaError
from jiangong.core.rulebook.grammar import said_slip
from jiangong.core.rulebook.habits import instead_of_line
from jiangong.core.rulebook.positions import Path, line_numbers, line_of
from jiangong.core.rulebook.schema import DIMENSIONS, SECTIONS, Key

_DEEP = re.compile(
    r"\"{3}.*?\"{3}|'{3}.*?'{3}|\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'|#[^\n]*|(?P<mark>[\[\]{}.=,\n])", re.DOTALL
)
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
            return CONVERTERS[key.takes](value)
        except (FormulaError, limits.TooLarge) as error:
            self.problem(path, error.found, error.expected)
        except (ValueError, TypeError, ZeroDivisionError, KeyError, AttributeError):
            self.problem(path, said(value), EXPECTED[key.takes])
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
            if not SHORT_NAME.fullmatch(name) or len(name) > limits.NAME.most:
                words = limits.short(name)
                self.problem((*path, name), Text(f"名称 {words}", f"the name {words}"), EXPECTED["name"])
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
