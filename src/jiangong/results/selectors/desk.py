"""What an officer has to do next, and the counted figures of the home page."""

from dataclasses import dataclass

from django.db.models import Max, Q

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Competition, Entry, Event
from jiangong.competitions.selectors import officer_competitions
from jiangong.foundation import clock
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.enums import Act, PublicationState
from jiangong.results.models import Publication
from jiangong.results.selectors.runs import events_awaiting_run

NEXT_ACT = {
    PublicationState.PROVISIONAL: Act.CHECK,
    PublicationState.CHECKED: Act.NOTICE,
    PublicationState.PUBLIC_NOTICE: Act.EFFECT,
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Counted figures of what everybody may see."""

    competitions: int
    events: int
    entries: int
    publications: int


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One thing to do for an event; `publication` is the one that stands, if any."""

    event: Event
    act: Act
    publication: Publication | None = None


def figures() -> Figures:
    """Count what is public, now."""
    seen = ~Q(state=EventState.DRAFT)
    events = Event.objects.filter(seen)
    return Figures(
        competitions=Competition.objects.filter(events__in=events).distinct().count(),
        events=events.count(),
        entries=Entry.objects.filter(event__in=events).count(),
        publications=Publication.objects.filter(event__in=events, superseded_by__isnull=True).count(),
    )


def officer_queue(user: type_of_viewer) -> tuple[QueueLine, ...]:
    """What is next for each event that the user runs, settling first; events with nothing to do are left out."""
    waiting = set(events_awaiting_run(user).values_list("pk", flat=True))
    standing = _standing_publications(user)
    lines = []
    for event in _with_newest_run(user):
        act = _next_act(event, is_waiting=event.pk in waiting, publication=standing.get(event.pk))
        if act is not None:
            lines.append(QueueLine(event, act, standing.get(event.pk)))
    return tuple(sorted(lines, key=lambda line: list(Act).index(line.act)))


def _with_newest_run(user: type_of_viewer) -> list[Event]:
    rows = Event.objects.filter(competition__in=officer_competitions(user)).exclude(state=EventState.CANCELLED)
    rows = rows.annotate(newest_run=Max("runs__pk"))
    return list(rows.select_related("competition__host", "competition__track__programme"))


def _standing_publications(user: type_of_viewer) -> dict[int, Publication]:
    rows = Publication.objects.filter(event__competition__in=officer_competitions(user), superseded_by__isnull=True)
    return {publication.event_id: publication for publication in rows.prefetch_related("steps")}


def _next_act(event: Event, *, is_waiting: bool, publication: Publication | None) -> Act | None:
    newest: int | None = event.newest_run  # type: ignore[attr-defined]  # annotated by _with_newest_run
    if is_waiting:
        return Act.SETTLE
    if newest is None:
        return None
    if publication is None or publication.run_id != newest:
        return Act.PUBLISH
    act = NEXT_ACT.get(publication.state)
    return act if act != Act.EFFECT or _is_over(publication) else None


def _is_over(publication: Publication) -> bool:
    until = publication.last_step.notice_until
    return until is not None and until <= clock.now()
