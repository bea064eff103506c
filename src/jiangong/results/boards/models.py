"""Tables of the reveals: which result is called place by place, and which step was shown when."""

from django.db import models
from django.db.models import Q

from jiangong.competitions.models import Event, Stage
from jiangong.foundation.keeping import Kept
from jiangong.results.freezes.models import Freeze
from jiangong.results.models import Publication


class Reveal(Kept):
    """A published result is called place by place. Places after `from_place` are shown together in the first step."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="reveals")
    number = models.PositiveIntegerField()
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="reveals")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, related_name="reveals")
    freeze = models.ForeignKey(
        Freeze, null=True, blank=True, on_delete=models.PROTECT, related_name="reveals",
        help_text="what held the result back; none where it was public already",
    )  # fmt: skip
    from_place = models.PositiveIntegerField()
    opened_at = models.DateTimeField()
    opened_by = models.CharField(max_length=200)
    opener_name = models.CharField(max_length=80)

    class Meta:
        ordering = ["event", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="reveal_number_once"),
            models.CheckConstraint(condition=Q(from_place__gte=1), name="reveal_from_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.event} V{self.number}"


class RevealStep(Kept):
    """One step was shown to everybody; it is never taken back."""

    reveal = models.ForeignKey(Reveal, on_delete=models.PROTECT, related_name="steps")
    position = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["reveal", "position"]
        constraints = [models.UniqueConstraint(fields=["reveal", "position"], name="reveal_step_once")]

    def __str__(self) -> str:
        return f"{self.reveal} {self.position}"
