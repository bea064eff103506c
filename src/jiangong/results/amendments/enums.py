"""Closed vocabularies of the decisions that change a result."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AmendmentKind(TextChoices):
    """Why a result changes."""

    CORRECTION = "correction", _("更正评分")
    LATE_MARK = "late_mark", _("补录评分")
    STATE = "state", _("取消资格、缺考或弃权")
    RULES = "rules", _("改用另一版规则")
    EVIDENCE = "evidence", _("采用新封存的评分")
    APPEAL = "appeal", _("申诉成立")
    REVERSAL = "reversal", _("撤销更正决定")
