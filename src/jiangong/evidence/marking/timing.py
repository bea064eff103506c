"""The running order of a stage and its clock: which works compete when, until when, and which sheets came late. All of it is read from
batches, incidents and the rules; nothing here refuses a sheet."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from jiangong.competitions.models import Event, Stage
from jiangong.competitions.selectors import rulebook_of
from jiangong.evidence.blind.selectors import is_blind, shown_labels
from jiangong.evidence.marking.models import Batch, Incident
from jiangong.evidence.marking.selectors import minutes_added
from jiangong.foundation import clock


@dataclass(frozen=True, slots=True)
class WorkTime:
    """The clock of one work: its batch, the time that the rules give it with what was added, and until when its sheets are sealed."""

    batch: int
    begun_at: datetime | None
    ended_at: datetime | None
    minutes: int | None
    added: int
    seal_by: datetime | None
    is_moved: bool = False

    @property
    def until(self) -> datetime | None:
        """When the work's time is over, added time included."""
        if self.begun_at is None or self.minutes is None:
            return None
        return self.begun_at + timedelta(minutes=self.minutes + self.added)

    def is_late(self, at: datetime) -> bool:
        """Whether a sheet sealed at a moment came after the time that the rules give."""
        return self.seal_by is not None and at > self.seal_by

    @property
    def is_over(self) -> bool:
        """Whether the time for sealing is over by now."""
        return self.is_late(clock.now())


@dataclass(frozen=True, slots=True)
class BatchShown:
    """A batch with its works and the clock of each."""

    batch: Batch
    works: tuple[tuple[str, WorkTime], ...]
    is_next: bool = False

    @property
    def until(self) -> datetime | None:
        """When the last of its works is over."""
        return max((time.until for _work, time in self.works if time.until), default=None)


def batches_of(event: Event, stage: Stage) -> list[Batch]:
    """The batches of a stage in order; none where it was not parted."""
    return list(Batch.objects.filter(event=event, stage=stage.code))


def running_order(event: Event, stage: Stage) -> list[BatchShown]:
    """Every batch with the clock of its works."""
    batches = batches_of(event, stage)
    times = work_times(event, stage, batches) if batches else {}
    following = next((one.pk for one in batches if one.begun_at is None), None)
    return [
        BatchShown(batch, tuple((work, times[work]) for work in batch.works), batch.pk == following)
        for batch in batches
    ]


def work_times(event: Event, stage: Stage, batches: list[Batch] | None = None) -> dict[str, WorkTime]:
    """Work → its clock; empty where the stage was not parted into batches."""
    found = batches_of(event, stage) if batches is None else batches
    if not found:
        return {}
    sheet = rulebook_of(event).stage(stage.code).sheet
    added, moved = minutes_added(event, stage.code), moved_works(event, stage)
    wait = timedelta(minutes=sheet.seal_minutes) if sheet.seal_minutes is not None else None
    return {
        work: WorkTime(
            batch.number,
            batch.begun_at,
            batch.ended_at,
            sheet.work_minutes,
            added.get(work, 0),
            batch.ended_at + wait if wait is not None and batch.ended_at else None,
            work in moved,
        )
        for batch in found
        for work in batch.works
    }


def entry_times(event: Event) -> dict[str, list[tuple[Stage, WorkTime]]]:
    """Entry number → its batch in each stage that was parted. Nothing while works are judged under numbers: a batch beside a name would
    tell which few of the works may be that person's."""
    found: dict[str, list[tuple[Stage, WorkTime]]] = {}
    stages = [] if is_blind(event) else list(event.stages.order_by("position"))
    for stage in stages:
        times = work_times(event, stage)
        for number, label in shown_labels(event, stage).items() if times else ():
            if label in times:
                found.setdefault(number, []).append((stage, times[label]))
    return found


def orders_of(event: Event) -> list[tuple[Stage, list[BatchShown]]]:
    """The running order of every stage that was parted, by the numbers that judges see."""
    orders = [(stage, running_order(event, stage)) for stage in event.stages.order_by("position")]
    return [(stage, order) for stage, order in orders if order]


def moved_works(event: Event, stage: Stage) -> set[str]:
    """The works that a signed decision moved to the last batch."""
    rows = Incident.objects.filter(event=event, stage=stage.code, is_decision=True, is_moved_last=True)
    return set(rows.values_list("work", flat=True))


def works_in_order(event: Event, stage: Stage) -> list[str]:
    """Every number that judges see, in the order in which a stage is parted into batches."""
    return sorted(shown_labels(event, stage).values(), key=lambda label: (len(label), label))
