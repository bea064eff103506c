"""Registers the room with Django."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Rules of application and managed lists of a programme."""

    name = "jiangong.competitions.programmes"
    label = "programmes"
    verbose_name = "年度项目"
