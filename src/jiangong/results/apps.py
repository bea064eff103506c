"""Registers the room with Django."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Runs, standings and publications."""

    name = "jiangong.results"
    label = "results"
    verbose_name = "成绩"
