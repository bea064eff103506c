"""One worker's record and one unit's: facts are corrected with their source, and what was before is remembered."""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from jiangong.foundation import clock
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.secrecy import NotOurs, keyring
from jiangong.foundation.services import record
from jiangong.organizations.models import Organization, User
from jiangong.organizations.people.enums import Basis, ConsentKind, Employment, Sex, Skill, Standing, UnitFactName
from jiangong.organizations.people.identity import fault_of
from jiangong.organizations.people.models import Consent, FactChange, UnitCount, UnitFact, Worker
from jiangong.organizations.people.reasons import sentences
from jiangong.organizations.people.rules import can_correct_record, can_keep_roster, can_reveal_identity
from jiangong.organizations.people.spelling import fault_of_name, spelled
from jiangong.organizations.rules import require

CHOICES = {"sex": Sex, "skill": Skill, "employment": Employment}
FREE = ("name", "trade", "phone", "honours")
YOUNGEST = 16


@transaction.atomic
def enrol_worker(unit: Organization, *, name: str, number: str, by: User) -> Worker:
    """Put one person into the roster of a unit; the other facts are added on the record. Declined for a number that is taken."""
    require(can_keep_roster(by, unit))
    name, number = spelled(name), number.strip()
    if not name or not number or number[0] in "#=@":
        raise Declined(_("请填写姓名和工号，工号不能以 #、=、@ 开头。"))
    _refuse_no_name(name)
    worker = Worker(
        organization=unit, path=unit.path, name=name, number=number, source=by.reference, stated_on=clock.today()
    )
    refuse_unstorable(worker)
    if Worker.objects.filter(path=unit.path, number=number).exists():
        raise Declined(_("本单位名册里已有工号“%(number)s”。") % {"number": number})
    worker.save()
    UnitCount.objects.get_or_create(organization=unit)
    UnitCount.objects.filter(organization=unit).update(worker_count=F("worker_count") + 1)
    record("enrol_worker", actor=by.reference, subject=worker.reference, detail={"unit": unit.code})
    return worker


@transaction.atomic
def correct_fact(worker: Worker, *, fact: str, value: str, by: User, source: str = "") -> Worker:
    """Write a fact as it should read. Declined for a value that the fact cannot have; nothing changes where it is the same."""
    require(can_correct_record(by, worker))
    worker = Worker.objects.select_for_update().select_related("organization").get(pk=worker.pk)
    before, read = _plain(getattr(worker, fact)), value_of(fact, value)
    if _plain(read) == before:
        return worker
    setattr(worker, fact, read)
    refuse_unstorable(worker)
    worker.save(update_fields=[fact])
    source = source or by.reference
    FactChange.objects.create(
        worker=worker, fact=fact, before=before, after=_plain(read), source=source, at=clock.now()
    )
    record("correct_fact", actor=by.reference, subject=worker.reference, detail={"fact": fact, "source": source})
    return worker


def value_of(fact: str, text: str) -> str | int | date | None:
    """What somebody typed as the value of a fact. Declined, with what to do, where it cannot be one."""
    text = text.strip()
    if fact in CHOICES:
        if text and text not in CHOICES[fact].values:
            raise Declined(_("请从列出的选项里选一项。"))
        return text
    if fact == "born_on":
        return _day_of_birth(text)
    if fact == "in_trade_since":
        return _year(text)
    if fact not in FREE or (fact == "name" and not text):
        raise Declined(_("这一项不能这样更正。"))
    if fact == "name":
        _refuse_no_name(text := spelled(text))
    return text


def _refuse_no_name(name: str) -> None:
    fault = fault_of_name(name)
    if fault:
        raise Declined(sentences(fault))


def _day_of_birth(text: str) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Declined(sentences(f"born_unread:{text[:20]}")) from None
    today = clock.today()
    code = "born_early" if day.year < 1900 else "born_future" if day > today else ""
    if not code and (today.year - day.year - ((today.month, today.day) < (day.month, day.day))) < YOUNGEST:
        code = "born_young"
    if code:
        raise Declined(sentences(f"{code}:{day}"))
    return day


def _year(text: str) -> int | None:
    if not text:
        return None
    if not text.isdecimal() or not 1900 <= int(text) <= clock.today().year:
        raise Declined(sentences(f"since_unread:{text[:20]}"))
    return int(text)


def _plain(value: object) -> str:
    return "" if value is None else str(value)


@transaction.atomic
def store_identity(worker: Worker, *, identity: str, by: User, words: str) -> Worker:
    """Add the identity number, with the consent that it rests on. It is sealed at once; only the last four digits stay readable."""
    require(can_correct_record(by, worker))
    identity = identity.strip().upper()
    fault = fault_of(identity)
    if fault:
        raise Declined(sentences(fault))
    worker = Worker.objects.select_for_update().select_related("organization").get(pk=worker.pk)
    digest = keyring().digest(identity)
    if Worker.objects.filter(organization=worker.organization, identity_digest=digest).exclude(pk=worker.pk).exists():
        raise Declined(_("本单位名册里另有一位是这个身份证号。请核对是不是重复登记。"))
    before, worker.identity_digest, worker.identity_last = worker.identity_last, digest, identity[-4:]
    worker.identity_sealed = keyring().seal(identity, bound=digest)
    worker.save(update_fields=["identity_digest", "identity_sealed", "identity_last"])
    Consent.objects.filter(worker=worker, kind=ConsentKind.IDENTITY, withdrawn_at__isnull=True).update(
        withdrawn_at=clock.now()
    )
    Consent.objects.create(
        worker=worker,
        kind=ConsentKind.IDENTITY,
        basis=Basis.CONSENT,
        words=words[:500],
        given_at=clock.now(),
        given_by=by.reference,
    )
    FactChange.objects.create(
        worker=worker, fact="identity", before=before, after=worker.identity_last, source=by.reference, at=clock.now()
    )
    record("store_identity", actor=by.reference, subject=worker.reference, detail={"consent": words[:500]})
    return worker


@transaction.atomic
def reveal_identity(worker: Worker, *, reason: str, by: User) -> str:
    """The whole identity number, once, with the reason in the audit trail. Declined without a reason."""
    require(can_reveal_identity(by, worker))
    if not reason.strip():
        raise Declined(_("请写明查看的理由，它会记入审计记录。"))
    try:
        shown = keyring().open(worker.identity_sealed, bound=worker.identity_digest)
    except NotOurs:
        raise Declined(_("这个身份证号用的密钥不在本站，打不开。请管理员找回 data.keys。")) from None
    record("reveal_identity", actor=by.reference, subject=worker.reference, detail={"reason": reason.strip()[:500]})
    return shown


@transaction.atomic
def note_departure(worker: Worker, *, on: date, by: User) -> None:
    """The worker left the unit; the record stays until its time is over."""
    require(can_correct_record(by, worker))
    if on > clock.today():
        raise Declined(_("离开的日期还没有到。"))
    Worker.objects.filter(pk=worker.pk).update(standing=Standing.LEFT, left_on=on)
    record("note_departure", actor=by.reference, subject=worker.reference, detail={"on": on.isoformat()})


@transaction.atomic
def state_unit_fact(unit: Organization, *, fact: str, value: str, by: User) -> UnitFact:
    """Write down a fact of a unit; the earlier statement stays beside it."""
    require(can_keep_roster(by, unit))
    if fact not in UnitFactName.values:
        raise Declined(_("没有这一项。"))
    row = UnitFact(organization=unit, fact=fact, value=value.strip(), source=by.reference, at=clock.now())
    refuse_unstorable(row)
    row.save()
    detail = {"fact": fact, "value": row.value}
    record("state_unit_fact", actor=by.reference, subject=f"organizations.organization:{unit.code}", detail=detail)
    return row
