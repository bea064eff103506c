"""Closed vocabularies of the programmes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ListKind(TextChoices):
    """What a managed list holds."""

    COMPETITIONS = "competitions", _("竞赛")
    UNITS = "units", _("单位")
