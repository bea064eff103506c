"""Reads of runs, which only those who look behind a competition see."""

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Event, Stage
from jiangong.competitions.selectors import officer_competitions
from jiangong.evidence.judging.selectors import under_numbers
from jiangong.foundation.selectors import stored_bytes
from jiangong.organizations.rules import type_of_viewer
from jiangong.results.models import Run, RunStage
from jiangong.results.rules import can_see_runs


def runs_of(event: Event) -> QuerySet[Run]:
    """The runs of an event, newest first."""
    return event.runs.select_related("rulebook", "bundle").order_by("-number")


def latest_run_or_none(event: Event) -> Run | None:
    """The newest run of an event."""
    return runs_of(event).first()


def the_run(event: Event, number: int, *, viewer: type_of_viewer) -> Run:
    """A run by its number. Raises Run.DoesNotExist, for a viewer who may not see runs as well."""
    if not can_see_runs(viewer, event):
        raise Run.DoesNotExist
    return runs_of(event).get(number=number)


def events_awaiting_run(user: type_of_viewer) -> QuerySet[Event]:
    """Events that the user runs with a stage whose evidence is newer than the newest run that read it; not those whose marks
    still stand under numbers."""
    read = RunStage.objects.filter(stage=OuterRef("pk")).order_by("-run__number").values("evidence_version")[:1]
    behind = (
        Stage.objects.filter(event=OuterRef("pk"), evidence_version__gt=0)
        .annotate(read=Subquery(read))
        .exclude(read=F("evidence_version"), read__isnull=False)
    )
    rows = Event.objects.exclude(state=EventState.CANCELLED).filter(competition__in=officer_competitions(user))
    rows = rows.exclude(rehearsal__discarded_at__isnull=False).exclude(under_numbers())
    return rows.filter(Exists(behind)).select_related("competition__host", "competition__track__programme", "rulebook")


def bundle_bytes(run: Run) -> bytes:
    """The bundle from which anyone can recompute the run, a zip."""
    return stored_bytes(run.bundle)
