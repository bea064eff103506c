"""The works of the blind contest are being marked: most sheets sealed, judges who differ, a sheet kept beside, a power cut."""

import hashlib
from dataclasses import dataclass
from fractions import Fraction

from jiangong.cli.demo.diary import Diary
from jiangong.competitions.models import Event, Stage
from jiangong.core.quantities import plain
from jiangong.evidence.marking.content import SheetSent
from jiangong.evidence.marking.services import (
    begin_batch,
    end_batch,
    record_incident,
    report_incident,
    seal_sheet,
    set_batches,
)
from jiangong.evidence.marking.services.floor import Happening
from jiangong.evidence.marking.timing import batches_of, work_times
from jiangong.evidence.panels.enums import SeatKind
from jiangong.evidence.panels.models import Seat
from jiangong.evidence.panels.selectors import works_to_mark
from jiangong.organizations.models import User

MOST = {"taste": 40, "form": 30, "skill": 30}
LEFT = 3
"""How many works the judge whose account is shown has still to mark."""
STRICT, BATCHES = "judge4", 4
HOUR = 1 / 24


@dataclass
class Floor:
    """What happens while judges mark."""

    @property
    def event(self) -> Event:
        """The event whose works are marked."""
        return Event.objects.get(competition__code="pastry-2026", rehearsal__isnull=True)

    @property
    def stage(self) -> Stage:
        """Its only stage."""
        return self.event.stages.get()

    def part(self) -> None:
        """Four batches."""
        set_batches(self.event, self.stage, count=BATCHES, by=self.chief)

    def begin(self, number: int) -> None:
        """A batch begins."""
        begin_batch(self.event, self.stage, number=number, by=self.chief)

    def end(self, number: int) -> None:
        """A batch ends."""
        end_batch(self.event, self.stage, number=number, by=self.chief)

    @property
    def chief(self) -> User:
        """The chief judge."""
        return User.objects.get(username="chief")

    def seal(self) -> None:
        """Every judge seals their works but the last ones."""
        event, stage = self.event, self.stage
        times = work_times(event, stage)
        for seat in Seat.objects.filter(panel__event=event, kind=SeatKind.JUDGE).select_related("user", "panel__event"):
            works = [work.label for work in works_to_mark(seat, stage) if times[work.label].begun_at]
            done = works[: -LEFT if seat.user.username == "judge" else -1]
            for at, label in enumerate(done):
                seal_sheet(
                    event,
                    sheet(stage, label, seat.user, is_far=at == 0 and seat.user.username == "judge5"),
                    by=seat.user,
                )
            if seat.user.username == "judge2":
                seal_sheet(event, sheet(stage, done[0], seat.user, is_far=True, device="tablet"), by=seat.user)

    def cut_power(self) -> None:
        """A judge reports a power cut in the second batch; the chief judge grants time and moves the work to the last one."""
        event, stage = self.event, self.stage
        seat = Seat.objects.select_related("user", "panel__event").get(panel__event=event, user__username="judge3")
        own = [work.label for work in works_to_mark(seat, stage)]
        label = next(work for work in batches_of(event, stage)[1].works if work in own)
        report_incident(event, Happening(stage.code, "equipment", "烤箱跳闸，约 8 分钟没有加热", label), by=seat.user)
        what = Happening(stage.code, "equipment", "烤箱跳闸，非选手原因", label, minutes_added=8, is_moved_last=True)
        record_incident(event, what, by=self.chief)


def sheet(stage: Stage, label: str, judge: User, *, is_far: bool = False, device: str = "phone") -> SheetSent:
    """Invented marks: the work has a worth of its own, every judge sees it a little differently, one is strict."""
    answers = {}
    for criterion, most in MOST.items():
        share = 62 + digit(label, criterion, most=30) + digit(label, criterion, judge.username, most=8)
        share -= 9 if judge.username == STRICT else 0
        share -= 30 if is_far and criterion == "taste" else 0
        answers[f"{criterion}//"] = plain(Fraction(min(share, 100) * most * 2 // 100, 2))
    client = hashlib.sha256(f"{label}{judge.username}{device}".encode()).hexdigest()[:32]
    return SheetSent(stage.code, label, client, answers)


def digit(*words: str, most: int) -> int:
    """A whole number below `most` that is always the same for the same words."""
    return int(hashlib.sha256("/".join(words).encode()).hexdigest()[:8], 16) % most


def plan_marking(diary: Diary) -> None:
    """Write the marking into the diary, after the works were drawn."""
    floor = Floor()
    diary.write(1.95 * HOUR, floor.part)
    for number in range(1, BATCHES):  # the last batch is still to come
        diary.write((1.9 - number / 10) * HOUR, lambda number=number: floor.begin(number))  # type: ignore[misc]
        diary.write((1.82 - number / 10) * HOUR, lambda number=number: floor.end(number))  # type: ignore[misc]
    diary.write(1.65 * HOUR, floor.cut_power)
    diary.write(1.5 * HOUR, floor.seal)
