"""Tables of the decisions that change a result. A decision is kept as it was signed; another one reverses it."""

from django.db import models
from django.db.models import Q

from jiangong.competitions.models import Event
from jiangong.foundation.keeping import Kept
from jiangong.results.amendments.enums import AmendmentKind
from jiangong.results.models import Publication, Run


class Amendment(Kept):
    """A signed decision: what was put in, the whole list that was shown, and the run and publication that it made.

    `proposal` and `undo` are what to put in to do it and to take it back, as the core of it was signed.
    """

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="amendments")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=AmendmentKind.choices)
    ground = models.CharField(
        max_length=120, blank=True, default="", help_text="what it answers, such as appeal:K7F3-92QD"
    )
    reason = models.TextField()
    proposal = models.JSONField()
    undo = models.JSONField()
    lines = models.JSONField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of the proposal, its base and the list")
    run_before = models.ForeignKey(Run, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    run_after = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="+")
    publication = models.OneToOneField(
        Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="amendment"
    )
    reverses = models.OneToOneField("self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    signer_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["event", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="amendment_number_once"),
            models.CheckConstraint(condition=Q(kind__in=AmendmentKind.values), name="amendment_kind_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="amendment_has_a_reason"),
            models.CheckConstraint(
                condition=Q(kind=AmendmentKind.REVERSAL, reverses__isnull=False)
                | (~Q(kind=AmendmentKind.REVERSAL) & Q(reverses__isnull=True)),
                name="amendment_reverses_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} A{self.number}"

    @property
    def is_reversed(self) -> bool:
        """Whether a later decision took it back."""
        return getattr(self, "reversed_by", None) is not None

    @property
    def is_reversible(self) -> bool:
        """Whether another decision can take it back as a whole: what was sealed apart from it is corrected mark by mark."""
        said = bool(self.undo["changes"]) or self.undo["rulebook"] is not None
        return said and self.kind != AmendmentKind.REVERSAL and not self.is_reversed
