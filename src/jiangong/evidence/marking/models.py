"""Tables of marking. What arrived is kept as it arrived; only when a device last spoke and how batches run is renewed."""

from django.db import models
from django.db.models import Q

from jiangong.competitions.models import Event
from jiangong.evidence.judging.models import MarkSheet
from jiangong.evidence.marking.enums import Hand, HeldAct, HeldWhy, IncidentKind, Medium
from jiangong.foundation.keeping import Kept
from jiangong.foundation.models import StoredFile
from jiangong.organizations.models import User


class SheetRow(Kept):
    """One judge, one work, one round: what somebody put on a sheet. `client` is made where it was filled in, so that the same
    sheet sent twice is known again; `answers` holds a value, or `=state`, by field."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=80)
    seat = models.CharField(max_length=10, help_text="the judge's code, the source of the marks")
    work = models.CharField(max_length=100, help_text="the number under which the judge saw the work")
    round = models.PositiveSmallIntegerField()
    hand = models.PositiveSmallIntegerField(choices=Hand.choices)
    medium = models.CharField(max_length=6, choices=Medium.choices)
    client = models.CharField(max_length=36)
    answers = models.JSONField()
    note = models.CharField(max_length=500, blank=True, default="")
    fingerprint = models.CharField(max_length=64)
    said_at = models.CharField(max_length=40, blank=True, default="", help_text="the time by the device's own clock")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(help_text="when the server had it")

    class Meta:
        abstract = True


class SealedSheet(SheetRow):
    """A sheet that counts, with the receipt that was handed out for it. Where two people enter it, marks are sealed once both
    say the same; `mark_sheet` then stands on the row that completed it."""

    version = models.PositiveSmallIntegerField(default=1)
    receipt = models.CharField(max_length=9, unique=True)
    by_name = models.CharField(max_length=80)
    mark_sheet = models.ForeignKey(MarkSheet, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["event", "stage", "work", "seat", "round", "hand", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "stage", "seat", "work", "round", "hand", "version"], name="sealed_sheet_once"
            ),
            models.UniqueConstraint(fields=["client"], name="sealed_sheet_client_once"),
            models.CheckConstraint(condition=Q(hand__in=Hand.values), name="sealed_sheet_hand_known"),
            models.CheckConstraint(condition=Q(medium__in=Medium.values), name="sealed_sheet_medium_known"),
            models.CheckConstraint(condition=Q(round__gte=1, version__gte=1), name="sealed_sheet_counts"),
        ]

    def __str__(self) -> str:
        return self.receipt


class HeldSheet(SheetRow):
    """A sheet that arrived and does not count: kept for the judge and the chief judge to see, never written over anything."""

    why = models.CharField(max_length=9, choices=HeldWhy.choices)
    over = models.ForeignKey(SealedSheet, null=True, blank=True, on_delete=models.PROTECT, related_name="held")

    class Meta:
        ordering = ["event", "at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["event", "fingerprint"], name="held_sheet_once"),
            models.CheckConstraint(condition=Q(why__in=HeldWhy.values), name="held_sheet_reason_known"),
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.seat} {self.why}"


class HeldAnswer(Kept):
    """What the chief judge decided about a sheet that was kept beside."""

    held = models.OneToOneField(HeldSheet, on_delete=models.PROTECT, related_name="answer")
    act = models.CharField(max_length=6, choices=HeldAct.choices)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(act__in=HeldAct.values), name="held_answer_known")]

    def __str__(self) -> str:
        return f"{self.held} {self.act}"


class Rescoring(Kept):
    """Some judges score a work again after they talked; what they gave before stays on record. `keys`: the fields, none for
    the whole sheet."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=80)
    work = models.CharField(max_length=100)
    round = models.PositiveSmallIntegerField()
    seats = models.JSONField(help_text="codes of the judges")
    keys = models.JSONField(default=list, blank=True)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["event", "stage", "work", "round"]
        constraints = [
            models.UniqueConstraint(fields=["event", "stage", "work", "round"], name="rescoring_round_once"),
            models.CheckConstraint(condition=Q(round__gte=2), name="rescoring_comes_second"),
        ]

    def __str__(self) -> str:
        return f"{self.work} r{self.round}"


class Incident(Kept):
    """What happened with a work on the floor and what was granted for it, signed by whoever decided; or what a judge reported."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=80)
    work = models.CharField(max_length=100, blank=True, default="")
    kind = models.CharField(max_length=12, choices=IncidentKind.choices)
    said = models.CharField(max_length=500)
    minutes_added = models.PositiveSmallIntegerField(default=0)
    is_moved_last = models.BooleanField(default=False, help_text="competes again in the last batch")
    is_decision = models.BooleanField(default=False, help_text="signed by the chief judge; a judge's report otherwise")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        ordering = ["event", "-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=IncidentKind.values), name="incident_kind_known"),
            models.CheckConstraint(
                condition=Q(is_decision=True) | Q(minutes_added=0, is_moved_last=False), name="only_a_decision_grants"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.work}"


class DeviceNote(models.Model):
    """When a judge's device last spoke, and how many sheets it says it still keeps."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    device = models.CharField(max_length=36)
    waiting = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField()

    class Meta:
        ordering = ["event", "user", "-seen_at"]
        constraints = [models.UniqueConstraint(fields=["event", "user", "device"], name="device_note_once")]

    def __str__(self) -> str:
        return f"{self.user} {self.device}"


class Batch(models.Model):
    """Some works that compete at the same time, and when. An incident may move a work into a later one."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=80)
    number = models.PositiveSmallIntegerField()
    works = models.JSONField(default=list, help_text="numbers as judges see them, in order")
    begun_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["event", "stage", "number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "stage", "number"], name="batch_number_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(begun_at__isnull=False), name="batch_begins_before_it_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stage} {self.number}"


class SheetPhoto(Kept):
    """A photo that a judge kept beside a sheet: without what the camera wrote into it, encrypted, for few eyes."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=80)
    seat = models.CharField(max_length=10)
    work = models.CharField(max_length=100)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, help_text="image/jpeg or image/png")
    key = models.CharField(max_length=40, help_text="what the encryption is bound to")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["event", "stage", "work", "seat", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.work} {self.seat}"


class PhotoSeal(models.Model):
    """Where the encrypted bytes of a photo lie, renewed with the site's data key; and how a device that sends one twice is known."""

    photo = models.OneToOneField(SheetPhoto, on_delete=models.PROTECT, related_name="seal")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    mark = models.CharField(max_length=60, help_text="how a value begins that the sealing key sealed")
    sent_as = models.CharField(
        max_length=64, unique=True, help_text="SHA-256 over who sent it and the device's own number"
    )

    class Meta:
        ordering = ["photo"]

    def __str__(self) -> str:
        return f"{self.photo} {self.mark}"
