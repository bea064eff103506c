"""Writes of the foundation: the audit trail, stored files, long jobs."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.foundation import clock
from jiangong.foundation.enums import JobState
from jiangong.foundation.models import AuditRow, Job, StoredFile
from jiangong.foundation.refusals import Declined
from jiangong.foundation.selectors import FIRST, audit_hash
from jiangong.foundation.statements import Question, add_rows

TRAIL_LOCK = 0x6A67  # any fixed number: PostgreSQL's name for "I am the one who appends"
LAST = Question(
    lambda: AuditRow.objects.order_by("-number").values_list("number", "hash")[:1],
    first=f"SELECT pg_advisory_xact_lock({TRAIL_LOCK})",
)
"""The end of the trail, asked by the one who appends until the transaction ends. SQLite's IMMEDIATE transactions give the same by
themselves; the unique `previous` would refuse a fork in any case."""


@transaction.atomic(savepoint=False)
def record(act: str, *, actor: str, subject: str, detail: Mapping[str, Any] | None = None) -> AuditRow:
    """Append what `actor` did to `subject` to the audit trail.

    Actor and subject are stable texts (`user:zhang`, `competitions.event:12`). Call it inside the transaction of the
    deed: both are kept, or neither.
    """
    ((number, previous),) = LAST.rows() or ((0, FIRST),)
    text = json.dumps(dict(detail or {}), ensure_ascii=False, sort_keys=True)
    row = AuditRow(
        number=number + 1, at=clock.now(), actor=actor, act=act, subject=subject, detail=text, previous=previous
    )
    row.hash = audit_hash(row)
    add_rows([row])
    return row


@transaction.atomic
def keep_file(name: str, *, data: bytes, by: str, has_limit: bool = True) -> StoredFile:
    """Store bytes under their SHA-256. Declined where an upload is larger than the site allows."""
    if has_limit and len(data) > settings.UPLOAD_LIMIT:
        raise Declined(
            _("文件超过 %(limit)s MB。请分成几份，或联系管理员调高上限。")
            % {"limit": settings.UPLOAD_LIMIT // 1024 // 1024}
        )
    digest = hashlib.sha256(data).hexdigest()
    file = StoredFile(name=name[-255:], sha256=digest, size=len(data), at=clock.now(), by=by)
    if not default_storage.exists(file.path):
        default_storage.save(file.path, ContentFile(data))
    file.save()
    return file


def open_job(title: str, *, kind: str, by: str, total: int = 0) -> Job:
    """Begin a long job of `total` steps."""
    return Job.objects.create(title=title, kind=kind, by=by, total=total, state=JobState.RUNNING, opened_at=clock.now())


def advance_job(job: Job, *, done: int, problem_count: int = 0, total: int | None = None) -> None:
    """Say how far a job is, and of how many steps where that was not known before."""
    job.done, job.problem_count = done, problem_count
    job.total = job.total if total is None else total
    Job.objects.filter(pk=job.pk).update(done=job.done, problem_count=job.problem_count, total=job.total)


def finish_job(job: Job, *, sentence: str = "") -> None:
    """End a job that did what it should."""
    _end_job(job, JobState.DONE, sentence)


def fail_job(job: Job, *, sentence: str) -> None:
    """End a job that could not go on, with a sentence for the person who started it."""
    _end_job(job, JobState.FAILED, sentence)


def stop_job(job: Job) -> None:
    """End a job because a person stopped it."""
    _end_job(job, JobState.STOPPED, "")


def _end_job(job: Job, state: JobState, sentence: str) -> None:
    job.state, job.sentence, job.ended_at = state, sentence, clock.now()
    job.save(update_fields=["state", "sentence", "ended_at"])
