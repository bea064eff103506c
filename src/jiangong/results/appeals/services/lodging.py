"""An appeal is lodged. Whether it is in time is decided by the moment at which this site received it, and by nothing else."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from jiangong.competitions.models import Entry, Event
from jiangong.foundation import clock
from jiangong.foundation.codes import short_code
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import keep_file, record
from jiangong.organizations.models import Organization, User
from jiangong.organizations.rules import require
from jiangong.results.appeals.enums import AppealKind, Lodger, StepKind
from jiangong.results.appeals.models import Appeal, AppealFile, AppealRule, AppealStep
from jiangong.results.appeals.rules import can_appeal_for_unit
from jiangong.results.appeals.telling import officers_of, tell_handlers
from jiangong.results.appeals.terms import Window, after, window_of
from jiangong.results.firming.enums import HoldKind
from jiangong.results.firming.services import place_hold

FILES_AT_MOST = 3
LARGEST_FILE = 10 * 1024 * 1024
LONGEST = 3000
SIGNS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"%PDF-": "PDF"}


@dataclass(frozen=True, slots=True)
class FileGiven:
    """A file of evidence; `is_stamped` for the scan with the unit's stamp."""

    name: str
    data: bytes
    is_stamped: bool = False


@dataclass(frozen=True, slots=True)
class AppealGiven:
    """An appeal as it was handed in. One of `entry`, `body` or a real name with a contact says who lodged it."""

    text: str
    wanted: str = ""
    about: str = ""
    entry: Entry | None = None
    body: Organization | None = None
    by: User | None = None
    name: str = ""
    contact: str = ""
    files: Sequence[FileGiven] = field(default=())


@transaction.atomic
def lodge_appeal(event: Event, *, kind: AppealKind, given: AppealGiven, received_at: datetime | None = None) -> Appeal:
    """Take an appeal, if it came in time and from somebody who may. It holds up this event's result, and no other.

    `received_at` is when the request reached this site; it may not lie ahead of the clock.
    """
    moment = min(received_at or clock.now(), clock.now())
    Event.objects.select_for_update().get(pk=event.pk)
    window = window_of(event, kind)
    if window is None:
        raise Declined(_("这一类申诉现在不受理：还没有开始，或者主办单位没有开放。"))
    _refuse_out_of_time(window, moment)
    lodger = _lodger(window.rule, given)
    _refuse_unsaid(given, lodger, kind)
    _refuse_again(event, kind, given)
    appeal = Appeal(
        event=event, kind=kind, receipt=short_code(secrets.token_bytes(5)), lodged_at=moment,
        closes_at=window.closes_at, publication=window.publication, lodger=lodger, entry=given.entry, body=given.body,
        by=given.by, name=_name(given), contact=given.contact.strip(), about=given.about.strip(),
        text=given.text.strip(), wanted=given.wanted.strip(),
        due_at=after(moment, window.rule.answer_amount, window.rule.answer_unit),
    )  # fmt: skip
    refuse_unstorable(appeal)
    appeal.save()
    _keep(appeal, given)
    _begin(appeal)
    return appeal


def _refuse_out_of_time(window: Window, moment: datetime) -> None:
    if window.takes(moment):
        return
    words = {"at": _clock_time(moment), "opens": _clock_time(window.opens_at), "closes": _clock_time(window.closes_at)}
    if moment < window.opens_at:
        raise Declined(_("还没有到受理时间：%(opens)s 开始，到 %(closes)s 为止。") % words)
    raise Declined(_("已过受理时间：%(closes)s 截止，服务器收到的时间是 %(at)s。以服务器收到的时间为准。") % words)


def _clock_time(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"


def _lodger(rule: AppealRule, given: AppealGiven) -> Lodger:
    """Who lodges it, if that is somebody from whom this kind is taken."""
    if given.entry is not None:
        if not rule.takes_entries:
            raise Declined(_("这一类不由参赛人提出，请找本单位提出。"))
        return Lodger.ENTRY
    if given.body is not None:
        if not rule.takes_units:
            raise Declined(_("这一类不由单位提出。"))
        require(can_appeal_for_unit(given.by, given.body))
        return Lodger.UNIT
    if not rule.takes_anyone:
        raise Declined(_("这一类只由参赛人或单位提出。参赛人请填参赛号和查分码。"))
    return Lodger.PERSON


def _refuse_unsaid(given: AppealGiven, lodger: Lodger, kind: AppealKind) -> None:
    """What has to be said, and by whom."""
    if not given.text.strip():
        raise Declined(_("请写明申诉的事实和理由。"))
    if len(given.text) > LONGEST:
        raise Declined(
            _("内容有 %(count)s 个字，这里至多 %(limit)s 个字。") % {"count": len(given.text), "limit": LONGEST}
        )
    if lodger == Lodger.PERSON and not (given.name.strip() and given.contact.strip()):
        raise Declined(_("异议须实名：请写姓名和联系方式，只有办理的人看得到。"))
    if lodger == Lodger.UNIT and kind == AppealKind.NOTICE and not any(file.is_stamped for file in given.files):
        raise Declined(_("单位提出公示异议要附盖章的扫描件或照片。"))
    _refuse_files(given.files)


def _refuse_files(files: Sequence[FileGiven]) -> None:
    if len(files) > FILES_AT_MOST:
        raise Declined(_("证据至多 %(n)s 份，请合并后再传。") % {"n": FILES_AT_MOST})
    for file in files:
        words = {"name": file.name[:60], "limit": LARGEST_FILE // 1024 // 1024}
        if len(file.data) > LARGEST_FILE:
            raise Declined(_("“%(name)s”超过 %(limit)s MB，请压缩或分开。") % words)
        if not any(file.data.startswith(sign) for sign in SIGNS):
            raise Declined(_("“%(name)s”不是照片（JPEG、PNG）或 PDF。") % words)


def _refuse_again(event: Event, kind: AppealKind, given: AppealGiven) -> None:
    """One open appeal of a kind for each entry or unit: what else there is to say belongs to it."""
    same = event.appeals.filter(kind=kind, state="open")
    if given.entry is not None:
        same = same.filter(entry=given.entry)
    elif given.body is not None:
        same = same.filter(body=given.body)
    else:
        same = same.filter(lodger=Lodger.PERSON, name=given.name.strip(), contact=given.contact.strip())
    found = same.first()
    if found is not None:
        raise Declined(_("您已有一件同类申诉在办理，回执 %(receipt)s。") % {"receipt": found.receipt})


def _name(given: AppealGiven) -> str:
    if given.entry is not None:
        return (given.entry.name or given.entry.number)[:80]
    if given.body is not None:
        return given.body.name[:80]
    return given.name.strip()


def _keep(appeal: Appeal, given: AppealGiven) -> None:
    for file in given.files:
        kept = keep_file(file.name, data=file.data, by=appeal.reference)
        AppealFile.objects.create(appeal=appeal, file=kept, is_stamped=file.is_stamped)


def _begin(appeal: Appeal) -> None:
    """The trace, the hold and the word to those who run the competition, all of the same transaction."""
    actor = appeal.by.reference if appeal.by is not None else appeal.reference
    AppealStep.objects.create(appeal=appeal, at=appeal.lodged_at, kind=StepKind.LODGED, by=actor)
    detail = {"kind": appeal.kind, "receipt": appeal.receipt, "lodged_at": appeal.lodged_at.isoformat()}
    record("lodge_appeal", actor=actor, subject=appeal.event.reference, detail=detail)
    sentence = _("申诉 %(receipt)s 正在处理") % {"receipt": appeal.receipt}
    place_hold(appeal.event, kind=HoldKind.APPEAL, reference=appeal.reference, sentence=sentence)
    subject = _("收到申诉：%(event)s，%(receipt)s") % {"event": appeal.event.title, "receipt": appeal.receipt}
    tell_handlers(appeal, officers_of(appeal), what="lodged", subject=subject)
