"""Two people and one sheet: what waits for whom, and where they differ."""

from dataclasses import dataclass

from jiangong.competitions.models import Event, Stage
from jiangong.core.rulebook import Field, MarkSheetForm
from jiangong.evidence.marking.enums import Medium
from jiangong.evidence.marking.forms import form_for, measuring_seats
from jiangong.evidence.marking.models import SealedSheet
from jiangong.evidence.marking.selectors import Floor, needs_second
from jiangong.evidence.panels.selectors import seats_marking
from jiangong.organizations.models import User


@dataclass(frozen=True, slots=True)
class Pair:
    """A field on which two people entered something different."""

    field: Field
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sheet of one judge for one work with what both people entered; `mine` is what the viewer entered."""

    work: str
    seat: str
    round: int
    form: MarkSheetForm
    is_confirming: bool
    first: SealedSheet | None = None
    second: SealedSheet | None = None
    mine: SealedSheet | None = None

    @property
    def do_differ(self) -> bool:
        """Whether both entered it, and not the same."""
        return self.first is not None and self.second is not None and self.first.answers != self.second.answers

    @property
    def is_settled(self) -> bool:
        """Whether both entered the same."""
        return self.first is not None and self.second is not None and not self.do_differ

    @property
    def pairs(self) -> list[Pair]:
        """The fields that differ, side by side. Shown only once both entered."""
        if self.first is None or self.second is None:
            return []
        one, other = self.first.answers, self.second.answers
        return [
            Pair(field, one.get(field.key, ""), other.get(field.key, ""))
            for field in self.form.fields
            if one.get(field.key, "") != other.get(field.key, "")
        ]


def waiting_rows(event: Event, stage: Stage, *, by: User) -> list[Waiting]:
    """Every sheet of a stage, by work and judge, with what two people entered so far."""
    floor = Floor(event, stage.code)
    seats = seats_marking(event, stage)
    measuring = measuring_seats(event, stage, seats=seats)
    rows = []
    for one in seats:
        for work in one.works:
            if not work.is_recused:
                rows.append(_row(floor, work.label, one.seat.code, measuring.get(work.label) == one.seat.code, by))
    return sorted(rows, key=lambda row: (len(row.work), row.work, row.seat))


def _row(floor: Floor, work: str, seat: str, is_measuring: bool, by: User) -> Waiting:
    again = floor.rescoring(work, seat)
    standing = floor.standing(work, seat)
    form = form_for(floor.event, floor.stage, is_measuring=is_measuring, rescoring=again)
    entered = [sheet for sheet in (standing.first, standing.second) if sheet is not None]
    is_paper = standing.first is not None and standing.first.medium == Medium.PAPER
    return Waiting(
        work,
        seat,
        standing.round,
        form,
        form.second == "confirm" and not is_paper,
        standing.first,
        standing.second,
        next((sheet for sheet in entered if sheet.by_id == by.pk), None),
    )


def sheets_to_settle(event: Event, stage: Stage, *, by: User) -> list[Waiting]:
    """Sheets entered once that another person must enter or confirm, and those on which two differ."""
    return [
        row
        for row in waiting_rows(event, stage, by=by)
        if row.first is not None and not row.is_settled and needs_second(row.form.second, row.first.medium)
    ]


def paper_rows(event: Event, stage: Stage, *, by: User) -> list[Waiting]:
    """Every sheet that may come on paper: those that no judge sealed on a device."""
    rows = waiting_rows(event, stage, by=by)
    return [row for row in rows if row.first is None or row.first.medium == Medium.PAPER]
