"""How strictly each judge marked, held against the others who marked the same: plain figures, exact."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from jiangong.core.problems import Text
from jiangong.core.quantities import plain, rounded

ENOUGH = 5
"""With fewer comparisons nothing is flagged: chance alone would look like a habit."""
FAR = Fraction(1, 10)
"""A mean difference beyond a tenth of the span of all marks is worth a look."""


@dataclass(frozen=True, slots=True)
class Given:
    """One mark that a judge gave for one field of one work."""

    judge: str
    work: str
    field: str
    value: Fraction
    is_own_unit: bool = False


@dataclass(frozen=True, slots=True)
class JudgeFigures:
    """One judge beside the panel. Differences are this judge's mark minus the mean of the others for the same."""

    judge: str
    count: int
    compared: int
    mean_difference: Fraction | None
    """None where nobody else marked the same: then nothing can be said."""
    spread: Fraction
    """From the lowest to the highest mark that the judge gave, in parts of the span of the field: 0 all the same, 1 all of it."""
    own_unit_count: int
    own_unit_difference: Fraction | None
    is_flagged: bool

    @property
    def said_difference(self) -> Text:
        """The mean difference as a per cent with its sign."""
        if self.mean_difference is None:
            return Text("无法比较", "cannot be compared")
        said = signed_per_cent(self.mean_difference)
        return Text(said, said)

    @property
    def said_spread(self) -> str:
        """The spread as a per cent."""
        return f"{plain(rounded(self.spread * 100, Fraction(1)))}%"


def signed_per_cent(part: Fraction) -> str:
    """`+12%`, `−3%`, `0%`."""
    whole = rounded(part * 100, Fraction(1))
    sign = "+" if whole > 0 else "−" if whole < 0 else ""
    return f"{sign}{plain(abs(whole))}%"


def judge_figures(marks: Iterable[Given]) -> tuple[JudgeFigures, ...]:
    """The figures of every judge, by judge. Marks of different fields are brought to parts of each field's own span first."""
    given = list(marks)
    scaled = _scaled(given)
    others: defaultdict[tuple[str, str], dict[str, Fraction]] = defaultdict(dict)
    for mark, part in zip(given, scaled, strict=True):
        others[mark.work, mark.field][mark.judge] = part
    judges = sorted({mark.judge for mark in given})
    return tuple(_figures(judge, given, scaled, others) for judge in judges)


def _scaled(given: list[Given]) -> list[Fraction]:
    """Each mark as a part of the span of its field; 0 where everybody gave the same."""
    ends: dict[str, tuple[Fraction, Fraction]] = {}
    for mark in given:
        low, high = ends.get(mark.field, (mark.value, mark.value))
        ends[mark.field] = (min(low, mark.value), max(high, mark.value))
    parts = []
    for mark in given:
        low, high = ends[mark.field]
        parts.append((mark.value - low) / (high - low) if high > low else Fraction(0))
    return parts


def _figures(
    judge: str, given: list[Given], scaled: list[Fraction], others: dict[tuple[str, str], dict[str, Fraction]]
) -> JudgeFigures:
    mine = [(mark, part) for mark, part in zip(given, scaled, strict=True) if mark.judge == judge]
    differences, own = [], []
    for mark, part in mine:
        rest = [value for name, value in others[mark.work, mark.field].items() if name != judge]
        if rest:
            difference = part - _mean(rest)
            differences.append(difference)
            if mark.is_own_unit:
                own.append(difference)
    parts = [part for _mark, part in mine]
    mean = _mean(differences) if differences else None
    own_mean = _mean(own) if own else None
    is_far = mean is not None and len(differences) >= ENOUGH and abs(mean) > FAR
    is_kind = own_mean is not None and own_mean > FAR
    own_count = sum(mark.is_own_unit for mark, _part in mine)
    return JudgeFigures(
        judge, len(mine), len(differences), mean, max(parts) - min(parts), own_count, own_mean, is_far or is_kind
    )


def _mean(values: list[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)
