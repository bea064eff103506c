"""A second person: confirms what the first entered, or enters it independently; and sheets of paper, typed in by two clerks."""

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Event
from jiangong.evidence.marking.content import SheetSent
from jiangong.evidence.marking.enums import Hand, Medium
from jiangong.evidence.marking.models import SealedSheet
from jiangong.evidence.marking.rules import can_enter_paper, can_enter_second
from jiangong.evidence.marking.selectors import Floor, newest
from jiangong.evidence.marking.services.sealing import Entering, Outcome, sealed, stage_at
from jiangong.evidence.panels.models import Seat
from jiangong.evidence.panels.selectors import marking_seats, panel_or_none
from jiangong.foundation.refusals import Declined
from jiangong.organizations.models import User
from jiangong.organizations.rules import require


def seat_by_code(event: Event, code: str) -> Seat:
    """The seat whose judge stands in the marks under a code. Declined where there is none."""
    panel = panel_or_none(event)
    found = next((seat for seat in marking_seats(panel) if seat.code == code), None) if panel else None
    if found is None:
        raise Declined(_("评委代码 %(code)s 不在这个赛项的裁判组里。请对照评分表上的代码。") % {"code": code})
    return found


@transaction.atomic
def enter_second(event: Event, sent: SheetSent, *, seat: str, by: User) -> Outcome:
    """Enter a judge's sheet independently as the second person. It counts when both say the same."""
    require(can_enter_second(by, event))
    first = _first_of(event, sent, seat)
    if first is None:
        raise Declined(_("第一人还没有封存这份评分表。请等第一人封存后再录。"))
    _refuse_same(first, by)
    medium = Medium(first.medium)
    return sealed(
        Entering(seat_by_code(event, seat), stage_at(event, sent.stage), by, Hand.SECOND, medium), sent, is_draft=True
    )


@transaction.atomic
def confirm_sheet(event: Event, *, receipt: str, client: str, by: User) -> Outcome:
    """Confirm what the first person entered, after looking at all of it."""
    require(can_enter_second(by, event))
    first = SealedSheet.objects.filter(event=event, receipt=receipt, hand=Hand.FIRST).first()
    if first is None:
        raise Declined(_("没有这张回执的评分表。请回到列表重新打开。"))
    _refuse_same(first, by)
    sent = SheetSent(first.stage, first.work, client, first.answers, first.round, first.note)
    entering = Entering(
        seat_by_code(event, first.seat), stage_at(event, first.stage), by, Hand.SECOND, Medium(first.medium)
    )
    return sealed(entering, sent, is_draft=True)


@transaction.atomic
def enter_paper(event: Event, sent: SheetSent, *, seat: str, by: User) -> Outcome:
    """Type in a sheet of paper. The first clerk who does is the first hand; another one types it again without seeing it."""
    require(can_enter_paper(by, event))
    first = _first_of(event, sent, seat)
    hand = Hand.FIRST if first is None or first.by_id == by.pk else Hand.SECOND
    if first is not None and first.medium != Medium.PAPER:
        raise Declined(
            _("评委 %(code)s 已在网页上封存 %(work)s，回执 %(receipt)s。纸质表不同的，请交裁判长处理。")
            % {"code": seat, "work": sent.work, "receipt": first.receipt}
        )
    entering = Entering(seat_by_code(event, seat), stage_at(event, sent.stage), by, hand, Medium.PAPER)
    return sealed(entering, sent, is_draft=True)


def _first_of(event: Event, sent: SheetSent, seat: str) -> SealedSheet | None:
    """What the first person entered last, in the round that is asked."""
    rows = Floor(event, sent.stage, seat=seat, work=sent.work).sheets.get((sent.work, seat), [])
    return newest([row for row in rows if row.round == sent.round], Hand.FIRST)


def _refuse_same(first: SealedSheet, by: User) -> None:
    if first.by_id == by.pk:
        raise Declined(_("第一人和第二人不能是同一个人。请换一个人登录后再录。"))
