"""Writes of what makes a result firm: the rule, signatures, holds, postings, the frozen page."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Competition, Event
from jiangong.foundation import clock
from jiangong.foundation.calendar import working_days_after
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import keep_file, record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require
from jiangong.results.enums import PublicationState
from jiangong.results.firming.enums import AfterLoss, HoldKind, PostingLevel
from jiangong.results.firming.models import Hold, NoticePage, Posting, PublicationRule, Signature
from jiangong.results.firming.rules import can_lift_hold, can_record_posting, can_set_publication_rule
from jiangong.results.firming.selectors import publication_rule
from jiangong.results.models import Publication


@dataclass(frozen=True, slots=True)
class RuleGiven:
    """A rule of publishing as an officer sets it."""

    signatures: int = 2
    is_publisher_excluded: bool = True
    notice_days: int = 5
    levels: tuple[str, ...] = ()
    after_loss: AfterLoss = AfterLoss.LOSE


@dataclass(frozen=True, slots=True)
class HangingGiven:
    """Where a notice was hung, and by which body; a photograph if there is one."""

    level: PostingLevel
    place: str
    hung_by: str
    file_name: str = ""
    file_data: bytes = b""


@transaction.atomic
def set_publication_rule(competition: Competition, *, given: RuleGiven, by: User) -> PublicationRule:
    """Set how results of a competition become firm. Steps already taken stay as they were taken."""
    require(can_set_publication_rule(by, competition))
    if not 1 <= given.signatures <= 3:
        raise Declined(_("复核要一到三人签字。"))
    if given.notice_days < 1:
        raise Declined(_("公示至少一个工作日。"))
    rule = publication_rule(competition)
    rule.signatures, rule.is_publisher_excluded = given.signatures, given.is_publisher_excluded
    rule.notice_days, rule.after_loss = given.notice_days, given.after_loss
    rule.levels = [level.value for level in PostingLevel if level.value in given.levels]
    rule.save()
    detail = {"signatures": rule.signatures, "excluded": rule.is_publisher_excluded, "days": rule.notice_days}
    record(
        "set_publication_rule",
        actor=by.reference,
        subject=f"competitions.competition:{competition.code}",
        detail={**detail, "levels": rule.levels, "after_loss": str(rule.after_loss)},
    )
    return rule


def sign(publication: Publication, state: PublicationState, *, by: User, note: str = "") -> Signature:
    """Put a person's name to a step. Only the service that takes the step calls it, under its lock."""
    signature = Signature(publication=publication, state=state, at=clock.now(), note=note.strip())
    signature.by, signature.signer_name = by.reference, by.name
    refuse_unstorable(signature)
    signature.save()
    detail = {"publication": publication.number, "state": state.value}
    record("sign_step", actor=by.reference, subject=publication.event.reference, detail=detail)
    return signature


def place_hold(event: Event, *, kind: HoldKind, reference: str, sentence: str) -> Hold:
    """Keep the results of an event from taking effect. The same reference holds once."""
    hold, is_new = Hold.objects.get_or_create(
        event=event,
        reference=reference,
        lifted_at=None,
        defaults={"kind": kind, "sentence": sentence[:300], "placed_at": clock.now()},
    )
    if is_new:
        record("place_hold", actor=reference, subject=event.reference, detail={"kind": kind.value})
    return hold


def lift_holds(reference: str, *, by: str, why: str) -> int:
    """Let go what stands for a reference; how many holds were lifted."""
    held = list(Hold.objects.select_for_update().filter(reference=reference, lifted_at__isnull=True))
    for hold in held:
        hold.lifted_at, hold.lifted_by, hold.lifted_why = clock.now(), by, why[:500]
        hold.save(update_fields=["lifted_at", "lifted_by", "lifted_why"])
        record("lift_hold", actor=by, subject=hold.event.reference, detail={"reference": reference, "why": why[:500]})
    return len(held)


@transaction.atomic
def settle_hold(hold: Hold, *, why: str, by: User) -> None:
    """Say that what a change of promotion asked for was done. A hold for an appeal ends with the appeal alone."""
    require(can_lift_hold(by, hold.event))
    if hold.kind == HoldKind.APPEAL:
        raise Declined(_("这是申诉引起的暂缓，申诉办结后自动解除。"))
    if not why.strip():
        raise Declined(_("请写明怎样处理的，会留在档案里。"))
    if not lift_holds(hold.reference, by=by.reference, why=why.strip()):
        raise Declined(_("这项暂缓已经解除。"))


@transaction.atomic
def record_posting(publication: Publication, *, given: HangingGiven, by: User) -> Posting:
    """Note that a notice was hung at a level. The time is this site's, and the level's working days count from it."""
    require(can_record_posting(by, publication.event))
    if publication.is_superseded or publication.state != PublicationState.PUBLIC_NOTICE:
        raise Declined(_("只有公示中的成绩能登记张贴。请先签署“开始公示”。"))
    if not given.place.strip() or not given.hung_by.strip():
        raise Declined(_("请写明张贴在哪里、由哪个单位张贴。"))
    if Posting.objects.filter(publication=publication, level=given.level).exists():
        raise Declined(_("这一级已经登记过张贴，时间以第一次为准。"))
    rule, now = publication_rule(publication.event.competition), clock.now()
    posting = Posting(publication=publication, level=given.level, place=given.place.strip(), at=now)
    posting.hung_by, posting.until = given.hung_by.strip(), working_days_after(now, days=rule.notice_days)
    posting.by, posting.recorder_name = by.reference, by.name
    if given.file_name:
        posting.file = keep_file(given.file_name, data=given.file_data, by=by.reference)
    refuse_unstorable(posting)
    posting.save()
    detail = {"publication": publication.number, "level": posting.level, "place": posting.place}
    record("record_posting", actor=by.reference, subject=publication.event.reference, detail=detail)
    return posting


def freeze_page(publication: Publication, *, shown: Mapping[str, Any], by: User) -> NoticePage:
    """Keep what is put on public notice as one file. Its fingerprint goes into the audit chain, which stamps it."""
    text = json.dumps(dict(shown), ensure_ascii=False, sort_keys=True, indent=1)
    name = f"{publication.event.competition.code}-{publication.event.slug}-{publication.number}-notice.json"
    file = keep_file(name, data=text.encode(), by=by.reference, has_limit=False)
    detail = {"publication": publication.number, "sha256": file.sha256}
    row = record("freeze_notice", actor=by.reference, subject=publication.event.reference, detail=detail)
    return NoticePage.objects.create(
        publication=publication, file=file, at=clock.now(), audit_number=row.number, audit_hash=row.hash
    )
