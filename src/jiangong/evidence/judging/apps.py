"""Registers the room with Django."""

from django.apps import AppConfig


class JudgingConfig(AppConfig):
    """Sheets of marks, sealed."""

    name = "jiangong.evidence.judging"
    label = "judging"
    verbose_name = "评分"
