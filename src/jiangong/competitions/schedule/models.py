"""Tables of the schedule: where a competition takes place, and its sittings."""

from django.db import models
from django.db.models import F

from jiangong.competitions.models import Competition, Event, Stage


class Venue(models.Model):
    """A place of a competition with its workstations."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="venues")
    name = models.CharField(max_length=100)
    address = models.CharField(max_length=200, blank=True, default="")
    stations = models.TextField(blank=True, default="", help_text="names of the workstations, one a line")

    class Meta:
        ordering = ["competition", "name"]
        constraints = [models.UniqueConstraint(fields=["competition", "name"], name="venue_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def station_names(self) -> list[str]:
        """The workstations in order."""
        return [line for line in self.stations.splitlines() if line]


class Sitting(models.Model):
    """Something of an event that takes place somewhere from one moment to another."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="sittings")
    stage = models.ForeignKey(Stage, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    venue = models.ForeignKey(Venue, on_delete=models.PROTECT, related_name="sittings")
    title = models.CharField(max_length=100)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["begins_at", "pk"]
        indexes = [models.Index(fields=["venue", "begins_at"], name="sitting_at_a_venue")]
        constraints = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=F("begins_at")), name="sitting_ends_after_it_begins")
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.begins_at:%Y-%m-%d %H:%M}"
