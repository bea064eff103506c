"""Tables of what makes a result firm. Signatures, postings and frozen pages are kept as they are; a hold is lifted once."""

from django.db import models
from django.db.models import Q

from jiangong.competitions.models import Competition, Event
from jiangong.foundation.keeping import Kept
from jiangong.foundation.models import StoredFile
from jiangong.results.enums import PublicationState
from jiangong.results.firming.enums import AfterLoss, HoldKind, PostingLevel
from jiangong.results.models import Publication


class PublicationRule(models.Model):
    """How results of a competition become firm. A competition without a row goes by the defaults."""

    competition = models.OneToOneField(Competition, on_delete=models.PROTECT, related_name="publication_rule")
    signatures = models.PositiveSmallIntegerField(default=2, help_text="how many people check a result")
    is_publisher_excluded = models.BooleanField(default=True, help_text="whether the publisher is none of them")
    notice_days = models.PositiveSmallIntegerField(default=5, help_text="working days of the public notice")
    levels = models.JSONField(default=list, blank=True, help_text="where the notice must hang besides this site")
    after_loss = models.CharField(max_length=6, choices=AfterLoss.choices, default=AfterLoss.LOSE)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(signatures__gte=1, signatures__lte=3), name="rule_one_to_three_sign"),
            models.CheckConstraint(condition=Q(notice_days__gte=1), name="rule_notice_has_a_day"),
            models.CheckConstraint(condition=Q(after_loss__in=AfterLoss.values), name="rule_after_loss_known"),
        ]

    def __str__(self) -> str:
        return f"{self.competition}"

    @property
    def required_levels(self) -> list[PostingLevel]:
        """The levels at which a notice must hang, in order."""
        return [level for level in PostingLevel if level.value in self.levels]


class Signature(Kept):
    """A named person stands behind a step of a publication. The step is taken with the last signature that the rule asks for."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="signatures")
    state = models.CharField(max_length=14, choices=PublicationState.choices)
    by = models.CharField(max_length=200)
    signer_name = models.CharField(max_length=80)
    at = models.DateTimeField()
    note = models.TextField(blank=True, default="")

    class Meta:
        ordering = ["publication", "at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["publication", "state", "by"], name="signature_once_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.signer_name}"


class Hold(models.Model):
    """Something that keeps the results of one event, and of no other, from taking effect until it is lifted."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=8, choices=HoldKind.choices)
    reference = models.CharField(max_length=120, help_text="what it stands for, as the audit trail names it")
    sentence = models.CharField(max_length=300)
    placed_at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.CharField(max_length=200, blank=True, default="")
    lifted_why = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["placed_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=HoldKind.values), name="hold_kind_known"),
            models.UniqueConstraint(
                fields=["event", "reference"], condition=Q(lifted_at__isnull=True), name="hold_open_once"
            ),
        ]

    def __str__(self) -> str:
        return self.sentence


class Posting(Kept):
    """A public notice was hung at a level: where, when by this site's clock, by whom. Its working days count from then."""

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="postings")
    level = models.CharField(max_length=8, choices=PostingLevel.choices)
    place = models.CharField(max_length=200)
    hung_by = models.CharField(max_length=200, help_text="the body that hung it")
    at = models.DateTimeField()
    until = models.DateTimeField()
    by = models.CharField(max_length=200)
    recorder_name = models.CharField(max_length=80)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["publication", "at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(level__in=PostingLevel.values), name="posting_level_known"),
            models.CheckConstraint(condition=~Q(place=""), name="posting_has_a_place"),
        ]

    def __str__(self) -> str:
        return f"{self.publication} {self.level} {self.place}"


class NoticePage(Kept):
    """What was on public notice, frozen as a file when the notice began; the audit row that holds its fingerprint is its stamp."""

    publication = models.OneToOneField(Publication, on_delete=models.PROTECT, related_name="notice_page")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    audit_number = models.PositiveBigIntegerField()
    audit_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["publication"]

    def __str__(self) -> str:
        return f"{self.publication}"
