"""What the home page and the pages of a competition show beside standings: lists, dates, counts, downloads."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Competition, Entry, Event
from jiangong.competitions.registration.models import RegistrationWindow
from jiangong.competitions.registration.selectors import open_windows
from jiangong.competitions.selectors import competitions_seen_by, events_seen_by, is_public
from jiangong.evidence.judging.models import Mark
from jiangong.foundation import clock
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.enums import PublicationState
from jiangong.results.freezes.selectors import STANDS, seen_by
from jiangong.results.models import Publication, PublicationStep
from jiangong.results.selectors.publications import with_all

FINGERPRINTS = ("fingerprint_outcome", "fingerprint_marks", "fingerprint_rulebook")
SHORTEST = 8


@dataclass(frozen=True, slots=True)
class ComingDate:
    """A day on which something begins or ends."""

    on: date
    competition: Competition
    event: Event | None
    kind: Literal["starts", "ends", "notice_ends", "entering_ends"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How many entries of an event have marks, of all."""

    event: Event
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event with the publication that stands and the number of its entries."""

    event: Event
    publication: Publication | None
    entry_count: int


def event_lines(*, competition: Competition, viewer: type_of_viewer) -> tuple[EventLine, ...]:
    """The events of a competition that the viewer may see, in their order."""
    events = list(events_seen_by(viewer, competition=competition).annotate(entry_count=Count("entries")))
    rows = seen_by(with_all(), viewer).filter(STANDS, event__in=events)
    standing = {row.event_id: row for row in rows}
    return tuple(EventLine(event, standing.get(event.pk), event.entry_count) for event in events)


def events_in_progress(*, viewer: type_of_viewer, limit: int = 3) -> tuple[Progress, ...]:
    """Open events that have marks and no publication yet."""
    marked = Mark.objects.filter(sheet__event=OuterRef("pk")).order_by().values("sheet__event")
    entered = Entry.objects.filter(event=OuterRef("pk")).order_by().values("event")
    published = seen_by(Publication.objects.filter(event=OuterRef("pk")), None)
    rows = events_seen_by(viewer).filter(~Exists(published), state=EventState.OPEN)
    rows = rows.annotate(
        done=Coalesce(Subquery(marked.annotate(n=Count("entry", distinct=True)).values("n")), 0),
        total=Coalesce(Subquery(entered.annotate(n=Count("pk")).values("n")), 0),
    )
    return tuple(Progress(event, event.done, event.total) for event in rows.filter(done__gt=0).order_by("-pk")[:limit])


def coming_dates(*, viewer: type_of_viewer, limit: int = 4) -> tuple[ComingDate, ...]:
    """What begins and ends from today on, and until when one may enter; the nearest first."""
    today = clock.today()
    contests = competitions_seen_by(viewer)
    starts = contests.filter(starts_on__gte=today).order_by("starts_on")[:limit]
    ends = contests.filter(ends_on__gte=today).order_by("ends_on")[:limit]
    dates = [ComingDate(row.starts_on, row, None, "starts") for row in starts if row.starts_on]
    dates += [
        ComingDate(row.ends_on, row, None, "ends") for row in ends if row.ends_on and row.ends_on != row.starts_on
    ]
    dates += [_end_of_notice(step) for step in _open_notices()[:limit]]
    dates += [_end_of_entering(window) for window in open_windows(viewer, limit=limit)]
    return tuple(sorted(dates, key=lambda found: (found.on, found.competition.pk)))[:limit]


def _open_notices() -> QuerySet[PublicationStep]:
    public = Publication.objects.filter(event__in=Event.objects.filter(is_public))
    seen = seen_by(public, None).filter(STANDS).values("pk")
    rows = PublicationStep.objects.filter(state=PublicationState.PUBLIC_NOTICE, notice_until__gt=clock.now())
    rows = rows.filter(publication__in=seen).exclude(publication__steps__state=PublicationState.IN_EFFECT)
    return rows.select_related("publication__event__competition").order_by("notice_until")


def _end_of_notice(step: PublicationStep) -> ComingDate:
    """A notice until midnight ends on the day before."""
    event = step.publication.event
    last = timezone.localtime(step.notice_until) - timedelta(seconds=1)
    return ComingDate(last.date(), event.competition, event, "notice_ends")


def _end_of_entering(window: RegistrationWindow) -> ComingDate:
    """Entering until midnight ends on the day before."""
    last = timezone.localtime(window.closes_at) - timedelta(seconds=1)
    return ComingDate(last.date(), window.event.competition, window.event, "entering_ends")


def publications_by_fingerprint(text: str, *, viewer: type_of_viewer) -> list[Publication]:
    """Publications, superseded ones too, one of whose fingerprints begins with the text; spaces do not matter.

    Fewer than eight signs find nothing.
    """
    wanted = "".join(text.split()).lower()
    if len(wanted) < SHORTEST:
        return []
    begins = Q()
    for name in FINGERPRINTS:
        begins |= Q(**{f"run__{name}__startswith": wanted})
    rows = seen_by(with_all(), viewer).filter(begins, event__in=events_seen_by(viewer).values("pk"))
    return list(rows.order_by("-published_at", "-pk"))
