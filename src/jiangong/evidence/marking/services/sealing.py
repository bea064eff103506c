"""Sealing one judge's sheet for one work: once, unaltered, with a receipt; whatever differs is kept beside."""

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Event, Stage
from jiangong.core.rulebook import MarkSheetForm, Slip, slips_of
from jiangong.core.rulebook.marksheet import STATE
from jiangong.evidence.blind.selectors import chain_or_none, is_blind
from jiangong.evidence.judging.keys import MarkKey
from jiangong.evidence.judging.models import MarkSheet
from jiangong.evidence.judging.services import lock_event, seal_judged_marks
from jiangong.evidence.marking.content import (
    LONGEST_CLIENT,
    Place,
    SheetSent,
    as_written,
    cut,
    fingerprint_of,
    receipt_of,
)
from jiangong.evidence.marking.enums import Hand, HeldWhy, Medium
from jiangong.evidence.marking.forms import whole_form
from jiangong.evidence.marking.models import HeldSheet, SealedSheet
from jiangong.evidence.marking.rules import can_seal_sheets
from jiangong.evidence.marking.selectors import Floor, form_of, needs_second, newest, number_for
from jiangong.evidence.panels.models import Seat
from jiangong.evidence.panels.selectors import seat_in
from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a sheet: sealed (the same receipt however often it arrives), kept beside, or not yet fit to be sealed."""

    sheet: SealedSheet | None = None
    held: HeldSheet | None = None
    slips: tuple[Slip, ...] = ()
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Entering:
    """Who enters a sheet, for which seat, as which of two hands, from what."""

    seat: Seat
    stage: Stage
    by: User
    hand: Hand = Hand.FIRST
    medium: Medium = Medium.DEVICE

    @property
    def event(self) -> Event:
        """The event of the seat."""
        return self.seat.panel.event

    def place(self, sent: SheetSent) -> Place:
        """Where the sheet belongs."""
        return Place(
            self.event.reference, self.stage.code, self.seat.code, sent.work, sent.round, self.hand, self.medium
        )


@transaction.atomic
def seal_sheet(event: Event, sent: SheetSent, *, by: User, is_draft: bool = False) -> Outcome:
    """Seal the sheet of a judge. Slips come back while the judge still sits before the page; a sheet that was sealed on a device
    without a network (`is_draft` false) and does not fit any more is kept beside, so that nothing that was sealed is lost.
    """
    require(can_seal_sheets(by, event))
    seat = seat_in(by, event)
    assert seat is not None  # the rule has just seen it
    return sealed(Entering(seat, stage_at(event, sent.stage), by), sent, is_draft=is_draft)


def stage_at(event: Event, code: str) -> Stage:
    """The stage that a sheet names; Declined where the event has none such."""
    stage = event.stages.filter(code=code).first()
    if stage is None:
        raise Declined(_("这个赛项没有这个阶段。请回到评分列表重新打开评分表。"))
    return stage


def sealed(entering: Entering, sent: SheetSent, *, is_draft: bool = False) -> Outcome:
    """Seal, know again, or keep beside. Inside a transaction."""
    if not 8 <= len(sent.client) <= LONGEST_CLIENT or not sent.client.isascii() or not 1 <= sent.round <= 99:
        raise Declined(_("评分表的编号不对。请刷新页面再封存，已填内容还在。"))
    lock_event(entering.event)
    floor = Floor(entering.event, entering.stage.code, seat=entering.seat.code, work=sent.work)
    sent = as_written(whole_form(entering.event, entering.stage.code), sent)
    known = _known_again(entering, sent, floor)
    if known is not None:
        return Outcome(known)
    number = number_for(entering.seat, entering.stage, sent.work)
    if number is None:
        return _beside(entering, sent, HeldWhy.NOT_ASKED, is_draft=is_draft)
    if chain_or_none(entering.event) is not None and not is_blind(entering.event):
        return _beside(entering, sent, HeldWhy.OPENED)
    if sent.round != floor.standing(sent.work, entering.seat.code).round:
        return _beside(entering, sent, HeldWhy.LATE)
    form = form_of(entering.seat, entering.stage, sent.work, floor=floor)
    slips = slips_of(form, sent.answers)
    if slips:
        return Outcome(slips=slips) if is_draft else _beside(entering, sent, HeldWhy.SLIPS, slips=slips)
    return _first_or_beside(entering, sent, floor, form, number)


def _known_again(entering: Entering, sent: SheetSent, floor: Floor) -> SealedSheet | None:
    """The sealed sheet that says the same in the same place, whichever device sends it and however often."""
    fingerprint = fingerprint_of(entering.place(sent), sent)
    rows = floor.sheets.get((sent.work, entering.seat.code), [])
    return next((row for row in rows if row.fingerprint == fingerprint), None)


def _first_or_beside(entering: Entering, sent: SheetSent, floor: Floor, form: MarkSheetForm, number: str) -> Outcome:
    """The first sheet of its place counts; a different one is kept beside unless two people are still settling it."""
    rows = [row for row in floor.sheets.get((sent.work, entering.seat.code), []) if row.round == sent.round]
    mine = newest(rows, entering.hand)
    other = newest(rows, Hand.SECOND if entering.hand == Hand.FIRST else Hand.FIRST)
    if mine is None:
        version = 1
    elif _may_enter_anew(mine, other, sent, entering.by):
        version = mine.version + 1
    else:
        return _beside(entering, sent, HeldWhy.DIFFERS, over=mine)
    marks = _marks_if_agreed(entering, sent, form, number, other)
    return Outcome(_stored(entering, sent, version, marks), is_new=True)


def _may_enter_anew(mine: SealedSheet, other: SealedSheet | None, sent: SheetSent, by: User) -> bool:
    """While two people differ, each may enter an own sheet anew, naming the receipt of the one before."""
    differ = other is not None and other.answers != mine.answers
    return differ and sent.replaces == mine.receipt and mine.by_id == by.pk


def _marks_if_agreed(
    entering: Entering, sent: SheetSent, form: MarkSheetForm, number: str, other: SealedSheet | None
) -> MarkSheet | None:
    """The marks, sealed as evidence, if nobody else has to enter the sheet or both say the same. Where works are judged blind
    they stand under the number that the judge saw: whose they are is joined when the layers are open, and nowhere before.
    """
    medium = other.medium if other is not None else entering.medium
    if needs_second(form.second, medium) and (other is None or other.answers != dict(sent.answers)):
        return None
    rows = []
    entry = sent.work if chain_or_none(entering.event) is not None else number
    for field in form.fields:
        answer = sent.answers.get(field.key, "")
        if answer:
            source = entering.seat.code if field.is_judged else ""
            key = MarkKey(entering.stage.code, entry, field.criterion, field.item, field.attempt, source)
            is_state = answer.startswith(STATE)
            rows.append((key, "" if is_state else answer, answer.removeprefix(STATE) if is_state else ""))
    return seal_judged_marks(entering.event, rows=rows, by=entering.by) if rows else None


def _stored(entering: Entering, sent: SheetSent, version: int, marks: MarkSheet | None) -> SealedSheet:
    fingerprint = fingerprint_of(entering.place(sent), sent)
    client = sent.client
    if SealedSheet.objects.filter(
        client=client
    ).exists():  # the same number for another sheet: the content tells them apart
        client = fingerprint[:LONGEST_CLIENT]
    sheet = SealedSheet(
        **_row(entering, replace(sent, client=client), fingerprint),
        version=version,
        receipt=_free_receipt(fingerprint, client),
        by_name=entering.by.name,
        mark_sheet=marks,
    )
    sheet.save()
    detail = {"receipt": sheet.receipt, "fingerprint": fingerprint, "seat": sheet.seat, "hand": int(sheet.hand)}
    record("seal_sheet", actor=entering.by.reference, subject=entering.event.reference, detail=detail)
    return sheet


def _free_receipt(fingerprint: str, client: str) -> str:
    for attempt in range(100):
        receipt = receipt_of(fingerprint, client, attempt=attempt)
        if not SealedSheet.objects.filter(receipt=receipt).exists():
            return receipt
    raise RuntimeError("no free receipt")  # forty bits: a hundred in a row are not taken


def _beside(
    entering: Entering,
    sent: SheetSent,
    why: HeldWhy,
    *,
    over: SealedSheet | None = None,
    slips: tuple[Slip, ...] = (),
    is_draft: bool = False,
) -> Outcome:
    """Keep a sheet that does not count; the same one is kept once."""
    if is_draft and why == HeldWhy.NOT_ASKED:
        raise Declined(_("这件作品不由你评分，没有封存。请回到评分列表。"))
    few = cut(sent)
    fingerprint = fingerprint_of(entering.place(few), few)
    held = HeldSheet.objects.filter(event=entering.event, fingerprint=fingerprint).first()
    if held is None:
        held = HeldSheet(**_row(entering, few, fingerprint), why=why, over=over)
        held.save()
        detail = {"why": why.value, "fingerprint": fingerprint, "seat": held.seat}
        record("hold_sheet", actor=entering.by.reference, subject=entering.event.reference, detail=detail)
    return Outcome(over, held, slips)


def _row(entering: Entering, sent: SheetSent, fingerprint: str) -> dict[str, object]:
    return {
        "event": entering.event,
        "stage": entering.stage.code,
        "seat": entering.seat.code,
        "work": sent.work[:100],
        "round": sent.round,
        "hand": entering.hand,
        "medium": entering.medium,
        "client": sent.client,
        "answers": dict(sent.answers),
        "note": sent.note,
        "fingerprint": fingerprint,
        "said_at": sent.said_at[:40],
        "by": entering.by,
        "at": clock.now(),
    }
