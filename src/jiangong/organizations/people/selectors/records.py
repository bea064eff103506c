"""One worker's record: for an officer over the unit, and for the worker."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet

from jiangong.foundation import clock
from jiangong.organizations.enums import Role
from jiangong.organizations.models import Organization
from jiangong.organizations.people.columns import FACTS
from jiangong.organizations.people.enums import UnitFactName
from jiangong.organizations.people.models import Consent, FactChange, PersonalLink, UnitFact, Worker, WorkerRequest
from jiangong.organizations.rules import type_of_viewer
from jiangong.organizations.selectors import within

SIGNER = Signer(salt="jiangong.people.personal-link")


@dataclass(frozen=True, slots=True)
class Provenance:
    """A fact with where it came from and when."""

    fact: str
    value: Any
    source: str
    on: Any


def the_worker(pk: int, *, viewer: type_of_viewer) -> Worker:
    """A worker in a roster that the viewer may see. Raises Worker.DoesNotExist, for one out of scope as well."""
    seen = Worker.objects.filter(within(viewer, Role.OFFICER, Role.AUDITOR)).select_related("organization")
    return seen.get(pk=pk)


def history_of(worker: Worker) -> list[Provenance]:
    """Every fact of the record with its source and day: that of its last change, else that of the record."""
    latest: dict[str, FactChange] = {}
    for change in worker.changes.order_by("at", "pk"):
        latest[change.fact] = change
    rows = []
    for fact in FACTS:
        last = latest.get(fact)
        source, on = (last.source, last.at) if last else (worker.source, worker.stated_on)
        rows.append(Provenance(fact, fact_shown(worker, fact), source, on))
    return rows


def fact_shown(worker: Worker, fact: str) -> Any:
    """A fact of a worker in words."""
    display = getattr(worker, f"get_{fact}_display", None)
    return display() if display else getattr(worker, fact)


def value_shown(worker: Worker, fact: str, value: str) -> str:
    """A value that a fact might have, in words."""
    return str(fact_shown(Worker(**{fact: value}), fact)) if fact in FACTS else value


def consents_of(worker: Worker) -> list[Consent]:
    """What the worker agreed to and what was recorded, newest first; withdrawn ones as well."""
    return list(worker.consents.all())


def links_of(worker: Worker) -> list[PersonalLink]:
    """The links that open the worker's own page now."""
    return list(worker.links.filter(revoked_at__isnull=True, expires_at__gt=clock.now()))


def link_token(link: PersonalLink) -> str:
    """What stands in the address: signed, so that it cannot be guessed or made; the row decides whether it still holds."""
    return SIGNER.sign(f"{link.pk}.{link.salt}")


def person_behind_or_none(token: str) -> PersonalLink | None:
    """The link that a token stands for, with its worker, if it holds now."""
    try:
        pk, _, salt = SIGNER.unsign(token).partition(".")
    except BadSignature:
        return None
    return link_in_force_or_none(int(pk), salt=salt) if pk.isdigit() else None


def link_in_force_or_none(pk: int, *, salt: str) -> PersonalLink | None:
    """A link that was neither called back nor has ended, of a worker whose record is still there."""
    in_force = PersonalLink.objects.filter(pk=pk, revoked_at__isnull=True, expires_at__gt=clock.now())
    link = in_force.exclude(worker__standing="erased").select_related("worker__organization").first()
    return link if link and secrets.compare_digest(link.salt, salt) else None


def same_people(workers: Iterable[int]) -> dict[str, list[int]]:
    """Workers of a list who are one person by their identity number, under its digest. For rules such as one entry a person."""
    found: dict[str, list[int]] = {}
    rows = Worker.objects.filter(pk__in=set(workers)).exclude(identity_digest="")
    for pk, digest in rows.values_list("pk", "identity_digest").order_by("pk"):
        found.setdefault(digest, []).append(pk)
    return {digest: keys for digest, keys in found.items() if len(keys) > 1}


def own_data(worker: Worker) -> dict[str, Any]:
    """Everything that is kept about a worker, for the worker: nothing of it is anybody else's."""
    return {
        "unit": worker.organization.name,
        "standing": worker.get_standing_display(),
        "facts": [
            {"fact": row.fact, "value": _plain(row.value), "source": row.source, "on": _plain(row.on)}
            for row in history_of(worker)
        ],
        "identity_number": worker.identity_shown,
        "changes": _rows(worker.changes.all(), "fact", "before", "after", "source", "at"),
        "consents": _rows(worker.consents.all(), "kind", "basis", "words", "given_at", "given_by", "withdrawn_at"),
        "links": _rows(worker.links.all(), "issued_at", "issued_by", "expires_at", "revoked_at"),
        "requests": _rows(
            WorkerRequest.objects.filter(worker=worker), "receipt", "kind", "fact", "wanted", "words", "state", "asked_at", "due_at",
            "answer", "answered_at",
        ),
    }  # fmt: skip


def _rows(rows: QuerySet[Any], *names: str) -> list[dict[str, Any]]:
    return [{name: _plain(value) for name, value in row.items()} for row in rows.values(*names)]


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | None) else value.isoformat()


def unit_facts(unit: Organization) -> dict[str, UnitFact]:
    """What is known about a unit, by fact: the latest statement of each, with its source and date."""
    latest: dict[str, UnitFact] = {}
    for fact in UnitFact.objects.filter(organization=unit, fact__in=UnitFactName.values).order_by("at", "pk"):
        latest[fact.fact] = fact
    return latest
