"""Registers the room with Django."""

from django.apps import AppConfig


class FreezesConfig(AppConfig):
    """What the public does not see yet of a result."""

    name = "jiangong.results.freezes"
    label = "freezes"
    verbose_name = "封榜"
