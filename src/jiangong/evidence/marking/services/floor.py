"""What the chief judge does while judges mark: another round, a decision on a sheet kept beside, what happened on the floor."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Event
from jiangong.evidence.blind.selectors import shown_labels
from jiangong.evidence.judging.services import lock_event
from jiangong.evidence.marking.enums import HeldAct, IncidentKind
from jiangong.evidence.marking.forms import whole_form
from jiangong.evidence.marking.models import DeviceNote, HeldAnswer, HeldSheet, Incident, Rescoring
from jiangong.evidence.marking.rules import can_decide_on_floor, can_report_incident, can_seal_sheets
from jiangong.evidence.marking.services.batches import move_to_last
from jiangong.evidence.marking.services.sealing import stage_at
from jiangong.evidence.marking.telling import tell_of_rescoring
from jiangong.evidence.panels.selectors import marking_seats, panel_or_none
from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require

MOST_MINUTES = 600


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened with a work, and what is granted for it."""

    stage: str
    kind: str
    said: str
    work: str = ""
    minutes_added: int = 0
    is_moved_last: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """Which judges score a work again, which of its fields (none: all), and why."""

    stage: str
    work: str
    seats: Sequence[str]
    reason: str
    keys: Sequence[str] = ()


@transaction.atomic
def open_rescoring(event: Event, what: Again, *, by: User) -> Rescoring:
    """Have judges score a work again, all of it or some fields; what they gave before stays on record."""
    require(can_decide_on_floor(by, event))
    lock_event(event)
    stage, work = what.stage, what.work
    _refuse_stranger(event, stage, work)
    panel = panel_or_none(event)
    known = {seat.code for seat in marking_seats(panel)} if panel else set()
    wanted = sorted(set(what.seats) & known)
    if not wanted:
        raise Declined(_("请选出要重评的裁判。"))
    if not what.reason.strip():
        raise Declined(_("请写明重评的理由，例如“评价分相差超过 1，已商议”。"))
    fields = {field.key for field in whole_form(event, stage).fields}
    last = max((one.round for one in Rescoring.objects.filter(event=event, stage=stage, work=work)), default=1)
    again = Rescoring(
        event=event,
        stage=stage,
        work=work,
        round=last + 1,
        seats=wanted,
        keys=sorted(fields & set(what.keys)),
        reason=what.reason.strip()[:500],
        by=by,
        by_name=by.name,
        at=clock.now(),
    )
    again.save()
    detail = {"stage": stage, "work": work, "round": again.round, "seats": wanted, "reason": again.reason}
    record("open_rescoring", actor=by.reference, subject=event.reference, detail=detail)
    tell_of_rescoring(event, again)
    return again


@transaction.atomic
def answer_held(held: HeldSheet, *, act: str, reason: str, by: User) -> HeldAnswer:
    """Decide about a sheet that was kept beside: the sealed one stands, or the judge scores the work again."""
    require(can_decide_on_floor(by, held.event))
    lock_event(held.event)
    if act not in HeldAct.values:
        raise Declined(_("请选择怎样处理。"))
    if HeldAnswer.objects.filter(held=held).exists():
        raise Declined(_("这份评分表已经处理过了。请刷新页面看结果。"))
    if not reason.strip():
        raise Declined(_("请写明理由，评委看得见。"))
    if act == HeldAct.AGAIN:
        open_rescoring(held.event, Again(held.stage, held.work, [held.seat], reason), by=by)
    answer = HeldAnswer(held=held, act=act, reason=reason.strip()[:500], by=by, at=clock.now())
    answer.save()
    detail = {"fingerprint": held.fingerprint, "act": act, "reason": answer.reason}
    record("answer_held_sheet", actor=by.reference, subject=held.event.reference, detail=detail)
    return answer


@transaction.atomic
def record_incident(event: Event, what: Happening, *, by: User) -> Incident:
    """Record what happened and what is granted; the page has asked for the password, so the record is a signature."""
    require(can_decide_on_floor(by, event))
    return _incident(event, what, by=by, is_decision=True)


@transaction.atomic
def report_incident(event: Event, what: Happening, *, by: User) -> Incident:
    """Report what happened, for the chief judge to decide. It grants nothing."""
    require(can_report_incident(by, event))
    plain = Happening(what.stage, what.kind, what.said, what.work)
    return _incident(event, plain, by=by, is_decision=False)


def _incident(event: Event, what: Happening, *, by: User, is_decision: bool) -> Incident:
    stage_at(event, what.stage)
    if what.work:
        _refuse_stranger(event, what.stage, what.work)
    if what.kind not in IncidentKind.values or not what.said.strip():
        raise Declined(_("请选择种类，并写明发生了什么。"))
    if not 0 <= what.minutes_added <= MOST_MINUTES:
        raise Declined(_("补时至多 %(most)s 分钟。") % {"most": MOST_MINUTES})
    incident = Incident(
        event=event,
        stage=what.stage,
        work=what.work,
        kind=what.kind,
        said=what.said.strip()[:500],
        minutes_added=what.minutes_added,
        is_moved_last=what.is_moved_last,
        is_decision=is_decision,
        by=by,
        by_name=by.name,
        at=clock.now(),
    )
    incident.save()
    detail = {"kind": what.kind, "work": what.work, "minutes": what.minutes_added, "last": what.is_moved_last}
    act = "record_incident" if is_decision else "report_incident"
    record(act, actor=by.reference, subject=event.reference, detail=detail)
    if what.is_moved_last and what.work:
        move_to_last(event, stage=what.stage, work=what.work, by=by)
    return incident


def _refuse_stranger(event: Event, stage: str, work: str) -> None:
    """A decision is about a work that judges can see."""
    if work not in shown_labels(event, stage_at(event, stage)).values():
        raise Declined(_("没有 %(work)s 号作品。请对照工位上的号码。") % {"work": work[:40]})


def note_device(event: Event, *, device: str, waiting: int, by: User) -> None:
    """Note that a judge's device spoke, and how many sheets it still keeps. No deed: it leaves no trace in the trail."""
    if can_seal_sheets(by, event) and 8 <= len(device) <= 36 and device.isascii():
        seen = {"waiting": max(0, min(waiting, 9_999)), "seen_at": clock.now()}
        DeviceNote.objects.update_or_create(event=event, user=by, device=device, defaults=seen)
