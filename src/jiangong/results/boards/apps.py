"""Registers the room with Django."""

from django.apps import AppConfig


class BoardsConfig(AppConfig):
    """Live boards and reveals of published results."""

    name = "jiangong.results.boards"
    label = "boards"
    verbose_name = "大屏和实时榜"
