"""Tables of going on. A link belongs to the upper event; its seats are filled from the published run of the lower one."""

from django.db import models
from django.db.models import F, Q

from jiangong.competitions.models import Entry, Event
from jiangong.foundation.keeping import Kept
from jiangong.results.enums import PublicationState
from jiangong.results.models import Publication
from jiangong.results.promotion.enums import LateAct, LineTies, SeatState


class PromotionLink(models.Model):
    """Who of one event goes on to another: how many, how many of a unit, who waits in reserve, until when to confirm."""

    lower = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="feeds")
    stage = models.CharField(max_length=80, help_text="code of the stage of the lower event whose places decide")
    upper = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="fed_by")
    number = models.PositiveSmallIntegerField(help_text="of the upper event, from 1; it begins the entry numbers")
    quota = models.PositiveSmallIntegerField(null=True, blank=True, help_text="none: as many as the rulebook sends on")
    most_of_unit = models.PositiveSmallIntegerField(null=True, blank=True)
    reserves = models.PositiveSmallIntegerField(default=2)
    ties = models.CharField(max_length=4, choices=LineTies.choices, default=LineTies.NONE)
    ripe_at = models.CharField(
        max_length=14, choices=PublicationState.choices, default=PublicationState.IN_EFFECT,
        help_text="how firm the lower result must be",
    )  # fmt: skip
    confirm_hours = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="none: no confirmation is asked for"
    )
    set_by = models.CharField(max_length=200)
    set_at = models.DateTimeField()
    filled_from = models.ForeignKey(
        Publication, null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        help_text="the publication from which the seats stand",
    )  # fmt: skip

    class Meta:
        ordering = ["upper", "number"]
        constraints = [
            models.UniqueConstraint(fields=["upper", "number"], name="promotion_number_once"),
            models.UniqueConstraint(fields=["lower", "stage", "upper"], name="promotion_link_once"),
            models.CheckConstraint(condition=~Q(lower=F("upper")), name="promotion_leads_elsewhere"),
            models.CheckConstraint(condition=Q(ties__in=LineTies.values), name="promotion_ties_known"),
            models.CheckConstraint(condition=Q(ripe_at__in=PublicationState.values), name="promotion_ripe_known"),
        ]

    def __str__(self) -> str:
        return f"{self.lower} → {self.upper}"


class Seat(models.Model):
    """One person of the lower event before the door of the upper one. `number` and `name` are as they stood when it was filled."""

    link = models.ForeignKey(PromotionLink, on_delete=models.PROTECT, related_name="seats")
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="seats")
    position = models.PositiveIntegerField(help_text="the order of the lower standings")
    place = models.PositiveIntegerField()
    division = models.CharField(max_length=200, blank=True, default="", help_text="within which the place was counted")
    name = models.CharField(max_length=200, blank=True, default="")
    unit = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=10, choices=SeatState.choices)
    why = models.CharField(max_length=300)
    upper_entry = models.OneToOneField(
        Entry, null=True, blank=True, on_delete=models.SET_NULL, related_name="came_by"
    )  # fmt: skip
    upper_number = models.CharField(max_length=100, blank=True, default="", help_text="kept, so that it can come back")
    called_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["link", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["link", "entry"], name="seat_once_an_entry"),
            models.CheckConstraint(condition=Q(state__in=SeatState.values), name="promoted_seat_state_known"),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="seat_due")]

    def __str__(self) -> str:
        return f"{self.entry.number} {self.name}"

    @property
    def reference(self) -> str:
        """How the audit trail names this seat."""
        return f"promotion.seat:{self.pk}"


class SeatMove(Kept):
    """A seat changed its state: the trace of who went on and why."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="moves")
    before = models.CharField(max_length=10, blank=True, default="")
    after = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    reason = models.CharField(max_length=500)

    class Meta:
        ordering = ["seat", "at", "pk"]

    def __str__(self) -> str:
        return f"{self.seat} {self.before} → {self.after}"


class LateSeat(models.Model):
    """A seat that somebody gained when the upper event was marked already. It waits for the decision of the panel there, which is signed with
    its list; a decision below that is taken back ends it too."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="late")
    ground = models.CharField(
        max_length=120, help_text="the decision below that gave the seat, as the audit trail names it"
    )
    gained_at = models.DateTimeField()
    act = models.CharField(max_length=10, choices=LateAct.choices, blank=True, default="")
    position = models.PositiveSmallIntegerField(null=True, blank=True, help_text="what was drawn anew")
    panel_words = models.CharField(max_length=500, blank=True, default="", help_text="what the panel decided, and when")
    reason = models.CharField(max_length=500, blank=True, default="")
    lines = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=200, blank=True, default="")
    signer_name = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        ordering = ["gained_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(act__in=["", *LateAct.values]), name="late_act_known"),
            models.UniqueConstraint(fields=["seat"], condition=Q(act=""), name="late_seat_waits_once"),
            models.CheckConstraint(
                condition=Q(act="") | Q(decided_at__isnull=False), name="late_decision_has_its_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.act}"

    @property
    def reference(self) -> str:
        """What the upper event is held up for."""
        return f"promotion.late:{self.pk}"
