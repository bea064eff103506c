"""Writes of the competitions."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from jiangong.competitions.enums import EventState, NamesBasis, Policy, Slot
from jiangong.competitions.models import (
    Competition,
    Entry,
    Event,
    NamesRule,
    Programme,
    RulebookVersion,
    Stage,
    Track,
)
from jiangong.competitions.rules import (
    can_change_rulebook,
    can_host_in,
    can_register_entries,
    can_run_competition,
    can_run_programme,
    is_rehearsal,
)
from jiangong.competitions.selectors import free_competition_code, has_marks, new_slip_salt, read_rulebook
from jiangong.core.rulebook import load_rulebook, rulebook_hash
from jiangong.foundation import clock
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import Organization, User
from jiangong.organizations.rules import require

ENTRY_FIELDS = ("name", "unit", "team", "group", "category", "attributes")


@dataclass(frozen=True, slots=True)
class CompetitionDetails:
    """What may be said of a competition besides its title, track and host."""

    title_en: str = ""
    summary: str = ""
    summary_en: str = ""
    notice: str = ""
    notice_en: str = ""
    gallery: str = ""
    policy: Policy = Policy.SCORES
    venue: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    position: int = 0


@dataclass(frozen=True, slots=True)
class EventDetails:
    """What an event needs besides its rules. `parameters` and `items` are what the rulebook reads, as text."""

    code: str = ""
    title: str = ""
    title_en: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    items: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry as it is handed in. All texts; `attributes` holds what the rulebook reads beyond the named columns."""

    number: str
    name: str = ""
    unit: str = ""
    team: str = ""
    group: str = ""
    category: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def open_programme(
    title: str, *, code: str, year: int, organization: Organization, by: User, words: Mapping[str, str] | None = None
) -> Programme:
    """Begin a programme. `words` may hold title_en, theme, theme_en."""
    programme = Programme(title=title, code=code, year=year, organization=organization, **(words or {}))
    require(can_run_programme(by, programme))
    programme.position = Programme.objects.count()
    _refuse_taken(Programme.objects.filter(code=code).exists(), code)
    refuse_unstorable(programme)
    _save_once(programme, code)
    record("open_programme", actor=by.reference, subject=f"competitions.programme:{code}", detail={"title": title})
    return programme


@transaction.atomic
def add_track(
    programme: Programme, *, slot: Slot, name: str, by: User, words: Mapping[str, str] | None = None
) -> Track:
    """Put a track into a free slot of a programme. `words` may hold name_en, summary, summary_en."""
    require(can_run_programme(by, programme))
    _refuse_taken(programme.tracks.filter(slot=slot).exists(), slot.value)
    position = list(Slot).index(slot)
    track = Track(programme=programme, slot=slot, name=name, position=position, **(words or {}))
    refuse_unstorable(track)
    track.save()
    subject = f"competitions.track:{programme.code}/{slot.value}"
    record("add_track", actor=by.reference, subject=subject, detail={"name": name})
    return track


@transaction.atomic
def announce_competition(
    title: str, *, track: Track, host: Organization, code: str, by: User, details: CompetitionDetails | None = None
) -> Competition:
    """Set up a competition under a host. Its events come with `create_event`. An empty `code` becomes a free one."""
    require(can_host_in(by, host))
    more = details or CompetitionDetails()
    code = code or free_competition_code(track.programme.year, title_en=more.title_en)
    _refuse_taken(Competition.objects.filter(code=code).exists(), code)
    if more.starts_on and more.ends_on and more.ends_on < more.starts_on:
        raise Declined(_("结束日期不能早于开始日期。"))
    competition = Competition(title=title, track=track, host=host, code=code, **asdict(more))
    refuse_unstorable(competition)
    _save_once(competition, code)
    record("announce_competition", actor=by.reference, subject=_reference(competition), detail={"title": title})
    return competition


@transaction.atomic
def set_policy(competition: Competition, *, policy: Policy, by: User) -> None:
    """Decide how much of the published results everybody may read."""
    require(can_run_competition(by, competition))
    competition.policy = policy
    competition.save(update_fields=["policy"])
    record("set_policy", actor=by.reference, subject=_reference(competition), detail={"policy": policy.value})


@transaction.atomic
def set_names_rule(competition: Competition, *, basis: NamesBasis, by: User, ground: str = "") -> None:
    """Say why the names of those who compete may stand on public pages; the ground is shown there."""
    require(can_run_competition(by, competition))
    if basis == NamesBasis.GROUND and not ground.strip():
        raise Declined(_("请写明公布姓名的依据，如规程或文件的名称和条款，会在公开页面上显示。"))
    rule = NamesRule(competition=competition, basis=basis, ground=ground.strip() if basis == NamesBasis.GROUND else "")
    rule.set_by, rule.set_at = by.reference, clock.now()
    refuse_unstorable(rule)
    values = {"basis": rule.basis, "ground": rule.ground, "set_by": rule.set_by, "set_at": rule.set_at}
    kept, _is_new = NamesRule.objects.update_or_create(competition=competition, defaults=values)
    competition.names_rule = kept
    detail = {"basis": basis.value, "ground": rule.ground}
    record("set_names_rule", actor=by.reference, subject=_reference(competition), detail=detail)


@transaction.atomic
def adopt_rulebook(competition: Competition, *, text: str, by: User, file: str = "rulebook.toml") -> RulebookVersion:
    """Take a rulebook as the competition's next version; the same rules again give the version that is there.

    Raises Refused with every mistake of the text.
    """
    require(can_change_rulebook(by, competition))
    digest = rulebook_hash(load_rulebook(text, file=file))
    Competition.objects.select_for_update().get(pk=competition.pk)
    known: RulebookVersion | None = competition.rulebooks.filter(hash=digest).first()
    if known is not None:
        return known
    version = RulebookVersion(competition=competition, text=text, hash=digest, adopted_by=by.reference)
    version.number = competition.rulebooks.count() + 1
    version.adopted_at = clock.now()
    version.save()
    detail = {"number": version.number, "hash": digest}
    record("adopt_rulebook", actor=by.reference, subject=_reference(competition), detail=detail)
    return version


@transaction.atomic
def create_event(
    competition: Competition, *, rulebook: RulebookVersion, by: User, details: EventDetails | None = None
) -> Event:
    """Add an event with the stages that its rulebook names. It stays out of sight until it is opened."""
    require(can_run_competition(by, competition))
    more = details or EventDetails()
    _refuse_taken(competition.events.filter(code=more.code).exists(), more.code or competition.title)
    position = competition.events.count()
    event = Event(competition=competition, rulebook=rulebook, code=more.code, position=position)
    event.title, event.title_en = more.title or more.code or competition.title, more.title_en
    event.parameters, event.items = dict(more.parameters), [dict(item) for item in more.items]
    event.slug = _free_slug(competition, more.code)
    refuse_unstorable(event)
    event.save()
    _lay_out_stages(event)
    record("create_event", actor=by.reference, subject=event.reference, detail={"rulebook": rulebook.number})
    return event


def _free_slug(competition: Competition, code: str) -> str:
    stem = slugify(code, allow_unicode=True)[:80] or "main"
    taken = set(competition.events.values_list("slug", flat=True))
    return next(slug for slug in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if slug not in taken)


def _lay_out_stages(event: Event) -> None:
    """Give the event exactly the stages of its rulebook."""
    rulebook = read_rulebook(event.rulebook.text)
    event.stages.exclude(code__in=[stage.id for stage in rulebook.stages]).delete()
    for position, stage in enumerate(rulebook.stages):
        words = {
            "title": stage.title.zh or stage.title.en or stage.id,
            "title_en": stage.title.en,
            "position": position,
        }
        Stage.objects.update_or_create(event=event, code=stage.id, defaults=words)


@transaction.atomic
def change_event_rulebook(event: Event, *, rulebook: RulebookVersion, by: User) -> None:
    """Run an event by another version of the rules. Declined once marks are sealed: the rules are frozen then."""
    require(can_change_rulebook(by, event.competition))
    locked = Event.objects.select_for_update().get(pk=event.pk)
    if rulebook.competition_id != event.competition_id:
        raise ValueError("the rulebook belongs to another competition")
    if has_marks(locked):
        raise Declined(_("这个赛项已有封存的评分，规则不能再改。要更正请先作为新版规则另建赛项。"))
    event.rulebook = rulebook
    event.save(update_fields=["rulebook"])
    _lay_out_stages(event)
    record("change_event_rulebook", actor=by.reference, subject=event.reference, detail={"rulebook": rulebook.number})


@transaction.atomic
def replace_rulebook(event: Event, *, rulebook: RulebookVersion, reason: str, by: User) -> None:
    """Let an event with sealed marks go by another version of its rules. Only an amendment calls it: whoever signs one has
    seen what the other rules change. The stages must be the same, because marks are sealed under them.
    """
    require(can_change_rulebook(by, event.competition))
    locked = Event.objects.select_for_update().get(pk=event.pk)
    if rulebook.competition_id != event.competition_id:
        raise ValueError("the rulebook belongs to another competition")
    if not reason.strip():
        raise Declined(_("请写明改规则的理由，理由会公布。"))
    stages = [stage.id for stage in read_rulebook(rulebook.text).stages]
    if stages != list(locked.stages.order_by("position").values_list("code", flat=True)):
        raise Declined(_("这一版规则的阶段和已封存评分的阶段不同，不能用在这个赛项上。"))
    locked.rulebook = event.rulebook = rulebook
    locked.save(update_fields=["rulebook"])
    detail = {"rulebook": rulebook.number, "reason": reason.strip()}
    record("replace_rulebook", actor=by.reference, subject=event.reference, detail=detail)


def open_event(event: Event, *, by: User) -> None:
    """Show an event to everybody."""
    _move(event, EventState.OPEN, allowed=(EventState.DRAFT, EventState.CLOSED), by=by)


def close_event(event: Event, *, by: User) -> None:
    """End an event: no more entries. Results may still be corrected and published."""
    _move(event, EventState.CLOSED, allowed=(EventState.OPEN,), by=by)


def cancel_event(event: Event, *, reason: str, by: User) -> None:
    """Call an event off, with the reason on record."""
    if not reason.strip():
        raise Declined(_("请写明取消的理由，理由会公布。"))
    _move(event, EventState.CANCELLED, allowed=(EventState.DRAFT, EventState.OPEN), by=by, reason=reason)


@transaction.atomic
def _move(event: Event, state: EventState, *, allowed: tuple[EventState, ...], by: User, reason: str = "") -> None:
    require(can_run_competition(by, event.competition))
    if is_rehearsal(event):
        raise Declined(_("演练不公开、不结束、不取消。练完请在演练记录里整场作废。"))
    before = Event.objects.select_for_update().values_list("state", flat=True).get(pk=event.pk)
    if before not in allowed:
        raise Declined(
            _("赛项现在是“%(now)s”，不能改为“%(then)s”。") % {"now": EventState(before).label, "then": state.label}
        )
    event.state = state
    event.save(update_fields=["state"])
    detail = {"from": str(before), "to": state.value, "reason": reason}
    record("move_event", actor=by.reference, subject=event.reference, detail=detail)


@transaction.atomic
def register_entries(event: Event, *, rows: Iterable[EntryRow], by: User) -> int:
    """Take entries, and change those whose number is there already. Returns how many rows were taken."""
    require(can_register_entries(by, event))
    listed = list(rows)
    _refuse_repeated(row.number for row in listed)
    known = {entry.number: entry for entry in event.entries.all()}
    entries = [_filled(known.get(row.number) or _new_entry(event, row.number), row) for row in listed]
    refuse_unstorable(*entries)
    Entry.objects.bulk_create([entry for entry in entries if entry.pk is None], batch_size=2_000)
    Entry.objects.bulk_update([entry for entry in entries if entry.number in known], ENTRY_FIELDS, batch_size=200)
    record("register_entries", actor=by.reference, subject=event.reference, detail={"count": len(entries)})
    return len(entries)


def _refuse_repeated(numbers: Iterable[str]) -> None:
    seen: set[str] = set()
    for number in numbers:
        if not number.strip():
            raise Declined(_("每个参赛项都要有参赛号。"))
        if number in seen:
            raise Declined(_("参赛号 %(number)s 出现了两次，请只留一行。") % {"number": number})
        seen.add(number)


def _new_entry(event: Event, number: str) -> Entry:
    return Entry(event=event, number=number, slip_salt=new_slip_salt())


def _filled(entry: Entry, row: EntryRow) -> Entry:
    entry.name, entry.unit, entry.team = row.name, row.unit, row.team
    entry.group, entry.category, entry.attributes = row.group, row.category, dict(row.attributes)
    return entry


@transaction.atomic
def set_event_facts(
    event: Event,
    *,
    by: User,
    parameters: Mapping[str, str] | None = None,
    items: Iterable[Mapping[str, str]] | None = None,
) -> None:
    """Set what the rulebook reads of the event itself and of its items; what is not given stays."""
    require(can_run_competition(by, event.competition))
    if parameters is None and items is None:
        return
    event.parameters = event.parameters if parameters is None else dict(parameters)
    event.items = event.items if items is None else [dict(item) for item in items]
    event.save(update_fields=["parameters", "items"])
    detail = {"parameters": event.parameters, "items": len(event.items)}
    record("set_event_facts", actor=by.reference, subject=event.reference, detail=detail)


def raise_evidence(event: Event, *, stages: Iterable[str]) -> None:
    """Say that something newly sealed concerns these stages. Only sealing calls it, inside its own transaction."""
    wanted = set(stages)
    for stage in Stage.objects.select_for_update().filter(event=event, code__in=wanted):
        stage.evidence_version += 1
        stage.save(update_fields=["evidence_version"])


def _save_once(row: Competition | Programme, code: str) -> None:
    """Save a row under a code that nobody had when it was looked for; declined where somebody took it a moment ago."""
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        _refuse_taken(True, code)


def _refuse_taken(is_taken: bool, what: str) -> None:
    if is_taken:
        raise Declined(_("“%(what)s”已经有了，请换一个代码。") % {"what": what})


def _reference(competition: Competition) -> str:
    return f"competitions.competition:{competition.code}"
