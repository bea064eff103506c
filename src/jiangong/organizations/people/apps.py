"""Registers the room with Django."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Workers, rosters, consents and requests."""

    name = "jiangong.organizations.people"
    label = "people"
    verbose_name = "职工"
