"""Reads of the schedule."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from jiangong.competitions.models import Competition, Event
from jiangong.competitions.registration.models import LIVE, Registration
from jiangong.competitions.schedule.models import Sitting, Venue
from jiangong.competitions.selectors import events_seen_by
from jiangong.organizations.rules import type_of_viewer

MOST = 2_000
MOST_CLASHES = 100


@dataclass(frozen=True, slots=True)
class Day:
    """A day's sittings in order."""

    day: date
    sittings: list[Sitting]


@dataclass(frozen=True, slots=True)
class PersonTwice:
    """Somebody who has to be in two places at a time."""

    name: str
    sitting: Sitting
    other: Sitting


def venues_of(competition: Competition) -> list[Venue]:
    """The venues of a competition, and how many sittings each has."""
    return list(competition.venues.annotate(sitting_count=Count("sittings")).order_by("name"))


def the_venue(competition: Competition, pk: int) -> Venue:
    """A venue of a competition. Raises Venue.DoesNotExist."""
    return competition.venues.get(pk=pk)


def the_sitting(competition: Competition, pk: int) -> Sitting:
    """A sitting of a competition. Raises Sitting.DoesNotExist."""
    return Sitting.objects.select_related("event__competition__host", "venue").get(
        event__competition=competition, pk=pk
    )


def timetable(competition: Competition, *, viewer: type_of_viewer) -> list[Day]:
    """The sittings of those events of a competition that the viewer may see, day by day."""
    events = events_seen_by(viewer, competition=competition)
    return _by_day(Sitting.objects.filter(event__in=events))


def sittings_of(event: Event) -> list[Sitting]:
    """The sittings of one event, in order."""
    return list(event.sittings.select_related("venue", "stage").order_by("begins_at", "pk"))


def stations_of(event: Event) -> list[str]:
    """The workstations of the venues where an event takes place, in order: what a draw of stations begins with."""
    venues = Venue.objects.filter(sittings__event=event).distinct().order_by("name")
    return list(dict.fromkeys(name for venue in venues for name in venue.station_names))


def people_in_two_places(competition: Competition) -> list[PersonTwice]:
    """Those registered for two events of a competition whose sittings overlap; at most a hundred."""
    live = Registration.objects.filter(window__event__competition=competition, state__in=LIVE)
    many = live.values("person").annotate(n=Count("window__event", distinct=True)).filter(n__gt=1).values("person")
    rows = live.filter(person__in=many).order_by("person", "arrival").values_list("person", "name", "window__event")
    held: dict[int, list[Sitting]] = {}
    for sitting in Sitting.objects.filter(event__competition=competition).select_related("event", "venue")[:MOST]:
        held.setdefault(sitting.event_id, []).append(sitting)
    events_of: dict[tuple[str, str], list[int]] = {}
    for person, name, event in rows:
        events_of.setdefault((person, name), []).append(event)
    return list(_twice(events_of, held))[:MOST_CLASHES]


def _twice(events_of: dict[tuple[str, str], list[int]], held: dict[int, list[Sitting]]) -> list[PersonTwice]:
    return [
        PersonTwice(name, one, other)
        for (_, name), events in events_of.items()
        for at, event in enumerate(events)
        for one in held.get(event, ())
        for later in events[at + 1 :]
        for other in held.get(later, ())
        if one.begins_at < other.ends_at and other.begins_at < one.ends_at
    ]


def overlapping(venue: Venue, sitting: Sitting) -> Sitting | None:
    """What takes place at a venue at the same time, if anything."""
    at_once = Q(begins_at__lt=sitting.ends_at, ends_at__gt=sitting.begins_at)
    return venue.sittings.filter(at_once).exclude(pk=sitting.pk).select_related("event").first()


def _by_day(rows: QuerySet[Sitting]) -> list[Day]:
    days: dict[date, list[Sitting]] = {}
    found = rows.select_related("event", "venue", "stage").order_by("begins_at", F("venue__name"), "pk")[:MOST]
    for sitting in found:
        days.setdefault(timezone.localtime(sitting.begins_at).date(), []).append(sitting)
    return [Day(day, sittings) for day, sittings in days.items()]
