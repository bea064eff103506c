"""Renewing the data key: what an earlier key sealed is opened and sealed by the current one, batch by batch."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from jiangong.foundation.secrecy import keyring
from jiangong.foundation.services import record
from jiangong.organizations.people import vault
from jiangong.organizations.people.models import Roster, RosterExport
from jiangong.organizations.people.selectors.keys import rows_under_earlier_keys, workers_under_earlier_keys

BATCH = 1_000


def reseal_identities(*, progress: Callable[[int, int], None] | None = None, actor: str = "site:keys") -> int:
    """Seal and digest every identity number by the current key; gives how many. A broken run goes on where it ended."""
    total = workers_under_earlier_keys().count() + rows_under_earlier_keys().count()
    done = 0
    for rows in (workers_under_earlier_keys(), rows_under_earlier_keys()):
        while count := _one_batch(rows):
            done += count
            if progress:
                progress(done, total)
    files = _reseal_files()
    if done or files:
        detail = {"rows": done, "files": files, "key": keyring().current.name}
        record("reseal_identities", actor=actor, subject="site:keys", detail=detail)
    return done


@transaction.atomic
def _one_batch(rows: QuerySet[Any]) -> int:
    ring = keyring()
    batch = list(rows.select_for_update().only("identity_digest", "identity_sealed").order_by("pk")[:BATCH])
    for row in batch:
        plain = ring.open(row.identity_sealed, bound=row.identity_digest)
        row.identity_digest = ring.digest(plain)
        row.identity_sealed = ring.seal(plain, bound=row.identity_digest)
    rows.model._default_manager.bulk_update(batch, ["identity_digest", "identity_sealed"])
    return len(batch)


def _reseal_files() -> int:
    """Files are sealed anew under a new name; the row points to whichever of the two is whole."""
    count = 0
    for model in (Roster, RosterExport):
        for row in model._default_manager.exclude(file_key=""):
            if vault.is_sealed_now(row.file_key):
                continue
            earlier, row.file_key = row.file_key, vault.put_away(vault.brought_out(row.file_key))
            row.save(update_fields=["file_key"])
            vault.throw_away(earlier)
            count += 1
    return count
