"""Which line of a TOML text each key stands on, so that a mistake can be pointed at. Lenient: the text is valid already."""

from __future__ import annotations

import re

Path = tuple[str | int, ...]

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r]+)|(?P<comment>\#[^\n]*)|(?P<line>\n)
    |(?P<text>\"\"\".*?\"\"\"|'''.*?'''|"(?:\\.|[^"\\\n])*"|'[^'\n]*')
    |(?P<mark>\[\[|\]\]|[\[\]{}=,.])|(?P<word>[^\s\[\]{}=,.\#"']+)""",
    re.VERBOSE | re.DOTALL,
)


class _Scanner:
    """Walks the tokens once and remembers where each path was first written."""

    def __init__(self, text: str) -> None:
        self.tokens: list[tuple[str, str, int]] = []
        line = 1
        for match in _TOKEN.finditer(text):
            kind, word = str(match.lastgroup), match.group()
            if kind not in ("space", "comment"):
                self.tokens.append((kind, word, line))
            line += word.count("\n")
        self.at = 0
        self.lines: dict[Path, int] = {}
        self.tables: dict[Path, int] = {}

    def peek(self, ahead: int = 0) -> str:
        return self.tokens[self.at + ahead][1] if self.at + ahead < len(self.tokens) else ""

    def next(self) -> tuple[str, str, int]:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def scan(self) -> dict[Path, int]:
        table: Path = ()
        while self.at < len(self.tokens):
            kind, word, line = self.tokens[self.at]
            if kind == "line":
                self.at += 1
            elif word in ("[", "[["):
                table = self.header()
            else:
                self.pair(table)
        return self.lines

    def header(self) -> Path:
        _, opening, line = self.next()
        path = self.resolved(self.dotted(("]", "]]")))
        self.at += 1
        if opening == "[[":
            number = self.tables.get(path, -1) + 1
            self.tables[path] = number
            path = (*path, number)
        self.lines.setdefault(path, line)
        return path

    def resolved(self, names: tuple[str, ...]) -> Path:
        """`stage.criteria` below the newest `[[stage]]` means `stage, n, criteria`."""
        path: Path = ()
        for position, name in enumerate(names):
            path = (*path, name)
            if path in self.tables and position < len(names) - 1:
                path = (*path, self.tables[path])
        return path

    def dotted(self, ends: tuple[str, ...]) -> tuple[str, ...]:
        names: list[str] = []
        while self.at < len(self.tokens) and self.peek() not in ends and self.peek() != "\n":
            kind, word, _ = self.next()
            if kind == "text":
                names.append(word.strip("\"'"))
            elif word != ".":
                names.append(word)
        return tuple(names)

    def pair(self, table: Path) -> None:
        line = self.tokens[self.at][2]
        names = self.dotted(("=",))
        self.at += 1
        for depth in range(1, len(names) + 1):
            self.lines.setdefault((*table, *names[:depth]), line)
        self.value((*table, *names))

    def value(self, path: Path) -> None:
        word = self.peek()
        if word in ("[", "[["):
            self.array(path)
        elif word == "{":
            self.inline(path)
        else:
            while self.at < len(self.tokens) and self.peek() not in ("\n", ",", "]", "]]", "}"):
                self.at += 1

    def array(self, path: Path) -> None:
        self.open_array()
        position = 0
        while self.at < len(self.tokens) and not self.closes_array():
            if self.peek() in ("\n", ","):
                self.at += 1
                continue
            self.lines[(*path, position)] = self.tokens[self.at][2]
            self.value((*path, position))
            position += 1

    def open_array(self) -> None:
        """`[[` inside a value is two arrays opening: split the token."""
        kind, word, line = self.tokens[self.at]
        self.tokens[self.at : self.at + 1] = [(kind, mark, line) for mark in word]
        self.at += 1

    def closes_array(self) -> bool:
        kind, word, line = self.tokens[self.at]
        if word not in ("]", "]]"):
            return False
        self.tokens[self.at : self.at + 1] = [(kind, mark, line) for mark in word]
        self.at += 1
        return True

    def inline(self, path: Path) -> None:
        self.at += 1
        while self.at < len(self.tokens) and self.peek() != "}":
            if self.peek() in ("\n", ","):
                self.at += 1
            else:
                self.pair(path)
        self.at += 1


def line_numbers(text: str) -> dict[Path, int]:
    """Every path of a valid TOML text → the line it stands on, counted from 1."""
    return _Scanner(text).scan()


def line_of(lines: dict[Path, int], path: Path) -> int | None:
    """The line of a path, or of the nearest thing that holds it."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 1 if lines else None
