"""Registers the room with Django."""

from django.apps import AppConfig


class MarkingConfig(AppConfig):
    """Sheets as judges seal them."""

    name = "jiangong.evidence.marking"
    label = "marking"
    verbose_name = "评分表"
