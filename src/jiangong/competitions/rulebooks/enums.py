"""Closed vocabularies of the drafts."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DraftState(TextChoices):
    """What became of a draft."""

    OPEN = "open", _("起草中")
    ADOPTED = "adopted", _("已采用")
    DROPPED = "dropped", _("已作废")
