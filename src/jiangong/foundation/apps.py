"""Registers the room with Django."""

from django.apps import AppConfig


class FoundationConfig(AppConfig):
    """Audit trail, jobs and files."""

    name = "jiangong.foundation"
    label = "foundation"
    verbose_name = "基础"
