"""Closed vocabularies of what makes a result firm."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AfterLoss(TextChoices):
    """What becomes of people who went on already and, by a later decision, should not have."""

    KEEP = "keep", _("保留晋级，另补应晋级的人")
    LOSE = "lose", _("失去晋级，由应晋级的人替上")
    REPLAY = "replay", _("上一级赛项重赛，重赛前谁的晋级都不取消")


class PostingLevel(TextChoices):
    """Where a public notice has to hang."""

    UNIT = "unit", _("本单位")
    COUNTY = "county", _("县（市、区）")
    CITY = "city", _("市州")
    PROVINCE = "province", _("省")


class HoldKind(TextChoices):
    """Why a result may not take effect."""

    APPEAL = "appeal", _("申诉处理中")
    REPLAY = "replay", _("晋级有变，等待处理")
