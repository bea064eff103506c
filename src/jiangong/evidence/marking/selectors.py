"""Reads of marking: what a judge has to do, what was sealed, what waits. Works stand under what judges see of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Event, Stage
from jiangong.core.rulebook import Difference, MarkSheetForm, differences
from jiangong.evidence.blind.selectors import shown_labels
from jiangong.evidence.marking.enums import Hand, Medium, WorkState
from jiangong.evidence.marking.forms import form_for, measuring_seats, whole_form
from jiangong.evidence.marking.models import DeviceNote, HeldSheet, Incident, Rescoring, SealedSheet, SheetPhoto
from jiangong.evidence.panels.models import Seat
from jiangong.evidence.panels.selectors import allotted, seat_in, works_to_mark
from jiangong.evidence.panels.ties import grounds
from jiangong.foundation.codes import as_meant
from jiangong.foundation.models import StoredFile
from jiangong.foundation.secrecy import keyring
from jiangong.foundation.selectors import stored_bytes
from jiangong.organizations.enums import Role
from jiangong.organizations.rules import type_of_viewer
from jiangong.organizations.selectors import within


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one judge is with one work: the round, what was sealed in it by each hand, and what was kept beside."""

    state: WorkState
    round: int = 1
    first: SealedSheet | None = None
    second: SealedSheet | None = None
    held: tuple[HeldSheet, ...] = ()

    @property
    def open_held(self) -> tuple[HeldSheet, ...]:
        """Sheets kept beside on which nobody decided yet."""
        return tuple(one for one in self.held if not hasattr(one, "answer"))


@dataclass(frozen=True, slots=True)
class Task:
    """A work on a judge's list."""

    label: str
    is_measuring: bool
    standing: Standing


class Floor:
    """Everything sealed, kept beside and opened again in one stage, read at once."""

    def __init__(self, event: Event, stage: str, *, seat: str = "", work: str = "") -> None:
        only = {"event": event, "stage": stage, **({"seat": seat} if seat else {}), **({"work": work} if work else {})}
        self.event, self.stage = event, stage
        self.sheets: dict[tuple[str, str], list[SealedSheet]] = {}
        self.held: dict[tuple[str, str], list[HeldSheet]] = {}
        for sheet in SealedSheet.objects.filter(**only).select_related("by", "mark_sheet"):
            self.sheets.setdefault((sheet.work, sheet.seat), []).append(sheet)
        for held in HeldSheet.objects.filter(**only).select_related("by", "answer", "over"):
            self.held.setdefault((held.work, held.seat), []).append(held)
        again = Rescoring.objects.filter(event=event, stage=stage)
        self.rescorings = list(again.filter(work=work) if work else again)
        self.second = whole_form(event, stage).second

    def rescoring(self, work: str, seat: str) -> Rescoring | None:
        """The newest round that was opened for a judge and a work after the first."""
        mine = [one for one in self.rescorings if one.work == work and seat in one.seats]
        return max(mine, key=lambda one: one.round, default=None)

    def standing(self, work: str, seat: str) -> Standing:
        """How far a judge is with a work."""
        again = self.rescoring(work, seat)
        number = again.round if again else 1
        rows = [sheet for sheet in self.sheets.get((work, seat), []) if sheet.round == number]
        first, second = newest(rows, Hand.FIRST), newest(rows, Hand.SECOND)
        return Standing(
            self._state(first, second, is_again=again is not None),
            number,
            first,
            second,
            tuple(self.held.get((work, seat), [])),
        )

    def _state(self, first: SealedSheet | None, second: SealedSheet | None, *, is_again: bool) -> WorkState:
        if first is None:
            return WorkState.AGAIN if is_again else WorkState.TODO
        if not needs_second(self.second, first.medium):
            return WorkState.SEALED
        if second is None:
            return WorkState.SECOND
        return WorkState.SEALED if second.answers == first.answers else WorkState.DIFFER

    def answers(self, work: str, seat: str) -> dict[str, str]:
        """What stands of a judge for a work after all rounds: later ones replace what they asked again."""
        said: dict[str, str] = {}
        for sheet in sorted(self.sheets.get((work, seat), []), key=lambda one: (one.round, one.version)):
            if sheet.hand == Hand.FIRST:
                said |= sheet.answers
        return said

    def differences(self, work: str, seats: Iterable[str]) -> tuple[Difference, ...]:
        """Where judges differ on a work by more than the rules allow."""
        form = whole_form(self.event, self.stage)
        return differences(form, {seat: said for seat in seats if (said := self.answers(work, seat))})


def newest(rows: Iterable[SealedSheet], hand: Hand) -> SealedSheet | None:
    """The last version that one of two people entered."""
    return max((row for row in rows if row.hand == hand), key=lambda row: row.version, default=None)


def needs_second(second: str, medium: str) -> bool:
    """Whether a sheet counts only when two people entered the same: by the rule, and always for paper."""
    return second != "none" or medium == Medium.PAPER


def tasks_of(seat: Seat, stage: Stage) -> list[Task]:
    """The works that a judge marks in a stage, by label, and how far each is."""
    floor = Floor(seat.panel.event, stage.code, seat=seat.code)
    measuring = measuring_seats(seat.panel.event, stage)
    return [
        Task(work.label, measuring.get(work.label) == seat.code, floor.standing(work.label, seat.code))
        for work in works_to_mark(seat, stage)
    ]


def number_for(seat: Seat, stage: Stage, label: str) -> str | None:
    """The entry that a judge sees under a label, if this judge may mark it. For the server only."""
    event = seat.panel.event
    number = next((number for number, shown in shown_labels(event, stage).items() if shown == label), None)
    given = allotted(seat.panel)
    if number is None or (number in given and seat.code not in given[number]):
        return None
    entries = event.entries.filter(number=number).select_related("registration__body")
    return None if grounds(seat, entries) else number


def is_measuring(seat: Seat, stage: Stage, label: str) -> bool:
    """Whether measurements of a work are this judge's."""
    return measuring_seats(seat.panel.event, stage).get(label) == seat.code


def form_of(seat: Seat, stage: Stage, label: str, *, floor: Floor | None = None) -> MarkSheetForm:
    """The sheet that a judge fills in now for a work."""
    event = seat.panel.event
    floor = floor or Floor(event, stage.code, seat=seat.code, work=label)
    measures = is_measuring(seat, stage, label)
    return form_for(event, stage.code, is_measuring=measures, rescoring=floor.rescoring(label, seat.code))


def is_still_to_mark(user: type_of_viewer, event: Event, stage: Stage, label: str) -> bool:
    """Whether somebody has this work still to mark: until then they are not shown what others gave it."""
    seat = seat_in(user, event)
    if seat is None or label not in {work.label for work in works_to_mark(seat, stage)}:
        return False
    return Floor(event, stage.code, seat=seat.code, work=label).standing(label, seat.code).first is None


def receipt_or_none(typed: str) -> SealedSheet | None:
    """The sealed sheet of a receipt, as somebody typed it."""
    plain = as_meant(typed)
    rows = SealedSheet.objects.select_related("event__competition", "mark_sheet")
    return rows.filter(receipt=f"{plain[:4]}-{plain[4:]}").first() if len(plain) == 8 else None


def counts(sheet: SealedSheet) -> bool:
    """Whether the marks of a sheet became evidence: at once, or when the second person said the same."""
    same = SealedSheet.objects.filter(
        event=sheet.event, stage=sheet.stage, seat=sheet.seat, work=sheet.work, round=sheet.round
    )
    return any(one.answers == sheet.answers for one in same.filter(mark_sheet__isnull=False))


def is_latest(sheet: SealedSheet) -> bool:
    """Whether no later version or round of the same judge and work was sealed."""
    same = SealedSheet.objects.filter(
        event=sheet.event, stage=sheet.stage, seat=sheet.seat, work=sheet.work, hand=sheet.hand
    )
    return not same.filter(round__gt=sheet.round).exists() and not (
        same.filter(round=sheet.round, version__gt=sheet.version).exists()
    )


def sheets_by(event: Event, *, stage: str, seat: str, limit: int = 20) -> list[SealedSheet]:
    """What a judge sealed last."""
    rows = SealedSheet.objects.filter(event=event, stage=stage, seat=seat, hand=Hand.FIRST)
    return list(rows.order_by("-at", "-pk")[:limit])


def events_with_paper(user: type_of_viewer) -> list[Event]:
    """Events with a panel that are open, over whose host a person is an officer or a clerk: newest first."""
    over = within(user, Role.OFFICER, Role.CLERK, field="competition__host__path")
    rows = Event.objects.filter(over, panel__isnull=False, state=EventState.OPEN)
    return list(rows.select_related("competition__host", "rulebook").prefetch_related("stages").order_by("-pk")[:50])


def incidents_of(event: Event, stage: str) -> QuerySet[Incident]:
    """What was reported and decided in a stage, newest first."""
    return Incident.objects.filter(event=event, stage=stage).select_related("by")


def minutes_added(event: Event, stage: str) -> dict[str, int]:
    """Work → the minutes that were granted to it in all."""
    found: dict[str, int] = {}
    for work, minutes in Incident.objects.filter(event=event, stage=stage, is_decision=True).values_list(
        "work", "minutes_added"
    ):
        found[work] = found.get(work, 0) + minutes
    return {work: minutes for work, minutes in found.items() if minutes}


def device_notes(event: Event) -> Mapping[int, DeviceNote]:
    """User → the device of theirs that spoke last."""
    found: dict[int, DeviceNote] = {}
    for note in DeviceNote.objects.filter(event=event).order_by("seen_at"):
        found[note.user_id] = note
    return found


def has_sheets_of(event: Event, number: str) -> bool:
    """Whether any judge sealed a sheet of an entry, under whatever number it was seen. For the server alone."""
    labels = {shown_labels(event, stage).get(number, number) for stage in event.stages.all()}
    sheets = (
        SealedSheet.objects.filter(event=event, work__in=labels),
        HeldSheet.objects.filter(event=event, work__in=labels),
    )
    return any(rows.exists() for rows in sheets)


def photos_of(event: Event, stage: str, work: str, *, seat: str = "") -> list[SheetPhoto]:
    """The photos beside the sheets of a work, of one judge or of all."""
    rows = SheetPhoto.objects.filter(event=event, stage=stage, work=work)
    return list(rows.filter(seat=seat) if seat else rows)


def the_photo(event: Event, stage: str, number: int) -> SheetPhoto:
    """A photo of a stage by its number. Raises SheetPhoto.DoesNotExist."""
    rows = SheetPhoto.objects.select_related("file", "seal__file")
    found: SheetPhoto = rows.get(event=event, stage=stage, pk=number)
    return found


def picture_of(photo: SheetPhoto) -> bytes:
    """The picture itself."""
    return keyring().open_file(stored_bytes(lying_place(photo)), bound=photo.key)


def lying_place(photo: SheetPhoto) -> StoredFile:
    """The file in which a photo lies now; the first one until the data key was renewed."""
    return photo.seal.file if hasattr(photo, "seal") else photo.file


def photos_under_earlier_keys() -> QuerySet[SheetPhoto]:
    """Photos that the current data key has not sealed, or of which nobody noted which key did."""
    return SheetPhoto.objects.exclude(seal__mark=keyring().current.mark).select_related("file", "seal__file")
