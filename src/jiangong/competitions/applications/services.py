"""Writes of the applications: drafted, submitted, and reviewed level by level until somebody decides."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.applications.enums import Act, ApplicationState
from jiangong.competitions.applications.models import Application, ApplicationStep
from jiangong.competitions.applications.rules import can_apply_for, can_review, can_withdraw, can_write_application
from jiangong.competitions.applications.selectors import (
    as_filed,
    checklist,
    checklists,
    next_desk,
)
from jiangong.competitions.applications.telling import tell_of_step
from jiangong.competitions.models import Competition, Programme, Track
from jiangong.competitions.programmes.adopting import Signer, put_in_force
from jiangong.competitions.programmes.enums import SigningWay
from jiangong.competitions.programmes.models import ProgrammeRules
from jiangong.competitions.programmes.selectors import rules_of
from jiangong.competitions.programmes.services import enter_approved
from jiangong.competitions.services import (
    CompetitionDetails,
    EventDetails,
    announce_competition,
    create_event,
)
from jiangong.core.rulebook import load_rulebook
from jiangong.foundation import clock
from jiangong.foundation.calendar import working_days_after
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import Organization, User
from jiangong.organizations.rules import require


@dataclass(frozen=True, slots=True)
class Filing:
    """What a unit writes into its application. A draft may hold as little as its title."""

    title: str
    title_en: str = ""
    trade: str = ""
    leading_body: str = ""
    plan: str = ""
    indicators: str = ""
    budget: int | None = None
    entrants: int | None = None
    rulebook_name: str = ""
    rulebook_text: str = ""


@transaction.atomic
def draft_application(unit: Organization, *, track: Track, filing: Filing, by: User) -> Application:
    """Begin an application of a unit on a track. Saving asks for nothing but a title."""
    require(can_apply_for(by, unit, track.programme))
    if track.retired_on is not None:
        raise Declined(_("赛道“%(name)s”已停用，请另选一条赛道。") % {"name": track.spoken_name})
    made = Application(programme=track.programme, track=track, unit=unit, drafted_by=by, drafted_at=clock.now())
    _fill(made, filing)
    made.save()
    record("draft_application", actor=by.reference, subject=made.reference, detail={"unit": unit.code})
    return made


@transaction.atomic
def write_application(application: Application, *, track: Track, filing: Filing, by: User) -> None:
    """Change a draft, or an application that was returned."""
    locked = _locked(application)
    require(can_write_application(by, locked))
    if track.programme_id != locked.programme_id:
        raise ValueError("the track belongs to another programme")
    application.track = track
    _fill(application, filing)
    application.save(update_fields=["track", *asdict(filing)])
    record("write_application", actor=by.reference, subject=application.reference)


def _fill(application: Application, filing: Filing) -> None:
    if filing.rulebook_text:
        load_rulebook(filing.rulebook_text, file=filing.rulebook_name or "rulebook.toml")
    for name, value in asdict(filing).items():
        setattr(application, name, value)
    refuse_unstorable(application)


def _locked(application: Application) -> Application:
    """The application as it stands now, held until the transaction ends."""
    return (
        Application.objects.select_for_update(of=("self",))
        .select_related("programme__organization", "track__programme", "unit", "desk")
        .get(pk=application.pk)
    )


@transaction.atomic
def submit_application(application: Application, *, by: User) -> None:
    """Hand an application in to the body above the unit. The programme's rules are checked here, each with its sentence."""
    locked = _locked(application)
    require(can_write_application(by, locked))
    rules = _locked_rules(locked.programme)
    _refuse_out_of_time(rules, is_again=locked.state == ApplicationState.RETURNED)
    _refuse_incomplete(locked)
    _refuse_against_rules(locked)
    if locked.state == ApplicationState.DRAFT:
        locked.desk = None
        locked.desk = next_desk(locked)
    _move(locked, ApplicationState.SUBMITTED, due_at=_due(rules))
    _step(locked, Act.SUBMIT, locked.unit, by)
    application.refresh_from_db()


def _locked_rules(programme: Programme) -> ProgrammeRules:
    """The rules; the programme's row is held, so that two submissions of one unit are counted one after the other."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    return rules_of(programme)


def _due(rules: ProgrammeRules) -> datetime:
    return working_days_after(clock.now(), days=rules.review_days)


def _refuse_out_of_time(rules: ProgrammeRules, *, is_again: bool) -> None:
    """A returned application may be mended after the last day: it was handed in by then."""
    today, opens, closes = clock.today(), rules.applications_open_on, rules.applications_close_on
    if opens and today < opens:
        raise Declined(_("申报从 %(date)s 开始，现在可以先保存草稿。") % {"date": _said(opens)})
    if closes and today > closes and not is_again:
        raise Declined(_("申报已于 %(date)s 截止。需要补报的，请联系发布机构延长期限。") % {"date": _said(closes)})


def _said(day: date) -> str:
    return _("%(year)s 年 %(month)s 月 %(day)s 日") % {"year": day.year, "month": day.month, "day": day.day}


def _refuse_incomplete(application: Application) -> None:
    needed = {
        _("工种或项目"): application.trade, _("牵头单位"): application.leading_body, _("实施方案"): application.plan,
        _("竞赛指标"): application.indicators, _("经费预算"): application.budget is not None,
        _("预计参赛人数"): application.entrants is not None, _("规则"): application.rulebook_text,
    }  # fmt: skip
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise Declined(_("还没有写：%(what)s。补上以后再提交，草稿已保存。") % {"what": _("、").join(missing)})


def _refuse_against_rules(application: Application) -> None:
    """The limits are those of the checklist that the reviewers see."""
    for finding in checklist(application):
        if finding.refusal and not finding.is_met:
            raise Declined(finding.refusal)


@transaction.atomic
def accept_application(application: Application, *, by: User) -> None:
    """Take an application up for review at the present level."""
    locked = _for_review(application, by)
    if locked.state != ApplicationState.SUBMITTED:
        raise Declined(_("这份申报已经受理。请审核通过、退回补正，或者不予立项。"))
    _move(locked, ApplicationState.ACCEPTED, due_at=locked.due_at)
    _step(locked, Act.ACCEPT, _desk(locked), by)
    application.refresh_from_db()


@transaction.atomic
def return_application(application: Application, *, reason: str, by: User) -> None:
    """Give an application back to the unit to be mended. It comes again to the same level."""
    locked = _for_review(application, by)
    if not reason.strip():
        raise Declined(_("请逐项写明要补正什么，申报单位凭它修改。"))
    _move(locked, ApplicationState.RETURNED, due_at=None)
    _step(locked, Act.RETURN, _desk(locked), by, reason)
    application.refresh_from_db()


@transaction.atomic
def reject_application(application: Application, *, article: str, reason: str, by: User) -> None:
    """Refuse an application for good, with the article that it fails and the reason."""
    locked = _for_review(application, by)
    if not article.strip() or not reason.strip():
        raise Declined(_("不予立项要写明依据的条款和理由，申报单位会看到。"))
    _move(locked, ApplicationState.REJECTED, due_at=None)
    _step(locked, Act.REJECT, _desk(locked), by, f"{article.strip()}：{reason.strip()}")
    application.refresh_from_db()


@transaction.atomic
def withdraw_application(application: Application, *, reason: str, by: User) -> None:
    """The unit takes an application back, for a reason; it can file another one."""
    locked = _locked(application)
    require(can_withdraw(by, locked))
    if not reason.strip():
        raise Declined(_("请写明撤回的理由，审核单位会看到。"))
    _move(locked, ApplicationState.WITHDRAWN, due_at=None)
    _step(locked, Act.WITHDRAW, locked.unit, by, reason)
    application.refresh_from_db()


@transaction.atomic
def approve_application(application: Application, *, by: User, code: str = "", reason: str = "") -> Competition | None:
    """Pass an application: up to the next level, or, where the issuing body passes it, into a competition.

    The competition is a draft under the unit, with the rulebook adopted and one event, and enters the managed list; it
    is returned. `code` is what it will be called in addresses.
    """
    locked = _for_review(application, by)
    if locked.state != ApplicationState.ACCEPTED:
        raise Declined(_("请先受理，再审核。"))
    above = next_desk(locked)
    if above is not None:
        desk, locked.desk = _desk(locked), above
        _move(locked, ApplicationState.SUBMITTED, due_at=_due(rules_of(locked.programme)))
        _step(locked, Act.RECOMMEND, desk, by, reason)
        application.refresh_from_db()
        return None
    locked.competition = _set_up(locked, code or f"{locked.programme.year}-{locked.pk}", by)
    _move(locked, ApplicationState.APPROVED, due_at=None)
    _step(locked, Act.APPROVE, _desk(locked), by, reason)
    application.refresh_from_db()
    return locked.competition


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What came of a step that was taken for several applications: those done, and the others each with a sentence why not."""

    done: tuple[Application, ...]
    left: tuple[tuple[Application, str], ...]


def review_several(applications: Sequence[Application], *, act: Act, by: User, reason: str = "") -> Reviewed:
    """Accept, pass or return several applications, each as if it were the only one: its own step, trail and notice.

    Only what lacks nothing is passed in a row. What cannot be done is left as it is, with the reason; the others are done.
    """
    done, left = [], []
    findings = checklists(applications)
    for one in applications:
        try:
            _review_one(one, act, by, reason, missing=sum(not finding.is_met for finding in findings[one.pk]))
            done.append(one)
        except Declined as declined:
            left.append((one, declined.sentence))
    return Reviewed(tuple(done), tuple(left))


@transaction.atomic
def _review_one(application: Application, act: Act, by: User, reason: str, *, missing: int) -> None:
    if not can_review(by, _locked(application)):
        raise Declined(_("已经不在这里审核，或者是本人申报的。"))
    if act == Act.RETURN:
        return_application(application, reason=reason, by=by)
    elif act == Act.ACCEPT:
        accept_application(application, by=by)
    elif missing:
        raise Declined(_("逐项检查有 %(n)s 项不符，请打开单独审核。") % {"n": missing})
    else:
        approve_application(application, by=by)


def _for_review(application: Application, by: User) -> Application:
    locked = _locked(application)
    require(can_review(by, locked))
    return locked


def _desk(application: Application) -> Organization:
    assert application.desk is not None  # the table refuses a waiting application that lies nowhere
    return application.desk


def _set_up(application: Application, code: str, by: User) -> Competition:
    details = CompetitionDetails(title_en=application.title_en, summary=application.plan)
    competition = announce_competition(
        application.title, track=application.track, host=application.unit, code=code, by=by, details=details
    )
    rulebook = put_in_force(
        competition,
        text=application.rulebook_text,
        signers=_behind(application, by),
        by=by,
        file=application.rulebook_name,
    )
    titles = EventDetails(title=application.title, title_en=application.title_en)
    create_event(competition, rulebook=rulebook, by=by, details=titles)
    enter_approved(competition, by=by)
    return competition


def _behind(application: Application, by: User) -> list[Signer]:
    """Who filed the rules, and who approves them: never one person, because nobody reviews what they filed."""
    filed = application.steps.filter(act=Act.SUBMIT).select_related("by").last()
    return [*([Signer(filed.by, SigningWay.FILED)] if filed else []), Signer(by, SigningWay.APPROVED)]


def _move(application: Application, state: ApplicationState, *, due_at: datetime | None) -> None:
    application.state, application.due_at = state, due_at
    application.save(update_fields=["state", "desk", "due_at", "competition"])


def _step(application: Application, act: Act, body: Organization, by: User, reason: str = "") -> None:
    number = application.steps.count() + 1
    filed = as_filed(application) if act == Act.SUBMIT else {}
    ApplicationStep.objects.create(
        application=application,
        number=number,
        act=act,
        body=body,
        by=by,
        at=clock.now(),
        reason=reason.strip(),
        filed=filed,
    )
    detail = {"act": act.value, "body": body.code, "reason": reason}
    record("step_application", actor=by.reference, subject=application.reference, detail=detail)
    tell_of_step(application, act, number=number, reason=reason.strip())
