"""Reads of the appeals."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from jiangong.competitions.models import Event
from jiangong.competitions.registration.models import Registration
from jiangong.competitions.selectors import behind
from jiangong.foundation import clock
from jiangong.organizations.enums import Role
from jiangong.organizations.models import Organization, User
from jiangong.organizations.rules import posts_in_force, type_of_viewer
from jiangong.results.appeals.enums import AppealKind, AppealState, Opinion
from jiangong.results.appeals.models import Appeal, AppealFile, PanelMember
from jiangong.results.appeals.rules import can_see_appeal, ties_of
from jiangong.results.appeals.terms import (
    Window,
    appeal_rule,
    appeal_rules,
    unknown_years_of_answer,
    window_of,
    windows_of,
)

WHOLE = ("event__competition__host", "event__competition__track__programme", "entry", "body", "publication")


@dataclass(frozen=True, slots=True)
class Nominee:
    """Somebody who may be named to hear an appeal, and what ties them to it."""

    user: User
    ties: tuple[str, ...]


def appeals_seen_by(viewer: type_of_viewer) -> QuerySet[Appeal]:
    """Appeals of the competitions that a person looks behind, and those that they hear; open ones first, by their clock."""
    mine = Q(event__competition__in=behind(viewer))
    if isinstance(viewer, User):
        heard = PanelMember.objects.filter(user=viewer, recused_at__isnull=True).values("appeal")
        mine |= Q(pk__in=heard)
    return Appeal.objects.filter(mine).select_related(*WHOLE)


def open_appeals(viewer: type_of_viewer) -> QuerySet[Appeal]:
    """Those that are still to be decided or carried out, the next to be answered first."""
    undone = Q(state=AppealState.UPHELD, changes_result=True, amendment__isnull=True)
    return appeals_seen_by(viewer).filter(Q(state=AppealState.OPEN) | undone).order_by("due_at", "pk")


def ended_appeals(viewer: type_of_viewer) -> QuerySet[Appeal]:
    """Those that are dealt with, the newest first."""
    undone = Q(state=AppealState.UPHELD, changes_result=True, amendment__isnull=True)
    return appeals_seen_by(viewer).exclude(Q(state=AppealState.OPEN) | undone).order_by("-decided_at", "-pk")


def _whole() -> QuerySet[Appeal]:
    panel = Prefetch("panel", queryset=PanelMember.objects.select_related("user"))
    files = Prefetch("files", queryset=AppealFile.objects.select_related("file"))
    return Appeal.objects.select_related(*WHOLE, "merged_into").prefetch_related(panel, files, "steps")


def the_appeal(receipt: str, *, viewer: type_of_viewer) -> Appeal:
    """An appeal by its receipt, for those who handle or hear it. Raises Appeal.DoesNotExist."""
    found = _whole().get(receipt=receipt)
    if not can_see_appeal(viewer, found):
        raise Appeal.DoesNotExist
    return found


def appeal_by_receipt(receipt: str) -> Appeal:
    """An appeal for whoever holds its receipt. Raises Appeal.DoesNotExist."""
    return _whole().get(receipt=receipt)


def the_evidence(appeal: Appeal, number: int) -> AppealFile:
    """The n-th file of an appeal, from 1. Raises AppealFile.DoesNotExist."""
    files: list[AppealFile] = list(appeal.files.select_related("file"))
    if not 1 <= number <= len(files):
        raise AppealFile.DoesNotExist
    return files[number - 1]


def appeals_of(event: Event) -> QuerySet[Appeal]:
    """The appeals about an event, the newest first."""
    return event.appeals.select_related("entry", "body")


def mergeable_with(appeal: Appeal) -> list[Appeal]:
    """Other open appeals about the same event."""
    return list(appeals_of(appeal.event).filter(state=AppealState.OPEN).exclude(pk=appeal.pk))


def units_to_appeal_for(user: type_of_viewer, event: Event) -> list[Organization]:
    """The units of a person that have people in an event: by registration, or as its lists name them."""
    mine = [post.organization for post in posts_in_force(user).filter(role=Role.OFFICER)]
    if not mine:
        return []
    listed = set(event.entries.exclude(unit="").values_list("unit", flat=True))
    paths = set(
        Registration.objects.filter(window__event=event, body__isnull=False).values_list("body__path", flat=True)
    )
    return [
        body
        for body in mine
        if body.name in listed
        or body.name.removesuffix("工会") in listed
        or any(path.startswith(body.path) for path in paths)
    ]


def nominees(appeal: Appeal) -> list[Nominee]:
    """Who may hear an appeal: those who hold a post in the host or above it, with what ties each to it."""
    host = appeal.event.competition.host
    steps = range(Organization.steplen, len(host.path) + 1, Organization.steplen)
    above = [host.path[:end] for end in steps]
    roles = (Role.OFFICER, Role.AUDITOR, Role.REVIEWER, Role.JUDGE, Role.CHIEF_JUDGE)
    today = clock.today()
    held = Q(posts__organization__path__in=above, posts__role__in=roles, posts__starts_on__lte=today)
    held &= Q(posts__ends_on__isnull=True) | Q(posts__ends_on__gte=today)
    named = set(appeal.panel.values_list("user", flat=True))
    people = User.objects.filter(held, is_active=True).exclude(pk__in=named).distinct().order_by("username")
    return [Nominee(user, tuple(ties_of(user, appeal))) for user in people[:100]]


def sitting(appeal: Appeal) -> list[PanelMember]:
    """Those who hear an appeal now, the head first."""
    return [member for member in appeal.panel.all() if member.is_sitting]


def majority(appeal: Appeal) -> Opinion | None:
    """What the panel holds once everybody has voted; none before, and none where it is split evenly."""
    members = sitting(appeal)
    if not members or any(not member.opinion for member in members):
        return None
    for_it = sum(member.opinion == Opinion.UPHOLD for member in members)
    if for_it * 2 == len(members):
        return None
    return Opinion.UPHOLD if for_it * 2 > len(members) else Opinion.REJECT


def due_soon(now: datetime | None = None) -> list[Appeal]:
    """Open appeals whose answer is due within a day or overdue."""
    moment = (now or clock.now()) + timedelta(days=1)
    rows = Appeal.objects.filter(state=AppealState.OPEN, due_at__lte=moment).select_related(*WHOLE)
    return list(rows.prefetch_related("panel__user"))


__all__ = [
    "AppealKind",
    "Nominee",
    "Window",
    "appeal_by_receipt",
    "appeal_rule",
    "appeal_rules",
    "appeals_of",
    "appeals_seen_by",
    "due_soon",
    "ended_appeals",
    "majority",
    "mergeable_with",
    "nominees",
    "open_appeals",
    "sitting",
    "the_appeal",
    "the_evidence",
    "units_to_appeal_for",
    "unknown_years_of_answer",
    "window_of",
    "windows_of",
]
