"""Registers the room with Django."""

from django.apps import AppConfig


class SigningConfig(AppConfig):
    """Signatures under what is published."""

    name = "jiangong.results.signing"
    label = "signing"
    verbose_name = "签名"
