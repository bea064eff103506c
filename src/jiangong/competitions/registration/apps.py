"""Registers the room with Django."""

from django.apps import AppConfig


class RegistrationConfig(AppConfig):
    """Windows of registration, their rules, and who registered."""

    name = "jiangong.competitions.registration"
    label = "registration"
    verbose_name = "报名"
