"""Reads of the programmes."""

from django.db.models import Count, F, Q, QuerySet

from jiangong.competitions.models import Competition, Programme, RulebookVersion, Track
from jiangong.competitions.programmes.models import ListMember, ManagedList, ProgrammeRules, RulebookSignature
from jiangong.competitions.rules import can_run_programme
from jiangong.competitions.selectors import competitions_seen_by, programmes
from jiangong.organizations.enums import Role
from jiangong.organizations.models import Organization, User
from jiangong.organizations.rules import type_of_viewer
from jiangong.organizations.selectors import within


def programmes_seen_by(viewer: type_of_viewer) -> QuerySet[Programme]:
    """The programmes of bodies where the viewer is officer or auditor."""
    return programmes().filter(within(viewer, Role.OFFICER, Role.AUDITOR, field="organization__path"))


def the_kept_programme(code: str, *, viewer: type_of_viewer) -> Programme:
    """A programme that the viewer sees from within. Raises Programme.DoesNotExist."""
    return programmes_seen_by(viewer).get(code=code)


def rules_of(programme: Programme) -> ProgrammeRules:
    """The rules of a programme; the usual ones, not stored, where it has not set its own."""
    found: ProgrammeRules | None = ProgrammeRules.objects.filter(programme=programme).first()
    return found or ProgrammeRules(programme=programme)


def all_tracks_of(programme: Programme) -> QuerySet[Track]:
    """Every track of a programme, retired ones last, with the number of all its competitions as `held_count`."""
    tracks = programme.tracks.select_related("programme").annotate(held_count=Count("competitions"))
    return tracks.order_by(F("retired_on").asc(nulls_first=True), "position", "pk")


def tracks_in_use(programme: Programme) -> list[Track]:
    """The tracks of a programme that take new competitions, in their order."""
    return list(programme.tracks.filter(retired_on__isnull=True).order_by("position", "pk"))


def the_kept_track(programme: Programme, slot: str) -> Track:
    """A track by its slot, retired or not. Raises Track.DoesNotExist."""
    return programme.tracks.select_related("programme").get(slot=slot)


def lists_of(programme: Programme) -> QuerySet[ManagedList]:
    """The lists of a programme with `member_count`."""
    return programme.lists.annotate(member_count=Count("members")).order_by("position", "pk")


def the_list(programme: Programme, number: int) -> ManagedList:
    """A list of a programme by its number. Raises ManagedList.DoesNotExist."""
    return lists_of(programme).select_related("programme__organization").get(pk=number)


def members_of(managed: ManagedList, *, viewer: type_of_viewer) -> QuerySet[ListMember]:
    """Who is on a list, in the order of coming; competitions that the viewer may not know of are left out."""
    rows = managed.members.select_related("competition__host", "organization", "added_by")
    if can_run_programme(viewer, managed.programme):
        return rows
    return rows.filter(Q(competition__isnull=True) | Q(competition__in=competitions_seen_by(viewer)))


def competitions_to_list(managed: ManagedList) -> QuerySet[Competition]:
    """Competitions of the programme that are not on the list."""
    rows = Competition.objects.filter(track__programme=managed.programme)
    return rows.exclude(list_memberships__list=managed).order_by("track", "position", "pk")


def units_to_list(managed: ManagedList) -> QuerySet[Organization]:
    """Bodies under the issuing body that are not on the list."""
    below: QuerySet[Organization] = Organization.objects.filter(
        path__startswith=managed.programme.organization.path, closed_on__isnull=True
    )
    return below.exclude(list_memberships__list=managed).order_by("path")


def needs_second(competition: Competition) -> bool:
    """Whether two people stand behind rules before they are adopted: as the competition's programme asks."""
    return rules_of(competition.track.programme).needs_second_for_rules


def signatures_behind(version: RulebookVersion) -> list[RulebookSignature]:
    """Who stands behind a version, in the order of signing; nobody for one that is older than these signatures."""
    return list(version.signatures.select_related("by"))


def signers_of(version: RulebookVersion) -> list[User]:
    """The people behind a version; of an old one, whoever adopted it."""
    found = [one.by for one in signatures_behind(version)]
    return found or list(User.objects.filter(username=version.adopted_by.removeprefix("user:")))
