"""Tables of the foundation: the audit trail, stored files, long jobs."""

import json
from typing import Any

from django.db import models

from jiangong.foundation.enums import JobState
from jiangong.foundation.keeping import Kept


class AuditRow(Kept):
    """One thing that somebody did. Each row carries the hash of the row before it, so that no row can be changed,
    removed or slipped in without the chain showing it. Who did it is a stable text, never a foreign key."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=200)
    act = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    detail = models.TextField(default="{}", help_text="JSON with sorted keys, exactly as it was hashed")
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]
        indexes = [
            models.Index(fields=["subject", "number"], name="audit_subject"),
            models.Index(fields=["actor", "number"], name="audit_actor"),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(number__gte=1), name="audit_counts_from_one"),
            models.CheckConstraint(condition=~models.Q(actor=""), name="audit_names_an_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.act} {self.subject}"

    @property
    def details(self) -> dict[str, Any]:
        """The detail as a mapping."""
        return dict(json.loads(self.detail))


class StoredFile(Kept):
    """A file as it was handed in or made, kept under its SHA-256: the same bytes are stored once."""

    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> str:
        """Where the bytes lie in the file store."""
        return f"{self.sha256[:2]}/{self.sha256}"


class Job(models.Model):
    """Work that takes long enough for a person to wonder: how far it is, and how it ended."""

    kind = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    problem_count = models.PositiveBigIntegerField(default=0)
    sentence = models.TextField(blank=True, default="")
    by = models.CharField(max_length=200)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="job_state_known"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True, state__in=[JobState.WAITING, JobState.RUNNING])
                | models.Q(ended_at__isnull=False, state__in=[JobState.DONE, JobState.FAILED, JobState.STOPPED]),
                name="job_ends_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class StatedDay(models.Model):
    """A day about which a person says whether offices work on it, where the table of holidays does not know or is overruled."""

    day = models.DateField(unique=True)
    is_working = models.BooleanField()
    name = models.CharField(max_length=60, help_text="such as the holiday, or the day that is made up for")
    source = models.CharField(max_length=200, help_text="the official notice that says so")
    by = models.CharField(max_length=200)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{self.day} {self.name}"


class StatedYear(models.Model):
    """A year whose holidays and make-up days a person entered in full: it counts as known."""

    year = models.PositiveSmallIntegerField(unique=True)
    source = models.CharField(max_length=200, help_text="the official notice that says so")
    by = models.CharField(max_length=200)
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["year"]

    def __str__(self) -> str:
        return str(self.year)
