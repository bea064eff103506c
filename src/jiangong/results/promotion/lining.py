"""Who of some standings goes on by a link, as pure arithmetic: the cap of a unit, the quota, equals on the line, the reserve."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Candidate:
    """One placed entry of the lower stage. `goes_on` and `reserve` are what the rulebook said, none where it says nothing. Where places are
    counted separately, `division` says within what, and `position` takes the firsts of all divisions before the seconds."""

    number: str
    name: str
    unit: str
    place: int
    position: int
    goes_on: bool | None
    reserve: int | None
    division: str = ""

    @property
    def spoken(self) -> str:
        """Its place in words."""
        if self.division:
            return _("%(division)s，第 %(place)s 名") % {"division": self.division, "place": self.place}
        return _("第 %(place)s 名") % {"place": self.place}


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a link."""

    quota: int | None
    most_of_unit: int | None
    reserves: int
    takes_equals: bool


@dataclass(frozen=True, slots=True)
class Lined:
    """A candidate who goes on, or stands in reserve, and the sentence why."""

    candidate: Candidate
    goes_on: bool
    why: str


def lined_up(candidates: Sequence[Candidate], terms: Terms) -> list[Lined]:
    """Those who go on and those in reserve, each in the order of the standings. Whoever is neither is left out.

    The rulebook's own line is kept where it has one; the quota and the cap can only narrow it.
    """
    able, behind = _within_units(_by_rulebook(candidates), terms)
    taken, cut = _up_to_quota(able, terms)
    went = [Lined(one, True, one.spoken) for one in taken]
    waiting = sorted([*cut, *behind], key=lambda pair: pair[0].position)
    waiting += [(one, _("名次在晋级线后")) for one in _after_line(candidates, taken, waiting)]
    return went + [
        Lined(one, False, _("%(place)s，%(why)s") % {"place": one.spoken, "why": why})
        for one, why in waiting[: terms.reserves]
    ]


def _by_rulebook(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Everybody whom the rulebook sends on; everybody where it sends nobody."""
    if any(one.goes_on is not None for one in candidates):
        return [one for one in candidates if one.goes_on]
    return list(candidates)


Waiting = tuple[Candidate, str]


def _within_units(able: Sequence[Candidate], terms: Terms) -> tuple[list[Candidate], list[Waiting]]:
    """Those within the cap of their unit, in order, and those beyond it."""
    if terms.most_of_unit is None:
        return list(able), []
    counts: Counter[str] = Counter()
    inside, beyond = [], []
    for one in able:
        if one.unit and counts[one.unit] >= terms.most_of_unit:
            beyond.append((one, _("本单位已满 %(n)s 名") % {"n": terms.most_of_unit}))
            continue
        counts[one.unit] += 1
        inside.append(one)
    return inside, beyond


def _up_to_quota(able: Sequence[Candidate], terms: Terms) -> tuple[list[Candidate], list[Waiting]]:
    """The first so many; equals across the line are taken or left together, never parted by chance. The same place in two divisions is
    equal here: nothing says which of them is better."""
    if terms.quota is None or len(able) <= terms.quota:
        return list(able), []
    last = able[terms.quota - 1].place if terms.quota else 0
    taken = list(able[: terms.quota])
    rest = list(able[terms.quota :])
    if terms.quota and rest[0].place == last:
        if terms.takes_equals:
            taken += [one for one in rest if one.place == last]
        else:
            taken = [one for one in taken if one.place != last]
    chosen = set(taken)
    cut = [one for one in able if one not in chosen]
    at_line = {one.division for one in able if one.place == last}
    equal = _("在晋级线上并列") if len(at_line) == 1 else _("各组同名次的，都在晋级线上")
    return taken, [(one, equal if one.place == last else _("名额以外")) for one in cut]


def _after_line(
    candidates: Sequence[Candidate], taken: Sequence[Candidate], waiting: Sequence[Waiting]
) -> list[Candidate]:
    """Those behind the rulebook's line, its own reserve first."""
    known = {*taken, *(one for one, _why in waiting)}
    rest = [one for one in candidates if one not in known]
    named = sorted((one for one in rest if one.reserve is not None), key=lambda one: (one.reserve, one.position))
    return [*named, *(one for one in rest if one.reserve is None)]
