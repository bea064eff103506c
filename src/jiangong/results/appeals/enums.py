"""Closed vocabularies of the appeals."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AppealKind(TextChoices):
    """What an appeal is about; each kind has its own window."""

    CONDUCT = "conduct", _("赛场执裁和组织")
    RESULT = "result", _("成绩和名次")
    NOTICE = "notice", _("公示异议")


class TimeUnit(TextChoices):
    """In what a term is counted."""

    MINUTES = "minutes", _("分钟")
    HOURS = "hours", _("小时")
    WORKING_DAYS = "working_days", _("工作日")


class Start(TextChoices):
    """From when a window counts."""

    EVENT_ENDS = "event_ends", _("比赛结束")
    PUBLISHED = "published", _("成绩发布")
    NOTICE = "notice", _("公示期间")


class Lodger(TextChoices):
    """Who lodged it, and by what we know."""

    ENTRY = "entry", _("参赛人")
    UNIT = "unit", _("单位")
    PERSON = "person", _("实名个人")


class AppealState(TextChoices):
    """What became of it."""

    OPEN = "open", _("处理中")
    UPHELD = "upheld", _("成立")
    REJECTED = "rejected", _("不成立")
    WITHDRAWN = "withdrawn", _("已撤回")
    MERGED = "merged", _("已合并")


class Opinion(TextChoices):
    """How a member of the panel votes."""

    UPHOLD = "uphold", _("成立")
    REJECT = "reject", _("不成立")


class StepKind(TextChoices):
    """What happened to an appeal, as the appellant reads it."""

    LODGED = "lodged", _("已收到")
    PANEL = "panel", _("已确定听证人员")
    RECUSED = "recused", _("一名听证人员回避")
    MERGED = "merged", _("与另一件合并办理")
    WITHDRAWN = "withdrawn", _("已撤回")
    DECIDED = "decided", _("已作出决定")
    AMENDED = "amended", _("成绩已更正并重新发布")


ENDED = (AppealState.UPHELD, AppealState.REJECTED, AppealState.WITHDRAWN, AppealState.MERGED)
