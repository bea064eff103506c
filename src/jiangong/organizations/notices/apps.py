"""Registers the room with Django."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Notices to people, and what people write to the operator."""

    name = "jiangong.organizations.notices"
    label = "notices"
    verbose_name = "通知"
