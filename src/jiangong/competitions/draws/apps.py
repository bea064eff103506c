"""Registers the room with Django."""

from django.apps import AppConfig


class DrawsConfig(AppConfig):
    """Orders and stations drawn by lot."""

    name = "jiangong.competitions.draws"
    label = "draws"
    verbose_name = "抽签"
