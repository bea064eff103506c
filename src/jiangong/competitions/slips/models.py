"""One table: how often a wrong slip code was tried for an entry lately. Nothing in it says who tried."""

from django.db import models

from jiangong.competitions.models import Entry


class SlipTries(models.Model):
    """Wrong codes tried for an entry since a moment."""

    entry = models.OneToOneField(Entry, on_delete=models.CASCADE, related_name="slip_tries")
    since = models.DateTimeField()
    wrong = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["entry"]

    def __str__(self) -> str:
        return f"{self.entry} {self.wrong}"
