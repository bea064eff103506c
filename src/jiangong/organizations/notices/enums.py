"""Closed vocabularies of the notices."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Channel(TextChoices):
    """The ways out of the site. The page itself is no channel: every notice stands there."""

    MAIL = "mail", _("邮件")
    WEBHOOK = "webhook", _("短信或工作群网关")


class DeliveryState(TextChoices):
    """How far a notice has come on a channel."""

    WAITING = "waiting", _("待发")
    SENT = "sent", _("已发")
    FAILED = "failed", _("没有发出")


class SuggestionState(TextChoices):
    """What became of what somebody wrote."""

    NEW = "new", _("待答复")
    ANSWERED = "answered", _("已答复")
