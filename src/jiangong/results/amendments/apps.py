"""Registers the room with Django."""

from django.apps import AppConfig


class AmendmentsConfig(AppConfig):
    """Decisions that change a result, with the list that was signed."""

    name = "jiangong.results.amendments"
    label = "amendments"
    verbose_name = "更正决定"
