"""Tables of the freeze: from a moment on, what is published is held back until it is revealed or opened."""

from django.db import models
from django.db.models import Q

from jiangong.competitions.models import Event
from jiangong.foundation.keeping import Kept


class Freeze(Kept):
    """The public board of an event stops: publications made from `starts_at` on are shown to those alone who look behind."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="freezes")
    number = models.PositiveIntegerField()
    starts_at = models.DateTimeField()
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=200)
    decider_name = models.CharField(max_length=80)
    note = models.CharField(max_length=300, blank=True, default="", help_text="what the public board says of it")

    class Meta:
        ordering = ["event", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="freeze_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="freeze_counts_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.event} F{self.number}"


class Lift(Kept):
    """A freeze ends: everything that was held back is public from this moment on."""

    freeze = models.OneToOneField(Freeze, on_delete=models.PROTECT, related_name="lift")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    lifter_name = models.CharField(max_length=80)
    is_revealed = models.BooleanField(help_text="by the last place of a reveal; else opened at once")

    def __str__(self) -> str:
        return f"{self.freeze} lifted"
