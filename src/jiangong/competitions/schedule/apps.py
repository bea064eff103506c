"""Registers the room with Django."""

from django.apps import AppConfig


class ScheduleConfig(AppConfig):
    """Venues and sittings."""

    name = "jiangong.competitions.schedule"
    label = "schedule"
    verbose_name = "日程"
