"""What a text in the making says: rules or problems, each problem with the place in the text and on the forms. Needs no Django."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from jiangong.competitions.rulebooks.tomltext import Path, data_of
from jiangong.core.problems import Problem, Refused
from jiangong.core.rulebook import Clause, Rulebook, check_rulebook, describe_rulebook, load_rulebook
from jiangong.core.rulebook.positions import line_numbers

MOST_FOR_FORMS = 30_000
"""Characters. The longest rulebook of the gallery has 7,400; a longer one than this is changed as text."""


@dataclass(frozen=True)
class Checked:
    """A text and what was found in it. `data` is None where the text is no TOML or too long for forms."""

    text: str
    rulebook: Rulebook | None
    problems: tuple[Problem, ...]
    data: dict[str, Any] | None
    places: tuple[Path, ...]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        """The rules in plain words; nothing where they have mistakes."""
        return describe_rulebook(self.rulebook) if self.rulebook is not None else ()

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What must be mended before the rules can be adopted."""
        return tuple(problem for problem in self.problems if problem.level == "error")

    @property
    def placed(self) -> list[tuple[Path, Problem]]:
        """Every problem with its path in the text."""
        return list(zip(self.places, self.problems, strict=True))


@lru_cache(maxsize=64)
def checked(text: str) -> Checked:
    """Read a text as rules, as far as it goes. Never raises: what is wrong is a problem with its line."""
    problems = check_rulebook(text)
    rulebook = None
    if not any(problem.level == "error" for problem in problems):
        try:
            rulebook = load_rulebook(text)
        except Refused as refused:
            problems = refused.problems
    data = _data(text)
    places = _Places(line_numbers(text) if data is not None else {})
    return Checked(text, rulebook, problems, data, tuple(map(places.of, problems)))


def _data(text: str) -> dict[str, Any] | None:
    if len(text) > MOST_FOR_FORMS:
        return None
    try:
        return data_of(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        return None


class _Places:
    """Every path of a text by the names in it, and what lies on each line or around it."""

    def __init__(self, lines: dict[Path, int]) -> None:
        self.by_names: dict[tuple[str, ...], list[Path]] = {}
        self.around: dict[int, set[Path]] = {}
        for path, line in lines.items():
            self.by_names.setdefault(_names(path), []).append(path)
            self.around.setdefault(line, set()).update(path[:length] for length in range(1, len(path) + 1))

    def of(self, problem: Problem) -> Path:
        """The path that a problem is about: its key says the names, its line says which of several."""
        words = tuple((problem.column or "").split(".")) if problem.column else ()
        for length in range(len(words), 0, -1):
            found = [path for path in self.by_names.get(words[:length], ()) if self.holds(path, problem.row)]
            if found:
                return (*max(found, key=len), *words[length:])
        return words

    def holds(self, path: Path, row: int | None) -> bool:
        """Whether a line lies at the path, or at something within it."""
        return row is None or path in self.around.get(row, ())


def _names(path: Path) -> tuple[str, ...]:
    return tuple(part for part in path if isinstance(part, str))
