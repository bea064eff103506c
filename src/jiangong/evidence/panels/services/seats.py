"""Seats: a panel is set up, people are nominated, invited, and say yes or no."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Event
from jiangong.evidence.blind.selectors import chain_or_none, is_drawn, is_open, layers_of
from jiangong.evidence.blind.services import add_witness, remove_witness
from jiangong.evidence.panels.enums import MARKING, SeatKind, SeatState
from jiangong.evidence.panels.models import LIVE, Panel, Seat
from jiangong.evidence.panels.rules import can_set_panel, is_own_seat, knows_entries
from jiangong.evidence.panels.telling import tell_of_answer, tell_of_invitation
from jiangong.evidence.panels.ties import are_one_unit, plain
from jiangong.foundation import clock
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import Organization, User
from jiangong.organizations.rules import require


@dataclass(frozen=True, slots=True)
class Nominee:
    """Somebody who is put forward for a seat. The unit is a body of the tree, words, or both."""

    user: User
    kind: SeatKind
    unit: str = ""
    body: Organization | None = None
    team: str = ""
    qualification: str = ""


@transaction.atomic
def set_panel(event: Event, *, by: User, most_of_unit: int = 2, chief_marks: bool = False) -> Panel:
    """Set up the panel of an event, or change its settings."""
    require(can_set_panel(by, event))
    if most_of_unit < 1:
        raise Declined(_("每个单位至少能出一名裁判。"))
    said = {"most_of_unit": most_of_unit, "chief_marks": chief_marks, "set_by": by, "set_at": clock.now()}
    panel, _is_new = Panel.objects.update_or_create(event=event, defaults=said)
    detail = {"most_of_unit": most_of_unit, "chief_marks": chief_marks}
    record("set_panel", actor=by.reference, subject=panel.reference, detail=detail)
    return panel


@transaction.atomic
def nominate(panel: Panel, *, person: Nominee, by: User) -> Seat:
    """Put somebody forward. The quota of a unit counts judges and the chief judge; nobody holds two seats, and the three powers
    stay apart."""
    require(can_set_panel(by, panel.event))
    held = Panel.objects.select_for_update().get(pk=panel.pk)
    live = list(held.seats.filter(state__in=LIVE).select_related("body"))
    _refuse_second_seat(live, person)
    _refuse_over_quota(held, live, person)
    _refuse_who_knows(held.event, person)
    seat = Seat(
        panel=held, user=person.user, kind=person.kind, unit=person.unit.strip(), body=person.body,
        team=person.team.strip(), qualification=person.qualification.strip(), nominated_by=by, nominated_at=clock.now(),
    )  # fmt: skip
    if person.kind in MARKING:
        seat.code = f"J{held.seats.exclude(code='').count() + 1:02d}"
    refuse_unstorable(seat)
    seat.save()
    detail = {"person": person.user.reference, "kind": person.kind.value, "unit": seat.unit}
    record("nominate", actor=by.reference, subject=seat.reference, detail=detail)
    return seat


def _refuse_second_seat(live: list[Seat], person: Nominee) -> None:
    mine = next((seat for seat in live if seat.user_id == person.user.pk), None)
    if mine is not None:
        words = {"name": person.user.name, "kind": mine.get_kind_display()}
        raise Declined(_("%(name)s已经是这个裁判组的%(kind)s。评分、加密、监督要分开，一个人只担任一样。") % words)
    if person.kind == SeatKind.CHIEF and any(seat.kind == SeatKind.CHIEF for seat in live):
        raise Declined(_("已经有裁判长了。要换人，请先让现任退出。"))


def _refuse_over_quota(panel: Panel, live: list[Seat], person: Nominee) -> None:
    if person.kind not in MARKING or not (person.unit or person.body):
        return
    same = [seat for seat in live if seat.kind in MARKING and _is_colleague(seat, person)]
    if len(same) >= panel.most_of_unit:
        words = {"unit": person.unit or person.body, "n": len(same), "most": panel.most_of_unit}
        raise Declined(
            _("“%(unit)s”已有 %(n)s 名裁判，每个单位至多 %(most)s 名。请从别的单位提名，或先修改名额。") % words
        )


def _is_colleague(seat: Seat, person: Nominee) -> bool:
    if seat.body is not None and person.body is not None:
        return are_one_unit(seat.body, person.body)
    return bool(person.unit) and plain(seat.unit) == plain(person.unit)


def _refuse_who_knows(event: Event, person: Nominee) -> None:
    """Under a blind chain nobody marks who sees the list of entries by an office."""
    if person.kind in MARKING and chain_or_none(event) is not None and knows_entries(person.user, event):
        words = {"name": person.user.name}
        raise Declined(
            _("%(name)s管着或审计着这个竞赛，看得到参赛名单；本赛项加密评分，不能由他评。请提名别人。") % words
        )


@transaction.atomic
def invite(seats: Iterable[Seat], *, by: User) -> int:
    """Invite those who were nominated; each is told once. Returns how many were invited now."""
    invited = 0
    for seat in seats:
        require(can_set_panel(by, seat.panel.event))
        locked = _held(seat)
        if locked.state != SeatState.NOMINATED:
            continue
        locked.state = SeatState.INVITED
        locked.save(update_fields=["state"])
        record("invite", actor=by.reference, subject=locked.reference)
        tell_of_invitation(locked)
        invited += 1
    return invited


@transaction.atomic
def confirm_seat(seat: Seat, *, by: User) -> None:
    """Say yes to an invitation. A supervisor may look on from then on when layers are opened."""
    require(is_own_seat(by, seat))
    locked = _held(seat)
    if locked.state == SeatState.CONFIRMED:
        return
    if locked.state != SeatState.INVITED:
        words = {"state": locked.get_state_display()}
        raise Declined(_("这个席位现在是“%(state)s”，不能确认。请联系主办单位。") % words)
    _move(locked, SeatState.CONFIRMED, "")
    chain = chain_or_none(locked.panel.event)
    if chain is not None and locked.kind == SeatKind.SUPERVISOR:
        add_witness(chain, user=locked.user)
    seat.refresh_from_db()
    record("confirm_seat", actor=by.reference, subject=locked.reference)
    tell_of_answer(locked)


@transaction.atomic
def decline_seat(seat: Seat, *, reason: str, by: User) -> None:
    """Say no, or give a confirmed seat up, with a reason that those who run the event read."""
    require(is_own_seat(by, seat))
    locked = _held(seat)
    if locked.state not in (SeatState.INVITED, SeatState.CONFIRMED):
        raise Declined(_("这个席位已经不在等您答复。请联系主办单位。"))
    if not reason.strip():
        raise Declined(_("请写一句理由，主办单位好另请他人。"))
    _leave(locked, SeatState.DECLINED, reason.strip())
    seat.refresh_from_db()
    record("decline_seat", actor=by.reference, subject=locked.reference, detail={"reason": reason.strip()})
    tell_of_answer(locked)


@transaction.atomic
def release_seat(seat: Seat, *, reason: str, by: User) -> None:
    """Take somebody off the panel, for a stated reason. What the person marked stays."""
    require(can_set_panel(by, seat.panel.event))
    locked = _held(seat)
    if locked.state not in LIVE:
        raise Declined(_("这个席位已经空出来了。"))
    if not reason.strip():
        raise Declined(_("请写明让他退出的理由，会留在档案里。"))
    _leave(locked, SeatState.RELEASED, reason.strip())
    seat.refresh_from_db()
    record("release_seat", actor=by.reference, subject=locked.reference, detail={"reason": reason.strip()})


def _leave(seat: Seat, state: SeatState, reason: str) -> None:
    """A seat falls free. Whoever keeps numbers that are drawn and not opened hands them over first."""
    chain = chain_or_none(seat.panel.event)
    if chain is not None:
        kept = chain.keepers.filter(user=seat.user).first()
        if kept is not None:
            label = kept.get_layer_display()
            shut = any(one.number == kept.layer and is_drawn(one) and not is_open(one) for one in layers_of(chain))
            raise Declined(
                (
                    _("他还保管着没有解密的“%(label)s”，请先由竞赛管理员换人保管这一层。")
                    if shut
                    else _("加密设置里由他保管“%(label)s”，请先由竞赛管理员换人保管这一层。")
                )
                % {"label": label}
            )
        remove_witness(chain, user=seat.user)
    _move(seat, state, reason)


def _move(seat: Seat, state: SeatState, reason: str) -> None:
    seat.state, seat.reason, seat.answered_at = state, reason, clock.now()
    refuse_unstorable(seat)
    seat.save(update_fields=["state", "reason", "answered_at"])


def _held(seat: Seat) -> Seat:
    return (
        Seat.objects.select_for_update(of=("self",))
        .select_related("panel__event__competition__host", "user", "nominated_by")
        .get(pk=seat.pk)
    )
