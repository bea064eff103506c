"""Whether anybody could meet a list of conditions about one entry, such as `entry.age >= 50` and `entry.age <= 35`.

Conditions that share a column are tried together, on every value at which one of them can change its answer and between any two
of those. Where conditions only compare columns with constants that is a proof; elsewhere it finds somebody or leaves it open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import prod

from jiangong.core.rulebook.deciding import Value, columns_read, holds
from jiangong.core.rulebook.formula import Call, Formula, Node, Number, Words

MOST_TRIED = 20_000
OTHER = "…"
"""Stands for any text that no condition names."""
_COMPARED = frozenset({"=", "!=", "<", "<=", ">", ">="})
_JOINING = frozenset({"and", "or", "not", "if", "given", "true", "false"})


@dataclass(frozen=True, slots=True)
class Reach:
    """What a column can hold: its sort (number, text, yes_no) and, of a number, between which bounds."""

    sort: str
    low: Fraction | None = None
    high: Fraction | None = None


def can_be_met(conditions: Sequence[Formula], columns: Mapping[str, Reach]) -> bool | None:
    """Whether somebody who fills in every column could meet all conditions; None where that was not found out."""
    found = [_group_can(group, columns) for group in _groups(conditions)]
    return False if False in found else None if None in found else True


def never_together(conditions: Sequence[Formula], columns: Mapping[str, Reach]) -> tuple[int, ...]:
    """The places of one or two conditions, from 0, that nobody can meet; empty where it takes more of them, or none."""
    for size in (1, 2):
        for places in combinations(range(len(conditions)), size):
            if can_be_met([conditions[place] for place in places], columns) is False:
                return places
    return ()


def _groups(conditions: Sequence[Formula]) -> list[list[Formula]]:
    """Conditions that share a column, directly or by others, stand in one group."""
    groups: list[tuple[set[str], list[Formula]]] = []
    for one in conditions:
        names, members = set(columns_read(one)), [one]
        apart = []
        for held, others in groups:
            if names & held:
                names, members = names | held, [*others, *members]
            else:
                apart.append((held, others))
        groups = [*apart, (names, members)]
    return [members for _names, members in groups]


def _group_can(group: Sequence[Formula], columns: Mapping[str, Reach]) -> bool | None:
    names = list(dict.fromkeys(name for one in group for name in columns_read(one)))
    constants = [node.value for one in group for node in _nodes(one.node) if isinstance(node, Number | Words)]
    tried = [_values(columns[name], constants) for name in names]
    if prod(map(len, tried)) > MOST_TRIED:
        return None
    for values in product(*tried):
        if all(holds(one, dict(zip(names, values, strict=True))) for one in group):
            return True
    return False if all(_is_plain(one.node) for one in group) else None


def _values(column: Reach, constants: Iterable[Fraction | str]) -> list[Value]:
    if column.sort == "yes_no":
        return [True, False]
    if column.sort == "text":
        return [*dict.fromkeys(one for one in constants if isinstance(one, str)), OTHER]
    numbers = {sign * one for one in constants if isinstance(one, Fraction) for sign in (1, -1)} | {Fraction(0)}
    low = min(numbers) - 1 if column.low is None else column.low
    high = max(numbers) + 1 if column.high is None else column.high
    edges = sorted({low, high, *(one for one in numbers if low <= one <= high)})
    return [*edges, *((a + b) / 2 for a, b in pairwise(edges))]


def _is_plain(node: Node) -> bool:
    """Whether columns are only compared with constants, or are answers themselves."""
    if not isinstance(node, Call):
        return True
    if node.function in _COMPARED:
        left, right = node.arguments
        return (_is_constant(left) and not _reckons(right)) or (_is_constant(right) and not _reckons(left))
    return node.function in _JOINING and all(map(_is_plain, node.arguments))


def _is_constant(node: Node) -> bool:
    if isinstance(node, Call):
        return node.function == "negative" and isinstance(node.arguments[0], Number)
    return isinstance(node, Number | Words)


def _reckons(node: Node) -> bool:
    return isinstance(node, Call) and not _is_constant(node)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Call):
        for argument in node.arguments:
            yield from _nodes(argument)
