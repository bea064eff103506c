"""Tables of the registration. The counters of a window are moved by its services only, under its lock."""

from django.db import models
from django.db.models import F, Q

from jiangong.competitions.models import Entry, Event
from jiangong.competitions.registration.enums import EntrantKind, EntryList, RegistrationState
from jiangong.foundation.words import spoken
from jiangong.organizations.models import Organization, User
from jiangong.organizations.people.models import Worker

HOLDING = (RegistrationState.SUBMITTED, RegistrationState.CONFIRMED)
LIVE = (*HOLDING, RegistrationState.WAITING)


class RegistrationWindow(models.Model):
    """When and by whom an event may be entered, how many places there are, and when it takes place."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="window")
    kind = models.CharField(max_length=8, choices=EntrantKind.choices, default=EntrantKind.PERSON)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    capacity = models.PositiveIntegerField(null=True, blank=True)
    most_of_unit = models.PositiveIntegerField(null=True, blank=True)
    most_of_team = models.PositiveIntegerField(null=True, blank=True)
    is_one_event_a_person = models.BooleanField(default=False)
    needs_approval = models.BooleanField(default=False)
    takes_anyone = models.BooleanField(default=False, help_text="whether a person may register alone, without the unit")
    is_selection = models.BooleanField(default=False, help_text="whether it selects a team: fewer entrants are enough")
    entry_list = models.CharField(max_length=8, choices=EntryList.choices, default=EntryList.UNITS)
    begins_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True, default="")
    taken = models.PositiveIntegerField(default=0)
    arrivals = models.PositiveIntegerField(default=0)
    last_number = models.PositiveIntegerField(default=0)
    edition = models.CharField(
        max_length=16,
        blank=True,
        default="",
        help_text="another one each time the window is set, and its rules with it",
    )
    kept_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    kept_at = models.DateTimeField(null=True, blank=True)
    kept_reason = models.CharField(max_length=500, blank=True, default="", help_text="why it is held though small")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EntrantKind.values), name="window_kind_known"),
            models.CheckConstraint(condition=Q(entry_list__in=EntryList.values), name="window_entry_list_known"),
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="window_closes_after_it_opens"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(begins_at__isnull=True) | Q(ends_at__gte=F("begins_at")),
                name="window_times_in_order",
            ),
            # Whatever the services think: never more places than there are.
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(taken__lte=F("capacity")), name="window_within_capacity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}"


class EligibilityRule(models.Model):
    """A condition of entering, in the language of the rulebook and in a sentence that a refusal quotes."""

    window = models.ForeignKey(RegistrationWindow, on_delete=models.CASCADE, related_name="rules")
    number = models.PositiveSmallIntegerField()
    condition = models.CharField(max_length=500)
    sentence = models.CharField(max_length=300)
    sentence_en = models.CharField(max_length=300, blank=True, default="")
    preset = models.CharField(max_length=20, blank=True, default="", help_text="the ready-made rule that it is, if any")
    amount = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["window", "number"]
        constraints = [models.UniqueConstraint(fields=["window", "number"], name="eligibility_number_once")]

    def __str__(self) -> str:
        return self.sentence

    @property
    def spoken_sentence(self) -> str:
        """The rule in the reader's language."""
        return spoken(self.sentence, self.sentence_en)


class Registration(models.Model):
    """Somebody who asked to enter an event, in the order of arrival. It is never removed; only its state moves."""

    window = models.ForeignKey(RegistrationWindow, on_delete=models.PROTECT, related_name="registrations")
    arrival = models.PositiveIntegerField()
    receipt = models.CharField(max_length=9, unique=True)
    state = models.CharField(max_length=10, choices=RegistrationState.choices)
    body = models.ForeignKey(
        Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="registrations",
        help_text="the unit that registered its people; empty for who came alone",
    )  # fmt: skip
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=200, blank=True, default="")
    team = models.CharField(max_length=200, blank=True, default="")
    group = models.CharField(max_length=200, blank=True, default="")
    category = models.CharField(max_length=200, blank=True, default="")
    attributes = models.JSONField(default=dict, blank=True)
    person = models.CharField(max_length=300, help_text="who it is, as `who_it_is` tells")
    worker = models.ForeignKey(
        Worker, on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text="the record in the unit's roster, where there is one",
    )  # fmt: skip
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="registrations")
    at = models.DateTimeField()
    entry = models.OneToOneField(
        Entry, on_delete=models.SET_NULL, null=True, blank=True, related_name="registration"
    )  # fmt: skip
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )  # fmt: skip
    reason = models.CharField(max_length=500, blank=True, default="")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["window", "arrival"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RegistrationState.values), name="registration_state_known"),
            models.UniqueConstraint(fields=["window", "arrival"], name="registration_arrival_once"),
            models.UniqueConstraint(
                fields=["window", "person"], condition=Q(state__in=LIVE), name="registration_person_once"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="registration_has_a_name"),
        ]
        indexes = [
            models.Index(fields=["window", "state", "arrival"], name="registration_waiting"),
            models.Index(fields=["person"], name="registration_person"),
        ]

    def __str__(self) -> str:
        return f"{self.receipt} {self.name}"

    @property
    def reference(self) -> str:
        """How the audit trail names this registration."""
        return f"registration.registration:{self.receipt}"
