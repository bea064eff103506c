"""Closed vocabularies of the panels."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SeatKind(TextChoices):
    """What somebody does on a panel. Three powers apart: who marks, who keeps the numbers, who looks on."""

    JUDGE = "judge", _("裁判员")
    CHIEF = "chief", _("裁判长")
    ENCRYPTION = "encryption", _("加密裁判")
    SUPERVISOR = "supervisor", _("监督")


MARKING = (SeatKind.JUDGE, SeatKind.CHIEF)
"""The kinds that stand in the marks under a code."""


class SeatState(TextChoices):
    """How far a seat has come."""

    NOMINATED = "nominated", _("已提名")
    INVITED = "invited", _("已邀请")
    CONFIRMED = "confirmed", _("已确认")
    DECLINED = "declined", _("已谢绝")
    RELEASED = "released", _("已退出")


class TieKind(TextChoices):
    """What a judge has to do with somebody who competes, as the judge or somebody else declares it."""

    KIN = "kin", _("亲属")
    COACHED = "coached", _("师徒或指导")
    OTHER = "other", _("其他利害关系")


class TieGround(TextChoices):
    """Why a judge may not judge an entry: declared, or found by the site."""

    DECLARED = "declared", _("已申报")
    SAME_UNIT = "same_unit", _("同一单位")
    SAME_TEAM = "same_team", _("同一个队")
