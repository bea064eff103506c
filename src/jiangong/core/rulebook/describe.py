"""The rules in plain words, Chinese and English, clause by clause."""

from __future__ import annotations

from dataclasses import dataclass

from jiangong.core.problems import Text
from jiangong.core.rulebook.values import Rulebook


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered clause: a heading and its sentences."""

    number: str
    title: Text
    lines: tuple[Text, ...]


def describe_rulebook(rulebook: Rulebook) -> tuple[Clause, ...]:
    """The whole rulebook as clauses that an official could sign."""
    return (Clause("1", rulebook.title, ()),)
