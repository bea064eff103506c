"""Closed vocabularies of the analysis."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Era(TextChoices):
    """Whether an industry is of the old kind or of the new."""

    TRADITIONAL = "traditional", _("传统产业")
    MODERN = "modern", _("现代产业")


class Intensity(TextChoices):
    """What an industry lives by."""

    LABOUR = "labour", _("劳动密集型")
    KNOWLEDGE = "knowledge", _("知识密集型")


class EnterpriseKind(TextChoices):
    """Whose enterprises compete."""

    STATE = "state", _("国有企业")
    PRIVATE = "private", _("民营企业")
    FOREIGN = "foreign", _("外商投资企业")
    PUBLIC = "public", _("机关事业单位")
    MIXED = "mixed", _("各类企业都有")


class Dimension(TextChoices):
    """By what competitions and entries are counted."""

    TRACK = "track", _("赛道")
    CITY = "city", _("市州")
    COUNTY = "county", _("县市区")
    INDUSTRY = "industry", _("行业")
    ERA = "era", _("传统和现代")
    INTENSITY = "intensity", _("劳动密集和知识密集")
    CLUSTER = "cluster", _("产业集群")
    ENTERPRISE = "enterprise", _("企业类别")
    YEAR = "year", _("年度")
