"""Reads of the registration. Lists take the viewer and leave out what the viewer may not know of."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Event
from jiangong.competitions.programmes.selectors import rules_of
from jiangong.competitions.registration.columns import Column
from jiangong.competitions.registration.enums import EntryList, RegistrationState, WindowState
from jiangong.competitions.registration.intake import asked_by
from jiangong.competitions.registration.models import LIVE, EligibilityRule, Registration, RegistrationWindow
from jiangong.competitions.registration.naming import named_entries, names_are_open
from jiangong.competitions.selectors import behind, is_public
from jiangong.foundation import clock
from jiangong.organizations.enums import Role
from jiangong.organizations.models import Organization, User
from jiangong.organizations.rules import type_of_viewer
from jiangong.organizations.selectors import within


@dataclass(frozen=True, slots=True)
class UnitCount:
    """How many a unit enters."""

    unit: str
    count: int


@dataclass(frozen=True, slots=True)
class PublicList:
    """What everybody may read of who entered."""

    policy: EntryList
    count: int
    units: tuple[UnitCount, ...] = ()
    people: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Clash:
    """A person of one event who is also named in another that takes place at the same time."""

    registration: Registration
    other: Registration


def window_or_none(event: Event) -> RegistrationWindow | None:
    """The window of an event; none where registration was never set up."""
    rows = RegistrationWindow.objects.select_related("event__competition__host", "event__rulebook", "kept_by")
    return rows.filter(event=event).first()


def the_window(event: Event) -> RegistrationWindow:
    """The window of an event. Raises RegistrationWindow.DoesNotExist."""
    rows = RegistrationWindow.objects.select_related(
        "event__competition__host", "event__competition__track__programme", "event__rulebook", "kept_by"
    )
    return rows.get(event=event)


def window_state(window: RegistrationWindow) -> WindowState:
    """What a window is now."""
    now = clock.now()
    if now < window.opens_at or window.event.state == EventState.DRAFT:
        return WindowState.NOT_YET
    if now >= window.closes_at or window.event.state != EventState.OPEN:
        return WindowState.CLOSED
    return WindowState.OPEN if places_left(window) != 0 else WindowState.FULL


def places_left(window: RegistrationWindow) -> int | None:
    """How many places are free; None where there is no limit."""
    return None if window.capacity is None else window.capacity - window.taken


def rules_of_entering(window: RegistrationWindow) -> QuerySet[EligibilityRule]:
    """The conditions of entering, in their order."""
    return window.rules.order_by("number")


def columns_of(window: RegistrationWindow) -> tuple[Column, ...]:
    """What is asked of everybody who enters."""
    return asked_by(window).columns


def open_windows(viewer: type_of_viewer, *, limit: int = 50) -> list[RegistrationWindow]:
    """Windows of public events that take registrations now, the first to close first."""
    now = clock.now()
    rows = RegistrationWindow.objects.filter(
        opens_at__lte=now, closes_at__gt=now, event__state=EventState.OPEN
    ).select_related("event__competition__host", "event__competition__track__programme")
    return list(rows.order_by("closes_at", "pk")[:limit])


def registrations_seen_by(
    viewer: type_of_viewer, *, window: RegistrationWindow | None = None
) -> QuerySet[Registration]:
    """Registrations of events that the viewer looks behind, of the viewer's units, and of the viewer alone."""
    condition = Q(window__event__competition__in=behind(viewer)) | within(
        viewer, Role.OFFICER, Role.AUDITOR, field="body__path"
    )
    if isinstance(viewer, User):
        condition |= Q(by=viewer, body__isnull=True)
    rows = Registration.objects.filter(condition).select_related(
        "window__event__competition__host", "body", "by", "entry", "decided_by", "replaces"
    )
    return rows.order_by("arrival") if window is None else rows.filter(window=window).order_by("arrival")


def with_words(rows: QuerySet[Registration], words: str) -> QuerySet[Registration]:
    """Registrations in whose name, unit, team or receipt the words stand."""
    asked = Q(name__icontains=words) | Q(unit__icontains=words) | Q(team__icontains=words) | Q(receipt__icontains=words)
    return rows.filter(asked)


def the_registration(receipt: str, *, viewer: type_of_viewer) -> Registration:
    """A registration by its receipt. Raises Registration.DoesNotExist, for one out of scope as well."""
    return registrations_seen_by(viewer).get(receipt=receipt)


def own_registrations(user: type_of_viewer, event: Event) -> list[Registration]:
    """What a person registered for an event without a unit, the newest first."""
    if not isinstance(user, User):
        return []
    rows = Registration.objects.filter(window__event=event, by=user, body__isnull=True)
    return list(rows.select_related("entry").order_by("-arrival")[:20])


def registrations_made_alone(user: type_of_viewer, *, limit: int = 50) -> list[Registration]:
    """Everything that a person registered without a unit, the newest first."""
    if not isinstance(user, User):
        return []
    rows = Registration.objects.filter(by=user, body__isnull=True)
    return list(rows.select_related("window__event__competition", "entry").order_by("-at", "-pk")[:limit])


def waiting_rank(registration: Registration) -> int:
    """Which in line a waiting registration is, counted from 1."""
    line = Registration.objects.filter(window=registration.window, state=RegistrationState.WAITING)
    return line.filter(arrival__lte=registration.arrival).count()


def counts_by_state(window: RegistrationWindow, *, viewer: type_of_viewer) -> dict[str, int]:
    """How many registrations that the viewer sees stand in each state."""
    rows = registrations_seen_by(viewer, window=window).order_by().values("state").annotate(n=Count("pk"))
    return {str(row["state"]): int(row["n"]) for row in rows}


def bodies_to_register(user: type_of_viewer, window: RegistrationWindow) -> QuerySet[Organization]:
    """The units under the host for which a person may register."""
    host = window.event.competition.host
    mine: QuerySet[Organization] = Organization.objects.filter(
        within(user, Role.OFFICER), path__startswith=host.path, closed_on__isnull=True
    )
    return mine.order_by("path")


def public_list(window: RegistrationWindow) -> PublicList:
    """Who entered, as far as the window's policy shows it to everybody: confirmed ones only."""
    policy = EntryList(window.entry_list)
    confirmed = window.registrations.filter(state=RegistrationState.CONFIRMED)
    count = confirmed.count()
    if policy == EntryList.UNITS:
        rows = confirmed.values("unit").annotate(n=Count("pk")).order_by("-n", "unit")
        return PublicList(policy, count, units=tuple(UnitCount(row["unit"], row["n"]) for row in rows[:500]))
    if policy == EntryList.NAMES:
        people = list(confirmed.order_by("unit", "arrival").select_related("entry")[:2_000])
        keys = [one.entry_id for one in people if one.entry_id]
        named = None if names_are_open(window.event) else named_entries(keys)
        return PublicList(policy, count, people=tuple((_called(one, named), one.unit) for one in people))
    return PublicList(policy, count)


def _called(registration: Registration, named: set[int] | None) -> str:
    """The name, or the entry number of whoever may not be named."""
    if named is None or registration.entry_id in named:
        return registration.name
    return registration.entry.number if registration.entry else ""


def clashes(registrations: Iterable[Registration]) -> list[Clash]:
    """People of these registrations who are named in another event whose time overlaps. One query, however many they are."""
    given = [one for one in registrations if one.state in LIVE and one.window.begins_at]
    if not given:
        return []
    others = (
        Registration.objects.filter(person__in={one.person for one in given}, state__in=LIVE)
        .filter(window__begins_at__isnull=False)
        .exclude(window__in={one.window_id for one in given})
        .select_related("window__event__competition")
    )
    by_person: dict[str, list[Registration]] = {}
    for other in others:
        by_person.setdefault(other.person, []).append(other)
    return [
        Clash(one, other)
        for one in given
        for other in by_person.get(one.person, [])
        if _overlap(_times(one.window), _times(other.window))
    ]


def _times(window: RegistrationWindow) -> tuple[datetime, datetime]:
    assert window.begins_at is not None  # asked before
    return window.begins_at, window.ends_at or window.begins_at


def _overlap(a: tuple[datetime, datetime], b: tuple[datetime, datetime]) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]


def least_entrants(window: RegistrationWindow) -> int:
    """Under how many an event is flagged, by its programme: 30 by regulation, 15 where a team is selected."""
    rules = rules_of(window.event.competition.track.programme)
    return rules.least_selection_entrants if window.is_selection else rules.least_entrants


def is_too_small(window: RegistrationWindow) -> bool:
    """Whether registration is over, too few came, and nobody has decided yet what follows."""
    is_over = clock.now() >= window.closes_at and window.event.state in (EventState.OPEN, EventState.DRAFT)
    return is_over and window.kept_by_id is None and window.taken < least_entrants(window)


def small_windows(user: type_of_viewer) -> list[RegistrationWindow]:
    """Windows of events that a person runs, over, with too few entrants, undecided."""
    mine = within(user, Role.OFFICER, field="event__competition__host__path")
    usual, selection = (
        F("event__competition__track__programme__rules__least_entrants"),
        F("event__competition__track__programme__rules__least_selection_entrants"),
    )
    few = (
        Q(is_selection=False, taken__lt=usual)
        | Q(is_selection=True, taken__lt=selection)
        | Q(event__competition__track__programme__rules__isnull=True, is_selection=False, taken__lt=30)
        | Q(event__competition__track__programme__rules__isnull=True, is_selection=True, taken__lt=15)
    )
    states = (EventState.OPEN, EventState.DRAFT)
    rows = RegistrationWindow.objects.filter(
        mine, few, closes_at__lte=clock.now(), kept_by__isnull=True, event__state__in=states
    )
    return list(rows.select_related("event__competition__host").order_by("closes_at"))


def windows_to_decide(user: type_of_viewer) -> list[RegistrationWindow]:
    """Windows of events that a person runs in which registrations wait for approval, with `submitted_count`."""
    mine = within(user, Role.OFFICER, field="event__competition__host__path")
    submitted = Count("registrations", filter=Q(registrations__state=RegistrationState.SUBMITTED))
    rows = RegistrationWindow.objects.filter(mine).annotate(submitted_count=submitted).filter(submitted_count__gt=0)
    return list(rows.select_related("event__competition__host").order_by("closes_at"))


def windows_of_events(events: Iterable[Event]) -> dict[int, RegistrationWindow]:
    """The windows of some events by the events' keys."""
    rows = RegistrationWindow.objects.filter(event__in=[event.pk for event in events]).select_related("event")
    return {window.event_id: window for window in rows}


def dated_windows(viewer: type_of_viewer, *, limit: int = 500) -> list[RegistrationWindow]:
    """Windows of events that everybody sees, for a calendar: what opens, closes and takes place."""
    public = Q(event__in=Event.objects.filter(is_public).exclude(state=EventState.CANCELLED))
    rows = RegistrationWindow.objects.filter(public).select_related("event__competition__host")
    return list(rows.order_by("-opens_at")[:limit])
