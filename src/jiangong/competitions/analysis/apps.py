"""Registers the room with Django."""

from django.apps import AppConfig


class AnalysisConfig(AppConfig):
    """What competitions are of which kind, and how many."""

    name = "jiangong.competitions.analysis"
    label = "analysis"
    verbose_name = "参赛分析"
