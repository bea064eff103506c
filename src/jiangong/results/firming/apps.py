"""Registers the room with Django."""

from django.apps import AppConfig


class FirmingConfig(AppConfig):
    """Signatures, holds and postings of publications."""

    name = "jiangong.results.firming"
    label = "firming"
    verbose_name = "成绩的签署和公示"
