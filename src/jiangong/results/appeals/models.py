"""Tables of the appeals. What was lodged stays as it was written; only the state and what came of it move."""

from django.db import models
from django.db.models import Q

from jiangong.competitions.models import Competition, Entry, Event
from jiangong.foundation.keeping import Kept
from jiangong.foundation.models import StoredFile
from jiangong.organizations.models import Organization, User
from jiangong.results.appeals.enums import AppealKind, AppealState, Lodger, Opinion, Start, StepKind, TimeUnit
from jiangong.results.models import Publication


class AppealRule(models.Model):
    """Within what time, by whom and until when answered: the terms of one kind in one competition."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="appeal_rules")
    kind = models.CharField(max_length=8, choices=AppealKind.choices)
    is_taken = models.BooleanField(default=True)
    start = models.CharField(max_length=12, choices=Start.choices)
    amount = models.PositiveSmallIntegerField()
    unit = models.CharField(max_length=12, choices=TimeUnit.choices)
    answer_amount = models.PositiveSmallIntegerField()
    answer_unit = models.CharField(max_length=12, choices=TimeUnit.choices)
    takes_entries = models.BooleanField(default=True)
    takes_units = models.BooleanField(default=True)
    takes_anyone = models.BooleanField(default=False, help_text="whether anybody may, by real name")
    panel_size = models.PositiveSmallIntegerField(default=3)

    class Meta:
        ordering = ["competition", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "kind"], name="appeal_rule_once_a_kind"),
            models.CheckConstraint(condition=Q(amount__gte=1, answer_amount__gte=1), name="appeal_terms_have_length"),
            models.CheckConstraint(condition=Q(panel_size__gte=1, panel_size__lte=9), name="appeal_panel_one_to_nine"),
            models.CheckConstraint(condition=Q(kind__in=AppealKind.values), name="appeal_rule_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.competition} {self.kind}"


class Appeal(models.Model):
    """Somebody objects. `lodged_at` is when this site received it; nobody's click can make it earlier or later."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="appeals")
    kind = models.CharField(max_length=8, choices=AppealKind.choices)
    receipt = models.CharField(max_length=9, unique=True)
    lodged_at = models.DateTimeField()
    closes_at = models.DateTimeField(help_text="the end of the window as it stood when it was lodged")
    publication = models.ForeignKey(
        Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="appeals"
    )
    lodger = models.CharField(max_length=6, choices=Lodger.choices)
    entry = models.ForeignKey(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="appeals")
    body = models.ForeignKey(Organization, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    contact = models.CharField(max_length=100, blank=True, default="")
    about = models.CharField(
        max_length=200, blank=True, default="", help_text="whose result, as the appellant names it"
    )
    text = models.TextField()
    wanted = models.CharField(max_length=500, blank=True, default="")
    state = models.CharField(max_length=9, choices=AppealState.choices, default=AppealState.OPEN)
    due_at = models.DateTimeField()
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=200, blank=True, default="")
    decider_name = models.CharField(max_length=80, blank=True, default="")
    decision = models.TextField(blank=True, default="")
    changes_result = models.BooleanField(default=False, help_text="whether upholding it asks for an amendment")
    amendment = models.PositiveIntegerField(
        null=True, blank=True, help_text="number of the amendment that carried it out"
    )

    class Meta:
        ordering = ["-lodged_at", "-pk"]
        indexes = [models.Index(fields=["state", "due_at"], name="appeal_due")]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AppealKind.values), name="appeal_kind_known"),
            models.CheckConstraint(condition=Q(state__in=AppealState.values), name="appeal_state_known"),
            models.CheckConstraint(condition=~Q(text=""), name="appeal_says_something"),
            models.CheckConstraint(
                condition=Q(lodger=Lodger.ENTRY, entry__isnull=False)
                | Q(lodger=Lodger.UNIT, body__isnull=False)
                | Q(lodger=Lodger.PERSON),
                name="appeal_lodger_is_named",
            ),
            models.CheckConstraint(
                condition=Q(state=AppealState.OPEN, decided_at__isnull=True)
                | (~Q(state=AppealState.OPEN) & Q(decided_at__isnull=False)),
                name="appeal_ended_when",
            ),
            models.CheckConstraint(
                condition=Q(state=AppealState.MERGED, merged_into__isnull=False)
                | (~Q(state=AppealState.MERGED) & Q(merged_into__isnull=True)),
                name="appeal_merged_into_one",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt

    @property
    def reference(self) -> str:
        """How the audit trail names this appeal."""
        return f"appeal:{self.receipt}"

    @property
    def is_open(self) -> bool:
        """Whether it is still to be decided."""
        return self.state == AppealState.OPEN

    @property
    def waits_for_amendment(self) -> bool:
        """Whether it was upheld and the result is not amended yet."""
        return self.state == AppealState.UPHELD and self.changes_result and self.amendment is None


class AppealFile(Kept):
    """Evidence that came with an appeal."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    is_stamped = models.BooleanField(default=False, help_text="the scan with the unit's stamp")

    class Meta:
        ordering = ["appeal", "pk"]

    def __str__(self) -> str:
        return self.file.name


class PanelMember(models.Model):
    """A person who hears an appeal, or was named to and stepped aside for a reason."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="panel")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    is_head = models.BooleanField(default=False)
    named_at = models.DateTimeField()
    recused_at = models.DateTimeField(null=True, blank=True)
    recused_why = models.CharField(max_length=300, blank=True, default="")
    opinion = models.CharField(max_length=6, choices=Opinion.choices, blank=True, default="")
    grounds = models.TextField(blank=True, default="")
    opined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["appeal", "-is_head", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["appeal", "user"], name="panel_member_once"),
            models.UniqueConstraint(
                fields=["appeal"], condition=Q(is_head=True, recused_at__isnull=True), name="panel_one_head"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.appeal} {self.user}"

    @property
    def is_sitting(self) -> bool:
        """Whether the person still hears the appeal."""
        return self.recused_at is None


class AppealStep(Kept):
    """What happened to an appeal: the appellant's status page reads it line by line."""

    appeal = models.ForeignKey(Appeal, on_delete=models.PROTECT, related_name="steps")
    at = models.DateTimeField()
    kind = models.CharField(max_length=9, choices=StepKind.choices)
    detail = models.CharField(max_length=600, blank=True, default="")
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["appeal", "at", "pk"]
        constraints = [models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="appeal_step_known")]

    def __str__(self) -> str:
        return f"{self.appeal} {self.kind}"
