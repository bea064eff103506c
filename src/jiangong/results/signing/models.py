"""Tables of the signatures: the public half of every key that the federation ever signed with."""

from django.db import models

from jiangong.foundation.keeping import Kept


class PublishedKey(Kept):
    """A public key from the moment on at which the federation says that it is its own. A later one replaces it."""

    number = models.PositiveIntegerField(unique=True)
    name = models.CharField(max_length=40)
    algorithm = models.CharField(max_length=10)
    pem = models.TextField()
    fingerprint = models.CharField(max_length=64, unique=True)
    announced_at = models.DateTimeField()
    announced_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.name} {self.algorithm}"
