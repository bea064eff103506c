"""Counts of competitions and entries under a viewer's posts, by one dimension at a time, beside the year before.

Few entries could point to a person: counts from 1 to 4 are not told, and neither is a second one from which the first could
be reckoned back.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from jiangong.competitions.analysis.enums import Dimension, EnterpriseKind, Era, Intensity
from jiangong.competitions.analysis.industries import industries
from jiangong.competitions.analysis.models import CompetitionKind
from jiangong.competitions.enums import EventState, Slot
from jiangong.competitions.models import Competition, Entry, Event
from jiangong.competitions.selectors import current_programme_or_none
from jiangong.foundation.words import said
from jiangong.organizations.enums import Level, Role
from jiangong.organizations.models import Organization
from jiangong.organizations.rules import posts_in_force, type_of_viewer
from jiangong.organizations.selectors import within

FEW = 5
"""From here on, a number of entries is told."""
COUNTED = ~Q(state__in=[EventState.DRAFT, EventState.CANCELLED])


@dataclass(frozen=True, slots=True)
class Held:
    """A competition as it is counted: where and what it is, and how many entries it has."""

    year: int
    track: str
    path: str
    kind: CompetitionKind | None
    entries: int


@dataclass(frozen=True, slots=True)
class CountedLine:
    """One line of a table. `entries` is None where the number is too small to be told; shares are in per mille of the whole."""

    key: str
    name: str
    competitions: int
    entries: int | None
    share: int
    before: int
    shift: int | None
    """How the share of competitions moved, in per mille points; None in a first year."""


@dataclass(frozen=True, slots=True)
class Participation:
    """The table of one dimension in one year."""

    dimension: Dimension
    year: int
    lines: tuple[CountedLine, ...]
    competitions: int
    competitions_before: int
    entries: int | None


@dataclass(frozen=True, slots=True)
class Places:
    """Cities and counties by the path of the tree, and what the tracks are called now."""

    cities: dict[str, str]
    counties: dict[str, str]
    tracks: dict[str, str]


def places(viewer: type_of_viewer) -> Places:
    """The cities and counties over or under the viewer's posts."""
    posts = posts_in_force(viewer).filter(role__in=[Role.OFFICER, Role.AUDITOR])
    mine = list(posts.values_list("organization__path", flat=True))
    bodies = [
        body for body in Organization.objects.filter(level__in=[Level.CITY, Level.COUNTY]).order_by("path")
        if any(body.path.startswith(path) or path.startswith(body.path) for path in mine)
    ]  # fmt: skip
    cities = {body.path: body.spoken_name for body in bodies if body.level == Level.CITY}
    counties = {body.path: body.spoken_name for body in bodies if body.level == Level.COUNTY}
    programme = current_programme_or_none()
    own = {track.slot: track.spoken_name for track in programme.tracks.all()} if programme else {}
    return Places(cities, counties, {slot.value: own.get(slot.value, str(slot.label)) for slot in Slot})


def years(viewer: type_of_viewer) -> list[int]:
    """The years in which anything was held under the viewer's posts, the newest first."""
    rows = _competitions(viewer).order_by().values_list("track__programme__year", flat=True).distinct()
    return sorted(rows, reverse=True)


def held(viewer: type_of_viewer) -> list[Held]:
    """Every competition under the viewer's posts with an event that was neither a draft nor called off."""
    counts = _entry_counts(viewer)
    kinds = {
        kind.competition_id: kind for kind in CompetitionKind.objects.filter(competition__in=_competitions(viewer))
    }
    rows = _competitions(viewer).values_list("pk", "track__programme__year", "track__slot", "host__path")
    return [Held(year, slot, path, kinds.get(pk), counts[pk]) for pk, year, slot, path in rows]


def _entry_counts(viewer: type_of_viewer) -> Counter[int]:
    """Entries by competition. Counted event by event, which an index alone answers, and summed up here."""
    holders = dict(
        Event.objects.filter(COUNTED, competition__in=_competitions(viewer)).values_list("pk", "competition")
    )
    found = Entry.objects.order_by().filter(event__in=Event.objects.filter(competition__in=_competitions(viewer)))
    counts: Counter[int] = Counter()
    for event, number in found.values_list("event").annotate(n=Count("pk")):
        if event in holders:
            counts[holders[event]] += number
    return counts


def participation(rows: Iterable[Held], dimension: Dimension, *, year: int, places: Places) -> Participation:
    """Count the competitions of a year by one dimension; by the year itself, all of them."""
    listed = list(rows)
    now = listed if dimension == Dimension.YEAR else [one for one in listed if one.year == year]
    then = [] if dimension == Dimension.YEAR else [one for one in listed if one.year == year - 1]
    key = _keys(places)[dimension]
    contests, entries, before = Counter(map(key, now)), Counter[str](), Counter(map(key, then))
    for one in now:
        entries[key(one)] += one.entries
    names = _names(dimension, places)
    order = [*names, *sorted((set(contests) | set(before)) - set(names), key=lambda one: (not one, one))]
    shown = [one for one in dict.fromkeys(order) if one in contests or one in before or dimension == Dimension.CITY]
    told = _told({one: entries[one] for one in shown})
    lines = tuple(
        CountedLine(
            one, names.get(one, one) or str(_("没有说明")), contests[one], told[one], _share(contests[one], len(now)), before[one],
            _share(contests[one], len(now)) - _share(before[one], len(then)) if then else None,
        )
        for one in shown
    )  # fmt: skip
    return Participation(dimension, year, lines, len(now), len(then), _whole(sum(entries.values())))


def kind_or_none(competition: Competition) -> CompetitionKind | None:
    """Of which kind a competition is, where anybody said so."""
    return CompetitionKind.objects.filter(competition=competition).first()


def _competitions(viewer: type_of_viewer) -> QuerySet[Competition]:
    seen = Exists(Event.objects.filter(COUNTED, competition=OuterRef("pk")))
    return Competition.objects.filter(seen, within(viewer, Role.OFFICER, Role.AUDITOR, field="host__path"))


def _keys(places: Places) -> dict[Dimension, Callable[[Held], str]]:
    def of_kind(name: str) -> Callable[[Held], str]:
        return lambda one: str(getattr(one.kind, name)) if one.kind is not None else ""

    return {
        Dimension.TRACK: lambda one: one.track,
        Dimension.CITY: lambda one: _above(one.path, places.cities),
        Dimension.COUNTY: lambda one: _above(one.path, places.counties),
        Dimension.INDUSTRY: of_kind("industry"),
        Dimension.ERA: of_kind("era"),
        Dimension.INTENSITY: of_kind("intensity"),
        Dimension.CLUSTER: of_kind("cluster"),
        Dimension.ENTERPRISE: of_kind("enterprise"),
        Dimension.YEAR: lambda one: str(one.year),
    }


def _above(path: str, bodies: dict[str, str]) -> str:
    """The city or county that a body is or lies under; nothing for one above them all."""
    length = len(next(iter(bodies), ""))
    return path[:length] if path[:length] in bodies else next((one for one in bodies if path.startswith(one)), "")


def _names(dimension: Dimension, places: Places) -> dict[str, str]:
    fixed: dict[Dimension, dict[str, str]] = {
        Dimension.TRACK: places.tracks,
        Dimension.CITY: places.cities | {"": _("不属于哪个市州（省级）")},
        Dimension.COUNTY: places.counties | {"": _("不属于哪个县（省级、市级）")},
        Dimension.INDUSTRY: {code: f"{code} {said(name)}" for code, name in industries().items()},
        Dimension.ERA: {one.value: str(one.label) for one in Era},
        Dimension.INTENSITY: {one.value: str(one.label) for one in Intensity},
        Dimension.ENTERPRISE: {one.value: str(one.label) for one in EnterpriseKind},
    }
    return fixed.get(dimension, {})


def _share(part: int, whole: int) -> int:
    return round(1000 * part / whole) if whole else 0


def _whole(number: int) -> int | None:
    return number if number == 0 or number >= FEW else None


def _told(entries: dict[str, int]) -> dict[str, int | None]:
    """The numbers that are told. One hidden number beside a known sum is none: then the smallest other one is hidden too."""
    told = {key: _whole(number) for key, number in entries.items()}
    hidden = [key for key, number in told.items() if number is None]
    others = [key for key, number in told.items() if number]
    if len(hidden) == 1 and others:
        told[min(others, key=lambda key: entries[key])] = None
    return told
