"""Tables of the competitions. Everything points down: a stage knows its event, an event its competition."""

from django.db import models
from django.db.models import F, Q

from jiangong.competitions.enums import EventState, NamesBasis, Policy, Slot
from jiangong.foundation.keeping import Kept
from jiangong.foundation.words import spoken
from jiangong.organizations.models import Organization, User


class Titled(models.Model):
    """Has a title in Chinese and, if given, in English."""

    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.title

    @property
    def spoken_title(self) -> str:
        """The title in the reader's language."""
        return spoken(self.title, self.title_en)


class Programme(Titled):
    """A year's work under one theme, which groups competitions across tracks."""

    code = models.SlugField(max_length=80, unique=True)
    year = models.PositiveSmallIntegerField()
    theme = models.CharField(max_length=200, blank=True, default="")
    theme_en = models.CharField(max_length=200, blank=True, default="")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="programmes")
    issuers = models.TextField(blank=True, default="", help_text="bodies that issue it jointly, one a line")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "-year", "pk"]

    @property
    def spoken_theme(self) -> str:
        """The theme in the reader's language."""
        return spoken(self.theme, self.theme_en)

    @property
    def issuing_bodies(self) -> list[str]:
        """Who issues it: the body in the tree first, then those that join it."""
        return [self.organization.spoken_name, *filter(None, map(str.strip, self.issuers.splitlines()))]

    @property
    def reference(self) -> str:
        """How the audit trail names this programme."""
        return f"competitions.programme:{self.code}"


class Track(models.Model):
    """One of the sides of a programme, such as the park competitions. Names are data; the slot fixes sign and colour."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="tracks")
    slot = models.CharField(max_length=10, choices=Slot.choices)
    name = models.CharField(max_length=100)
    name_en = models.CharField(max_length=100, blank=True, default="")
    summary = models.CharField(max_length=300, blank=True, default="")
    summary_en = models.CharField(max_length=300, blank=True, default="")
    position = models.PositiveSmallIntegerField(default=0)
    retired_on = models.DateField(
        null=True, blank=True, help_text="no new competition from then on; what was held stays"
    )

    class Meta:
        ordering = ["programme", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(slot__in=Slot.values), name="track_slot_known"),
            models.UniqueConstraint(fields=["programme", "slot"], name="track_slot_once"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def spoken_name(self) -> str:
        """The name in the reader's language."""
        return spoken(self.name, self.name_en)

    @property
    def spoken_summary(self) -> str:
        """What is compared, in the reader's language."""
        return spoken(self.summary, self.summary_en)

    @property
    def reference(self) -> str:
        """How the audit trail names this track."""
        return f"competitions.track:{self.programme.code}/{self.slot}"


class Competition(Titled):
    """A contest with a host, one rulebook in versions, and one or more events."""

    code = models.SlugField(max_length=80, unique=True)
    track = models.ForeignKey(Track, on_delete=models.PROTECT, related_name="competitions")
    host = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="competitions")
    summary = models.TextField(blank=True, default="")
    summary_en = models.TextField(blank=True, default="")
    notice = models.TextField(blank=True, default="", help_text="where the figures come from and under which terms")
    notice_en = models.TextField(blank=True, default="")
    gallery = models.CharField(max_length=80, blank=True, default="", help_text="folder of the gallery it came from")
    policy = models.CharField(max_length=8, choices=Policy.choices, default=Policy.SCORES)
    venue = models.CharField(max_length=200, blank=True, default="")
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["track", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(policy__in=Policy.values), name="competition_policy_known"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="competition_days_in_order"
            ),
        ]

    @property
    def spoken_summary(self) -> str:
        """The summary in the reader's language."""
        return spoken(self.summary, self.summary_en)

    @property
    def spoken_notice(self) -> str:
        """The notice in the reader's language."""
        return spoken(self.notice, self.notice_en)


class NamesRule(models.Model):
    """Why the names of a competition may stand on public pages. Without a row only those are named who agreed to it."""

    competition = models.OneToOneField(Competition, on_delete=models.PROTECT, related_name="names_rule")
    basis = models.CharField(max_length=10, choices=NamesBasis.choices)
    ground = models.CharField(max_length=500, blank=True, default="", help_text="which rule or paper, with its article")
    set_by = models.CharField(max_length=200)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(basis__in=NamesBasis.values), name="names_basis_known"),
            models.CheckConstraint(condition=~Q(basis=NamesBasis.GROUND) | ~Q(ground=""), name="names_ground_is_said"),
        ]

    def __str__(self) -> str:
        return f"{self.competition} {self.basis}"


class RulebookVersion(Kept):
    """The rules of a competition as they were adopted. A change of rules is another version."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="rulebooks")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    hash = models.CharField(max_length=64, help_text="of the rules as the core reads them, not of the text")
    adopted_at = models.DateTimeField()
    adopted_by = models.CharField(max_length=200)

    class Meta:
        ordering = ["competition", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["competition", "number"], name="rulebook_number_once"),
            models.UniqueConstraint(fields=["competition", "hash"], name="rulebook_rules_once"),
        ]

    def __str__(self) -> str:
        return f"{self.competition} v{self.number}"

    @property
    def short_hash(self) -> str:
        """The hash as people compare it: four groups of four."""
        return " ".join(self.hash[at : at + 4] for at in range(0, 16, 4))


class Event(Titled):
    """What is settled by itself: a trade, a season, a year. `code` is the `event` of the marks, empty where there is one."""

    competition = models.ForeignKey(Competition, on_delete=models.PROTECT, related_name="events")
    rulebook = models.ForeignKey(RulebookVersion, on_delete=models.PROTECT, related_name="events")
    code = models.CharField(max_length=100, blank=True, default="")
    slug = models.SlugField(max_length=100, allow_unicode=True)
    parameters = models.JSONField(default=dict, blank=True, help_text="what the rulebook reads of the events table")
    items = models.JSONField(default=list, blank=True, help_text="rows of the items table")
    state = models.CharField(max_length=10, choices=EventState.choices, default=EventState.DRAFT)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["competition", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=EventState.values), name="event_state_known"),
            models.UniqueConstraint(fields=["competition", "code"], name="event_code_once"),
            models.UniqueConstraint(fields=["competition", "slug"], name="event_slug_once"),
        ]

    @property
    def reference(self) -> str:
        """How the audit trail names this event."""
        return f"competitions.event:{self.competition.code}/{self.slug}"


class Rehearsal(models.Model):
    """That an event is played to practise (演练): a copy of another event, never public, counted nowhere, and discarded whole. This
    row stays: who rehearsed what, and who discarded it."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="rehearsal")
    of = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="rehearsals")
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    begun_at = models.DateTimeField()
    discarded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    discarded_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        ordering = ["of", "-begun_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(discarded_at__isnull=True, discarded_by__isnull=True)
                | Q(discarded_at__isnull=False, discarded_by__isnull=False),
                name="rehearsal_discarded_by_somebody",
            ),
            models.CheckConstraint(condition=~Q(event=F("of")), name="rehearsal_is_a_copy"),
        ]

    def __str__(self) -> str:
        return f"{self.event}"


class Stage(Titled):
    """A part of an event with its own places. `evidence_version` is raised by sealing and by nothing else."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="stages")
    code = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    evidence_version = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["event", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["event", "code"], name="stage_code_once")]


class Entry(models.Model):
    """Who or what competes, under a number. Marks and standings know the number only."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="entries")
    number = models.CharField(max_length=100)
    name = models.CharField(max_length=200, blank=True, default="")
    unit = models.CharField(max_length=200, blank=True, default="")
    team = models.CharField(max_length=200, blank=True, default="")
    group = models.CharField(max_length=200, blank=True, default="")
    category = models.CharField(max_length=200, blank=True, default="")
    attributes = models.JSONField(default=dict, blank=True)
    slip_salt = models.CharField(max_length=32, help_text="with the site's key it gives the code on the entry's slip")

    class Meta:
        ordering = ["event", "number"]
        constraints = [
            models.UniqueConstraint(fields=["event", "number"], name="entry_number_once"),
            models.CheckConstraint(condition=~Q(number=""), name="entry_has_a_number"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}".strip()
