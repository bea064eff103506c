"""What would be deleted because its time is over."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from jiangong.foundation import clock
from jiangong.foundation.selectors import trail_rows
from jiangong.organizations.people.enums import KeptData, RequestState, Stage, Standing
from jiangong.organizations.people.models import (
    FactChange,
    PersonalLink,
    RetentionRule,
    Roster,
    RosterExport,
    Worker,
    WorkerRequest,
)

USUAL = {
    KeptData.IDENTITY: 180, KeptData.LEAVER: 1095, KeptData.ROSTER: 30, KeptData.EXPORT: 7, KeptData.LINK: 30,
    KeptData.REQUEST: 1095, KeptData.CHANGE: 1095,
}  # fmt: skip
"""Days, unless a rule of the site says otherwise."""
RAN, SUBJECT = "run_retention", "people.retention"
LATE = timedelta(days=2)
"""It should run every night."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A kind of data, how long it is kept, by whose word, and what is over now."""

    kind: KeptData
    days: int
    reason: str
    rows: QuerySet[Any]

    @property
    def due_count(self) -> int:
        """How many rows are over their time."""
        return self.rows.count()


@dataclass(frozen=True, slots=True)
class LastRun:
    """When data were last deleted on schedule, how many rows, and whether that is longer ago than it should be."""

    at: datetime
    count: int
    is_late: bool


def last_run() -> LastRun | None:
    """The last run of the nightly deletion; None where there was none."""
    row = trail_rows(subject=SUBJECT).filter(act=RAN).first()
    if row is None:
        return None
    return LastRun(row.at, sum(row.details.values()), row.at < clock.now() - LATE)


def retention_plan() -> list[Kept]:
    """Every kind of data with its time and what is over it; nothing is deleted by asking."""
    rules = {rule.kind: rule for rule in RetentionRule.objects.all()}
    plan = []
    for kind, usual in USUAL.items():
        rule = rules.get(kind.value)
        days = rule.days if rule else usual
        moment = clock.now() - timedelta(days=days)
        plan.append(
            Kept(
                kind,
                days,
                rule.reason if rule else "",
                due_rows(kind, before=moment, on=clock.today() - timedelta(days=days)),
            )
        )
    return plan


def due_rows(kind: KeptData, *, before: datetime, on: date) -> QuerySet[Any]:
    """The rows of a kind whose time ended before a moment."""
    gone = Worker.objects.filter(left_on__lt=on)
    finished = Q(stage__in=[Stage.MERGED, Stage.DROPPED, Stage.FAILED])
    rows: dict[KeptData, QuerySet[Any]] = {
        KeptData.IDENTITY: gone.exclude(identity_digest="", identity_sealed="", phone=""),
        KeptData.LEAVER: gone.exclude(standing=Standing.ERASED),
        KeptData.ROSTER: Roster.objects.filter(finished | Q(stage=Stage.CHECKED), touched_at__lt=before).exclude(
            file_key=""
        ),
        KeptData.EXPORT: RosterExport.objects.filter(asked_at__lt=before).exclude(file_key=""),
        KeptData.LINK: PersonalLink.objects.filter(Q(expires_at__lt=before) | Q(revoked_at__lt=before)),
        KeptData.REQUEST: WorkerRequest.objects.exclude(state=RequestState.OPEN)
        .filter(answered_at__lt=before)
        .exclude(wanted="", words=""),
        KeptData.CHANGE: FactChange.objects.filter(at__lt=before),
    }
    return rows[kind]
