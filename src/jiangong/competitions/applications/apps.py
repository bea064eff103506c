"""Registers the room with Django."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """Applications to hold a competition, and the steps of their review."""

    name = "jiangong.competitions.applications"
    label = "applications"
    verbose_name = "立项"
