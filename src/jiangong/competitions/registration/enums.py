"""Closed vocabularies of the registration."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class EntrantKind(TextChoices):
    """What competes under one number."""

    PERSON = "person", _("个人")
    TEAM = "team", _("团队")
    UNIT = "unit", _("单位")
    PROJECT = "project", _("项目")


class RegistrationState(TextChoices):
    """Where somebody who registered stands."""

    SUBMITTED = "submitted", _("待审核")
    CONFIRMED = "confirmed", _("已确认")
    WAITING = "waiting", _("候补")
    REFUSED = "refused", _("未通过")
    WITHDRAWN = "withdrawn", _("已退出")
    REPLACED = "replaced", _("已替换")


class EntryList(TextChoices):
    """How much of the entry list everybody may read."""

    NOTHING = "nothing", _("不公布名单")
    UNITS = "units", _("只公布各单位人数")
    NAMES = "names", _("公布姓名和单位")


class WindowState(TextChoices):
    """What a window is at a moment."""

    NOT_YET = "not_yet", _("未开始")
    OPEN = "open", _("可报名")
    FULL = "full", _("名额已满，可候补")
    CLOSED = "closed", _("已截止")
