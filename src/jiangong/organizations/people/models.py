"""Tables of the people: workers, what changed about them, consents, links, requests, rosters, retention."""

from django.db import models
from django.db.models import Q

from jiangong.foundation.models import Job
from jiangong.organizations.models import Organization
from jiangong.organizations.people.enums import (
    Basis,
    ConsentKind,
    Employment,
    KeptData,
    RequestKind,
    RequestState,
    Sex,
    Skill,
    Stage,
    Standing,
    UnitFactName,
    Verdict,
)


class Facts(models.Model):
    """What is known about a worker. A row of a roster has the same columns, so that one statement carries them over."""

    path = models.CharField(max_length=255, help_text="the unit's place in the tree; the database itself follows it")
    number = models.CharField(max_length=40, help_text="the staff number, or # and a part of the identity's digest")
    name = models.CharField(max_length=80)
    sex = models.CharField(max_length=6, choices=Sex.choices, blank=True, default="")
    born_on = models.DateField(null=True, blank=True)
    trade = models.CharField(max_length=80, blank=True, default="")
    skill = models.CharField(max_length=20, choices=Skill.choices, blank=True, default="")
    in_trade_since = models.PositiveSmallIntegerField(null=True, blank=True, help_text="the year")
    employment = models.CharField(max_length=12, choices=Employment.choices, blank=True, default="")
    phone = models.CharField(max_length=30, blank=True, default="")
    honours = models.CharField(max_length=500, blank=True, default="")
    identity_digest = models.CharField(max_length=100, blank=True, default="")
    identity_sealed = models.CharField(max_length=200, blank=True, default="")
    identity_last = models.CharField(max_length=4, blank=True, default="")

    class Meta:
        abstract = True


class Worker(Facts):
    """A person in the roster of a unit. Whoever works for two units stands in both rosters: one cannot see the other's."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", db_index=False)
    standing = models.CharField(max_length=10, choices=Standing.choices, default=Standing.ACTIVE)
    source = models.CharField(
        max_length=80, help_text="where the facts came from: people.roster:12, user:zhang, worker"
    )
    stated_on = models.DateField(help_text="the day of the source")
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["name", "path"], name="worker_name"),
            models.Index(fields=["identity_digest"], condition=~Q(identity_digest=""), name="worker_identity"),
            models.Index(fields=["left_on"], condition=Q(left_on__isnull=False), name="worker_left"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["path", "number"], name="worker_once_in_a_unit"),
            models.CheckConstraint(condition=~Q(number=""), name="worker_has_a_number"),
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="worker_standing_known"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"

    @property
    def reference(self) -> str:
        """How the audit trail names this person: by a number, so that the trail holds no name to be deleted."""
        return f"people.worker:{self.pk}"

    @property
    def identity_shown(self) -> str:
        """As much of the identity number as a page shows."""
        return f"{'*' * 14}{self.identity_last}" if self.identity_last else ""

    @property
    def phone_shown(self) -> str:
        """As much of the telephone number as a page shows."""
        return f"{self.phone[:3]}****{self.phone[-4:]}" if len(self.phone) > 7 else "****" if self.phone else ""


class FactChange(models.Model):
    """A fact that became another: which, from what to what, by which source, when."""

    worker = models.ForeignKey(Worker, on_delete=models.CASCADE, related_name="changes")
    fact = models.CharField(max_length=20)
    before = models.CharField(max_length=500, blank=True, default="")
    after = models.CharField(max_length=500, blank=True, default="")
    source = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.fact}"


class UnitFact(models.Model):
    """A fact of a unit, with source and date; the latest one counts."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    fact = models.CharField(max_length=20, choices=UnitFactName.choices)
    value = models.CharField(max_length=200)
    source = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(fact__in=UnitFactName.values), name="unit_fact_known"),
        ]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.fact}"


class UnitCount(models.Model):
    """How many workers a unit's roster holds, so that no page counts a million rows."""

    organization = models.OneToOneField(Organization, on_delete=models.CASCADE, related_name="+", primary_key=True)
    worker_count = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.organization_id} {self.worker_count}"


class Consent(models.Model):
    """What may be done with a worker's data, by the worker's own consent or on a recorded ground, until withdrawn."""

    worker = models.ForeignKey(Worker, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=12, choices=ConsentKind.choices)
    basis = models.CharField(max_length=8, choices=Basis.choices)
    words = models.CharField(max_length=500, help_text="what was agreed to, or the ground with its article")
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ConsentKind.values), name="consent_kind_known"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="consent_basis_known"),
            models.UniqueConstraint(
                fields=["worker", "kind", "basis"], condition=Q(withdrawn_at__isnull=True), name="consent_stands_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.kind} {self.basis}"


class PersonalLink(models.Model):
    """A link from the unit that opens a worker's own page; it can be called back and ends by itself."""

    worker = models.ForeignKey(Worker, on_delete=models.CASCADE, related_name="links")
    salt = models.CharField(max_length=32)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=200)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-issued_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.issued_at:%Y-%m-%d}"


class WorkerRequest(models.Model):
    """What a worker asks about the own record, with the day by which it must be answered."""

    worker = models.ForeignKey(Worker, on_delete=models.CASCADE, related_name="requests")
    kind = models.CharField(max_length=8, choices=RequestKind.choices)
    fact = models.CharField(max_length=20, blank=True, default="", help_text="what is to be corrected")
    wanted = models.CharField(max_length=500, blank=True, default="", help_text="what it should read")
    words = models.CharField(max_length=500, blank=True, default="")
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.OPEN)
    receipt = models.CharField(max_length=9, unique=True)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.CharField(max_length=500, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [models.Index(fields=["due_at"], condition=Q(state="open"), name="request_open")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RequestKind.values), name="request_kind_known"),
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="request_state_known"),
            models.CheckConstraint(
                condition=Q(state="open", answered_at__isnull=True) | ~Q(state="open") & Q(answered_at__isnull=False),
                name="request_answered_once",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt


class Roster(models.Model):
    """A file with workers: received, checked as a dry run, confirmed by a person, carried over slice by slice."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255)
    file_key = models.CharField(
        max_length=80, blank=True, help_text="where the sealed file lies; empty once it is deleted"
    )
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.RECEIVED)
    is_confirmed = models.BooleanField(default=False)
    row_count = models.PositiveBigIntegerField(default=0)
    added_count = models.PositiveBigIntegerField(default=0)
    changed_count = models.PositiveBigIntegerField(default=0)
    same_count = models.PositiveBigIntegerField(default=0)
    refused_count = models.PositiveBigIntegerField(default=0)
    doubtful_count = models.PositiveBigIntegerField(
        default=0, help_text="of the added ones, those who may be somebody who is there already"
    )
    last_row = models.PositiveBigIntegerField(default=0, help_text="the number of the last row of the file")
    merged_to = models.PositiveBigIntegerField(default=0, help_text="rows up to this number are in")
    identity_basis = models.CharField(
        max_length=500,
        blank=True,
        default="",
        help_text="the unit's word that its workers agreed to their identity number",
    )
    sentence = models.TextField(blank=True, default="")
    sentence_en = models.TextField(blank=True, default="")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=200)
    received_at = models.DateTimeField()
    touched_at = models.DateTimeField(help_text="the last sign of life of whoever works on it")
    runner = models.CharField(max_length=40, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(stage__in=Stage.values), name="roster_stage_known")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def reference(self) -> str:
        """How sources and the audit trail name this file."""
        return f"people.roster:{self.pk}"


class RosterRow(Facts):
    """A row of a roster that adds, changes or is refused. Rows that change nothing are only counted."""

    roster = models.ForeignKey(Roster, on_delete=models.CASCADE, related_name="rows", db_index=False)
    row = models.PositiveBigIntegerField(help_text="as a spreadsheet counts it")
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    reasons = models.CharField(max_length=200, blank=True, default="", help_text="codes with what they are about")
    target = models.ForeignKey(
        Worker,
        on_delete=models.DO_NOTHING,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )

    organization = models.ForeignKey(
        Organization, on_delete=models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        ordering = ["row"]
        indexes = [
            # a page shows the first hundred of a kind, be they at the end of a million
            models.Index(fields=["roster", "row"], condition=Q(verdict="refused"), name="roster_row_refused"),
            models.Index(fields=["roster", "row"], condition=Q(verdict="changed"), name="roster_row_changed"),
            models.Index(
                fields=["roster", "row"], condition=Q(verdict="added") & ~Q(reasons=""), name="roster_row_doubtful"
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["roster", "row"], name="roster_row_once")]

    def __str__(self) -> str:
        return f"{self.roster_id} {self.row} {self.verdict}"


class RosterExport(models.Model):
    """A roster written to a file for an officer, sealed until it is fetched, deleted soon after."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    suffix = models.CharField(max_length=8)
    file_key = models.CharField(max_length=80, blank=True, default="")
    job = models.ForeignKey(Job, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.organization_id} {self.asked_at:%Y-%m-%d}"


class RetentionRule(models.Model):
    """How many days a kind of data is kept, where that differs from the usual."""

    kind = models.CharField(max_length=10, choices=KeptData.choices, primary_key=True)
    days = models.PositiveIntegerField()
    reason = models.CharField(max_length=500)
    by = models.CharField(max_length=200)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=KeptData.values), name="retention_kind_known"),
            models.CheckConstraint(condition=Q(days__gte=1), name="retention_at_least_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.days}"
