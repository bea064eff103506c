"""Tables of the analysis."""

from django.db import models
from django.db.models import Q

from jiangong.competitions.analysis.enums import EnterpriseKind, Era, Intensity
from jiangong.competitions.models import Competition


class CompetitionKind(models.Model):
    """Of which kind a competition is, as its host says; what is not said is blank and counted as such."""

    competition = models.OneToOneField(Competition, on_delete=models.PROTECT, related_name="kind")
    industry = models.CharField(
        max_length=1, blank=True, default="", help_text="section of GB/T 4754, a letter from A to T"
    )
    era = models.CharField(max_length=12, choices=Era.choices, blank=True, default="")
    intensity = models.CharField(max_length=12, choices=Intensity.choices, blank=True, default="")
    cluster = models.CharField(max_length=60, blank=True, default="")
    enterprise = models.CharField(max_length=12, choices=EnterpriseKind.choices, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(era__in=["", *Era.values]), name="kind_era_known"),
            models.CheckConstraint(condition=Q(intensity__in=["", *Intensity.values]), name="kind_intensity_known"),
            models.CheckConstraint(
                condition=Q(enterprise__in=["", *EnterpriseKind.values]), name="kind_enterprise_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.competition}"
