"""Recusal: what a judge has to do with somebody who competes is declared; a work that is known on sight is given up."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Entry, Stage
from jiangong.evidence.blind.selectors import entry_behind
from jiangong.evidence.panels.enums import TieKind
from jiangong.evidence.panels.models import Seat, Tie
from jiangong.evidence.panels.rules import can_declare_tie, can_set_panel, is_own_seat
from jiangong.evidence.panels.telling import tell_of_tie
from jiangong.foundation import clock
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require


@dataclass(frozen=True, slots=True)
class TieGiven:
    """A tie in the words of whoever declares it: a person, a unit, or a person of a unit."""

    kind: TieKind
    name: str = ""
    unit: str = ""
    note: str = ""


@transaction.atomic
def declare_tie(seat: Seat, *, tie: TieGiven, by: User) -> Tie:
    """Declare a tie. Whether anybody of that name competes is compared whenever it matters, and not told to the judge."""
    require(can_declare_tie(by, seat))
    if not (tie.name.strip() or tie.unit.strip()):
        raise Declined(_("请写下对方的姓名或单位，至少一样。"))
    made = Tie(seat=seat, kind=tie.kind, name=tie.name.strip(), unit=tie.unit.strip(), note=tie.note.strip(), by=by)
    return _kept(made, by=by)


@transaction.atomic
def step_aside(seat: Seat, *, stage: Stage, label: str, by: User, note: str = "") -> Tie:
    """Give up a work that the judge knows on sight. The audit trail says neither which work nor whose: beside the list of recusals
    the number of the work would give it away.
    """
    require(is_own_seat(by, seat))
    try:
        number = entry_behind(seat.panel.event, stage, label.strip())
    except Entry.DoesNotExist as missing:
        raise Declined(_("没有这个号码的作品，请对照评分页上的号码再填一次。")) from missing
    made = Tie(seat=seat, kind=TieKind.OTHER, number=number, label=label.strip(), note=note.strip(), by=by)
    return _kept(made, by=by)


def _kept(tie: Tie, *, by: User) -> Tie:
    tie.at = clock.now()
    refuse_unstorable(tie)
    tie.save()
    detail = {"kind": tie.kind, "is_a_work": bool(tie.number), "by_the_judge": by.pk == tie.seat.user_id}
    record("declare_tie", actor=by.reference, subject=tie.seat.reference, detail=detail)
    if by.pk == tie.seat.user_id:
        tell_of_tie(tie)
    return tie


@transaction.atomic
def drop_tie(tie: Tie, *, reason: str, by: User) -> None:
    """Take back a tie that was declared by mistake, for a stated reason; the audit trail keeps that it was there."""
    require(can_set_panel(by, tie.seat.panel.event))
    if not reason.strip():
        raise Declined(_("请写明撤销这条回避的理由，会留在档案里。"))
    detail = {"kind": tie.kind, "is_a_work": bool(tie.number), "reason": reason.strip()}
    record("drop_tie", actor=by.reference, subject=tie.seat.reference, detail=detail)
    tie.delete()
