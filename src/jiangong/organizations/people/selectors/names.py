"""Under which name a worker stands in public: the real one on a ground or by consent, else a code."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.db.models import QuerySet

from jiangong.foundation.codes import short_code
from jiangong.organizations.people.enums import ConsentKind
from jiangong.organizations.people.models import Consent, Worker
from jiangong.organizations.people.rules import is_publishable

SALT = b"jiangong.people.public-code"


@dataclass(frozen=True, slots=True)
class PublicName:
    """What may be written in public about who somebody is. Nothing else about a worker is."""

    name: str
    unit: str
    is_code: bool


def public_name(worker: Worker) -> PublicName:
    """The public name of one worker."""
    return public_names([worker.pk])[worker.pk]


def public_names(workers: Iterable[int]) -> dict[int, PublicName]:
    """The public names of many workers by their keys, in two questions to the database however many they are."""
    wanted = set(workers)
    standing = set(_publishable(wanted).values_list("worker_id", flat=True))
    rows = Worker.objects.filter(pk__in=wanted).values_list("pk", "name", "standing", "organization__name")
    return {
        pk: PublicName(name, unit, False)
        if is_publishable(state, pk in standing)
        else PublicName(_code(pk), unit, True)
        for pk, name, state, unit in rows.iterator()
    }


def _publishable(workers: set[int]) -> QuerySet[Consent]:
    return Consent.objects.filter(worker_id__in=workers, kind=ConsentKind.PUBLICATION, withdrawn_at__isnull=True)


def _code(pk: int) -> str:
    """A code that stays the same and tells nothing: keyed, so that nobody can count through the keys."""
    return short_code(hmac.new(settings.SECRET_KEY.encode(), SALT + str(pk).encode(), sha256).digest())
