"""Tables of judging: sealed sheets and their marks. Rows are kept as they are; a correction is another sheet."""

from django.db import models
from django.db.models import Q

from jiangong.competitions.models import Event
from jiangong.evidence.judging.enums import Scope, SheetKind
from jiangong.foundation.keeping import Kept
from jiangong.foundation.models import StoredFile


class MarkSheet(Kept):
    """Marks that somebody sealed at one moment. The revisions of an event count from one; each says what it replaces."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="mark_sheets")
    revision = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=SheetKind.choices)
    scope = models.CharField(max_length=5, choices=Scope.choices)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, default="")
    sealed_at = models.DateTimeField()
    sealed_by = models.CharField(max_length=200)
    sealer_name = models.CharField(max_length=80)
    row_count = models.PositiveIntegerField()
    fingerprint = models.CharField(max_length=64)
    receipt = models.CharField(max_length=9)

    class Meta:
        ordering = ["event", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["event", "revision"], name="sheet_revision_once"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="sheet_counts_from_one"),
            models.CheckConstraint(condition=Q(kind__in=SheetKind.values), name="sheet_kind_known"),
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="sheet_scope_known"),
            models.CheckConstraint(
                condition=Q(revision=1) | ~Q(reason="") | Q(kind=SheetKind.SEALED), name="sheet_replaces_for_a_reason"
            ),
            models.CheckConstraint(
                condition=Q(kind=SheetKind.IMPORT)
                | Q(scope=Scope.KEYS, kind=SheetKind.SEALED)
                | Q(scope=Scope.KEYS, revision__gt=1),
                name="sheet_corrects_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} r{self.revision}"


class Mark(Kept):
    """One thing observed, under codes: entry number and judge code. All texts are as they were read."""

    sheet = models.ForeignKey(MarkSheet, on_delete=models.PROTECT, related_name="marks")
    stage = models.CharField(max_length=80)
    entry = models.CharField(max_length=100, db_index=True)
    criterion = models.CharField(max_length=80, blank=True, default="")
    item = models.CharField(max_length=200, blank=True, default="")
    attempt = models.CharField(max_length=20, blank=True, default="")
    source = models.CharField(max_length=100, blank=True, default="")
    value = models.CharField(max_length=60, blank=True, default="")
    state = models.CharField(max_length=40, blank=True, default="")
    is_withdrawn = models.BooleanField(default=False)
    file_row = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["sheet", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "stage", "entry", "criterion", "item", "attempt", "source"], name="mark_key_once"
            ),
            models.CheckConstraint(condition=~Q(value="", state="", is_withdrawn=False), name="mark_says_something"),
            models.CheckConstraint(
                condition=Q(is_withdrawn=False) | Q(value="", state=""), name="mark_withdrawn_is_empty"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.entry} {self.criterion} {self.item} {self.source}: {self.value}{self.state}"


class JudgeCode(models.Model):
    """The code under which a judge named in a file stands in the evidence. Only those who run the event may read it."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="judge_codes")
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=100)

    class Meta:
        ordering = ["event", "code"]
        constraints = [
            models.UniqueConstraint(fields=["event", "code"], name="judge_code_once"),
            models.UniqueConstraint(fields=["event", "name"], name="judge_name_once"),
        ]

    def __str__(self) -> str:
        return self.code
