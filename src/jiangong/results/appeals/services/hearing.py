"""Hearing an appeal: the panel is named, members step aside, give their opinion, and the head signs the decision."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.selectors import entry_by_slip_or_none
from jiangong.foundation import clock
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require
from jiangong.results.appeals.enums import AppealState, Opinion, StepKind
from jiangong.results.appeals.models import Appeal, AppealStep, PanelMember
from jiangong.results.appeals.rules import can_decide_appeal, can_handle_appeals, is_on_panel, ties_of
from jiangong.results.appeals.selectors import majority, nominees, sitting
from jiangong.results.appeals.telling import officers_of, tell_appellant, tell_handlers
from jiangong.results.appeals.terms import appeal_rule
from jiangong.results.firming.services import lift_holds


def open_and_locked(appeal: Appeal) -> Appeal:
    """The appeal as it stands, held until the transaction ends; declined where it is decided."""
    found = Appeal.objects.select_for_update(of=("self",)).select_related("event__competition__host").get(pk=appeal.pk)
    if found.state != AppealState.OPEN:
        raise Declined(_("这件申诉已经办结：%(state)s。") % {"state": found.get_state_display()})
    return found


def add_step(appeal: Appeal, kind: StepKind, *, by: str, detail: str = "") -> None:
    """A line of the trace that the appellant reads."""
    AppealStep.objects.create(appeal=appeal, at=clock.now(), kind=kind, detail=detail[:600], by=by)


@transaction.atomic
def name_panel(appeal: Appeal, *, usernames: Sequence[str], by: User) -> list[PanelMember]:
    """Name who hears an appeal; the first named, while there is no head, is the head. Whoever is tied to it cannot be named,
    and the refusal says why.
    """
    require(can_handle_appeals(by, appeal.event))
    found = open_and_locked(appeal)
    known = {nominee.user.username: nominee for nominee in nominees(found)}
    made = []
    has_head = found.panel.filter(is_head=True, recused_at__isnull=True).exists()
    for username in dict.fromkeys(usernames):
        nominee = known.get(username)
        if nominee is None:
            raise Declined(_("“%(name)s”不在可以听证的人里，或者已经在内。") % {"name": username})
        if nominee.ties:
            words = {"name": nominee.user.name, "why": _("、").join(nominee.ties)}
            raise Declined(_("%(name)s须回避：%(why)s。请另选一人。") % words)
        made.append(
            PanelMember.objects.create(appeal=found, user=nominee.user, is_head=not has_head, named_at=clock.now())
        )
        has_head = True
    if not made:
        raise Declined(_("请至少选一名听证人员。"))
    add_step(found, StepKind.PANEL, by=by.reference, detail=str(len(sitting(found))))
    detail = {"appeal": found.receipt, "named": [member.user.reference for member in made]}
    record("name_panel", actor=by.reference, subject=found.event.reference, detail=detail)
    subject = _("请听证：申诉 %(receipt)s") % {"receipt": found.receipt}
    tell_handlers(found, [member.user for member in made], what="named", subject=subject)
    return made


@transaction.atomic
def recuse(appeal: Appeal, *, reason: str, by: User) -> None:
    """Step aside for a declared tie. The officers name somebody else; without a head the next in order is it."""
    require(is_on_panel(by, appeal))
    found = open_and_locked(appeal)
    if not reason.strip():
        raise Declined(_("请写明回避的原因。"))
    member = found.panel.get(user=by, recused_at__isnull=True)
    was_head, member.is_head = member.is_head, False
    member.recused_at, member.recused_why, member.opinion = clock.now(), reason.strip(), ""
    refuse_unstorable(member)
    member.save()
    heir = found.panel.filter(recused_at__isnull=True).order_by("pk").first()
    if was_head and heir is not None:
        heir.is_head = True
        heir.save(update_fields=["is_head"])
    add_step(found, StepKind.RECUSED, by=by.reference)
    record("recuse", actor=by.reference, subject=found.event.reference, detail={"appeal": found.receipt})
    words = {"receipt": found.receipt, "name": by.name}
    subject = _("%(name)s回避，请补一名听证人员：申诉 %(receipt)s") % words
    tell_handlers(found, officers_of(found), what=f"recused-{by.pk}", subject=subject)


@transaction.atomic
def give_opinion(appeal: Appeal, *, opinion: Opinion, grounds: str, by: User) -> PanelMember:
    """Vote, with grounds. A vote may be changed until the head signs."""
    require(is_on_panel(by, appeal))
    found = open_and_locked(appeal)
    if ties := ties_of(by, found):
        raise Declined(_("您须回避：%(why)s。") % {"why": _("、").join(ties)})
    if not grounds.strip():
        raise Declined(_("请写明意见的理由。"))
    member = found.panel.get(user=by, recused_at__isnull=True)
    member.opinion, member.grounds, member.opined_at = opinion, grounds.strip(), clock.now()
    member.save(update_fields=["opinion", "grounds", "opined_at"])
    detail = {"appeal": found.receipt, "opinion": opinion.value}
    record("give_opinion", actor=by.reference, subject=found.event.reference, detail=detail)
    return member


@transaction.atomic
def decide_appeal(appeal: Appeal, *, decision: str, changes_result: bool, by: User) -> Appeal:
    """Sign the decision of the panel, as its majority holds. Upheld with a change of the result, the hold stays until the
    amendment is signed; otherwise it is lifted.
    """
    require(can_decide_appeal(by, appeal))
    found = open_and_locked(appeal)
    _refuse_incomplete(found)
    opinion = majority(found)
    if opinion is None:
        raise Declined(_("还有人没有表决，或者票数相等。请补齐表决，或再补一名听证人员。"))
    if not decision.strip():
        raise Declined(_("请写明决定的理由，申诉人会看到全文。"))
    is_upheld = opinion == Opinion.UPHOLD
    found.changes_result = is_upheld and changes_result
    state = AppealState.UPHELD if is_upheld else AppealState.REJECTED
    end_appeal(found, state, decision=decision, by=by)
    if not found.changes_result:
        lift_holds(found.reference, by=by.reference, why=_("申诉已办结：%(state)s") % {"state": state.label})
    elif found.event.competition.host:
        subject = _("申诉成立，请更正成绩：%(receipt)s") % {"receipt": found.receipt}
        tell_handlers(found, officers_of(found), what="upheld", subject=subject)
    return found


def _refuse_incomplete(appeal: Appeal) -> None:
    """As many have to sit as the competition's terms ask for."""
    size, here = appeal_rule(appeal.event.competition, appeal.kind).panel_size, len(sitting(appeal))  # type: ignore[arg-type]
    if here < size:
        raise Declined(_("听证人员要 %(size)s 名，现有 %(here)s 名，请先补齐。") % {"size": size, "here": here})


def end_appeal(
    found: Appeal, state: AppealState, *, decision: str, by: User | None, into: Appeal | None = None
) -> None:
    """Give an appeal its last state, with the trace, and tell the appellant."""
    actor = by.reference if by is not None else found.reference
    found.state, found.decision, found.decided_at = state, decision.strip(), clock.now()
    found.decided_by, found.decider_name = actor, by.name if by is not None else found.name
    found.merged_into = into
    refuse_unstorable(found)
    found.save()
    kinds = {AppealState.WITHDRAWN: StepKind.WITHDRAWN, AppealState.MERGED: StepKind.MERGED}
    detail = into.receipt if into is not None else str(state.value)
    add_step(found, kinds.get(state, StepKind.DECIDED), by=actor, detail=detail)
    said = {"appeal": found.receipt, "state": state.value}
    record("end_appeal", actor=actor, subject=found.event.reference, detail=said)
    words = {"receipt": found.receipt, "state": state.label}
    tell_appellant(found, what=state.value, subject=_("申诉 %(receipt)s：%(state)s") % words)


@transaction.atomic
def merge_appeal(appeal: Appeal, *, into: Appeal, by: User) -> None:
    """Let an appeal about the same thing be decided with another. Its appellant reads the other's decision."""
    require(can_handle_appeals(by, appeal.event))
    found, other = open_and_locked(appeal), open_and_locked(into)
    if found.pk == other.pk or found.event_id != other.event_id:
        raise Declined(_("只能与同一赛项的另一件申诉合并。"))
    end_appeal(
        found, AppealState.MERGED, decision=_("与 %(receipt)s 合并办理") % {"receipt": other.receipt}, by=by, into=other
    )
    Appeal.objects.filter(merged_into=found).update(merged_into=other)
    lift_holds(found.reference, by=by.reference, why=_("与 %(receipt)s 合并") % {"receipt": other.receipt})


@transaction.atomic
def withdraw_appeal(
    appeal: Appeal, *, by: User | None = None, number: str = "", slip: str = "", contact: str = ""
) -> None:
    """Take an appeal back, by whoever lodged it: the unit's officer, the entry with its slip, the person by the contact given.

    Raises PermissionDenied for everybody else.
    """
    found = open_and_locked(appeal)
    is_own_entry = found.entry_id is not None and bool(slip)
    if is_own_entry:
        entry = entry_by_slip_or_none(found.event, number=number, slip=slip)
        require(entry is not None and entry.pk == found.entry_id)
    elif found.by_id is not None:
        require(by is not None and by.pk == found.by_id)
    else:
        require(found.entry_id is None and bool(contact.strip()) and contact.strip() == found.contact)
    end_appeal(found, AppealState.WITHDRAWN, decision="", by=by)
    lift_holds(found.reference, by=by.reference if by else found.reference, why=_("申诉已撤回"))
