"""What may be done with a worker's data: consents by the worker, grounds recorded by an officer."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import Organization, User
from jiangong.organizations.people.enums import Basis, ConsentKind
from jiangong.organizations.people.models import Consent, Worker
from jiangong.organizations.people.rules import can_ask, can_keep_roster
from jiangong.organizations.people.tree import end_of
from jiangong.organizations.rules import require

OWN = "worker:self"


@transaction.atomic
def record_consent(worker: Worker, *, kind: ConsentKind, words: str) -> None:
    """The worker agrees, by the own page, to one thing by itself."""
    require(can_ask(worker))
    if standing_consents(worker, kind=kind).filter(basis=Basis.CONSENT).exists():
        return
    Consent.objects.create(
        worker=worker, kind=kind, basis=Basis.CONSENT, words=words[:500], given_at=clock.now(), given_by=OWN
    )
    record(
        "record_consent",
        actor=worker.reference,
        subject=worker.reference,
        detail={"kind": str(kind), "words": words[:500]},
    )


@transaction.atomic
def withdraw_consent(worker: Worker, *, kind: ConsentKind) -> None:
    """The worker takes a consent back; it holds from now on. Withdrawing that of the identity number deletes the number."""
    standing_consents(worker, kind=kind).filter(basis=Basis.CONSENT).update(withdrawn_at=clock.now())
    if kind == ConsentKind.IDENTITY:
        Worker.objects.filter(pk=worker.pk).update(identity_digest="", identity_sealed="", identity_last="")
    record("withdraw_consent", actor=worker.reference, subject=worker.reference, detail={"kind": str(kind)})


def standing_consents(worker: Worker, *, kind: ConsentKind) -> QuerySet[Consent]:
    """The consents and grounds of a kind that hold."""
    return Consent.objects.filter(worker=worker, kind=kind, withdrawn_at__isnull=True)


@transaction.atomic
def record_publication_ground(unit: Organization, *, workers: Iterable[int], words: str, by: User) -> int:
    """Write down the ground on which workers of a unit stand in public under their names, such as an article of the notice.

    Gives for how many it is new. Declined without words; workers outside the unit and what belongs to it are left out.
    """
    require(can_keep_roster(by, unit))
    if not words.strip():
        raise Declined(_("请写明公布的依据，例如通知的文号和条款。"))
    scope = Worker.objects.filter(path__gte=unit.path, path__lt=end_of(unit.path), pk__in=set(workers))
    holding = Consent.objects.filter(kind=ConsentKind.PUBLICATION, basis=Basis.GROUND, withdrawn_at__isnull=True)
    new = list(scope.exclude(consents__in=holding).values_list("pk", flat=True))
    given = {"kind": ConsentKind.PUBLICATION, "basis": Basis.GROUND, "words": words.strip()[:500]}
    rows = [Consent(worker_id=pk, given_at=clock.now(), given_by=by.reference, **given) for pk in new]
    Consent.objects.bulk_create(rows, batch_size=2_000)
    detail = {"words": words.strip()[:500], "workers": len(new)}
    record(
        "record_publication_ground",
        actor=by.reference,
        subject=f"organizations.organization:{unit.code}",
        detail=detail,
    )
    return len(new)
