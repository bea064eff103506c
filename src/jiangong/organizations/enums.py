"""Closed vocabularies of the organizations."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Level(TextChoices):
    """Where a body stands in the union tree."""

    PROVINCE = "province", _("省总工会")
    CITY = "city", _("市州总工会")
    COUNTY = "county", _("县级总工会")
    INDUSTRY = "industry", _("产业工会")
    ENTERPRISE = "enterprise", _("企业工会")
    WORKSHOP = "workshop", _("车间")
    CREW = "crew", _("班组")


class Role(TextChoices):
    """What a person does in an organization and in all that belongs to it."""

    ADMINISTRATOR = "administrator", _("系统管理员")
    SECURITY = "security", _("安全管理员")
    AUDITOR = "auditor", _("审计员")
    OFFICER = "officer", _("竞赛管理员")
    REVIEWER = "reviewer", _("评审员")
    JUDGE = "judge", _("裁判员")
    CHIEF_JUDGE = "chief_judge", _("裁判长")
    ENCRYPTION_JUDGE = "encryption_judge", _("加密裁判")
    EDITOR = "editor", _("编辑")
    CLERK = "clerk", _("服务台接待员")
    LIAISON = "liaison", _("联络员")


APART = (Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR)
"""Three powers of which one person holds at most one (三权分立, GB/T 22239-2019 level 3): who keeps accounts, who gives posts,
and who looks over both."""


class TreeChange(TextChoices):
    """What happened to a body of the union tree."""

    FOUNDED = "founded", _("成立")
    RENAMED = "renamed", _("更名")
    MOVED = "moved", _("改隶")
    MERGED = "merged", _("合并")
    CLOSED = "closed", _("撤销")
