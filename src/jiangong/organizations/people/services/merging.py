"""Carries checked rows over into the rosters, by statements over sets; never a row at a time."""

from typing import Any

from django.db import connection
from django.db.models import Count

from jiangong.foundation import clock
from jiangong.organizations.models import Organization
from jiangong.organizations.people.models import Facts, Roster, UnitCount, Worker
from jiangong.organizations.people.tree import end_of

COPIED = tuple(field.column for field in Facts._meta.local_fields if field.column and field.name != "path")
TEXTS = ("number", "name", "sex", "trade", "skill", "employment", "phone", "honours")
DATED = ("born_on", "in_trade_since")
IDENTITY = ("identity_digest", "identity_sealed", "identity_last")
ROWS = """people_rosterrow r JOIN organizations_organization o ON o.id = r.organization_id AND o.path >= %(low)s AND o.path < %(high)s"""
SLICE = "r.roster_id = %(roster)s AND r.row > %(past)s AND r.row <= %(upto)s AND r.verdict = "
# The unit's path is read again: it may have moved since the dry run, and out of the scope at that.
ADD = f"""INSERT INTO people_worker (organization_id, path, {", ".join(COPIED)}, standing, source, stated_on)
SELECT r.organization_id, o.path, {", ".join(f"r.{name}" for name in COPIED)}, 'active', %(source)s, {{on}} FROM {ROWS}
WHERE {SLICE}'added' ON CONFLICT (path, number) DO NOTHING"""  # noqa: S608 - names are ours


def merge_slice(roster: Roster, *, upto: int) -> None:
    """Add and change what the rows after `merged_to` up to `upto` say; what changed is remembered with its source."""
    values: dict[str, Any] = {
        "roster": roster.pk, "past": roster.merged_to, "upto": upto, "source": roster.reference,
        "on": clock.today().isoformat(), "at": connection.ops.adapt_datetimefield_value(clock.now()),
        "low": roster.organization.path, "high": end_of(roster.organization.path),
    }  # fmt: skip
    on = "CAST(%(on)s AS date)" if connection.vendor == "postgresql" else "%(on)s"
    with connection.cursor() as cursor:
        cursor.execute(ADD.replace("{on}", on), values)
        if roster.changed_count:
            for statement in (*_remembering(), _changing(on)):
                cursor.execute(statement, values)


def _listed(fact: str) -> str:
    """Whether the dry run showed that this fact would change. A doubled sign, because statements are formatted once more."""
    return f"',' || r.reasons || ',' LIKE '%%,{fact},%%'"


def _remembering() -> list[str]:
    """What each listed fact was and becomes."""
    shown = {**{fact: (f"w.{fact}", f"r.{fact}") for fact in TEXTS},
             **{fact: (f"coalesce(CAST(w.{fact} AS text), '')", f"coalesce(CAST(r.{fact} AS text), '')") for fact in DATED},
             "identity": ("w.identity_last", "r.identity_last")}  # fmt: skip
    return [
        f"""INSERT INTO people_factchange (worker_id, fact, before, after, source, at)
        SELECT w.id, '{fact}', {before}, {after}, %(source)s, %(at)s FROM {ROWS} JOIN people_worker w ON w.id = r.target_id
        WHERE {SLICE}'changed' AND {_listed(fact)}"""  # noqa: S608 - names are ours
        for fact, (before, after) in shown.items()
    ]


def _changing(on: str) -> str:
    """Only what the dry run listed; a number that somebody else took meanwhile stays as it was."""
    taken = "EXISTS (SELECT 1 FROM people_worker x WHERE x.path = people_worker.path AND x.number = r.number)"
    columns = [
        f"{name} = CASE WHEN {_listed(name)} THEN r.{name} ELSE people_worker.{name} END"
        for name in (*TEXTS[1:], *DATED)
    ]
    columns += [
        f"{name} = CASE WHEN {_listed('identity')} THEN r.{name} ELSE people_worker.{name} END" for name in IDENTITY
    ]
    columns += [f"number = CASE WHEN {_listed('number')} AND NOT {taken} THEN r.number ELSE people_worker.number END"]
    return f"""UPDATE people_worker SET {", ".join(columns)} FROM {ROWS}
    WHERE {SLICE}'changed' AND people_worker.id = r.target_id AND people_worker.organization_id = r.organization_id"""  # noqa: S608 - names are ours


def count_units(unit: Organization) -> None:
    """Count the workers of a unit and of what belongs to it, once, so that no page has to."""
    scope = {"path__gte": unit.path, "path__lt": end_of(unit.path)}
    rows = (
        Worker.objects.filter(**scope).exclude(standing="erased").values_list("organization_id").annotate(n=Count("pk"))
    )
    UnitCount.objects.filter(**{f"organization__{name}": value for name, value in scope.items()}).delete()
    UnitCount.objects.bulk_create(UnitCount(organization_id=pk, worker_count=n) for pk, n in rows)
