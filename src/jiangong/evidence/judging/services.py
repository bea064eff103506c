"""Writes of judging: marks are sealed, and corrected by sealing again."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.facts import NAMED
from jiangong.competitions.models import Competition, Event, RulebookVersion
from jiangong.competitions.rules import can_run_competition
from jiangong.competitions.selectors import entries_of, read_rulebook, rulebook_of
from jiangong.competitions.services import (
    EntryRow,
    EventDetails,
    create_event,
    raise_evidence,
    register_entries,
    set_event_facts,
)
from jiangong.core.problems import Problem, Refused, Text
from jiangong.core.scoring import Tables, read_evidence
from jiangong.evidence.judging.enums import Scope, SheetKind
from jiangong.evidence.judging.evidence import event_tables, evidence_tables
from jiangong.evidence.judging.intake import EventIntake, Row, coded, column_values, sorted_by_event
from jiangong.evidence.judging.keys import KEY, MarkChange, MarkKey
from jiangong.evidence.judging.models import JudgeCode, Mark, MarkSheet
from jiangong.evidence.judging.rules import can_correct_marks, can_import_marks
from jiangong.evidence.judging.selectors import corrected_marks, last_revision, marks_in_force
from jiangong.evidence.panels.selectors import codes_of_seats
from jiangong.foundation import clock
from jiangong.foundation.bulk import insert_rows
from jiangong.foundation.codes import short_code
from jiangong.foundation.limits import is_storable, text_limits
from jiangong.foundation.models import StoredFile
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import keep_file, record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require

Upload = tuple[str, bytes]
MARK_COLUMNS = ("sheet_id", *KEY, "value", "state", "is_withdrawn", "file_row")
SealedRow = tuple[MarkKey, str, str, int | None, bool]


@dataclass(frozen=True, slots=True)
class Sealing:
    """Who seals, from which file, and why anything sealed before is replaced."""

    by: User
    reason: str = ""
    file: StoredFile | None = None


@transaction.atomic
def import_marks(
    event: Event, *, tables: Tables, by: User, file: StoredFile | Upload | None = None, reason: str = ""
) -> MarkSheet:
    """Seal the marks of one event from a whole file, all or nothing.

    Entries come from `tables.entries`; without it from the register, and from the marks where that is empty. The file,
    kept already or as name and bytes, is noted on the sheet; bytes are stored only when nothing is wrong with them.
    Raises Refused with every problem by row; Declined where marks are sealed already and no reason is given.
    """
    require(can_import_marks(by, event))
    _lock(event)
    _refuse_other_events(event, tables)
    read_evidence(rulebook_of(event), event_tables(event, given=tables))
    intake = sorted_by_event(tables, rulebook_of(event))
    merged = intake.get(event.code) or intake.get("") or EventIntake()
    return _seal_import(event, merged, Sealing(by, reason, _kept(file, by)))


def _kept(file: StoredFile | Upload | None, by: User) -> StoredFile | None:
    if file is None or isinstance(file, StoredFile):
        return file
    name, data = file
    return keep_file(name, data=data, by=by.reference)


@transaction.atomic
def import_competition_marks(
    competition: Competition, *, rulebook: RulebookVersion, tables: Tables, sealing: Sealing
) -> list[MarkSheet]:
    """Seal a file that holds many events, all or nothing; events that are not there yet are created and stay drafts."""
    require(can_run_competition(sealing.by, competition))
    rules = read_rulebook(rulebook.text)
    read_evidence(rules, tables)
    sheets = []
    for code, intake in sorted_by_event(tables, rules).items():
        event = competition.events.filter(code=code).first()
        if event is None:
            event = create_event(competition, rulebook=rulebook, by=sealing.by, details=EventDetails(code=code))
        if event.rulebook_id != rulebook.pk:
            raise Declined(_("赛项“%(event)s”用的是另一版规则，请单独为它导入评分。") % {"event": event.title})
        _lock(event)
        sheets.append(_seal_import(event, intake, sealing))
    return sheets


def _refuse_other_events(event: Event, tables: Tables) -> None:
    """A file for one event may name that event in its rows, and no other."""
    others = [code for code in column_values(tables.marks, "event") if code not in ("", event.code)]
    if not others:
        return
    expected = Text(f"“{event.code}”或留空", f"{event.code!r} or nothing")
    file = tables.files.get("marks", "marks")
    raise Refused(tuple(Problem(file, None, "event", Text(other, other), expected) for other in others[:20]))


def _seal_import(event: Event, intake: EventIntake, sealing: Sealing) -> MarkSheet:
    if last_revision(event) and not sealing.reason.strip():
        raise Declined(_("这个赛项已有封存的评分。重新导入会整体替换，请写明理由。"))
    _refuse_no_marks(intake)
    _refuse_long_codes((key, value, state, row, False) for key, value, state, row in intake.marks)
    set_event_facts(event, parameters=intake.parameters or None, items=intake.items or None, by=sealing.by)
    _take_entries(event, intake, by=sealing.by)
    sources = [] if rulebook_of(event).names_sources else [key.source for key, *_rest in intake.marks]
    codes = _judges_under_codes(event, sources)
    rows: list[SealedRow] = [
        (key._replace(source=codes.get(key.source, key.source)), value, state, row, False)
        for key, value, state, row in intake.marks
    ]
    return _seal(event, rows, kind=SheetKind.IMPORT, scope=Scope.WHOLE, sealing=sealing)


def _take_entries(event: Event, intake: EventIntake, *, by: User) -> None:
    """Register the entries of the file; where it lists none and none are registered, those that have marks."""
    if intake.entries:
        register_entries(event, rows=[_entry_row(row) for row in intake.entries], by=by)
    elif not entries_of(event).exists():
        numbers = dict.fromkeys(key.entry for key, *_rest in intake.marks)
        register_entries(event, rows=[EntryRow(number) for number in numbers], by=by)


def _entry_row(row: Row) -> EntryRow:
    known = {name: row.get(name, "") for name in NAMED}
    attributes = {name: value for name, value in row.items() if name not in (*NAMED, "entry")}
    return EntryRow(number=row["entry"], attributes=attributes, **known)


def _judges_under_codes(event: Event, sources: Sequence[str]) -> dict[str, str]:
    known = dict(JudgeCode.objects.filter(event=event).values_list("name", "code"))
    codes = coded(sources, known=known, seated=codes_of_seats(event))
    new = [JudgeCode(event=event, code=code, name=name) for name, code in codes.items() if name not in known]
    JudgeCode.objects.bulk_create(new)
    return codes


@transaction.atomic
def correct_marks(event: Event, *, changes: Iterable[MarkChange], reason: str, by: User) -> MarkSheet:
    """Seal changes of marks as a new revision. What stood before stays on record.

    Raises Refused where the event's evidence would no longer fit its rules, Declined without a reason or a change.
    """
    require(can_correct_marks(by, event))
    _lock(event)
    wanted = list(changes)
    if not reason.strip():
        raise Declined(_("请写明更正的理由，理由会随成绩公布。"))
    _refuse_idle(event, wanted)
    read_evidence(rulebook_of(event), evidence_tables(event, marks=corrected_marks(event, changes=wanted)))
    rows: list[SealedRow] = [(change.key, change.value, change.state, None, change.is_withdrawn) for change in wanted]
    _refuse_long_codes(rows)
    return _seal(event, rows, kind=SheetKind.CORRECTION, scope=Scope.KEYS, sealing=Sealing(by, reason.strip()))


@transaction.atomic
def seal_judged_marks(
    event: Event, *, rows: Sequence[tuple[MarkKey, str, str]], by: User, reason: str = ""
) -> MarkSheet:
    """Seal what one judge gave one work, as key, value and state. Whoever calls has held the rows against the rules and asked
    who may; a mark that stands under a key already is replaced, and stays on record.
    """
    _lock(event)
    sealed: list[SealedRow] = [(key, value, state, None, False) for key, value, state in rows]
    _refuse_long_codes(sealed)
    return _seal(event, sealed, kind=SheetKind.SEALED, scope=Scope.KEYS, sealing=Sealing(by, reason.strip()))


def lock_event(event: Event) -> None:
    """Wait until nobody else seals for the event; it lasts until the transaction ends."""
    _lock(event)


def _refuse_idle(event: Event, changes: Sequence[MarkChange]) -> None:
    """A correction must change something that is sealed, each mark once."""
    keys = [change.key for change in changes]
    if len(set(keys)) != len(keys):
        raise Declined(_("同一项评分在更正里出现了两次。"))
    standing = marks_in_force(event, keys=keys)
    after = {change.key: None if change.is_withdrawn else (change.value, change.state) for change in changes}
    if all(standing.get(key) == said for key, said in after.items()):
        raise Declined(_("更正和已封存的评分相同，没有要改的。"))
    if last_revision(event) == 0:
        raise Declined(_("这个赛项还没有封存的评分，请先导入。"))


def _seal(event: Event, rows: Sequence[SealedRow], *, kind: SheetKind, scope: Scope, sealing: Sealing) -> MarkSheet:
    """Store the rows under the next revision and say that the evidence of their stages moved on."""
    fingerprint = rows_fingerprint(rows)
    sheet = MarkSheet(event=event, kind=kind, scope=scope, file=sealing.file, reason=sealing.reason.strip())
    sheet.revision = last_revision(event) + 1
    sheet.sealed_at, sheet.sealed_by, sheet.sealer_name = clock.now(), sealing.by.reference, sealing.by.name
    sheet.row_count, sheet.fingerprint = len(rows), fingerprint
    sheet.receipt = short_code(bytes.fromhex(fingerprint))
    sheet.save()
    insert_rows(
        Mark, MARK_COLUMNS, ((sheet.pk, *key, value, state, gone, row) for key, value, state, row, gone in rows)
    )
    raise_evidence(event, stages={key.stage for key, *_rest in rows})
    detail = {"revision": sheet.revision, "kind": kind.value, "rows": len(rows), "fingerprint": fingerprint}
    record(
        "seal_mark_sheet", actor=sealing.by.reference, subject=event.reference, detail=detail | {"reason": sheet.reason}
    )
    return sheet


def _refuse_no_marks(intake: EventIntake) -> None:
    """A table of names only seals nothing: whoever hands it in has left the rows out."""
    if not intake.marks:
        expected = Text("至少一条评分", "at least one mark")
        raise Refused((Problem("marks", None, None, Text("一行评分也没有", "no row of marks"), expected),))


def _refuse_long_codes(rows: Iterable[SealedRow]) -> None:
    """Codes and values are short; a text that a column cannot hold is named with its row."""
    limits = text_limits(Mark)
    problems = [
        Problem("marks", row, name, Text(f"{len(text)} 个字", f"{len(text)} characters"), _at_most(limits[name]))
        for key, value, state, row, _is_withdrawn in rows
        for name, text in (*key._asdict().items(), ("value", value), ("state", state))
        if not is_storable(text, limits[name])
    ]
    if problems:
        raise Refused(tuple(problems))


def _at_most(limit: int) -> Text:
    return Text(f"至多 {limit} 个字，没有控制字符", f"at most {limit} characters, no control characters")


def rows_fingerprint(rows: Iterable[SealedRow]) -> str:
    """SHA-256 over the rows sorted by key, 64 hex digits."""
    digest = hashlib.sha256()
    for key, value, state, _row, is_withdrawn in sorted(rows, key=lambda row: row[0]):
        digest.update(json.dumps([*key, value, state, is_withdrawn], ensure_ascii=False).encode())
    return digest.hexdigest()


def _lock(event: Event) -> None:
    """One sealer of an event at a time."""
    Event.objects.select_for_update().get(pk=event.pk)
