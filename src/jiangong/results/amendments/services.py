"""Writes of the decisions: one transaction from the signature to the last consequence."""

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Event
from jiangong.competitions.services import replace_rulebook
from jiangong.evidence.judging.services import correct_marks
from jiangong.foundation import clock
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require
from jiangong.results.amendments.above import reference_of
from jiangong.results.amendments.enums import AmendmentKind
from jiangong.results.amendments.lines import Deed, as_stored
from jiangong.results.amendments.models import Amendment
from jiangong.results.amendments.proposals import Proposal, proposed_rulebook, undoing
from jiangong.results.amendments.rules import can_amend
from jiangong.results.amendments.selectors import Preview, preview_amendment, sources
from jiangong.results.firming.services import lift_holds
from jiangong.results.models import Publication, Run
from jiangong.results.promotion.services import release_observed
from jiangong.results.services import publish_run, settle_event


class ListMovedOn(Declined):
    """The list that was signed is not the list that would be carried out."""


@transaction.atomic
def sign_amendment(event: Event, proposal: Proposal, *, digest: str, reason: str, by: User) -> Amendment:
    """Carry out what was shown and signed: seal, settle, publish, move seats, and keep the list. All of it or nothing.

    `digest` is that of the list which the signer saw. Raises ListMovedOn where anything moved since; Refused where the
    evidence would not fit the rules.
    """
    require(can_amend(by, event))
    Event.objects.select_for_update().get(pk=event.pk)
    if not reason.strip():
        raise Declined(_("请写明理由，理由会随成绩公布。"))
    _reversed(event, proposal)
    preview = preview_amendment(event, proposal)
    if preview.digest != digest:
        raise ListMovedOn(_("您看过清单以后，成绩、评分或晋级又有变化。什么都没有改，请看新的清单再签。"))
    return _carried_out(event, preview, reason=reason, by=by)


def _carried_out(event: Event, preview: Preview, *, reason: str, by: User) -> Amendment:
    """What a list promises, under the event's lock and inside the transaction of the signature."""
    proposal, digest = preview.proposal, preview.digest
    reverses = _reversed(event, proposal)
    undo = undoing(event, proposal)
    run = _put_in(event, proposal, preview, reason=reason, by=by)
    publication = _published(preview, run, reason=reason, by=by)
    amendment = Amendment(
        event=event, kind=proposal.kind, ground=proposal.ground, reason=reason.strip(), proposal=proposal.stored(),
        undo=undo, lines=as_stored(list(preview.lines)), digest=digest, run_before=preview.situation.run, run_after=run,
        publication=publication, reverses=reverses, at=clock.now(), by=by.reference, signer_name=by.name,
    )  # fmt: skip
    amendment.number = event.amendments.count() + 1
    refuse_unstorable(amendment)
    amendment.save()
    _carry_on(amendment, preview, by=by)
    return amendment


def _reversed(event: Event, proposal: Proposal) -> Amendment | None:
    """The decision that a proposal takes back, which nobody took back before."""
    if proposal.reverses is None:
        return None
    found: Amendment = event.amendments.select_related("reversed_by").get(number=proposal.reverses)
    if found.is_reversed:
        raise Declined(_("这项更正决定已经撤销过。"))
    if found.kind == AmendmentKind.EVIDENCE:
        raise Declined(_("这一次采用的是另外封存的评分，不能整体撤销，请逐条更正。"))
    if found.kind == AmendmentKind.REVERSAL:
        raise Declined(_("撤销决定不能再撤销，请另作一次更正。"))
    return found


def _put_in(event: Event, proposal: Proposal, preview: Preview, *, reason: str, by: User) -> Run:
    """Seal and settle what was shown; the outcome is the one of the list, to the digit."""
    version = proposed_rulebook(event, proposal)
    if version is not None:
        if version.pk == event.rulebook_id:
            raise Declined(_("这一版规则正在用，没有要改的。"))
        replace_rulebook(event, rulebook=version, reason=reason, by=by)
    if proposal.changes:
        correct_marks(event, changes=proposal.changes, reason=reason, by=by)
    run = settle_event(event, by=by)
    if run.fingerprint_outcome != preview.situation.after.fingerprint.outcome:
        raise ValueError("the run differs from the list that was signed")
    return run


def _published(preview: Preview, run: Run, *, reason: str, by: User) -> Publication | None:
    before = preview.situation.publication
    if before is None:
        return None
    if before.run_id == run.pk:
        raise Declined(_("没有要改的：评分、规则和名次都和已经发布的相同。"))
    return publish_run(run, by=by, reason=reason)


def _carry_on(amendment: Amendment, preview: Preview, *, by: User) -> None:
    """Everything above and around the run follows, in the same transaction."""
    event = amendment.event
    above = [] if amendment.publication is None else [one for one in preview.above if can_amend(by, one[0])]
    carried = frozenset(upper.pk for upper, _proposal in above)
    reference = reference_of(event, amendment.number)
    deed = Deed(amendment.publication, by.reference, amendment.reason, reference, carried)
    for source in sources():
        source.apply(preview.situation, deed)
    for upper, proposal in above:
        Event.objects.select_for_update().get(pk=upper.pk)
        _carried_out(upper, preview_amendment(upper, proposal), reason=amendment.reason, by=by)
    release_observed(event, by=by.reference)
    if amendment.reverses is not None:
        undone = reference_of(event, amendment.reverses.number)
        lift_holds(undone, by=by.reference, why=_("更正决定已撤销"))
    detail = {"amendment": amendment.number, "kind": amendment.kind, "digest": amendment.digest}
    record("sign_amendment", actor=by.reference, subject=event.reference, detail=detail | {"ground": amendment.ground})
