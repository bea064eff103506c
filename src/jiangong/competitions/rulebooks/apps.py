"""Registers the room with Django."""

from django.apps import AppConfig


class RulebooksConfig(AppConfig):
    """Rulebooks in the making."""

    name = "jiangong.competitions.rulebooks"
    label = "rulebooks"
    verbose_name = "规则草稿"
