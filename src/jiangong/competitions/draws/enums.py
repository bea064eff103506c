"""Closed vocabularies of the draws."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DrawKind(TextChoices):
    """What is drawn."""

    ORDER = "order", _("出场顺序")
    STATION = "station", _("工位")
