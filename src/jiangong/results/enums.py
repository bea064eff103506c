"""Closed vocabularies of the results."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PublicationState(TextChoices):
    """How firm a published result is. It only hardens; a step back is another publication."""

    PROVISIONAL = "provisional", _("暂定")
    CHECKED = "checked", _("已复核")
    PUBLIC_NOTICE = "public_notice", _("公示中")
    IN_EFFECT = "in_effect", _("已生效")

    @property
    def position(self) -> int:
        """1 for the first step, 4 for the last."""
        return list(PublicationState).index(self) + 1


class Act(TextChoices):
    """What an officer has to do next for an event."""

    SETTLE = "settle", _("计算名次")
    PUBLISH = "publish", _("发布成绩")
    CHECK = "check", _("复核成绩")
    NOTICE = "notice", _("开始公示")
    EFFECT = "effect", _("使成绩生效")
