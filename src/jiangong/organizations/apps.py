"""Registers the room with Django."""

from django.apps import AppConfig


class OrganizationsConfig(AppConfig):
    """The union tree, its people and the posts they hold."""

    name = "jiangong.organizations"
    label = "organizations"
    verbose_name = "组织"
