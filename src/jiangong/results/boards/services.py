"""Prepares a reveal and calls its places; the last one opens the board."""

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Event, Stage
from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require
from jiangong.results.boards.models import Reveal, RevealStep
from jiangong.results.boards.rules import can_reveal
from jiangong.results.boards.selectors import stages_to_reveal, step_count
from jiangong.results.freezes.selectors import freeze_or_none, is_held_back
from jiangong.results.freezes.services import lift_freeze
from jiangong.results.models import Publication

ONE_BY_ONE = 10
"""So many places are called one by one unless the officer says otherwise."""


@transaction.atomic
def open_reveal(publication: Publication, *, by: User, stage: str = "", from_place: int = ONE_BY_ONE) -> Reveal:
    """Prepare to call the places of a published result, from `from_place` up to the first. Nothing is shown yet."""
    event = publication.event
    require(can_reveal(by, event))
    _lock(event)
    _refuse_superseded(publication)
    if event.state == EventState.DRAFT:
        raise Declined(_("赛项还没有公开，不能上大屏。请先公开赛项。"))
    if from_place < 1:
        raise Declined(_("从第几名开始逐个揭晓，请填 1 以上的整数。"))
    freeze = freeze_or_none(event) if is_held_back(publication) else None
    reveal = Reveal(event=event, publication=publication, stage=_stage(publication, stage), freeze=freeze)
    reveal.number, reveal.from_place = event.reveals.count() + 1, from_place
    reveal.opened_at, reveal.opened_by, reveal.opener_name = clock.now(), by.reference, by.name
    reveal.save()
    detail = {"reveal": reveal.number, "publication": publication.number}
    record("open_reveal", actor=by.reference, subject=event.reference, detail=detail)
    return reveal


@transaction.atomic
def call_place(reveal: Reveal, *, position: int, by: User) -> int:
    """Show step `position` to everybody and say how many are shown now. A step that was shown stays shown: pressing twice
    calls one place. The last step opens the board.
    """
    require(can_reveal(by, reveal.event))
    _lock(reveal.event)
    _refuse_superseded(reveal.publication)
    if reveal.event.reveals.filter(number__gt=reveal.number).exists():
        raise Declined(_("后来又准备了一场揭晓，请到最新一场继续。"))
    done, total = reveal.steps.count(), step_count(reveal)
    if position <= done or done >= total:
        return done
    RevealStep(reveal=reveal, position=done + 1, at=clock.now(), by=by.reference).save()
    detail = {"reveal": reveal.number, "step": done + 1}
    record("call_place", actor=by.reference, subject=reveal.event.reference, detail=detail)
    if done + 1 == total and is_held_back(reveal.publication):
        lift_freeze(reveal.event, by=by, is_revealed=True)
    return done + 1


def _stage(publication: Publication, code: str) -> Stage:
    stages = stages_to_reveal(publication)
    found = [stage for stage in stages if not code or stage.code == code]
    if not found:
        raise Declined(_("这次发布没有可以揭晓的名次。"))
    return found[0]


def _refuse_superseded(publication: Publication) -> None:
    if Publication.objects.filter(supersedes=publication).exists():
        raise Declined(_("这次发布已被后来的发布取代，请按最新一次重新准备。"))


def _lock(event: Event) -> None:
    """A place is called once, whoever presses first."""
    Event.objects.select_for_update().get(pk=event.pk)
