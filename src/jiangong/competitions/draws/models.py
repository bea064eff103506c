"""Tables of the draws. Both rows are written once: the list before anybody knows the phrase, the outcome after."""

from django.db import models
from django.db.models import Q

from jiangong.competitions.draws.enums import DrawKind
from jiangong.competitions.models import Event
from jiangong.foundation.keeping import Kept
from jiangong.organizations.models import User


class Draw(Kept):
    """What is drawn, and the list from which: one entry number a line, and the stations if stations are drawn."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="draws")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=DrawKind.choices)
    title = models.CharField(max_length=200)
    list = models.TextField(help_text="entry numbers, one a line, in order")
    stations = models.TextField(blank=True, default="", help_text="stations, one a line, in order")
    sha256 = models.CharField(max_length=64, help_text="of the list, a blank line and the stations, as UTF-8")
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ["event", "number"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=DrawKind.values), name="draw_kind_known"),
            models.UniqueConstraint(fields=["event", "number"], name="draw_number_once"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def reference(self) -> str:
        """How the audit trail names this draw."""
        return f"draws.draw:{self.event.competition.code}/{self.event.slug}/{self.number}"


class DrawOutcome(Kept):
    """The phrase that was made in public, by whom, and what came of it."""

    draw = models.OneToOneField(Draw, on_delete=models.PROTECT, related_name="outcome")
    phrase = models.CharField(max_length=200)
    makers = models.CharField(max_length=300, help_text="who made the phrase in public")
    lines = models.JSONField(help_text="[entry number, place or station], in the order drawn")
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.draw} {self.phrase}"
