"""Tables of the drafts."""

from django.db import models
from django.db.models import Q

from jiangong.competitions.models import Competition, RulebookVersion
from jiangong.competitions.rulebooks.enums import DraftState
from jiangong.foundation.keeping import Kept
from jiangong.foundation.words import spoken
from jiangong.organizations.models import Organization, User


class RulebookDraft(models.Model):
    """A rulebook that somebody is writing. It may hold mistakes; it counts for nothing until it is adopted as a version."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="rulebook_drafts")
    competition = models.ForeignKey(
        Competition, on_delete=models.PROTECT, null=True, blank=True, related_name="rulebook_drafts"
    )
    base = models.ForeignKey(
        RulebookVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="what it began as"
    )
    title = models.CharField(max_length=200, help_text="as the text says it")
    origin = models.CharField(
        max_length=200, blank=True, default="", help_text="folder of the gallery, or a file's name"
    )
    origin_text = models.TextField(help_text="the text that it began with")
    text = models.TextField()
    revision = models.PositiveIntegerField(
        default=1, help_text="raised by every saving: who saw an older one saves nothing"
    )
    state = models.CharField(max_length=10, choices=DraftState.choices, default=DraftState.OPEN)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    adopted = models.ForeignKey(RulebookVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DraftState.values), name="draft_state_known"),
            models.CheckConstraint(
                condition=Q(state=DraftState.ADOPTED, adopted__isnull=False)
                | (Q(adopted__isnull=True) & ~Q(state=DraftState.ADOPTED)),
                name="adopted_draft_has_version",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        """How the audit trail names this draft."""
        return f"rulebooks.draft:{self.pk}"

    @property
    def is_open(self) -> bool:
        """Whether it may still be changed."""
        return self.state == DraftState.OPEN


class PlannedEvent(models.Model):
    """An event that comes into being when a draft is adopted: what last year's competition held under the same rules."""

    draft = models.ForeignKey(RulebookDraft, on_delete=models.PROTECT, related_name="planned_events")
    code = models.CharField(max_length=100, blank=True, default="")
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True, default="")
    parameters = models.JSONField(default=dict, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["draft", "position"]
        constraints = [models.UniqueConstraint(fields=["draft", "code"], name="planned_event_code_once")]

    def __str__(self) -> str:
        return self.title

    @property
    def spoken_title(self) -> str:
        """The title in the reader's language."""
        return spoken(self.title, self.title_en)


class DraftRevision(Kept):
    """A text of a draft as somebody saved it. Every saving is kept, so that an earlier one can be seen and taken up again."""

    draft = models.ForeignKey(RulebookDraft, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    restores = models.PositiveIntegerField(null=True, blank=True, help_text="the number of the one taken up again")

    class Meta:
        ordering = ["draft", "-number"]
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="draft_revision_once")]

    def __str__(self) -> str:
        return f"{self.draft} {self.number}"


class AdoptionSignature(Kept):
    """Somebody's word that a draft, as it stood at a saving, should become the rules."""

    draft = models.ForeignKey(RulebookDraft, on_delete=models.PROTECT, related_name="signatures")
    revision = models.PositiveIntegerField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["draft", "at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "revision", "by"], name="draft_signed_once_by_each"),
        ]

    def __str__(self) -> str:
        return f"{self.draft} {self.revision} {self.by}"
