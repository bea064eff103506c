"""What the chief judge sees while judges mark: a grid of works and judges, what differs, what was kept beside, whose device is silent."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from jiangong.competitions.models import Event, Stage
from jiangong.core.fairness.severity import Given, JudgeFigures, judge_figures
from jiangong.core.rulebook import Difference, read_answer
from jiangong.evidence.marking.enums import WorkState
from jiangong.evidence.marking.forms import whole_form
from jiangong.evidence.marking.models import DeviceNote, HeldSheet
from jiangong.evidence.marking.selectors import Floor, Standing, device_notes, minutes_added
from jiangong.evidence.marking.timing import WorkTime, work_times
from jiangong.evidence.panels.models import Seat
from jiangong.evidence.panels.selectors import SeatWorks, seats_marking
from jiangong.foundation import clock


@dataclass(frozen=True, slots=True)
class Cell:
    """One judge and one work. `is_theirs` is false where the work was not given to this judge."""

    seat: str
    is_theirs: bool
    standing: Standing
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One work with every judge, and where they differ by more than the rules allow."""

    work: str
    cells: tuple[Cell, ...]
    differences: tuple[Difference, ...]
    minutes: int = 0

    @property
    def missing(self) -> int:
        """How many sheets are not sealed yet."""
        return sum(cell.is_theirs and cell.standing.state != WorkState.SEALED for cell in self.cells)

    @property
    def seats(self) -> list[str]:
        """The judges who mark it."""
        return [cell.seat for cell in self.cells if cell.is_theirs]


@dataclass(frozen=True, slots=True)
class JudgeLine:
    """A judge with how much is sealed, and the device that spoke last."""

    seat: Seat
    done: int
    total: int
    note: DeviceNote | None


@dataclass(frozen=True, slots=True)
class LiveFloor:
    """Everything at once."""

    lines: tuple[Line, ...]
    judges: tuple[JudgeLine, ...]
    held: tuple[HeldSheet, ...]

    @property
    def total(self) -> int:
        """How many sheets there must be."""
        return sum(judge.total for judge in self.judges)

    @property
    def done(self) -> int:
        """How many are sealed."""
        return sum(judge.done for judge in self.judges)

    @property
    def differing(self) -> tuple[Line, ...]:
        """The works on which judges differ too much."""
        return tuple(line for line in self.lines if line.differences)

    @property
    def late(self) -> tuple[tuple[str, Cell], ...]:
        """Sheets that were sealed after the time that the rules give, or are still open after it."""
        return tuple((line.work, cell) for line in self.lines for cell in line.cells if cell.is_late)

    @property
    def unsettled(self) -> tuple[tuple[str, Cell], ...]:
        """Sheets on which two people differ."""
        found = ((line.work, cell) for line in self.lines for cell in line.cells)
        return tuple(pair for pair in found if pair[1].standing.state == WorkState.DIFFER)


def live_floor(event: Event, stage: Stage, *, times: Mapping[str, WorkTime] | None = None) -> LiveFloor:
    """The live desk of a stage. `times`: the clock of each work, where it was read already."""
    floor, given = Floor(event, stage.code), seats_marking(event, stage)
    minutes, notes = minutes_added(event, stage.code), device_notes(event)
    works = {work.label: None for one in given for work in one.works if not work.is_recused}
    times = work_times(event, stage) if times is None else times
    lines = []
    for label in sorted(works, key=lambda label: (len(label), label)):
        cells = tuple(_cell(one, label, floor, times.get(label)) for one in given)
        marking = [cell.seat for cell in cells if cell.is_theirs]
        lines.append(Line(label, cells, floor.differences(label, marking), minutes.get(label, 0)))
    judges = tuple(_judge_line(one.seat, lines, notes.get(one.seat.user_id)) for one in given)
    open_held = [one for rows in floor.held.values() for one in rows if not hasattr(one, "answer")]
    return LiveFloor(tuple(lines), judges, tuple(sorted(open_held, key=lambda one: one.at)))


def _cell(one: SeatWorks, label: str, floor: Floor, time: WorkTime | None) -> Cell:
    standing, is_theirs = floor.standing(label, one.seat.code), _has(one, label)
    # A round that the chief judge opened has its own time; only the first one is held to the rules.
    is_timed = time is not None and is_theirs and standing.round == 1
    sealed_at = standing.first.at if standing.first else clock.now()
    return Cell(one.seat.code, is_theirs, standing, is_timed and time is not None and time.is_late(sealed_at))


def _has(one: SeatWorks, label: str) -> bool:
    return any(work.label == label and not work.is_recused for work in one.works)


def _judge_line(seat: Seat, lines: list[Line], note: DeviceNote | None) -> JudgeLine:
    mine = [cell for line in lines for cell in line.cells if cell.seat == seat.code and cell.is_theirs]
    done = sum(cell.standing.state == WorkState.SEALED for cell in mine)
    return JudgeLine(seat, done, len(mine), note)


def severity(event: Event, stage: Stage, *, works: Container[str] | None = None) -> tuple[JudgeFigures, ...]:
    """Each judge's marks against those of the others for the same works and fields, as plain figures; of a batch, those of its works."""
    return judge_figures(one for one in _given(event, stage) if works is None or one.work in works)


def _given(event: Event, stage: Stage) -> Iterator[Given]:
    floor = Floor(event, stage.code)
    fields = [field for field in whole_form(event, stage.code).fields if field.is_judged]
    own = own_unit_works(event, stage)
    for work, seat in floor.sheets:
        answers = floor.answers(work, seat)
        for field in fields:
            value = read_answer(field, answers.get(field.key, ""))
            if value is not None and not hasattr(value, "zh"):
                yield Given(seat, work, field.key, value, is_own_unit=(seat, work) in own)


def own_unit_works(event: Event, stage: Stage) -> set[tuple[str, str]]:
    """Judge and work where a tie stands now although the work was marked: declared or seen only afterwards."""
    return {(one.seat.code, work.label) for one in seats_marking(event, stage) for work in one.works if work.is_recused}
