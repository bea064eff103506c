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
    OFFICER = "officer", _("竞赛管理员")
    JUDGE = "judge", _("裁判员")
    CHIEF_JUDGE = "chief_judge", _("裁判长")
    AUDITOR = "auditor", _("审计员")
