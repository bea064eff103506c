"""A whole programme copied to another year: tracks, rules, heads of lists, competitions as drafts with their rules.

What was entered, marked or published stays where it was.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.enums import Policy, Slot
from jiangong.competitions.models import Competition, Programme, RulebookVersion, Track
from jiangong.competitions.programmes.adopting import carried_over, put_in_force
from jiangong.competitions.programmes.models import ManagedList, ProgrammeRules
from jiangong.competitions.programmes.selectors import needs_second, tracks_in_use
from jiangong.competitions.rules import can_host_in, can_run_programme
from jiangong.competitions.services import (
    CompetitionDetails,
    EventDetails,
    add_track,
    announce_competition,
    create_event,
    open_programme,
)
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require

CODE_ROOM = 80


@dataclass(frozen=True, slots=True)
class Unsigned:
    """Rules that could not be carried over, and the competition and its events that wait for them."""

    competition: Competition
    text: str
    events: tuple[EventDetails, ...] = ()


@dataclass(frozen=True, slots=True)
class Copied:
    """The new programme, how many competitions came with it, and the titles of those that did not."""

    programme: Programme
    competition_count: int
    left_out: tuple[str, ...]
    unsigned: tuple[Unsigned, ...] = ()
    """rules that only one person stands behind where the programme asks for two: their competitions came without events"""


@transaction.atomic
def copy_programme(programme: Programme, *, year: int, code: str, title: str, by: User) -> Copied:
    """Begin a programme like another in another year. Its competitions are drafts that nobody else sees yet.

    Competitions whose host has closed, or is not the officer's to host in, are left out and named.
    """
    require(can_run_programme(by, programme))
    if year == programme.year:
        raise Declined(_("新项目的年度要与原项目不同。"))
    words = {name: getattr(programme, name) for name in ("title_en", "theme", "theme_en", "issuers")}
    made = open_programme(title, code=code, year=year, organization=programme.organization, by=by, words=words)
    tracks = _copied_tracks(programme, made, by)
    _copy_rules(programme, made)
    _copy_lists(programme, made)
    held = (
        Competition.objects.filter(track__in=tracks.keys()).select_related("track", "host").order_by("position", "pk")
    )
    left_out = tuple(one.spoken_title for one in held if not can_host_in(by, one.host))
    mine = [one for one in held if can_host_in(by, one.host)]
    unsigned: list[Unsigned] = []
    for competition in mine:
        unsigned += _copy_competition(competition, tracks[competition.track_id], year, by)
    detail = {"from": programme.code, "competitions": len(mine), "left_out": list(left_out)}
    record("copy_programme", actor=by.reference, subject=made.reference, detail=detail)
    return Copied(made, len(mine), left_out, tuple(unsigned))


def _copied_tracks(programme: Programme, made: Programme, by: User) -> dict[int, Track]:
    """The new track for the key of each track in use."""
    tracks = {}
    for position, track in enumerate(tracks_in_use(programme)):
        words = {name: getattr(track, name) for name in ("name_en", "summary", "summary_en")}
        copied = add_track(made, slot=Slot(track.slot), name=track.name, by=by, words=words)
        copied.position = position
        copied.save(update_fields=["position"])
        tracks[track.pk] = copied
    return tracks


def _copy_rules(programme: Programme, made: Programme) -> None:
    """The rules without their days, which belong to the year."""
    kept = ProgrammeRules.objects.filter(programme=programme).first()
    if kept is not None:
        kept.pk, kept.programme = None, made
        kept.applications_open_on = kept.applications_close_on = None
        kept._state.adding = True
        kept.save()


def _copy_lists(programme: Programme, made: Programme) -> None:
    for head in programme.lists.all():
        ManagedList.objects.create(
            programme=made, title=head.title, title_en=head.title_en, kind=head.kind, limit=head.limit,
            takes_approved=head.takes_approved, position=head.position,
        )  # fmt: skip


def _copy_competition(competition: Competition, track: Track, year: int, by: User) -> list[Unsigned]:
    """The competition as a draft; gives the rules that did not come with it."""
    details = CompetitionDetails(
        title_en=competition.title_en, summary=competition.summary, summary_en=competition.summary_en,
        gallery=competition.gallery, policy=Policy(competition.policy), position=competition.position,
    )  # fmt: skip
    code = next_code(competition.code, competition.track.programme.year, year)
    made = announce_competition(
        competition.title, track=track, host=competition.host, code=code, by=by, details=details
    )
    events = list(competition.events.filter(rehearsal__isnull=True).select_related("rulebook"))
    newest = competition.rulebooks.order_by("-number").first()
    earlier = {event.rulebook_id: event.rulebook for event in events} or ({newest.pk: newest} if newest else {})
    versions = {pk: _carried(one, made, by) for pk, one in earlier.items()}
    waiting: dict[int, list[EventDetails]] = {pk: [] for pk, version in versions.items() if version is None}
    for event in events:
        words = EventDetails(code=event.code, title=event.title, title_en=event.title_en, parameters=event.parameters)
        version = versions[event.rulebook_id]
        if version is None:
            waiting[event.rulebook_id].append(words)
        else:
            create_event(made, rulebook=version, by=by, details=words)
    return [Unsigned(made, earlier[pk].text, tuple(held)) for pk, held in waiting.items()]


def _carried(version: RulebookVersion, competition: Competition, by: User) -> RulebookVersion | None:
    """The same rules in force in the new competition; None where fewer stand behind them than the programme asks for."""
    signers = carried_over(version, by=by)
    if needs_second(competition) and len({one.user.pk for one in signers}) < 2:
        return None
    return put_in_force(competition, text=version.text, signers=signers, by=by)


def next_code(code: str, year: int, next_year: int) -> str:
    """A free code for next year's competition: the year in it is exchanged, or put behind it."""
    moved = code.replace(str(year), str(next_year)) if str(year) in code else f"{code[: CODE_ROOM - 8]}-{next_year}"
    taken = set(Competition.objects.filter(code__startswith=moved[: CODE_ROOM - 3]).values_list("code", flat=True))
    numbered = (f"{moved[: CODE_ROOM - 3]}-{n}" for n in range(2, len(taken) + 3))
    return next(one for one in (moved, *numbered) if one not in taken)
