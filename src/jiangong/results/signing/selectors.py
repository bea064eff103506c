"""Reads of the signatures: the key in use, the keys that were announced, and the bundle of a publication, signed."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings

from jiangong.foundation.signing import ALGORITHMS, SigningKey
from jiangong.organizations.selectors import federation_or_none
from jiangong.results.bundle import sign_bundle
from jiangong.results.models import Publication, PublicationStep
from jiangong.results.selectors import bundle_bytes
from jiangong.results.signing.models import PublishedKey


@dataclass(frozen=True, slots=True)
class KeyShown:
    """An announced key, and until when bundles were signed with it; nothing where they still are."""

    key: PublishedKey
    title: str
    until: datetime | None


@lru_cache(maxsize=4)
def _read(line: str) -> SigningKey:
    return SigningKey.read(line)


def signing_key() -> SigningKey:
    """The key that this site signs with, from the environment or the key file."""
    return _read(settings.SIGNING_KEY)


def published_keys() -> tuple[KeyShown, ...]:
    """Every key that was announced, the one in use first."""
    shown: list[KeyShown] = []
    until: datetime | None = None
    for key in PublishedKey.objects.order_by("-number"):
        shown.append(KeyShown(key, ALGORITHMS[key.algorithm].title, until))
        until = key.announced_at
    return tuple(shown)


def the_published_key(number: int) -> PublishedKey:
    """An announced key by its number. Raises PublishedKey.DoesNotExist."""
    return PublishedKey.objects.get(number=number)


def signed_bundle(publication: Publication) -> bytes:
    """The bundle of a publication with its steps, signed with the key in use. The same state gives the same bytes."""
    federation = federation_or_none()
    signer = federation.name if federation else ""
    return sign_bundle(
        bundle_bytes(publication.run), statement=statement_of(publication), key=signing_key(), signer=signer
    )


def statement_of(publication: Publication) -> dict[str, Any]:
    """What stands under the signature beside the figures: which result, published by whom, in which steps."""
    event, run = publication.event, publication.run
    competition = event.competition
    return {
        "competition": {"code": competition.code, "title": competition.title, "host": competition.host.name},
        "event": {"slug": event.slug, "code": event.code, "title": event.title},
        "publication": publication.number,
        "supersedes": publication.supersedes.number if publication.supersedes else None,
        "reason": publication.reason,
        "state": publication.state.value,
        "steps": [_step(step) for step in publication.steps_taken],
        "run": run.number,
        "rulebook_version": run.rulebook.number,
        "fingerprint": {
            "rulebook": run.fingerprint_rulebook,
            "marks": run.fingerprint_marks,
            "outcome": run.fingerprint_outcome,
        },
    }


def _step(step: PublicationStep) -> dict[str, str]:
    until = step.notice_until.isoformat() if step.notice_until else ""
    said = {"state": step.state, "at": step.at.isoformat(), "signed_by": step.signer_name}
    more = {"note": step.note, "document": step.document, "notice_until": until}
    return said | {name: value for name, value in more.items() if value}
