"""Writes of the signatures: a key is announced before anything signed with it goes out."""

from django.db import transaction

from jiangong.foundation import clock
from jiangong.foundation.services import record
from jiangong.results.signing.models import PublishedKey
from jiangong.results.signing.selectors import signing_key


@transaction.atomic
def announce_key(*, by: str) -> PublishedKey:
    """Say in public that the key in use is the federation's. Said once; safe to repeat at every start.

    `by` is whoever keeps the machine: the key comes from there, not from an account of the site.
    """
    key = signing_key()
    known: PublishedKey | None = PublishedKey.objects.filter(fingerprint=key.verifying.fingerprint).first()
    if known is not None:
        return known
    row = PublishedKey(name=key.name, algorithm=key.algorithm, pem=key.verifying.pem)
    row.number = PublishedKey.objects.count() + 1
    row.fingerprint, row.announced_at, row.announced_by = key.verifying.fingerprint, clock.now(), by
    row.save()
    record("announce_key", actor=by, subject=f"signing.key:{row.number}", detail={"fingerprint": row.fingerprint})
    return row
