"""Reads of the foundation."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC

from django.core.files.storage import default_storage
from django.db.models import QuerySet

from jiangong.foundation.models import AuditRow, Job, StoredFile

FIRST = "0" * 64
STEP = 2_000


@dataclass(frozen=True, slots=True)
class TrailCheck:
    """Whether the audit trail is whole; if not, the number of the first row that is wrong and why."""

    is_whole: bool
    rows: int
    first_broken: int | None = None
    reason: str = ""


def trail_rows(*, subject: str = "", actor: str = "") -> QuerySet[AuditRow]:
    """The audit trail, newest first, of one subject or one actor if named."""
    rows = AuditRow.objects.order_by("-number")
    if subject:
        rows = rows.filter(subject=subject)
    return rows.filter(actor=actor) if actor else rows


def audit_hash(row: AuditRow) -> str:
    """SHA-256 over all that a row says and the hash of the row before, 64 hex digits."""
    said = [row.number, row.at.astimezone(UTC).isoformat(), row.actor, row.act, row.subject, row.detail, row.previous]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def verify_trail(*, progress: Callable[[int, int], None] | None = None) -> TrailCheck:
    """Walk the whole chain; `progress(rows done, rows in all)` is called now and then.

    A row changed, removed or slipped in is found. Rows cut off the very end leave a shorter whole chain: keep the last
    hash elsewhere (`backup` does) to see that as well.
    """
    total = AuditRow.objects.count()
    previous = FIRST
    number = 0
    for number, row in enumerate(AuditRow.objects.order_by("number").iterator(chunk_size=STEP), start=1):
        reason = _what_is_wrong(row, number=number, previous=previous)
        if reason:
            return TrailCheck(False, total, number, reason)
        previous = row.hash
        if progress and number % STEP == 0:
            progress(number, total)
    return TrailCheck(True, number)


def _what_is_wrong(row: AuditRow, *, number: int, previous: str) -> str:
    """Nothing, or why this row cannot stand at this place of the chain."""
    if row.number != number:
        return f"row {number} is missing"
    if row.previous != previous:
        return f"row {number} does not follow row {number - 1}"
    if row.hash != audit_hash(row):
        return f"row {number} was changed"
    return ""


def stored_bytes(file: StoredFile) -> bytes:
    """The bytes of a stored file. Raises ValueError if they are no longer those that were stored."""
    with default_storage.open(file.path, "rb") as stream:
        data = bytes(stream.read())
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise ValueError(f"stored file {file.pk} does not match its SHA-256")
    return data


def jobs_of(actor: str) -> QuerySet[Job]:
    """The jobs that somebody started, newest first."""
    return Job.objects.filter(by=actor)
