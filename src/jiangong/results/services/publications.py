"""Publishes runs and firms publications up: provisional, checked, on public notice, in effect."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Event
from jiangong.competitions.rules import is_rehearsal
from jiangong.foundation import clock
from jiangong.foundation.calendar import working_days_after
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require
from jiangong.results.enums import PublicationState
from jiangong.results.firming.rules import may_sign_check
from jiangong.results.firming.selectors import check_signatures, notice_of, publication_rule
from jiangong.results.firming.services import freeze_page, sign
from jiangong.results.freezes.selectors import is_held_back
from jiangong.results.models import Publication, PublicationStep, Run, StandingRow
from jiangong.results.rules import can_publish, is_publisher
from jiangong.results.selectors.publications import current_publication_or_none
from jiangong.results.selectors.standings import reader_for


@transaction.atomic
def publish_run(run: Run, *, by: User, reason: str = "") -> Publication:
    """Show a run to everybody, as provisional. It takes the place of what was published before, for a stated reason."""
    require(can_publish(by, run.event))
    _lock(run.event)
    before = current_publication_or_none(run.event)
    if before is not None and before.run_id == run.pk:
        raise Declined(_("这次计算的成绩已经发布。"))
    publication = _published(run, before, reason=reason, by=by)
    _take_step(publication, PublicationState.PROVISIONAL, by=by)
    return publication


@transaction.atomic
def step_back(publication: Publication, *, reason: str, by: User) -> Publication:
    """Take a firm result back to provisional: the same run is published anew, and the old publication stays readable."""
    require(can_publish(by, publication.event))
    _lock(publication.event)
    _refuse_superseded(publication)
    if publication.state == PublicationState.PROVISIONAL:
        raise Declined(_("成绩仍是暂定，没有可以退回的一步。"))
    again = _published(publication.run, publication, reason=reason, by=by)
    _take_step(again, PublicationState.PROVISIONAL, by=by)
    return again


def _published(run: Run, before: Publication | None, *, reason: str, by: User) -> Publication:
    if run.event.state not in (EventState.OPEN, EventState.CLOSED) and not is_rehearsal(run.event):
        raise Declined(_("赛项还没有公开，或已取消，不能发布成绩。请先公开赛项。"))
    if before is not None and not reason.strip():
        raise Declined(_("新的发布会取代现在的成绩，请写明理由，理由会公布。"))
    publication = Publication(event=run.event, run=run, supersedes=before, reason=reason.strip())
    publication.number = before.number + 1 if before else 1
    publication.published_at = clock.now()
    publication.published_by, publication.publisher_name = by.reference, by.name
    publication.save()
    detail = {"publication": publication.number, "run": run.number, "reason": publication.reason}
    record("publish_run", actor=by.reference, subject=run.event.reference, detail=detail)
    return publication


@transaction.atomic
def check_publication(publication: Publication, *, by: User, note: str = "") -> PublicationStep | None:
    """Sign that a provisional result was checked. With the last signature that the competition's rule asks for, the step is
    taken and returned; before, nothing is. Nobody signs twice, and where the rule says so not who published.
    """
    _prepare(publication, PublicationState.CHECKED, by=by)
    rule = publication_rule(publication.event.competition)
    if not may_sign_check(by, publication, rule):
        if rule.is_publisher_excluded and is_publisher(by, publication):
            raise Declined(_("发布的人不能复核同一次发布，请由另一位竞赛管理员复核。"))
        raise Declined(_("您已经签过这一次的复核，还要另一位竞赛管理员签字。"))
    sign(publication, PublicationState.CHECKED, by=by, note=note)
    if len(check_signatures(publication)) < rule.signatures:
        return None
    return _take_step(publication, PublicationState.CHECKED, by=by, note=note)


@transaction.atomic
def post_public_notice(
    publication: Publication, *, by: User, days: int | None = None, note: str = ""
) -> PublicationStep:
    """Put a checked result on public notice for working days (as the competition's rule says unless given), and freeze what
    is on it."""
    _prepare(publication, PublicationState.PUBLIC_NOTICE, by=by)
    _refuse_held_back(publication)
    length = publication_rule(publication.event.competition).notice_days if days is None else days
    if length < 1:
        raise Declined(_("公示至少一个工作日。"))
    until = working_days_after(clock.now(), days=length)
    step = _take_step(publication, PublicationState.PUBLIC_NOTICE, by=by, note=note, notice_until=until)
    freeze_page(publication, shown=_shown_on_notice(publication, step, length), by=by)
    return step


def _shown_on_notice(publication: Publication, step: PublicationStep, days: int) -> dict[str, Any]:
    """What the notice names: everybody with a place, with unit, award and whether they go on. No score, no mark."""
    found = StandingRow.objects.filter(run=publication.run).select_related("stage")
    rows = list(found.order_by("stage__position", "position"))
    shown = zip(rows, reader_for(publication, None).lines(rows), strict=True)
    event, until = publication.event, step.notice_until
    return {
        "competition": event.competition.title,
        "event": event.title,
        "host": event.competition.host.name,
        "publication": publication.number,
        "fingerprint": publication.run.fingerprint_outcome,
        "posted_at": step.at.isoformat(),
        "until": until.isoformat() if until else "",
        "days": days,
        "rows": [
            {
                "stage": row.stage.title, "number": row.number, "name": line.name, "unit": row.unit, "place": row.place,
                **({"division": line.division_title.zh} if line.division_title else {}),
                "award": "、".join(award.title.zh for award in line.awards), "goes_on": row.goes_on, "reserve": row.reserve,
            }
            for row, line in shown if row.place is not None
        ],
    }  # fmt: skip


@transaction.atomic
def put_in_effect(publication: Publication, *, by: User, document: str = "", note: str = "") -> PublicationStep:
    """Let a result take effect once its public notice is over at every required level and nothing holds it up. `document` is
    the number of the decision."""
    _prepare(publication, PublicationState.IN_EFFECT, by=by)
    _refuse_held_back(publication)
    _refuse_not_ripe(publication)
    return _take_step(publication, PublicationState.IN_EFFECT, by=by, note=note, document=document)


def _refuse_held_back(publication: Publication) -> None:
    """What nobody can see cannot be objected to: no clock of a notice runs while the board is frozen."""
    if is_held_back(publication):
        raise Declined(_("这个赛项正在封榜，成绩还没有公开。请先开榜，再公示或使成绩生效。"))


def _refuse_not_ripe(publication: Publication) -> None:
    notice = notice_of(publication)
    if notice.missing:
        names = _("、").join(str(level.label) for level in notice.missing)
        raise Declined(_("%(levels)s还没有登记张贴，登记后从那时起算公示期。") % {"levels": names})
    if notice.until is None or clock.now() < notice.until:
        raise Declined(_("公示还没有结束，期满后才能生效。"))
    if notice.holds:
        raise Declined(_("暂缓生效：%(why)s。办结以后才能生效。") % {"why": notice.holds[0].sentence})


def _prepare(publication: Publication, state: PublicationState, *, by: User) -> None:
    """Refuse a step that is not the next one, of a publication that is not the current one."""
    require(can_publish(by, publication.event))
    _lock(publication.event)
    _refuse_superseded(publication)
    now = PublicationState(publication.steps.order_by("-position").values_list("state", flat=True)[0])
    if state.position != now.position + 1:
        words = {"now": now.label, "then": state.label}
        raise Declined(_("成绩现在是“%(now)s”，不能直接变为“%(then)s”。") % words)


def _refuse_superseded(publication: Publication) -> None:
    if Publication.objects.filter(supersedes=publication).exists():
        raise Declined(_("这次发布已被后来的发布取代，请到最新一次办理。"))


def _take_step(publication: Publication, state: PublicationState, *, by: User, **words: object) -> PublicationStep:
    step = PublicationStep(publication=publication, position=state.position, state=state, at=clock.now(), **words)
    step.by, step.signer_name = by.reference, by.name
    refuse_unstorable(step)
    step.save()
    publication.__dict__.pop("_prefetched_objects_cache", None)  # the steps read so far lack this one
    detail = {"publication": publication.number, "state": state.value}
    record("sign_publication", actor=by.reference, subject=publication.event.reference, detail=detail)
    return step


def _lock(event: Event) -> None:
    """One publisher of an event at a time."""
    Event.objects.select_for_update().get(pk=event.pk)
