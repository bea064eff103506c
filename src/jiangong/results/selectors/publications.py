"""Reads of publications: the one place that decides what may be shown to whom."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max, QuerySet

from jiangong.competitions.enums import Policy
from jiangong.competitions.models import Event
from jiangong.competitions.rules import can_see_event
from jiangong.competitions.selectors import events_seen_by
from jiangong.foundation import clock
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.freezes.selectors import STANDS, seen_by
from jiangong.results.models import Publication, Run
from jiangong.results.rules import can_see_runs, may_see_marks
from jiangong.results.selectors.runs import latest_run_or_none

EVENT = "event__competition__track__programme"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a viewer may be shown of an event at a moment. `is_full` opens scores and marks whatever the policy says."""

    event: Event
    publication: Publication | None
    superseded: tuple[Publication, ...]
    draft: Run | None
    policy: Policy
    is_full: bool
    has_bundle: bool


def with_all() -> QuerySet[Publication]:
    """Publications with everything that a page says of them, in two queries."""
    return Publication.objects.select_related(
        EVENT,
        "event__competition__host",
        "event__rulebook",
        "run__rulebook",
        "run__bundle",
        "superseded_by",
        "supersedes",
    ).prefetch_related("steps")


def publications_of(event: Event, *, viewer: type_of_viewer = None) -> list[Publication]:
    """Every publication of an event that the viewer (the public unless given) may see, newest first; all but the first are
    superseded.
    """
    return list(seen_by(with_all(), viewer).filter(event=event).order_by("-number"))


def current_publication_or_none(event: Event) -> Publication | None:
    """The publication of an event that nothing supersedes, held back or not: for services, not for pages."""
    return with_all().filter(event=event, superseded_by__isnull=True).first()


def the_publication(event: Event, number: int, *, viewer: type_of_viewer) -> Publication:
    """A publication by its number, superseded or not. Raises Publication.DoesNotExist."""
    if not can_see_event(viewer, event):
        raise Publication.DoesNotExist
    return seen_by(with_all(), viewer).get(event=event, number=number)


def latest_publications(*, viewer: type_of_viewer, limit: int = 10) -> list[Publication]:
    """Publications that stand, the one that moved last first."""
    rows = seen_by(with_all(), viewer).filter(STANDS, event__in=events_seen_by(viewer).values("pk"))
    return list(rows.annotate(moved_at=Max("steps__at")).order_by("-moved_at", "-pk")[:limit])


def what_may_be_shown(event: Event, *, viewer: type_of_viewer, now: datetime | None = None) -> Shown:
    """What this viewer may be shown of an event's results at a moment.

    Everybody: publications made by then. Those who look behind: the newest run as well, if it is not the published one.
    """
    moment = now or clock.now()
    may_look_behind = can_see_runs(viewer, event)
    listed = publications_of(event, viewer=viewer) if can_see_event(viewer, event) else []
    made = [publication for publication in listed if publication.published_at <= moment]
    newest = latest_run_or_none(event) if may_look_behind else None
    is_draft = newest is not None and not (made and made[0].run_id == newest.pk)
    return Shown(
        event=event,
        publication=made[0] if made else None,
        superseded=tuple(made[1:]),
        draft=newest if is_draft else None,
        policy=Policy(event.competition.policy),
        is_full=may_look_behind,
        has_bundle=bool(made) and may_see_marks(viewer, event),
    )
