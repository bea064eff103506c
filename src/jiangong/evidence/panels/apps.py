"""Registers the room with Django."""

from django.apps import AppConfig


class PanelsConfig(AppConfig):
    """Seats, ties, allotments."""

    name = "jiangong.evidence.panels"
    label = "panels"
    verbose_name = "裁判组"
