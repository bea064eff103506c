"""What follows from an upheld appeal: the amendment that carries it out, in one transaction with the end of the hold."""

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.foundation.refusals import Declined
from jiangong.organizations.models import User
from jiangong.organizations.rules import require
from jiangong.results.amendments.models import Amendment
from jiangong.results.amendments.proposals import Proposal
from jiangong.results.amendments.services import sign_amendment
from jiangong.results.appeals.enums import StepKind
from jiangong.results.appeals.models import Appeal
from jiangong.results.appeals.rules import can_handle_appeals
from jiangong.results.appeals.services.hearing import add_step
from jiangong.results.appeals.telling import tell_appellant
from jiangong.results.firming.services import lift_holds


@transaction.atomic
def amend_for_appeal(appeal: Appeal, proposal: Proposal, *, digest: str, reason: str, by: User) -> Amendment:
    """Sign the amendment that an upheld appeal asks for. New evidence, new run, new publication; the hold ends with it."""
    found = _waiting(appeal)
    if proposal.ground != found.reference:
        raise ValueError("the proposal does not answer this appeal")
    amendment = sign_amendment(found.event, proposal, digest=digest, reason=reason, by=by)
    found.amendment = amendment.number
    found.save(update_fields=["amendment"])
    add_step(found, StepKind.AMENDED, by=by.reference, detail=str(amendment.number))
    lift_holds(found.reference, by=by.reference, why=_("成绩已按决定更正"))
    tell_appellant(found, what="amended", subject=_("成绩已更正：申诉 %(receipt)s") % {"receipt": found.receipt})
    return amendment


@transaction.atomic
def close_without_change(appeal: Appeal, *, reason: str, by: User) -> None:
    """Say, with a reason, that an upheld appeal needs no change of the result after all, so that the hold ends."""
    require(can_handle_appeals(by, appeal.event))
    found = _waiting(appeal)
    if not reason.strip():
        raise Declined(_("请写明为什么不用更正成绩，申诉人会看到。"))
    found.changes_result = False
    found.decision = f"{found.decision}\n\n{reason.strip()}"
    found.save(update_fields=["changes_result", "decision"])
    add_step(found, StepKind.DECIDED, by=by.reference, detail=reason.strip())
    lift_holds(found.reference, by=by.reference, why=reason.strip())


def _waiting(appeal: Appeal) -> Appeal:
    found = Appeal.objects.select_for_update(of=("self",)).select_related("event__competition__host").get(pk=appeal.pk)
    if not found.waits_for_amendment:
        raise Declined(_("这件申诉不在等待更正成绩。"))
    return found
