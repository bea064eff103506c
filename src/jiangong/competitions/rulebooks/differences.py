"""What differs between two rulebooks: in words, clause by clause, and line by line in the text. Needs no Django."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher, unified_diff

from jiangong.core.problems import Text
from jiangong.core.rulebook import Clause

MOST_LINES = 4_000


@dataclass(frozen=True, slots=True)
class SaidDifferently:
    """A clause that says something else: sentences that are gone, and sentences that came."""

    title: Text
    gone: tuple[Text, ...]
    come: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text: `-` gone, `+` come, ` ` beside it, `@` a leap."""

    sign: str
    text: str


def in_words(before: Iterable[Clause], after: Iterable[Clause]) -> tuple[SaidDifferently, ...]:
    """Clauses matched by their headings along the way; what is the same in both is left out."""
    olds, news = list(before), list(after)
    found: list[SaidDifferently] = []
    if len(olds) == len(news):
        pairs = list(zip(olds, news, strict=True))
        found = [_clause(old, new) for old, new in pairs]
    else:
        for tag, i1, i2, j1, j2 in SequenceMatcher(
            None, _headings(olds), _headings(news), autojunk=False
        ).get_opcodes():
            if tag == "equal":
                found += [_clause(old, new) for old, new in zip(olds[i1:i2], news[j1:j2], strict=True)]
            else:
                found += [SaidDifferently(old.title, (old.title, *old.lines), ()) for old in olds[i1:i2]]
                found += [SaidDifferently(new.title, (), (new.title, *new.lines)) for new in news[j1:j2]]
    return tuple(one for one in found if one.gone or one.come)


def _headings(clauses: list[Clause]) -> list[tuple[int, Text]]:
    return [(clause.number.count("."), clause.title) for clause in clauses]


def _clause(old: Clause, new: Clause) -> SaidDifferently:
    gone = tuple(line for line in old.lines if line not in new.lines)
    come = tuple(line for line in new.lines if line not in old.lines)
    if old.title != new.title:
        gone, come = (old.title, *gone), (new.title, *come)
    if not gone and not come and old.lines != new.lines:
        gone, come = old.lines, new.lines  # the same sentences in another order
    return SaidDifferently(new.title, gone, come)


def in_text(before: str, after: str) -> tuple[Line, ...]:
    """Line by line with two lines around; nothing where a text is too long to be looked through so."""
    olds, news = before.splitlines(), after.splitlines()
    if len(olds) > MOST_LINES or len(news) > MOST_LINES:
        return ()
    lines = list(unified_diff(olds, news, lineterm="", n=2))[2:]
    return tuple(Line("@" if line.startswith("@@") else line[:1] or " ", line[1:]) for line in lines)
