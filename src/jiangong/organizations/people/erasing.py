"""Taking the person out of a record. The row stays under its number, because evidence and awards may name it (art. 47)."""

from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Cast, Concat

from jiangong.organizations.people.enums import Standing
from jiangong.organizations.people.models import Consent, FactChange, PersonalLink, Worker, WorkerRequest

GONE = "（已删除）"  # noqa: RUF001 - as a Chinese page writes it
BLANK = {
    "name": GONE, "sex": "", "born_on": None, "trade": "", "skill": "", "in_trade_since": None, "employment": "", "phone": "",
    "honours": "", "identity_digest": "", "identity_sealed": "", "identity_last": "", "standing": Standing.ERASED,
}  # fmt: skip


def erase_records(workers: QuerySet[Worker]) -> int:
    """Blank every fact, forget changes, consents and links, and what requests said. Called inside a service's transaction."""
    keys = list(workers.values_list("pk", flat=True))
    FactChange.objects.filter(worker_id__in=keys).delete()
    Consent.objects.filter(worker_id__in=keys).delete()
    PersonalLink.objects.filter(worker_id__in=keys).delete()
    WorkerRequest.objects.filter(worker_id__in=keys).update(wanted="", words="")
    # the staff number is free again for somebody else; what replaces it begins as no unit's number may
    number = Concat(Value("#erased-"), Cast(F("pk"), CharField()))
    return Worker.objects.filter(pk__in=keys).update(number=number, **BLANK)
