"""Tables of the programmes: the rules of application and the managed lists, such as the two hundreds of “双百”."""

from django.db import models
from django.db.models import Q

from jiangong.competitions.models import Competition, Programme, RulebookVersion, Titled
from jiangong.competitions.programmes.enums import ListKind, SigningWay
from jiangong.foundation.keeping import Kept
from jiangong.organizations.models import Organization, User


class ProgrammeRules(models.Model):
    """What a programme asks of those who apply, and how small an event may be. Each number is the programme's to edit."""

    programme = models.OneToOneField(Programme, on_delete=models.PROTECT, related_name="rules")
    applications_open_on = models.DateField(null=True, blank=True)
    applications_close_on = models.DateField(null=True, blank=True, help_text="the last day")
    most_applications = models.PositiveSmallIntegerField(
        default=3, help_text="of one unit; provincial regulations say three"
    )
    may_repeat_trade = models.BooleanField(default=False, help_text="whether a trade of last year may be held again")
    review_days = models.PositiveSmallIntegerField(default=5, help_text="working days at each level")
    least_entrants = models.PositiveSmallIntegerField(default=30)
    least_selection_entrants = models.PositiveSmallIntegerField(default=15, help_text="of an event that selects a team")

    needs_second_for_rules = models.BooleanField(
        default=False, help_text="whether two officers sign before a rulebook draft becomes the rules"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(applications_close_on__isnull=True)
                | Q(applications_open_on__isnull=True)
                | Q(applications_close_on__gte=models.F("applications_open_on")),
                name="applications_days_in_order",
            )
        ]

    def __str__(self) -> str:
        return f"{self.programme}"


class ManagedList(Titled):
    """A list that officers keep inside a programme, with a limit if it has one."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="lists")
    kind = models.CharField(max_length=12, choices=ListKind.choices)
    limit = models.PositiveSmallIntegerField(null=True, blank=True)
    takes_approved = models.BooleanField(
        default=False, help_text="competitions enter it when their application is approved"
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["programme", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ListKind.values), name="managed_list_kind_known"),
            models.UniqueConstraint(fields=["programme", "title"], name="managed_list_title_once"),
            models.UniqueConstraint(
                fields=["programme"], condition=Q(takes_approved=True), name="one_list_takes_approved"
            ),
        ]

    @property
    def reference(self) -> str:
        """How the audit trail names this list."""
        return f"programmes.list:{self.programme.code}/{self.pk}"


class ListMember(models.Model):
    """A competition or a unit on a list, and who put it there."""

    list = models.ForeignKey(ManagedList, on_delete=models.PROTECT, related_name="members")
    competition = models.ForeignKey(
        Competition, on_delete=models.PROTECT, null=True, blank=True, related_name="list_memberships"
    )
    organization = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="list_memberships"
    )
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["list", "added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["list", "competition"], name="list_competition_once"),
            models.UniqueConstraint(fields=["list", "organization"], name="list_unit_once"),
            models.CheckConstraint(
                condition=Q(competition__isnull=False, organization__isnull=True)
                | Q(competition__isnull=True, organization__isnull=False),
                name="list_member_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """What the member is called, in the reader's language."""
        if self.competition is not None:
            return self.competition.spoken_title
        return self.organization.spoken_name if self.organization is not None else ""


class RulebookSignature(Kept):
    """Somebody who stands behind a version of the rules, and by what."""

    version = models.ForeignKey(RulebookVersion, on_delete=models.PROTECT, related_name="signatures")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=10, choices=SigningWay.choices)
    at = models.DateTimeField()

    class Meta:
        ordering = ["version", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(way__in=SigningWay.values), name="signing_way_known"),
            models.UniqueConstraint(fields=["version", "by"], name="rules_signed_once_by_each"),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.by}"
