"""Roster files and what they are checked against."""

from collections.abc import Iterator, Sequence
from datetime import date

import pyarrow as pa
from django.db.models import CharField, F, Q, QuerySet
from django.db.models.functions import Cast

from jiangong.foundation.pouring import SLICE, drawn_tables
from jiangong.organizations.enums import Role
from jiangong.organizations.models import Organization
from jiangong.organizations.people.enums import Standing, Verdict
from jiangong.organizations.people.models import Roster, RosterExport, RosterRow, Worker
from jiangong.organizations.people.tree import end_of
from jiangong.organizations.rules import type_of_viewer
from jiangong.organizations.selectors import within

FEW = 500
WORKER_TYPES = {
    "id": pa.int64(), "unit_id": pa.int64(), "unit_name": pa.string(), "number": pa.string(), "name": pa.string(), "sex": pa.string(),
    "born_on": pa.date32(), "trade": pa.string(), "skill": pa.string(), "in_trade_since": pa.int16(), "employment": pa.string(),
    "phone": pa.string(), "honours": pa.string(), "identity_digest": pa.string(), "standing": pa.string(),
}  # fmt: skip
NAMESAKE_TYPES = {
    name: WORKER_TYPES[name] for name in ("id", "unit_name", "number", "name", "born_on", "identity_digest")
}
AT_ONCE = 400
"""Names in one question."""
EXPORT_TYPES = {
    "unit": pa.string(), "number": pa.string(), "name": pa.string(), "sex": pa.string(), "born_on": pa.string(), "trade": pa.string(),
    "skill": pa.string(), "in_trade_since": pa.string(), "employment": pa.string(), "phone": pa.string(), "honours": pa.string(),
    "identity": pa.string(),
}  # fmt: skip


def rosters_seen_by(viewer: type_of_viewer) -> QuerySet[Roster]:
    """The roster files of the units where the viewer keeps or audits the roster, newest first."""
    seen = Roster.objects.filter(within(viewer, Role.OFFICER, Role.AUDITOR, field="organization__path"))
    return seen.select_related("organization", "job")


def the_roster(pk: int, *, viewer: type_of_viewer) -> Roster:
    """A roster file that the viewer may see. Raises Roster.DoesNotExist, for one out of scope as well."""
    return rosters_seen_by(viewer).get(pk=pk)


DOUBTFUL = "doubtful"


def roster_rows(roster: Roster, *, verdict: str, after: int = 0, limit: int = 100) -> list[RosterRow]:
    """The next rows of a checked file with a verdict; under DOUBTFUL the added ones that somebody should look at."""
    rows = roster.rows.filter(row__gt=after).select_related("organization")
    if verdict == DOUBTFUL:
        return list(rows.filter(Q(verdict=Verdict.ADDED) & ~Q(reasons=""))[:limit])
    return list(rows.filter(verdict=verdict)[:limit])


def exports_of(viewer: type_of_viewer) -> QuerySet[RosterExport]:
    """The written-out rosters of the units whose roster the viewer keeps."""
    mine = RosterExport.objects.filter(within(viewer, Role.OFFICER, field="organization__path"))
    return mine.select_related("organization", "job")


def the_export(pk: int, *, viewer: type_of_viewer) -> RosterExport:
    """A written-out roster. Raises RosterExport.DoesNotExist, for one out of scope as well."""
    return exports_of(viewer).get(pk=pk)


def units_under(unit: Organization) -> pa.Table:
    """A unit and what belongs to it, under every name that a file may use."""
    rows = Organization.objects.filter(path__gte=unit.path, path__lt=end_of(unit.path)).values_list(
        "pk", "path", "code", "name"
    )
    known = [(word, pk, path) for pk, path, code, name in rows for word in (code, name)]
    columns = [list(column) for column in zip(*known, strict=True)]
    return pa.table(columns, schema=pa.schema([("known", pa.string()), ("id", pa.int64()), ("path", pa.string())]))


def known_workers(unit: Organization, *, units: Sequence[int], has_identities: bool) -> Iterator[pa.Table]:
    """The workers that a roster may speak of: those of the units that it names, and whoever has an identity number in scope."""
    if not units:
        return iter(())
    scope = Worker.objects.filter(path__gte=unit.path, path__lt=end_of(unit.path))
    named = Q(organization__in=units) if len(units) <= FEW else Q()
    rows = scope.filter(named | ~Q(identity_digest="")) if has_identities else scope.filter(named)
    names = ("pk", "organization_id", "organization__name", *list(WORKER_TYPES)[3:])
    return drawn_tables(rows.values_list(*names), WORKER_TYPES)


def namesakes(unit: Organization, called: Sequence[tuple[str, date]]) -> Iterator[pa.Table]:
    """The workers of a unit and of what belongs to it who have one of these names and birthdays, found name by name in the index.

    Nobody above or beside the unit is among them: whoever keeps the unit's roster reads what comes of it.
    """
    scope = Worker.objects.filter(path__gte=unit.path, path__lt=end_of(unit.path), standing=Standing.ACTIVE)
    for at in range(0, len(called), AT_ONCE):
        piece = called[at : at + AT_ONCE]
        rows = scope.filter(name__in={name for name, _ in piece}, born_on__in={born_on for _, born_on in piece})
        names = ("pk", "organization__name", *list(NAMESAKE_TYPES)[2:])
        yield from drawn_tables(rows.order_by().values_list(*names), NAMESAKE_TYPES)


def export_rows(unit: Organization) -> Iterator[pa.Table]:
    """The roster of a unit and of what belongs to it as it is written out: no identity number but its last four digits.

    Slice by slice along the index, each read to its end before it is given, so that the reader may ask the database meanwhile.
    """
    dated = {"born_on", "in_trade_since"}
    facts = [Cast(name, CharField()) if name in dated else F(name) for name in list(EXPORT_TYPES)[1:-1]]
    columns = (F("organization__name"), *facts, F("identity_last"), F("path"))
    scope = Worker.objects.filter(path__gte=unit.path, path__lt=end_of(unit.path)).exclude(standing="erased")
    after = Q()
    while True:
        rows = scope.filter(after).order_by("path", "number").values_list(*columns)[:SLICE]
        tables = list(drawn_tables(rows, {**EXPORT_TYPES, "path": pa.string()}))
        if not tables:
            return
        yield from (table.drop_columns("path") for table in tables)
        path, number = (tables[-1].column(name)[-1].as_py() for name in ("path", "number"))
        after = Q(path__gte=path) & (Q(path__gt=path) | Q(number__gt=number))
