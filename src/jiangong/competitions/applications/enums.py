"""Closed vocabularies of the applications."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ApplicationState(TextChoices):
    """The life of an application. It climbs as submitted and accepted, level by level, until it is decided."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("已提交")
    ACCEPTED = "accepted", _("已受理")
    RETURNED = "returned", _("退回补正")
    APPROVED = "approved", _("通过")
    REJECTED = "rejected", _("不通过")
    WITHDRAWN = "withdrawn", _("已撤回")


class Act(TextChoices):
    """What was done with an application."""

    SUBMIT = "submit", _("已提交")
    ACCEPT = "accept", _("已受理")
    RETURN = "return", _("退回补正")
    RECOMMEND = "recommend", _("审核通过，报上一级")
    APPROVE = "approve", _("批准立项")
    REJECT = "reject", _("不予立项")
    WITHDRAW = "withdraw", _("申报单位撤回")
