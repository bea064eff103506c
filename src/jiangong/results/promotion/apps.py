"""Registers the room with Django."""

from django.apps import AppConfig


class PromotionConfig(AppConfig):
    """Links between events, and the seats that they fill."""

    name = "jiangong.results.promotion"
    label = "promotion"
    verbose_name = "晋级"
