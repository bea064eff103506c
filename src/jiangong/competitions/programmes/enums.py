"""Closed vocabularies of the programmes."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ListKind(TextChoices):
    """What a managed list holds."""

    COMPETITIONS = "competitions", _("竞赛")
    UNITS = "units", _("单位")


class SigningWay(TextChoices):
    """By what somebody stands behind adopted rules."""

    DRAFT = "draft", _("签字采用草稿")
    DIRECT = "direct", _("直接采用")
    FILED = "filed", _("随立项申报提交")
    APPROVED = "approved", _("批准立项")
    BEFORE = "before", _("采用上一年的同一规则")
    CARRIED = "carried", _("沿用到新的年度")
