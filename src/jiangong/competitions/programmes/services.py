"""Writes of the programmes."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Competition, Programme, Track
from jiangong.competitions.programmes.enums import ListKind
from jiangong.competitions.programmes.models import ListMember, ManagedList, ProgrammeRules
from jiangong.competitions.programmes.rules import can_keep_list
from jiangong.competitions.programmes.selectors import rules_of, tracks_in_use
from jiangong.competitions.rules import can_run_programme
from jiangong.foundation import clock
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import Organization, User
from jiangong.organizations.rules import require

PROGRAMME_WORDS = ("title", "title_en", "theme", "theme_en", "issuers")
TRACK_WORDS = ("name", "name_en", "summary", "summary_en")


@dataclass(frozen=True, slots=True)
class RulesGiven:
    """The rules of a programme as an officer sets them."""

    applications_open_on: date | None = None
    applications_close_on: date | None = None
    most_applications: int = 3
    may_repeat_trade: bool = False
    review_days: int = 5
    least_entrants: int = 30
    least_selection_entrants: int = 15
    needs_second_for_rules: bool = False


@transaction.atomic
def edit_programme(programme: Programme, *, year: int, words: Mapping[str, str], by: User) -> None:
    """Change the year and the words of a programme: title, theme (each also in English), issuers one a line."""
    require(can_run_programme(by, programme))
    before = {name: getattr(programme, name) for name in PROGRAMME_WORDS}
    programme.year = year
    for name in PROGRAMME_WORDS:
        setattr(programme, name, words.get(name, before[name]))
    refuse_unstorable(programme)
    programme.save(update_fields=["year", *PROGRAMME_WORDS])
    changed = {name: [before[name], getattr(programme, name)] for name in PROGRAMME_WORDS if name in words}
    record("edit_programme", actor=by.reference, subject=programme.reference, detail={"year": year, "words": changed})


@transaction.atomic
def set_programme_rules(programme: Programme, *, rules: RulesGiven, by: User) -> ProgrammeRules:
    """Set what a programme asks of applications and how small an event may be."""
    require(can_run_programme(by, programme))
    opens, closes = rules.applications_open_on, rules.applications_close_on
    if opens and closes and closes < opens:
        raise Declined(_("申报截止日期不能早于开始日期，请改其中一个。"))
    kept = rules_of(programme)
    for name, value in asdict(rules).items():
        setattr(kept, name, value)
    kept.save()
    detail = {name: str(value) for name, value in asdict(rules).items()}
    record("set_programme_rules", actor=by.reference, subject=programme.reference, detail=detail)
    return kept


@transaction.atomic
def rename_track(track: Track, *, words: Mapping[str, str], by: User) -> None:
    """Change what a track is called and what is compared on it; its slot keeps sign and colour."""
    require(can_run_programme(by, track.programme))
    before = track.name
    for name in TRACK_WORDS:
        setattr(track, name, words.get(name, getattr(track, name)))
    refuse_unstorable(track)
    track.save(update_fields=list(TRACK_WORDS))
    record("rename_track", actor=by.reference, subject=track.reference, detail={"from": before, "to": track.name})


@transaction.atomic
def retire_track(track: Track, *, by: User) -> None:
    """Take a track out of use: no new competition on it. What was held on it stays readable."""
    require(can_run_programme(by, track.programme))
    if len(tracks_in_use(track.programme)) == 1 and track.retired_on is None:
        raise Declined(_("这是最后一条在用的赛道，不能停用。请先增加或恢复另一条。"))
    _set_retired(track, clock.today(), by)


@transaction.atomic
def restore_track(track: Track, *, by: User) -> None:
    """Take a retired track into use again."""
    require(can_run_programme(by, track.programme))
    _set_retired(track, None, by)


def _set_retired(track: Track, day: date | None, by: User) -> None:
    track.retired_on = day
    track.save(update_fields=["retired_on"])
    act = "restore_track" if day is None else "retire_track"
    record(act, actor=by.reference, subject=track.reference, detail={"name": track.name})


@transaction.atomic
def order_tracks(programme: Programme, *, slots: Sequence[str], by: User) -> None:
    """Put the tracks in use into the order of `slots`; those not named follow as they were."""
    require(can_run_programme(by, programme))
    tracks = tracks_in_use(programme)
    tracks.sort(key=lambda track: slots.index(track.slot) if track.slot in slots else len(slots))
    for position, track in enumerate(tracks):
        track.position = position
    Track.objects.bulk_update(tracks, ["position"])
    detail = {"order": [str(track.slot) for track in tracks]}
    record("order_tracks", actor=by.reference, subject=programme.reference, detail=detail)


@transaction.atomic
def open_list(
    programme: Programme, *, title: str, kind: ListKind, by: User, limit: int | None = None, title_en: str = ""
) -> ManagedList:
    """Begin a managed list of competitions or of units."""
    require(can_run_programme(by, programme))
    if programme.lists.filter(title=title).exists():
        raise Declined(_("这个项目里已经有名单“%(title)s”，请换一个名称。") % {"title": title})
    made = ManagedList(programme=programme, title=title, title_en=title_en, kind=kind, limit=limit)
    made.position = programme.lists.count()
    refuse_unstorable(made)
    made.save()
    record("open_list", actor=by.reference, subject=made.reference, detail={"title": title, "limit": limit})
    return made


@transaction.atomic
def edit_list(managed: ManagedList, *, title: str, by: User, limit: int | None, title_en: str = "") -> None:
    """Change the head of a list. Declined where more are on it than the new limit allows."""
    require(can_keep_list(by, managed))
    count = managed.members.count()
    if limit is not None and count > limit:
        raise Declined(
            _("名单上已有 %(count)s 个，限额不能改成 %(limit)s。请先移出多余的。") % {"count": count, "limit": limit}
        )
    managed.title, managed.title_en, managed.limit = title, title_en, limit
    refuse_unstorable(managed)
    managed.save(update_fields=["title", "title_en", "limit"])
    record("edit_list", actor=by.reference, subject=managed.reference, detail={"title": title, "limit": limit})


@transaction.atomic
def add_to_list(managed: ManagedList, *, member: Competition | Organization, by: User) -> ListMember:
    """Put a competition or a unit on a list, in the name of a person. Declined where the list is full."""
    require(can_keep_list(by, managed))
    return _added(managed, member, by)


def _added(managed: ManagedList, member: Competition | Organization, by: User) -> ListMember:
    locked = ManagedList.objects.select_for_update().get(pk=managed.pk)
    is_competition = isinstance(member, Competition)
    if is_competition != (locked.kind == ListKind.COMPETITIONS):
        raise ValueError("a list holds one kind of thing")
    named = {"competition" if is_competition else "organization": member}
    if locked.members.filter(**named).exists():
        raise Declined(_("“%(name)s”已经在这份名单上。") % {"name": str(member)})
    if locked.limit is not None and locked.members.count() >= locked.limit:
        words = {"title": locked.spoken_title, "limit": locked.limit}
        raise Declined(_("“%(title)s”限 %(limit)s 个，已经满了。先移出一个，或者由发布机构提高限额。") % words)
    row = ListMember.objects.create(list=locked, added_by=by, added_at=clock.now(), **named)
    record("add_to_list", actor=by.reference, subject=locked.reference, detail={"member": member.code})
    return row


@transaction.atomic
def enter_approved(competition: Competition, *, by: User) -> ListMember:
    """Put a competition whose application was approved on the list that takes those; the list is begun where there is none.

    Whoever calls it has decided on the application and answers for the right to.
    """
    programme = competition.track.programme
    managed = programme.lists.filter(takes_approved=True).first()
    if managed is None:
        managed = ManagedList.objects.create(
            programme=programme, title="立项清单", title_en="Approved competitions", kind=ListKind.COMPETITIONS,
            takes_approved=True, position=programme.lists.count(),
        )  # fmt: skip
    return _added(managed, competition, by)


@transaction.atomic
def remove_from_list(member: ListMember, *, by: User) -> None:
    """Take a competition or a unit off a list. The audit trail keeps that it was there."""
    require(can_keep_list(by, member.list))
    code = member.competition.code if member.competition else member.organization.code if member.organization else ""
    record("remove_from_list", actor=by.reference, subject=member.list.reference, detail={"member": code})
    member.delete()
