"""Closed vocabularies of judging."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SheetKind(TextChoices):
    """Where a sheet of marks comes from."""

    IMPORT = "import", _("导入的评分表")
    CORRECTION = "correction", _("更正")
    SEALED = "sealed", _("裁判封存")


class Scope(TextChoices):
    """What of the event's marks a sheet replaces."""

    WHOLE = "whole", _("全部评分")
    KEYS = "keys", _("表中列出的评分")
