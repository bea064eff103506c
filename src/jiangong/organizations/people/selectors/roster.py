"""A unit's roster, a page at a time. No page counts or sorts: it reads on from where the last one ended."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from jiangong.organizations.enums import Role
from jiangong.organizations.models import Organization
from jiangong.organizations.people.enums import Employment, Skill, Standing
from jiangong.organizations.people.models import UnitCount, Worker
from jiangong.organizations.people.tree import end_of
from jiangong.organizations.rules import posts_in_force, type_of_viewer
from jiangong.organizations.selectors import within

PAGE = 100
REACH = 20_000
"""How many workers a filtered page looks through; the reader goes on from there by a link, so that no page takes long."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the reader of a roster looks for: words (the beginning of a name, or a staff number), filters, where to go on."""

    words: str = ""
    skill: str = ""
    employment: str = ""
    standing: str = Standing.ACTIVE.value
    after: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether every row of the index is wanted."""
        return not (self.words or self.skill or self.employment)


@dataclass(frozen=True, slots=True)
class RosterPage:
    """Workers, and where the next page goes on; `is_cut` says that the page looked as far as it may without being full."""

    workers: list[Worker] = field(default_factory=list)
    after: str = ""
    is_cut: bool = False


def keepable_units(viewer: type_of_viewer) -> QuerySet[Organization]:
    """The units whose roster the viewer keeps, in the order of the tree."""
    units: QuerySet[Organization] = Organization.objects.filter(within(viewer, Role.OFFICER), closed_on__isnull=True)
    return units.order_by("path")


def roster_units(viewer: type_of_viewer) -> list[Organization]:
    """The units at which the viewer's say begins: one for most, several where somebody holds several posts."""
    posts = posts_in_force(viewer).filter(role__in=(Role.OFFICER, Role.AUDITOR)).order_by("organization__path")
    found: list[Organization] = []
    for post in posts:
        if not found or not post.organization.path.startswith(found[-1].path):
            found.append(post.organization)
    return found


def worker_count(unit: Organization) -> int:
    """How many workers stand in the rosters of a unit and of what belongs to it, as last counted."""
    under = UnitCount.objects.filter(organization__path__gte=unit.path, organization__path__lt=end_of(unit.path))
    return int(under.aggregate(n=Sum("worker_count"))["n"] or 0)


def units_below(unit: Organization) -> QuerySet[Organization]:
    """What belongs directly to a unit, to look at by itself."""
    below: QuerySet[Organization] = Organization.objects.filter(path__gt=unit.path, path__lt=end_of(unit.path))
    return below.filter(depth=unit.depth + 1).order_by("path")


def workers_numbered(unit: Organization, numbers: Iterable[str]) -> dict[str, int]:
    """The keys of the workers of a unit, and of what belongs to it, who have these staff numbers."""
    scope = Worker.objects.filter(path__gte=unit.path, path__lt=end_of(unit.path), number__in=set(numbers))
    return dict(scope.exclude(standing=Standing.ERASED).values_list("number", "pk"))


def workers_called(unit: Organization, *, names: Iterable[str], numbers: Iterable[str]) -> QuerySet[Worker]:
    """The people of a unit, and of what belongs to it, who are called so or have such a staff number and may be worked with."""
    scope = Worker.objects.filter(path__gte=unit.path, path__lt=end_of(unit.path), standing=Standing.ACTIVE)
    return scope.filter(Q(name__in=set(names)) | Q(number__in=set(numbers))).select_related("organization")


def roster_page(unit: Organization, *, wanted: Wanted) -> RosterPage:
    """A page of the roster of a unit and of what belongs to it, in the order of the tree and the staff numbers."""
    scope = Worker.objects.filter(path__gte=unit.path, path__lt=end_of(unit.path))
    rows = scope.filter(_from(wanted.after)).order_by("path", "number")
    if wanted.words and not any(sign.isdigit() for sign in wanted.words):
        return _named(scope, wanted)
    if wanted.is_plain:
        found = list(rows.filter(standing=wanted.standing).select_related("organization")[: PAGE + 1])
        return RosterPage(found[:PAGE], _cursor(found[PAGE - 1]) if len(found) > PAGE else "")
    return _searched(rows, wanted)


def _searched(rows: QuerySet[Worker], wanted: Wanted) -> RosterPage:
    """Look through the next stretch of the roster only: what is rare must not make a page read a million rows."""
    edge = rows.values_list("path", "number")[REACH : REACH + 1].first()
    if edge is not None:
        rows = rows.filter(Q(path__lt=edge[0]) | Q(path=edge[0], number__lt=edge[1]))
    found = list(rows.filter(_filters(wanted), _by_number(wanted.words)).select_related("organization")[: PAGE + 1])
    if len(found) > PAGE:
        return RosterPage(found[:PAGE], _cursor(found[PAGE - 1]))
    return RosterPage(found, f"{edge[0]}~{edge[1]}" if edge else "", is_cut=edge is not None)


def _named(scope: QuerySet[Worker], wanted: Wanted) -> RosterPage:
    """Names that begin so, by the index of names; names in their order, then the tree."""
    rows = scope.filter(_begins(wanted.words), _filters(wanted)).order_by("name", "path", "number")
    name, _, place = wanted.after.partition("|")
    if place:
        path, _, number = place.partition("~")
        rows = rows.filter(Q(name__gt=name) | Q(name=name, path__gt=path) | Q(name=name, path=path, number__gt=number))
    found = list(rows.select_related("organization")[: PAGE + 1])
    return RosterPage(found[:PAGE], f"{found[PAGE - 1].name}|{_cursor(found[PAGE - 1])}" if len(found) > PAGE else "")


def _begins(words: str) -> Q:
    """As each database can answer it from the index: a pattern on PostgreSQL, a range on SQLite."""
    if connection.vendor == "postgresql":
        return Q(name__startswith=words)
    return Q(name__gte=words, name__lt=words + "\U0010ffff")


def _by_number(words: str) -> Q:
    return Q(number__istartswith=words) if words else Q()


def _filters(wanted: Wanted) -> Q:
    chosen = Q(standing=wanted.standing)
    if wanted.skill in Skill.values:
        chosen &= Q(skill=wanted.skill)
    if wanted.employment in Employment.values:
        chosen &= Q(employment=wanted.employment)
    return chosen


def _from(after: str) -> Q:
    path, _, number = after.partition("~")
    return Q(path__gte=path) & (Q(path__gt=path) | Q(number__gt=number)) if after and "|" not in after else Q()


def _cursor(worker: Worker) -> str:
    return f"{worker.path}~{worker.number}"
