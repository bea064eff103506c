"""Registers the room with Django."""

from django.apps import AppConfig


class BlindConfig(AppConfig):
    """Check-in, layers, openings."""

    name = "jiangong.evidence.blind"
    label = "blind"
    verbose_name = "检录和加密"
