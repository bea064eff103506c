"""Links between events, and filling the upper list from a published run."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Event
from jiangong.competitions.selectors import has_marks
from jiangong.foundation import clock
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require
from jiangong.results.enums import PublicationState
from jiangong.results.firming.enums import AfterLoss
from jiangong.results.promotion.changing import seat_changes
from jiangong.results.promotion.enums import LineTies
from jiangong.results.promotion.models import PromotionLink
from jiangong.results.promotion.rules import can_fill, can_link
from jiangong.results.promotion.selectors import candidates_of, is_ripe, standing_publication
from jiangong.results.promotion.services.seats import apply_changes


@dataclass(frozen=True, slots=True)
class LinkGiven:
    """The terms of a link as an officer sets them."""

    quota: int | None = None
    most_of_unit: int | None = None
    reserves: int = 2
    ties: LineTies = LineTies.NONE
    ripe_at: PublicationState = PublicationState.IN_EFFECT
    confirm_hours: int | None = None


TERMS = ("quota", "most_of_unit", "reserves", "ties", "ripe_at", "confirm_hours")


@transaction.atomic
def set_link(upper: Event, *, lower: Event, stage: str, given: LinkGiven, by: User) -> PromotionLink:
    """Let an event be fed by a stage of another, or change the terms while no seat is filled."""
    require(can_link(by, upper))
    Event.objects.select_for_update().get(pk=upper.pk)
    if lower.pk == upper.pk:
        raise Declined(_("赛项不能晋级到自己。请选另一个赛项。"))
    if EventState.CANCELLED in (lower.state, upper.state):
        raise Declined(_("已取消的赛项不能设晋级。"))
    if not lower.stages.filter(code=stage).exists():
        raise Declined(_("下级赛项没有这个阶段，请重新选择。"))
    _refuse_circle(lower, upper)
    link = PromotionLink.objects.filter(upper=upper, lower=lower, stage=stage).first()
    if link is not None and link.filled_from_id is not None:
        raise Declined(_("名额已按发布的名次填好，条件不能再改。"))
    if link is None:
        last = upper.fed_by.aggregate(last=Coalesce(Max("number"), 0))["last"]
        link = PromotionLink(upper=upper, lower=lower, stage=stage, number=last + 1)
    for name in TERMS:
        setattr(link, name, getattr(given, name))
    link.set_by, link.set_at = by.reference, clock.now()
    refuse_unstorable(link)
    link.save()
    detail = {"lower": lower.reference, "stage": stage} | {name: str(getattr(given, name)) for name in TERMS}
    record("set_promotion", actor=by.reference, subject=upper.reference, detail=detail)
    return link


def _refuse_circle(lower: Event, upper: Event) -> None:
    """Nobody goes on to where they came from."""
    above, known = {upper.pk}, {upper.pk}
    while above:
        above = set(PromotionLink.objects.filter(lower__in=above).values_list("upper", flat=True)) - known
        known |= above
    if lower.pk in known:
        raise Declined(_("这样会成一个圈：上级赛项已经直接或间接晋级到这个赛项。"))


@transaction.atomic
def remove_link(link: PromotionLink, *, by: User) -> None:
    """Take a link away that has filled no seat."""
    require(can_link(by, link.upper))
    if link.filled_from_id is not None:
        raise Declined(_("名额已按发布的名次填好，不能取消。"))
    record("remove_promotion", actor=by.reference, subject=link.upper.reference, detail={"lower": link.lower.reference})
    link.delete()


@transaction.atomic
def fill_link(link: PromotionLink, *, by: User) -> PromotionLink:
    """Fill the upper list from the standing publication of the lower event. Nobody is chosen by hand."""
    require(can_fill(by, link.upper))
    Event.objects.select_for_update().get(pk=link.upper_id)
    locked = PromotionLink.objects.select_for_update(of=("self",)).select_related("upper", "lower").get(pk=link.pk)
    publication = standing_publication(locked)
    if publication is None or not is_ripe(locked, publication):
        words = {"state": PublicationState(locked.ripe_at).label}
        raise Declined(_("下级赛项的成绩还没有到“%(state)s”，到了再按名次填名单。") % words)
    if locked.filled_from_id is not None:
        raise Declined(_("名单已经填好。名次以后的变化由更正决定带来，先看清单再签字。"))
    if locked.upper.state == EventState.DRAFT:
        raise Declined(_("上级赛项还是草稿，请先公开，再填名单。"))
    if has_marks(locked.upper):
        raise Declined(_("上级赛项已有封存的评分，不能再填名单。"))
    candidates = candidates_of(publication.run, locked.stage)
    changes = seat_changes(locked, candidates, after_loss=AfterLoss.LOSE)
    if not changes:
        raise Declined(_("按条件没有人晋级。请核对名额和阶段。"))
    reason = _("按第 %(n)s 次发布的名次") % {"n": publication.number}
    apply_changes(changes, by=by.reference, reason=reason, publication=publication)
    detail = {"link": locked.number, "publication": publication.number, "run": publication.run.fingerprint_outcome}
    record("fill_promotion", actor=by.reference, subject=locked.upper.reference, detail=detail)
    locked.refresh_from_db()
    return locked
