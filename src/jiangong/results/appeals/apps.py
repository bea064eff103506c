"""Registers the room with Django."""

from django.apps import AppConfig


class AppealsConfig(AppConfig):
    """Appeals, their windows, panels and decisions."""

    name = "jiangong.results.appeals"
    label = "appeals"
    verbose_name = "申诉和异议"
