"""Tables of the applications."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from jiangong.competitions.applications.enums import Act, ApplicationState
from jiangong.competitions.models import Competition, Programme, Titled, Track
from jiangong.foundation.keeping import Kept
from jiangong.organizations.models import Organization, User


class Application(Titled):
    """What a unit files to hold a competition, and before which body it lies."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="applications")
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="applications")
    unit = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="applications")
    trade = models.CharField(max_length=100, blank=True, default="")
    leading_body = models.CharField(max_length=200, blank=True, default="")
    plan = models.TextField(blank=True, default="")
    indicators = models.TextField(blank=True, default="")
    budget = models.PositiveIntegerField(null=True, blank=True, help_text="in yuan")
    entrants = models.PositiveIntegerField(null=True, blank=True, help_text="how many are expected")
    rulebook_name = models.CharField(max_length=200, blank=True, default="")
    rulebook_text = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=ApplicationState.choices, default=ApplicationState.DRAFT)
    desk = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="applications_on_desk",
        help_text="the body whose turn it is",
    )  # fmt: skip
    due_at = models.DateTimeField(null=True, blank=True)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    competition = models.OneToOneField(
        Competition, on_delete=models.PROTECT, null=True, blank=True, related_name="application"
    )

    class Meta:
        ordering = ["-drafted_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ApplicationState.values), name="application_state_known"),
            models.CheckConstraint(
                condition=Q(desk__isnull=False) | ~Q(state__in=[ApplicationState.SUBMITTED, ApplicationState.ACCEPTED]),
                name="application_lies_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(competition__isnull=False, state=ApplicationState.APPROVED)
                | (Q(competition__isnull=True) & ~Q(state=ApplicationState.APPROVED)),
                name="approved_application_has_competition",
            ),
        ]

    @property
    def reference(self) -> str:
        """How the audit trail names this application."""
        return f"applications.application:{self.pk}"

    @property
    def due_on(self) -> date | None:
        """The last day of the present level: `due_at` is the midnight that ends it."""
        return None if self.due_at is None else timezone.localdate(self.due_at - timedelta(seconds=1))


class ApplicationStep(Kept):
    """One thing that a person did with an application. `filed` is what the unit handed in, kept as it was."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    act = models.CharField(max_length=10, choices=Act.choices)
    body = models.ForeignKey(
        Organization, on_delete=models.PROTECT, related_name="+", help_text="for which it was done"
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True, default="")
    filed = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["application", "number"]
        constraints = [
            models.CheckConstraint(condition=Q(act__in=Act.values), name="application_act_known"),
            models.UniqueConstraint(fields=["application", "number"], name="application_step_once"),
        ]

    def __str__(self) -> str:
        return f"{self.application} {self.number} {self.act}"
