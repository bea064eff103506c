"""Registers the room with Django."""

from django.apps import AppConfig


class CompetitionsConfig(AppConfig):
    """Programmes, tracks, competitions, events, stages, entries, rulebooks."""

    name = "jiangong.competitions"
    label = "competitions"
    verbose_name = "竞赛"
