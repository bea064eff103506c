"""What a person is told when something is refused: two languages, a place, what was found, what was expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

Language = Literal["zh", "en"]
Level = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in Chinese and in English; whoever shows it chooses."""

    zh: str = ""
    en: str = ""

    def say(self, lang: Language = "zh") -> str:
        """The words in `lang`; where only one language was given, that one."""
        wanted, other = (self.zh, self.en) if lang == "zh" else (self.en, self.zh)
        return wanted or other

    def __bool__(self) -> bool:
        return bool(self.zh or self.en)


NO_TEXT = Text()


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake and its place: a line and key of a rulebook, or a row and column of a table."""

    file: str
    row: int | None
    column: str | None
    found: Text
    expected: Text
    nearest: str = ""
    level: Level = "error"

    def place(self) -> str:
        """`FILE:ROW:COLUMN`, leaving out what is not known."""
        return ":".join(str(part) for part in (self.file, self.row, self.column) if part not in (None, ""))

    def sentence(self, lang: Language = "en") -> str:
        """One line that a person can act on; the likeliest remedy stands first, before what may be a long list."""
        found, expected = self.found.say(lang), self.expected.say(lang)
        if lang == "zh":
            hint = f"（是不是“{self.nearest}”？）" if self.nearest else ""
            head = "提醒：" if self.level == "warning" else ""
            return f"{self.place()}: {head}{found}{hint}；应为：{expected}"
        hint = f" (did you mean {self.nearest}?)" if self.nearest else ""
        head = "warning: " if self.level == "warning" else ""
        return f"{self.place()}: {head}found {found}{hint}, expected {expected}"

    def as_dict(self, lang: Language = "en") -> dict[str, str | int | None]:
        """The same for a program: file, row, column, found, expected, nearest, level."""
        return {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "found": self.found.say(lang),
            "expected": self.expected.say(lang),
            "nearest": self.nearest,
            "level": self.level,
        }


def by_place(problem: Problem) -> tuple[str, int, str]:
    """The order in which problems are told: by file, what concerns the whole of it first, then by row and column."""
    return problem.file, -1 if problem.row is None else problem.row, problem.column or ""


class Refused(Exception):  # noqa: N818 - the word a person reads; it is an answer, not a defect of ours
    """What was handed in cannot be taken; nothing was stored. Carries every problem found."""

    def __init__(self, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(problems)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(problem.sentence("en") for problem in self.problems)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known name most like `word`, or nothing: a typing slip deserves a hint, a wild guess does not."""
    return next(iter(get_close_matches(word, list(known), n=1, cutoff=0.6)), "")
