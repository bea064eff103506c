"""Tables of the panels. Seats move by the services; what was allotted by lot is written once."""

from django.db import models
from django.db.models import F, Q

from jiangong.competitions.models import Event
from jiangong.evidence.panels.enums import MARKING, SeatKind, SeatState, TieKind
from jiangong.foundation.keeping import Kept
from jiangong.organizations.models import Organization, User

LIVE = (SeatState.NOMINATED, SeatState.INVITED, SeatState.CONFIRMED)


class Panel(models.Model):
    """Those who judge an event, and the settings by which they were chosen."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="panel")
    most_of_unit = models.PositiveSmallIntegerField(default=2, help_text="how many judges one unit may send")
    chief_marks = models.BooleanField(default=False, help_text="whether the chief judge marks as well")
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(most_of_unit__gte=1), name="panel_quota_counts")]

    def __str__(self) -> str:
        return f"{self.event}"

    @property
    def reference(self) -> str:
        """How the audit trail names this panel."""
        return f"panels.panel:{self.event.competition.code}/{self.event.slug}"


class Seat(models.Model):
    """A person on a panel. `code` is the source under which a judge stands in the marks; it is never given twice."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="seats")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="seats")
    kind = models.CharField(max_length=12, choices=SeatKind.choices)
    state = models.CharField(max_length=10, choices=SeatState.choices, default=SeatState.NOMINATED)
    code = models.CharField(max_length=10, blank=True, default="")
    unit = models.CharField(max_length=200, blank=True, default="")
    body = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="the unit, where it is known to the site",
    )  # fmt: skip
    team = models.CharField(max_length=200, blank=True, default="")
    qualification = models.CharField(max_length=500, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="", help_text="why it was declined or given up")
    nominated_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    nominated_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["panel", "code", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SeatKind.values), name="seat_kind_known"),
            models.CheckConstraint(condition=Q(state__in=SeatState.values), name="seat_state_known"),
            models.CheckConstraint(
                condition=Q(kind__in=MARKING) & ~Q(code="") | ~Q(kind__in=MARKING) & Q(code=""),
                name="seat_code_if_it_marks",
            ),
            models.UniqueConstraint(fields=["panel", "code"], condition=~Q(code=""), name="seat_code_once"),
            models.UniqueConstraint(fields=["panel", "user"], condition=Q(state__in=LIVE), name="seat_person_once"),
            models.UniqueConstraint(
                fields=["panel"], condition=Q(kind=SeatKind.CHIEF, state__in=LIVE), name="one_chief_judge"
            ),
        ]

    def __str__(self) -> str:
        return self.code or self.get_kind_display()

    @property
    def reference(self) -> str:
        """How the audit trail names this seat."""
        return f"{self.panel.reference}/{self.code or self.pk}"


class Tie(models.Model):
    """What somebody declared about a seat: whom it concerns is a text, compared with the entries whenever it is asked.

    A judge who knows a work when it lies on the table names the work; `number` is the entry behind it, for the server only.
    """

    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="ties")
    kind = models.CharField(max_length=8, choices=TieKind.choices)
    name = models.CharField(max_length=200, blank=True, default="")
    unit = models.CharField(max_length=200, blank=True, default="")
    number = models.CharField(max_length=100, blank=True, default="")
    label = models.CharField(max_length=100, blank=True, default="", help_text="the work as the judge saw it")
    note = models.CharField(max_length=500, blank=True, default="")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["seat", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=TieKind.values), name="tie_kind_known"),
            models.CheckConstraint(condition=~Q(name="", unit="", number=""), name="tie_is_about_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {self.get_kind_display()}"


class Allotment(Kept):
    """The list from which works are allotted to judges: entry numbers, judges' codes, how many judges a work gets and how many
    works everybody marks. It is frozen before anybody knows the phrase."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="allotments")
    number = models.PositiveSmallIntegerField()
    list = models.TextField(help_text="entry numbers, one a line, in order")
    codes = models.TextField(help_text="judges' codes, one a line, in order")
    barred = models.JSONField(help_text="[code, entry number] of every recusal at that moment")
    judges_each = models.PositiveSmallIntegerField()
    common = models.PositiveSmallIntegerField(default=0, help_text="works that every judge marks")
    sha256 = models.CharField(max_length=64, help_text="of the list, a blank line and the codes, as UTF-8")
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()

    class Meta:
        ordering = ["panel", "number"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "number"], name="allotment_number_once"),
            models.CheckConstraint(condition=Q(judges_each__gte=1), name="allotment_gives_a_judge"),
        ]

    def __str__(self) -> str:
        return f"{self.panel} {self.number}"


class AllotmentDraw(Kept):
    """The phrase that was made in public, and who marks what by it."""

    allotment = models.OneToOneField(Allotment, on_delete=models.PROTECT, related_name="outcome")
    phrase = models.CharField(max_length=200)
    makers = models.CharField(max_length=300)
    lines = models.JSONField(help_text="[entry number, [codes]], in the order drawn")
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.allotment}"


class Replacement(Kept):
    """One judge takes a work over from another, for a reason, after the lots were drawn."""

    allotment = models.ForeignKey(Allotment, on_delete=models.PROTECT, related_name="replacements")
    number = models.CharField(max_length=100, help_text="the entry")
    from_code = models.CharField(max_length=10)
    to_code = models.CharField(max_length=10)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["allotment", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(from_code=F("to_code")), name="replacement_is_somebody_else")
        ]

    def __str__(self) -> str:
        return f"{self.from_code} → {self.to_code}"
