"""Tables of the results. Runs, standings, publications and their steps are kept as they are, by the database itself."""

from django.db import models
from django.db.models import F, Q

from jiangong.competitions.models import Entry, Event, RulebookVersion, Stage
from jiangong.foundation.keeping import Kept
from jiangong.foundation.models import StoredFile
from jiangong.results.enums import PublicationState


class Run(Kept):
    """One settling of an event: which rules, which evidence, what came out. Its bundle holds all of it for re-checking."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="runs")
    number = models.PositiveIntegerField()
    rulebook = models.ForeignKey(RulebookVersion, on_delete=models.PROTECT, related_name="runs")
    bundle = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    fingerprint_rulebook = models.CharField(max_length=64)
    fingerprint_marks = models.CharField(max_length=64)
    fingerprint_outcome = models.CharField(max_length=64)
    fingerprint_entries = models.CharField(max_length=64, help_text="of the names and units as they stood")
    evidence_revision = models.PositiveIntegerField(help_text="the newest sheet of marks that went in")
    settled_at = models.DateTimeField()
    settled_by = models.CharField(max_length=200)
    entry_count = models.PositiveIntegerField()
    mark_count = models.PositiveIntegerField()

    class Meta:
        ordering = ["event", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="run_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="run_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.event} #{self.number}"

    @property
    def short_fingerprint(self) -> str:
        """The outcome's fingerprint as people compare it: four groups of four."""
        return " ".join(self.fingerprint_outcome[at : at + 4] for at in range(0, 16, 4))

    @property
    def is_current(self) -> bool:
        """Whether no evidence was sealed since this run read it."""
        readings = self.stages_read.select_related("stage")
        return all(reading.evidence_version == reading.stage.evidence_version for reading in readings)

    @property
    def fingerprint_line(self) -> str:
        """The line that `jiangong score` and `jiangong verify` print for the same evidence."""
        return (
            f"FINGERPRINT rulebook={self.fingerprint_rulebook} marks={self.fingerprint_marks} "
            f"outcome={self.fingerprint_outcome}"
        )


class RunStage(Kept):
    """How far the evidence of a stage was when a run read it; the sweep compares it with the stage."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="stages_read")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="readings")
    evidence_version = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "stage"], name="run_reads_a_stage_once")]

    def __str__(self) -> str:
        return f"{self.run} {self.stage}@{self.evidence_version}"


class StandingRow(Kept):
    """Where one entry stands in one stage by one run. Name and unit are as they stood when it was settled."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="rows")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="rows")
    entry = models.ForeignKey(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="rows")
    position = models.PositiveIntegerField(help_text="the row's order in the standings of its stage, from 1")
    number = models.CharField(max_length=200)
    name = models.CharField(max_length=200, blank=True, default="")
    unit = models.CharField(max_length=200, blank=True, default="")
    team = models.CharField(max_length=200, blank=True, default="")
    division = models.CharField(
        max_length=200, blank=True, default="", help_text="within which its place was counted, as the core says it"
    )
    place = models.PositiveIntegerField(null=True, blank=True)
    is_shared = models.BooleanField(default=False)
    score = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(max_length=40, blank=True, default="")
    goes_on = models.BooleanField(null=True, blank=True)
    reserve = models.PositiveIntegerField(null=True, blank=True)
    award = models.CharField(max_length=400, blank=True, default="")
    decided_by = models.CharField(max_length=100, blank=True, default="")
    scores = models.JSONField(default=dict)

    class Meta:
        ordering = ["run", "stage", "position"]
        indexes = [models.Index(fields=["run", "number"], name="standing_by_number")]
        constraints = [
            models.UniqueConstraint(fields=["run", "stage", "number"], name="standing_entry_once"),
            models.UniqueConstraint(fields=["run", "stage", "position"], name="standing_position_once"),
            models.CheckConstraint(condition=Q(place__isnull=True) | Q(place__gte=1), name="standing_places_from_one"),
            models.CheckConstraint(
                condition=Q(reserve__isnull=True) | Q(goes_on__isnull=True) | Q(goes_on=False),
                name="standing_reserve_did_not_go_on",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place or '–'} {self.number}"


class Publication(Kept):
    """A person's decision to show a run. What it supersedes stays readable; what supersedes it names it."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="publications")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField()
    supersedes = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    reason = models.TextField(blank=True, default="")
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=200)
    publisher_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["event", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="publication_number_once"),
            models.CheckConstraint(
                condition=Q(number=1, supersedes__isnull=True) | Q(number__gt=1, supersedes__isnull=False),
                name="publication_follows_the_one_before",
            ),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="publication_replaces_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.event} P{self.number}"

    @property
    def steps_taken(self) -> "list[PublicationStep]":
        """The steps so far, in order."""
        return sorted(self.steps.all(), key=lambda step: step.position)

    @property
    def last_step(self) -> "PublicationStep":
        """The step that the publication stands at."""
        return self.steps_taken[-1]

    @property
    def state(self) -> PublicationState:
        """How firm the result is."""
        return PublicationState(self.last_step.state)

    @property
    def successor(self) -> "Publication | None":
        """The publication that took this one's place, if any, as far as whoever reads may know of it."""
        if self.__dict__.get("hides_successor"):
            return None
        return getattr(self, "superseded_by", None)

    @property
    def is_superseded(self) -> bool:
        """Whether a later publication took its place."""
        return self.successor is not None


class PublicationStep(Kept):
    """A publication reaches a state: who signed, when, with what words."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=14, choices=PublicationState.choices)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    signer_name = models.CharField(max_length=80)
    note = models.TextField(blank=True, default="")
    document = models.CharField(max_length=100, blank=True, default="", help_text="number of the official paper")
    notice_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["publication", "position"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "position"], name="step_once"),
            models.CheckConstraint(
                condition=Q(position=1, state=PublicationState.PROVISIONAL)
                | Q(position=2, state=PublicationState.CHECKED)
                | Q(position=3, state=PublicationState.PUBLIC_NOTICE)
                | Q(position=4, state=PublicationState.IN_EFFECT),
                name="step_state_in_its_place",
            ),
            models.CheckConstraint(
                condition=Q(state=PublicationState.PUBLIC_NOTICE, notice_until__gt=F("at"))
                | (~Q(state=PublicationState.PUBLIC_NOTICE) & Q(notice_until__isnull=True)),
                name="step_notice_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.state}"
