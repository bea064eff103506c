"""Closed vocabularies of the competitions."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Slot(TextChoices):
    """The five places of a programme. What the track in a place is called is data; its sign and colour go with the place."""

    REGION = "region", _("区域引领")
    PLANT = "plant", _("制造业企业")
    PROJECT = "project", _("重点项目")
    PARK = "park", _("“五好”园区")
    LOTUS = "lotus", _("芙蓉杯")


class Policy(TextChoices):
    """How much of a published result everybody may read. Each step shows what the one before shows, and more."""

    PLACES = "places", _("公布名次")
    SCORES = "scores", _("公布名次和得分")
    MARKS = "marks", _("公布名次、得分和评分")


class NamesBasis(TextChoices):
    """Why the names of those who compete may stand on public pages."""

    CONSENT = "consent", _("每人单独同意，没有同意的只显示参赛号")
    GROUND = "ground", _("有公布姓名的依据")
    NOT_PEOPLE = "not_people", _("参赛的是单位、班组、项目或作品，不是个人")


class EventState(TextChoices):
    """The life of an event."""

    DRAFT = "draft", _("筹备中")
    OPEN = "open", _("进行中")
    CLOSED = "closed", _("已结束")
    CANCELLED = "cancelled", _("已取消")
