"""Settles events: sealed evidence and rules become an immutable run."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator

import pyarrow as pa
from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Entry, Event
from jiangong.competitions.selectors import rulebook_of
from jiangong.core.scoring import Outcome, by_division, read_evidence, settle
from jiangong.evidence.judging.selectors import last_revision
from jiangong.foundation import clock
from jiangong.foundation.bulk import insert_rows
from jiangong.foundation.models import StoredFile
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import keep_file, record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require
from jiangong.results.bundle import build_bundle
from jiangong.results.gather import gathered
from jiangong.results.models import Run, RunStage, StandingRow
from jiangong.results.rules import can_settle
from jiangong.results.selectors.runs import events_awaiting_run, latest_run_or_none

NUMBERED = "score:"
STANDING_COLUMNS = (
    *("run_id", "stage_id", "entry_id", "position", "number", "name", "unit", "team", "division", "place", "is_shared"),
    *("score", "state", "goes_on", "reserve", "award", "decided_by", "scores"),
)
Row = dict[str, str]


@transaction.atomic
def settle_event(event: Event, *, by: User) -> Run:
    """Settle what is sealed of an event. Where nothing changed since the newest run, that run is returned.

    Raises Refused where the evidence does not fit the rules, Declined where nothing is sealed.
    """
    require(can_settle(by, event))
    Event.objects.select_for_update().get(pk=event.pk)
    if last_revision(event) == 0:
        raise Declined(_("还没有封存的评分，不能计算名次。请先导入评分表。"))
    tables = gathered(event)
    outcome = settle(read_evidence(rulebook_of(event), tables))
    entries = {entry.number: entry for entry in event.entries.all()}
    run = _drafted(event, outcome, entries.values())
    marks: pa.Table = tables.marks
    run.mark_count = marks.num_rows
    before = latest_run_or_none(event)
    if before is not None and _is_same(before, run, event):
        return before
    data = build_bundle(rulebook_text=event.rulebook.text, tables=tables, outcome=outcome)
    file = keep_file(
        f"{event.competition.code}-{event.slug}-{run.number}.zip", data=data, by=by.reference, has_limit=False
    )
    return _stored(run, file, by=by, rows=list(_standing_rows(run, event, outcome, entries)))


def sweep(*, by: User, progress: Callable[[int, int], None] | None = None) -> list[Run]:
    """Settle every event whose evidence is newer than its run, as far as `by` may; safe to repeat at any time."""
    waiting = list(events_awaiting_run(by))
    runs = []
    for done, event in enumerate(waiting, start=1):
        runs.append(settle_event(event, by=by))
        if progress:
            progress(done, len(waiting))
    return runs


def _drafted(event: Event, outcome: Outcome, entries: Iterable[Entry]) -> Run:
    """The run as it would be stored next."""
    run = Run(event=event, rulebook=event.rulebook, number=event.runs.count() + 1)
    run.fingerprint_rulebook = outcome.fingerprint.rulebook
    run.fingerprint_marks = outcome.fingerprint.marks
    run.fingerprint_outcome = outcome.fingerprint.outcome
    named = sorted((entry.number, entry.name, entry.unit, entry.team) for entry in entries)
    run.fingerprint_entries = hashlib.sha256(json.dumps(named, ensure_ascii=False).encode()).hexdigest()
    run.evidence_revision = last_revision(event)
    return run


def _is_same(before: Run, run: Run, event: Event) -> bool:
    """Whether a new run would say nothing new about rules, evidence, outcome or names."""
    said = ("rulebook_id", "fingerprint_rulebook", "fingerprint_marks", "fingerprint_outcome", "fingerprint_entries")
    read = dict(before.stages_read.values_list("stage_id", "evidence_version"))
    now = dict(event.stages.values_list("pk", "evidence_version"))
    return read == now and all(getattr(before, name) == getattr(run, name) for name in said)


def _stored(run: Run, file: StoredFile, *, by: User, rows: list[StandingRow]) -> Run:
    run.bundle, run.entry_count = file, len({row.number for row in rows})
    run.settled_at, run.settled_by = clock.now(), by.reference
    run.save()
    stages = run.event.stages.all()
    RunStage.objects.bulk_create(
        [RunStage(run=run, stage=stage, evidence_version=stage.evidence_version) for stage in stages]
    )
    values = ([*(getattr(row, name) for name in STANDING_COLUMNS[1:-1]), json.dumps(row.scores)] for row in rows)
    insert_rows(StandingRow, STANDING_COLUMNS, ([run.pk, *line] for line in values))
    detail = {"run": run.number, "rulebook": run.rulebook.number, "outcome": run.fingerprint_outcome}
    record("settle_event", actor=by.reference, subject=run.event.reference, detail=detail)
    return run


def _standing_rows(run: Run, event: Event, outcome: Outcome, entries: dict[str, Entry]) -> Iterator[StandingRow]:
    """The rows to store, those of a division together. A place is shared within its division only."""
    stages = {stage.code: stage for stage in event.stages.all()}
    rows = by_division(outcome)
    shared = Counter((row["stage"], division, row["place"]) for row, division in rows if row["place"])
    positions: Counter[str] = Counter()
    for row, division in rows:
        positions[row["stage"]] += 1
        standing = StandingRow(run=run, stage=stages[row["stage"]], position=positions[row["stage"]])
        standing.division = division[:200]
        standing.is_shared = shared[row["stage"], division, row["place"]] > 1
        yield _filled(standing, row, entries.get(row["entry"]))


def _filled(standing: StandingRow, row: Row, entry: Entry | None) -> StandingRow:
    """Copy the texts of the core's row, and who stood under the number when it was settled."""
    standing.number, standing.entry = row["entry"], entry
    if entry is not None:
        standing.name, standing.unit, standing.team = entry.name, entry.unit, entry.team
    standing.score, standing.state = row["score"], row["state"]
    standing.award, standing.decided_by = row["award"], row["decided_by"]
    standing.place, standing.reserve = _whole(row["place"]), _whole(row["reserve"])
    standing.goes_on = {"1": True, "0": False}.get(row["goes_on"])
    standing.scores = {name.removeprefix(NUMBERED): said for name, said in row.items() if name.startswith(NUMBERED)}
    return standing


def _whole(text: str) -> int | None:
    return int(text) if text else None
