"""What an officer has to do next, and the counted figures of the home page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Q
from django.utils import timezone

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Competition, Entry, Event
from jiangong.competitions.selectors import officer_competitions
from jiangong.core.problems import Text
from jiangong.evidence.judging.models import MarkSheet
from jiangong.evidence.judging.selectors import is_under_numbers
from jiangong.foundation import clock
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.enums import Act, PublicationState
from jiangong.results.firming.selectors import checks_signed_by, held_events
from jiangong.results.freezes.selectors import STANDS, seen_by
from jiangong.results.models import Publication, Run
from jiangong.results.rules import is_publisher
from jiangong.results.selectors.publications import current_publication_or_none
from jiangong.results.selectors.runs import events_awaiting_run, latest_run_or_none

IMPORT = "import"
OPENING = "opening"
WHY = {
    Act.SETTLE: Text("有新封存的评分，名次还没有计算", "Newly sealed marks are not settled yet"),
    Act.PUBLISH: Text("最新一次计算还没有发布", "The newest run is not published"),
    Act.CHECK: Text("已暂定发布，等待复核", "Published as provisional, waiting to be checked"),
    Act.NOTICE: Text("已复核，等待公示", "Checked, waiting for its public notice"),
    Act.EFFECT: Text("公示已满期，可以生效", "The public notice is over; the result can take effect"),
}
BY_ANOTHER = Text("由本人发布，等待另一人复核", "Published by you, waiting for another person to check it")
SIGNED = Text("您已签字，等待另一人签字", "You have signed, waiting for another person to sign")
HELD = Text("公示已满期，有事未了，暂缓生效", "The public notice is over; something still holds the result up")
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
    at: datetime


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One thing to do for an event: the newest run, the publication that stands, since when it waits and why."""

    event: Event
    act: Act
    run: Run | None
    publication: Publication | None
    since: datetime | None
    due: date | None
    why: Text
    waits_for_others: bool
    """whether another person has to act before this one can"""


def figures() -> Figures:
    """Count what is public, now."""
    seen = ~Q(state=EventState.DRAFT)
    events = Event.objects.filter(seen)
    return Figures(
        competitions=Competition.objects.filter(events__in=events).distinct().count(),
        events=events.count(),
        entries=Entry.objects.filter(event__in=events).count(),
        publications=seen_by(Publication.objects.filter(event__in=events), None).filter(STANDS).count(),
        at=clock.now(),
    )


def officer_queue(user: type_of_viewer) -> tuple[QueueLine, ...]:
    """What is next for each event that the user runs, settling first; events with nothing to do are left out."""
    events = _running_events(user)
    waiting = set(events_awaiting_run(user).values_list("pk", flat=True))
    standing, runs, sealed = _standing_publications(events), _newest_runs(events), _last_sealings(events)
    signed = checks_signed_by(user, [one for one in standing.values() if one.state == PublicationState.PROVISIONAL])
    held = held_events(
        [one.event_id for one in standing.values() if one.state == PublicationState.PUBLIC_NOTICE]
    )  # fmt: skip
    lines = []
    for event in events:
        run, publication = runs.get(event.pk), standing.get(event.pk)
        act = _next_act(run, publication, is_waiting=event.pk in waiting)
        if act is not None:
            since, due = _moments(act, run, publication)
            hindrance = _hindrance(act, publication, user, signed=signed, held=held)
            why = hindrance or WHY[act]
            since = since or sealed.get(event.pk)
            lines.append(QueueLine(event, act, run, publication, since, due, why, hindrance is not None))
    return tuple(sorted(lines, key=lambda line: list(Act).index(line.act)))


def _hindrance(
    act: Act, publication: Publication | None, user: type_of_viewer, *, signed: Collection[int], held: Collection[int]
) -> Text | None:
    """What somebody else has to do before this person can act; nothing where this one can."""
    if publication is None:
        return None
    if act == Act.CHECK and publication.pk in signed:
        return SIGNED
    if act == Act.CHECK and is_publisher(user, publication):
        return BY_ANOTHER
    return HELD if act == Act.EFFECT and publication.event_id in held else None


def next_act(event: Event) -> Act | str:
    """What is next for one event: `import` while nothing is sealed, `opening` while marks stand under numbers, an act, or
    nothing.
    """
    if event.state == EventState.CANCELLED:
        return ""
    run = latest_run_or_none(event)
    if not event.stages.filter(evidence_version__gt=0).exists():
        return IMPORT
    is_waiting = run is None or not run.is_current
    if is_waiting and is_under_numbers(event):
        return OPENING
    return _next_act(run, current_publication_or_none(event), is_waiting=is_waiting) or ""


def _running_events(user: type_of_viewer) -> list[Event]:
    rows = Event.objects.filter(competition__in=officer_competitions(user)).exclude(state=EventState.CANCELLED)
    rows = rows.exclude(rehearsal__discarded_at__isnull=False)
    return list(rows.select_related("competition__host", "competition__track__programme"))


def _newest_runs(events: list[Event]) -> dict[int, Run]:
    newest = (
        Event.objects.filter(pk__in=[event.pk for event in events]).annotate(newest=Max("runs__pk")).values("newest")
    )
    return {run.event_id: run for run in Run.objects.filter(pk__in=newest).select_related("rulebook")}


def _last_sealings(events: list[Event]) -> dict[int, datetime]:
    rows = MarkSheet.objects.filter(event__in=[event.pk for event in events]).order_by()
    return dict(rows.values_list("event").annotate(last=Max("sealed_at")))


def _standing_publications(events: list[Event]) -> dict[int, Publication]:
    rows = Publication.objects.filter(event__in=[event.pk for event in events], superseded_by__isnull=True)
    return {publication.event_id: publication for publication in rows.prefetch_related("steps")}


def _next_act(run: Run | None, publication: Publication | None, *, is_waiting: bool) -> Act | None:
    if is_waiting:
        return Act.SETTLE
    if run is None:
        return None
    if publication is None or publication.run_id != run.pk:
        return Act.PUBLISH
    act = NEXT_ACT.get(publication.state)
    return act if act != Act.EFFECT or _is_over(publication) else None


def _is_over(publication: Publication) -> bool:
    until = publication.last_step.notice_until
    return until is not None and until <= clock.now()


def _moments(act: Act, run: Run | None, publication: Publication | None) -> tuple[datetime | None, date | None]:
    """Since when an act waits, where that is not the last sealing, and until when it should be done."""
    if act == Act.PUBLISH and run is not None:
        return run.settled_at, None
    if act in (Act.SETTLE, Act.PUBLISH) or publication is None:
        return None, None
    step = publication.last_step
    return step.notice_until or step.at, timezone.localdate(step.notice_until) if step.notice_until else None
