"""Reads of the audit trail: the rows of a scope, what they say in words, and whether the chain is whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.core.cache import cache
from django.db.models import CharField, Model, Q, QuerySet, TextChoices, Value
from django.db.models.functions import Cast, Concat, StrIndex, Substr
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiangong.competitions.applications.models import Application
from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Competition, Event
from jiangong.competitions.registration.models import Registration
from jiangong.competitions.rulebooks.models import RulebookDraft
from jiangong.evidence.blind.enums import ArrivalState
from jiangong.evidence.blind.selectors import still_blind
from jiangong.evidence.judging.enums import SheetKind
from jiangong.evidence.marking.enums import HeldAct, IncidentKind
from jiangong.evidence.panels.enums import SeatKind
from jiangong.foundation import clock
from jiangong.foundation.models import AuditRow
from jiangong.foundation.selectors import TrailCheck, trail_rows, verify_trail
from jiangong.organizations.enums import Role
from jiangong.organizations.models import Organization, User
from jiangong.organizations.people.models import Roster, Worker
from jiangong.organizations.rules import type_of_viewer
from jiangong.organizations.selectors import users_seen_by, within
from jiangong.results.amendments.enums import AmendmentKind
from jiangong.results.enums import PublicationState
from jiangong.results.firming.enums import HoldKind
from jiangong.results.promotion.enums import LateAct
from jiangong.results.trail.acts import ACTS, ActKind, acts_of
from jiangong.results.trail.rules import can_read_whole_trail

OF_COMPETITION = ("competitions.competition:", "competitions.event:", "draws.draw:", "panels.panel:", "blind.chain:")
"""How references begin that go on with the code of a competition."""
OF_EVENT = OF_COMPETITION[1:]
MOST_ROWS_TO_VERIFY = 300_000
"""A longer chain is verified by the command; a page would keep its reader waiting."""
KEPT_FOR = 3600  # seconds
SHOWN = {
    "reason": gettext_lazy("理由"),
    "stage": gettext_lazy("阶段"),
    "publication": gettext_lazy("第几次发布"),
    "amendment": gettext_lazy("更正决定"),
    "revision": gettext_lazy("第几份评分"),
    "batch": gettext_lazy("批次"),
    "state": gettext_lazy("状态"),
    "work": gettext_lazy("作品号"),
    "seat": gettext_lazy("席位或参赛号"),
    "rows": gettext_lazy("行数"),
    "kind": gettext_lazy("类别"),
    "act": gettext_lazy("办理"),
    "panel": gettext_lazy("裁判组决定"),
    "role": gettext_lazy("职务"),
    "size": gettext_lazy("字节"),
}
"""The parts of an entry that are told; anything else stays in the database."""
CODES: Mapping[str, tuple[type[TextChoices], ...]] = {
    "kind": (AmendmentKind, HoldKind, IncidentKind, SeatKind, SheetKind),
    "state": (PublicationState, EventState, ArrivalState),
    "act": (LateAct, HeldAct),
    "role": (Role,),
}
"""Parts that hold a code: told by its words, left out where it has none."""
LONGEST = 200
SAFE_WHILE_BLIND = ("stage", "publication", "revision", "batch", "rows", "kind", "size")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader looks for."""

    kind: str = ""
    person: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One entry in words."""

    row: AuditRow
    kind: str
    who: str
    did: str
    about: str
    details: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ChainState:
    """How long the chain is, its last hash, and what the last verification found, if there was one."""

    rows: int
    last_hash: str
    last_at: datetime | None
    found: TrailCheck | None
    verified_at: datetime | None


def trail_of(viewer: type_of_viewer, wanted: Wanted) -> QuerySet[AuditRow]:
    """The entries that an auditor may read and looks for, newest first."""
    rows = trail_rows()
    if not can_read_whole_trail(viewer):
        rows = rows.alias(competition_code=_COMPETITION_CODE).filter(_within_scope(viewer))
    if wanted.kind in ActKind.values:
        rows = rows.filter(act__in=acts_of(wanted.kind))
    if wanted.person:
        rows = rows.filter(actor__in=_actors(wanted.person))
    if wanted.since:
        rows = rows.filter(at__gte=_midnight(wanted.since))
    if wanted.until:
        rows = rows.filter(at__lt=_midnight(wanted.until + timedelta(days=1)))
    return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _actors(words: str) -> list[str]:
    """The references of whoever is meant: by user name or by name; an entry number where a slip acted."""
    people = User.objects.filter(Q(username=words) | Q(name=words)).values_list("username", flat=True)[:50]
    return [words, f"entry:{words}", *(f"user:{name}" for name in people)]


_BEHIND_COLON = Substr("subject", StrIndex("subject", Value(":")) + 1)
_COMPETITION_CODE = Substr(_BEHIND_COLON, 1, StrIndex(Concat(_BEHIND_COLON, Value("/")), Value("/")) - 1)
"""What stands between the colon of a reference and its first slash."""


def _within_scope(viewer: type_of_viewer) -> Q:
    """What is about the competitions, bodies and people below an auditor's posts, whoever did it."""
    roles = (Role.AUDITOR,)
    named = reduce(or_, (Q(subject__startswith=stem) for stem in OF_COMPETITION))
    hosted = Competition.objects.filter(within(viewer, *roles, field="host__path")).values("code")
    scope = named & Q(competition_code__in=hosted)  # one question, however many competitions there are
    for rows, stem, field in (
        (Organization.objects.filter(within(viewer, *roles)), "organizations.organization:", "code"),
        (users_seen_by(viewer).order_by(), "user:", "username"),
        (Worker.objects.filter(within(viewer, *roles)), "people.worker:", "pk"),
        (Roster.objects.filter(within(viewer, *roles, field="organization__path")), "people.roster:", "pk"),
        (Application.objects.filter(within(viewer, *roles, field="unit__path")), "applications.application:", "pk"),
        (RulebookDraft.objects.filter(within(viewer, *roles, field="organization__path")), "rulebooks.draft:", "pk"),
        (Registration.objects.filter(within(viewer, *roles, field="window__event__competition__host__path")), "registration.registration:", "receipt"),
    ):  # fmt: skip
        scope |= Q(subject__in=_references(rows, stem, field))
    return scope


def _references(rows: QuerySet[Any, Any], stem: str, field: str) -> QuerySet[Any, Any]:
    """The references of some rows, as the trail writes them, made by the database."""
    text = Concat(Value(stem), Cast(field, CharField()), output_field=CharField())
    found: QuerySet[Any, Any] = rows.order_by().annotate(reference_text=text).values("reference_text")
    return found


def told(rows: Iterable[AuditRow]) -> list[Told]:
    """Entries in words, in as many queries for a thousand as for one. Of a contest that is still judged blind nothing is told that could
    join a person to a work."""
    listed = list(rows)
    codes = {tuple(_code(row.subject).split("/")[:2]) for row in listed if row.subject.startswith(OF_EVENT)}
    events = _events({code for code in codes if len(code) == 2})
    names = _names(listed)
    return [_told(row, names, events) for row in listed]


def _told(row: AuditRow, names: Mapping[str, str], events: Mapping[str, Event]) -> Told:
    kind, did = ACTS.get(row.act, ("", row.act))
    code = "/".join(_code(row.subject).split("/")[:2])
    event = events.get(code) if row.subject.startswith(OF_EVENT) else None
    about = (
        f"{event.competition.title} · {event.title}"
        if event is not None
        else names.get(row.subject) or _thing(row.subject)
    )
    is_hidden = event is not None and event.is_judged_blind  # type: ignore[attr-defined]
    details = row.details
    shown = [
        key
        for key in SHOWN
        if details.get(key) not in (None, "", [], {}) and (key in SAFE_WHILE_BLIND or not is_hidden)
    ]
    lines = tuple((str(SHOWN[key]), words) for key in shown if (words := _detail(key, details[key])))
    return Told(
        row,
        str(ActKind(kind).label) if kind else "",
        _who(row.actor, names, is_hidden=is_hidden),
        str(did),
        about,
        lines,
    )


def _detail(key: str, said: Any) -> str:
    """A part of an entry in words; empty where there are none."""
    if not isinstance(said, str | int):
        return ""
    known = {one.value: str(one.label) for choices in CODES.get(key, ()) for one in choices}
    return known.get(str(said), "") if key in CODES else str(said)[:LONGEST]


def _who(actor: str, names: Mapping[str, str], *, is_hidden: bool) -> str:
    if actor.startswith("user:"):
        return f"{names.get(actor, '')} {_code(actor)}".strip()
    if actor.startswith("entry:"):
        return _("持查分码的参赛人") if is_hidden else _("参赛号 %(number)s，凭查分码") % {"number": _code(actor)}
    if actor.startswith("amendment:"):
        return _("更正决定 %(number)s") % {"number": _code(actor)}
    return _("系统") if actor.startswith(("site:", "clock", "promotion.", "appeal:")) else actor


def _thing(subject: str) -> str:
    """What is not looked up: of which kind, and its number."""
    stems = {
        "people.worker": _("职工档案"), "people.roster": _("名册"), "people.export": _("导出"), "people.retention": _("保存期限"),
        "registration.registration": _("报名"), "applications.application": _("立项申报"), "rulebooks.draft": _("规则草稿"),
        "programmes.list": _("名单"), "competitions.programme": _("项目"), "competitions.track": _("赛道"), "appeal": _("申诉"),
        "notices.suggestion": _("意见"), "foundation.calendar": _("工作日"), "signing.key": _("签名密钥"), "site": _("站点"),
    }  # fmt: skip
    stem = subject.partition(":")[0]
    return f"{stems.get(stem, stem)} {_code(subject)}".strip()


def _code(reference: str) -> str:
    return reference.partition(":")[2]


def _events(codes: set[tuple[str, ...]]) -> dict[str, Event]:
    """Events by address, each with whether it is judged blind at this moment."""
    if not codes:
        return {}
    rows = Event.objects.filter(competition__code__in={code for code, _slug in codes}).select_related("competition")
    hidden = set(rows.filter(still_blind()).values_list("pk", flat=True))
    found = {}
    for event in rows:
        event.is_judged_blind = event.pk in hidden  # type: ignore[attr-defined]
        found[f"{event.competition.code}/{event.slug}"] = event
    return found


def _names(rows: list[AuditRow]) -> dict[str, str]:
    """The names behind references to people, bodies and competitions: three queries."""
    references = {text for row in rows for text in (row.actor, row.subject)}
    found: dict[str, str] = {}
    for stem, model, field, name in (
        ("user:", User, "username", "name"),
        ("organizations.organization:", Organization, "code", "name"),
        ("competitions.competition:", Competition, "code", "title"),
    ):
        found |= _named(references, stem, model, field, name)
    return found


def _named(references: set[str], stem: str, model: type[Model], field: str, name: str) -> dict[str, str]:
    codes = [text.removeprefix(stem) for text in references if text.startswith(stem)]
    rows = model._default_manager.filter(**{f"{field}__in": codes}).values_list(field, name) if codes else ()
    return {f"{stem}{code}": str(text) for code, text in rows}


def chain_state() -> ChainState:
    """How the chain stands; the last verification counts as long as it is kept."""
    last = AuditRow.objects.order_by("-number").first()
    kept = cache.get("trail-verified")
    rows = last.number if last else 0
    found, at = kept if kept else (None, None)
    return ChainState(rows, last.hash if last else "", last.at if last else None, found, at)


def verify_now() -> TrailCheck | None:
    """Walk the chain and keep what was found for an hour; None where it is too long for a page."""
    if AuditRow.objects.count() > MOST_ROWS_TO_VERIFY:
        return None
    found = verify_trail()
    cache.set("trail-verified", (found, clock.now()), KEPT_FOR)
    return found
