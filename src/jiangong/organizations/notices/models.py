"""Tables of the notices."""

from django.db import models
from django.db.models import Q

from jiangong.organizations.models import User
from jiangong.organizations.notices.enums import Channel, DeliveryState, SuggestionState


class Notice(models.Model):
    """Something that a person should know, once. `reference` names what it is about: the same is not told twice."""

    to = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=40)
    reference = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True, default="")
    address = models.CharField(
        max_length=300, blank=True, default="", help_text="path of the page where it is dealt with"
    )
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["to", "reference"], name="notice_told_once")]
        indexes = [models.Index(fields=["to", "read_at", "-at"], name="notice_of_person")]

    def __str__(self) -> str:
        return self.subject


class Delivery(models.Model):
    """A notice on its way by one channel."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    state = models.CharField(max_length=8, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    said = models.CharField(max_length=300, blank=True, default="", help_text="what went wrong the last time")

    class Meta:
        ordering = ["next_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once_a_channel"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="delivery_channel_known"),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="delivery_state_known"),
        ]
        indexes = [models.Index(fields=["state", "next_at"], name="delivery_due")]

    def __str__(self) -> str:
        return f"{self.notice} {self.get_channel_display()}"


class Suggestion(models.Model):
    """A complaint or a suggestion that somebody left on a page, with the page and the version that they saw. Who wrote it is
    asked of nobody; how to reach them is theirs to leave."""

    page = models.CharField(max_length=300)
    version = models.CharField(max_length=40)
    text = models.TextField()
    reply_to = models.CharField(max_length=200, blank=True, default="")
    receipt = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=8, choices=SuggestionState.choices, default=SuggestionState.NEW)
    at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_by = models.CharField(max_length=200, blank=True, default="")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SuggestionState.values), name="suggestion_state_known"),
            models.CheckConstraint(
                condition=Q(state=SuggestionState.NEW, answered_at__isnull=True)
                | Q(state=SuggestionState.ANSWERED, answered_at__isnull=False),
                name="suggestion_answered_when",
            ),
        ]
        indexes = [models.Index(fields=["state", "-at"], name="suggestion_open")]

    def __str__(self) -> str:
        return self.receipt
