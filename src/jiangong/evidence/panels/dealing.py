"""Deals works out to judges: evenly, with overlap, and never to a judge who is recused. No chance is in it: the order of works
and of judges was drawn before, and the same orders always give the same outcome.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

Lines = list[tuple[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Whether judges can be compared: groups of judges that are joined by works they share, and how much each has to do."""

    groups: tuple[tuple[str, ...], ...]
    loads: tuple[tuple[str, int], ...]

    @property
    def is_connected(self) -> bool:
        """Whether everybody who marks anything is joined to everybody else, directly or through others."""
        return len(self.groups) <= 1


def dealt(
    works: Sequence[str],
    judges: Sequence[str],
    *,
    each: int,
    common: int,
    barred: Mapping[str, Collection[str]],
) -> Lines:
    """Each work with its judges. The first `common` works go to everybody; then whoever has least, and among equals whoever has
    met the others on the work least often."""
    loads: Counter[str] = Counter(dict.fromkeys(judges, 0))
    met: Counter[frozenset[str]] = Counter()
    lines: Lines = []
    for at, work in enumerate(works):
        free = [judge for judge in judges if work not in barred.get(judge, ())]
        chosen = free if at < common else _chosen(free, each, loads, met)
        loads.update(chosen)
        met.update(frozenset((a, b)) for i, a in enumerate(chosen) for b in chosen[i + 1 :])
        lines.append((work, sorted(chosen)))
    return lines


def _chosen(free: Sequence[str], each: int, loads: Counter[str], met: Counter[frozenset[str]]) -> list[str]:
    chosen: list[str] = []
    for _ in range(min(each, len(free))):
        left = [judge for judge in free if judge not in chosen]
        chosen.append(min(left, key=lambda judge: (loads[judge], sum(met[frozenset((judge, o))] for o in chosen))))
    return chosen


def overlap(lines: Iterable[tuple[str, Collection[str]]]) -> Overlap:
    """How judges hang together by the works that they share."""
    loads: Counter[str] = Counter()
    groups: list[set[str]] = []
    for _work, codes in lines:
        loads.update(codes)
        touched = [group for group in groups if group & set(codes)]
        groups = [group for group in groups if not group & set(codes)]
        if codes:
            groups.append(set(codes).union(*touched))
    parted = sorted(tuple(sorted(group)) for group in groups)
    return Overlap(tuple(parted), tuple(sorted(loads.items())))
