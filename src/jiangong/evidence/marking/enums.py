"""Closed vocabularies of marking."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Hand(IntegerChoices):
    """Who of two people entered a sheet. The second never sees a way into the first one's sheet."""

    FIRST = 1, _("第一人")
    SECOND = 2, _("第二人")


class Medium(TextChoices):
    """On what the marks were given."""

    DEVICE = "device", _("网页")
    PAPER = "paper", _("纸质表")


class HeldWhy(TextChoices):
    """Why a sheet that arrived was kept beside, and did not count."""

    DIFFERS = "differs", _("与已封存的内容不同")
    NOT_ASKED = "not_asked", _("这件作品不由此席评分")
    SLIPS = "slips", _("不合规则")
    LATE = "late", _("已进入下一轮")
    OPENED = "opened", _("作品号已经解密")


class HeldAct(TextChoices):
    """What the chief judge decided about a sheet that was kept beside."""

    STANDS = "stands", _("以先封存的为准")
    AGAIN = "again", _("这名裁判重评")


class IncidentKind(TextChoices):
    """What happened on the floor."""

    EQUIPMENT = "equipment", _("设备故障")
    INTERRUPTION = "interruption", _("比赛中断")
    SAFETY = "safety", _("安全违规")
    RECUSAL = "recusal", _("裁判申请回避")
    OTHER = "other", _("其他")


class WorkState(TextChoices):
    """How far one judge is with one work."""

    TODO = "todo", _("未评")
    SEALED = "sealed", _("已封存")
    SECOND = "second", _("等第二人")
    DIFFER = "differ", _("两人不同")
    AGAIN = "again", _("待重评")
