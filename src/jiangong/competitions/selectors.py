"""Reads of the competitions. Lists take the viewer and leave out what the viewer may not know of."""

import secrets
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.text import slugify

from jiangong.competitions.enums import EventState, NamesBasis
from jiangong.competitions.models import (
    Competition,
    Entry,
    Event,
    NamesRule,
    Programme,
    Rehearsal,
    RulebookVersion,
    Stage,
    Track,
)
from jiangong.core.rulebook import Clause, Rulebook, describe_rulebook, load_rulebook
from jiangong.foundation.codes import as_meant, short_code
from jiangong.organizations.enums import Role
from jiangong.organizations.rules import type_of_viewer
from jiangong.organizations.selectors import within

SLIP_PURPOSE = "jiangong.competitions.slip"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found."""

    competitions: tuple[Competition, ...]
    events: tuple[Event, ...]


is_public = ~Q(state=EventState.DRAFT)


def programmes() -> QuerySet[Programme]:
    """All programmes, the leading one first."""
    return Programme.objects.select_related("organization")


def current_programme_or_none() -> Programme | None:
    """The programme that the home page opens with."""
    return programmes().first()


def the_programme(code: str) -> Programme:
    """A programme by its code. Raises Programme.DoesNotExist."""
    return programmes().get(code=code)


def tracks_of(programme: Programme) -> QuerySet[Track]:
    """The tracks in use of a programme, with `competition_count`, `event_count` and `entry_count` of what everybody may see."""
    seen = ~Q(competitions__events__state=EventState.DRAFT)
    return (
        programme.tracks.filter(retired_on__isnull=True)
        .select_related("programme")
        .annotate(
            competition_count=Count("competitions", filter=seen & Q(competitions__events__isnull=False), distinct=True),
            event_count=Count("competitions__events", filter=seen, distinct=True),
            entry_count=Count("competitions__events__entries", filter=seen, distinct=True),
        )
        .order_by("position", "pk")
    )


def tracks_in_scope(programme: Programme, viewer: type_of_viewer) -> QuerySet[Track]:
    """The tracks in use with the same counts, of the competitions that the viewer runs or looks behind, drafts as well."""
    mine = within(viewer, Role.OFFICER, Role.AUDITOR, field="competitions__host__path")
    held = mine & Q(competitions__events__rehearsal__isnull=True)
    tracks = programme.tracks.filter(retired_on__isnull=True).select_related("programme")
    return tracks.annotate(
        competition_count=Count("competitions", filter=mine, distinct=True),
        event_count=Count("competitions__events", filter=held, distinct=True),
        entry_count=Count("competitions__events__entries", filter=held, distinct=True),
    ).order_by("position", "pk")


def free_programme_code(year: int) -> str:
    """A code that no programme has: the year, with a number where it is taken."""
    taken = set(Programme.objects.filter(code__startswith=str(year)).values_list("code", flat=True))
    return next(code for code in (f"{year}", *(f"{year}-{n}" for n in range(2, len(taken) + 3))) if code not in taken)


def free_competition_code(year: int, *, title_en: str = "") -> str:
    """A code that no competition has: the English title with the year, or the year with a number."""
    stem = slugify(title_en)[:60].strip("-")
    begin = f"{stem}-{year}" if stem else f"{year}-"
    taken = set(Competition.objects.filter(code__startswith=begin).values_list("code", flat=True))
    numbered = (f"{begin}-{n}" if stem else f"{begin}{n}" for n in range(2 if stem else 1, len(taken) + 3))
    return next(code for code in ((begin, *numbered) if stem else numbered) if code not in taken)


def the_track(programme_code: str, slot: str) -> Track:
    """A track by programme and slot. Raises Track.DoesNotExist."""
    return Track.objects.select_related("programme").get(programme__code=programme_code, slot=slot)


def competitions_seen_by(viewer: type_of_viewer, *, track: Track | None = None) -> QuerySet[Competition]:
    """Competitions with an event that everybody sees, and those that the viewer may look behind."""
    shown = Exists(Event.objects.filter(is_public, competition=OuterRef("pk")))
    rows = Competition.objects.filter(shown | Q(pk__in=behind(viewer))).select_related("track__programme", "host")
    return rows if track is None else rows.filter(track=track)


def behind(viewer: type_of_viewer) -> QuerySet[Competition]:
    """Competitions whose drafts, marks and runs the viewer may see."""
    return Competition.objects.filter(within(viewer, Role.OFFICER, Role.AUDITOR, field="host__path"))


def with_event_counts(rows: QuerySet[Competition]) -> QuerySet[Competition]:
    """Competitions, each with how many events it has; rehearsals are none."""
    return rows.annotate(event_count=Count("events", filter=Q(events__rehearsal__isnull=True)))


def officer_competitions(user: type_of_viewer) -> QuerySet[Competition]:
    """Competitions that a person runs."""
    mine = within(user, Role.OFFICER, field="host__path")
    return Competition.objects.filter(mine).select_related("track__programme", "host")


def the_competition(code: str, *, viewer: type_of_viewer) -> Competition:
    """A competition that the viewer may see. Raises Competition.DoesNotExist."""
    return competitions_seen_by(viewer).get(code=code)


def events_seen_by(viewer: type_of_viewer, *, competition: Competition | None = None) -> QuerySet[Event]:
    """Events that are public, and those that the viewer may look behind; no rehearsals, which count nowhere."""
    rows = _open_to(viewer).filter(rehearsal__isnull=True)
    return rows if competition is None else rows.filter(competition=competition)


def _open_to(viewer: type_of_viewer) -> QuerySet[Event]:
    """Every event that the viewer may open: rehearsals too, until they are discarded."""
    rows = Event.objects.filter(is_public | Q(competition__in=behind(viewer)))
    rows = rows.exclude(rehearsal__discarded_at__isnull=False)
    return rows.select_related("competition__track__programme", "competition__host", "rulebook", "rehearsal")


def found(words: str, *, viewer: type_of_viewer, limit: int = 50) -> Found:
    """Competitions and events whose title, host or venue holds the words, at most `limit` of each."""
    asked = words.strip()
    if not asked:
        return Found((), ())
    named = Q(title__icontains=asked) | Q(title_en__icontains=asked) | Q(venue__icontains=asked)
    contests = competitions_seen_by(viewer).filter(
        named | Q(host__name__icontains=asked) | Q(host__name_en__icontains=asked)
    )
    events = events_seen_by(viewer).filter(Q(title__icontains=asked) | Q(title_en__icontains=asked) | Q(code=asked))
    return Found(tuple(contests[:limit]), tuple(events[:limit]))


def the_event(competition_code: str, event_slug: str, *, viewer: type_of_viewer) -> Event:
    """An event that the viewer may see, a rehearsal too. Raises Event.DoesNotExist."""
    return _open_to(viewer).get(competition__code=competition_code, slug=event_slug)


def rehearsals_of(event: Event) -> list[Rehearsal]:
    """The rehearsals of an event, newest first; those that were discarded say when, by whom and why."""
    rows = event.rehearsals.select_related("event__competition__host", "of", "begun_by", "discarded_by")
    return list(rows.order_by("-begun_at", "-pk"))


def rehearsal_or_none(event: Event) -> Rehearsal | None:
    """What makes an event a rehearsal, if it is one."""
    return Rehearsal.objects.select_related("event__competition__host", "of", "begun_by").filter(event=event).first()


def the_rehearsal(event: Event) -> Rehearsal:
    """What makes an event a rehearsal. Raises Rehearsal.DoesNotExist."""
    return Rehearsal.objects.select_related("event__competition__host", "of__competition", "begun_by").get(event=event)


def stages_of(event: Event) -> list[Stage]:
    """The stages of an event in the order of its rulebook."""
    return list(event.stages.order_by("position"))


def entries_of(event: Event) -> QuerySet[Entry]:
    """The entries of an event by number."""
    return event.entries.order_by("number")


def has_marks(event: Event) -> bool:
    """Whether anything was ever sealed for the event: from then on its rulebook is frozen."""
    return event.stages.filter(evidence_version__gt=0).exists()


def names_rule(competition: Competition) -> NamesRule:
    """Why names may be shown; where nothing was said, those who agreed."""
    try:
        rule: NamesRule = competition.names_rule  # kept with the competition, so that a page asks once
    except NamesRule.DoesNotExist:
        return NamesRule(competition_id=competition.pk, basis=NamesBasis.CONSENT)
    return rule


def rulebook_versions(competition: Competition) -> QuerySet[RulebookVersion]:
    """The versions of a competition's rules, newest first."""
    return competition.rulebooks.order_by("-number")


def rulebook_of(event: Event) -> Rulebook:
    """The rules of an event as the core reads them."""
    return read_rulebook(event.rulebook.text)


@lru_cache(maxsize=128)
def read_rulebook(text: str) -> Rulebook:
    """A rulebook that was adopted, read once for each text. Raises Refused for one that never could have been."""
    return load_rulebook(text)


def rulebook_clauses(version: RulebookVersion) -> tuple[Clause, ...]:
    """The rules in plain language, clause by clause."""
    return clauses_of(version.text)


@lru_cache(maxsize=128)
def clauses_of(text: str) -> tuple[Clause, ...]:
    """A rulebook that was adopted, in plain language for everybody: no codes."""
    return describe_rulebook(read_rulebook(text), has_codes=False)


def new_slip_salt() -> str:
    """Chance for the slip of a new entry, 32 hex digits."""
    return secrets.token_hex(16)


def slip_code(entry: Entry) -> str:
    """The code on an entry's slip, such as `K7F3-92QD`: eight of 32 signs (40 bits), derived with the site's key and
    stored nowhere."""
    return _slip_code(entry.slip_salt, settings.SECRET_KEY)


def _slip_code(salt: str, key: str) -> str:
    return short_code(salted_hmac(SLIP_PURPOSE, salt, secret=key, algorithm="sha256").digest())


def entry_by_slip_or_none(event: Event, *, number: str, slip: str) -> Entry | None:
    """The entry whose number and slip code are given; none if either is wrong, in the same time."""
    entry = event.entries.filter(number=number.strip()).first()
    return entry if is_slip_of(entry, slip) else None


def is_slip_of(entry: Entry | None, slip: str) -> bool:
    """Whether a slip code is that of an entry; of none it never is, and that takes as long.

    Slips that were printed before the site's key was changed stay good while the old key is listed as a fallback.
    """
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    codes = [as_meant(_slip_code(entry.slip_salt if entry else "none", key)) for key in keys]
    matches = [constant_time_compare(code, as_meant(slip)) for code in codes]
    return entry is not None and True in matches
