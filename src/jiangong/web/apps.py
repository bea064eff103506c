"""Registers the site with Django, for its templates, tags, static files and translations. It owns no tables."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The web door."""

    name = "jiangong.web"
    label = "web"
    verbose_name = "网站"
