"""Registers the room with Django."""

from django.apps import AppConfig


class SlipsConfig(AppConfig):
    """Wrong tries at slip codes."""

    name = "jiangong.competitions.slips"
    label = "slips"
    verbose_name = "查分码"
