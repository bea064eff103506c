"""A roster file from the door to the rosters: received, checked as a dry run, confirmed, carried over slice by slice.

Each step leaves its state in the row of the file, so that whoever comes next, after a crash too, does what is left.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pyarrow as pa
from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from jiangong.core.problems import Refused
from jiangong.foundation import clock
from jiangong.foundation.enums import JobState
from jiangong.foundation.pouring import learn_size, pour_table
from jiangong.foundation.refusals import Declined
from jiangong.foundation.secrecy import keyring
from jiangong.foundation.services import advance_job, fail_job, finish_job, open_job, record, stop_job
from jiangong.foundation.sheets import read_table
from jiangong.organizations.models import Organization, User
from jiangong.organizations.people import vault
from jiangong.organizations.people.checking import Check, Counts, Ground, checking
from jiangong.organizations.people.columns import OUTCOME, REASON, recognised
from jiangong.organizations.people.enums import Stage, Verdict
from jiangong.organizations.people.models import Roster, RosterRow, Worker
from jiangong.organizations.people.reasons import sentences
from jiangong.organizations.people.rules import can_keep_roster
from jiangong.organizations.people.selectors import known_workers, namesakes, units_under
from jiangong.organizations.people.selectors.keys import is_key_renewed
from jiangong.organizations.people.services.merging import count_units, merge_slice
from jiangong.organizations.rules import require

Progress = Callable[[int, int], None]
SLICE = 20_000
LEASE = timedelta(minutes=3)
KIND = "people.roster"
MOST_NEWCOMERS = 20_000
"""Up to so many added people are looked for in the whole scope, name by name; of more, in the units that the file names."""


def receive_roster(
    unit: Organization, *, name: str, data: bytes, by: User, identity_basis: str = "", has_limit: bool = True
) -> Roster:
    """Seal a file and put it in the queue; nothing is read yet. `identity_basis` is the unit's word that its workers agreed
    to their identity numbers; without it rows that carry one are refused. Declined where the file is too large."""
    require(can_keep_roster(by, unit))
    if has_limit and len(data) > settings.UPLOAD_LIMIT:
        raise Declined(
            _("文件超过 %(limit)s MB。请分成几份，或联系管理员调高上限。")
            % {"limit": settings.UPLOAD_LIMIT // 1024 // 1024}
        )
    key = vault.put_away(data)
    with transaction.atomic():
        now = clock.now()
        job = open_job(name[-200:], kind=KIND, by=by.reference)
        roster = Roster.objects.create(
            organization=unit, file_name=name[-255:], file_key=key, identity_basis=identity_basis[:500], job=job,
            by=by.reference, received_at=now, touched_at=now,
        )  # fmt: skip
        detail = {"unit": unit.code, "file": name[-255:], "bytes": len(data), "identity_basis": identity_basis[:500]}
        record("receive_roster", actor=by.reference, subject=roster.reference, detail=detail)
    return roster


def carry_on(roster: Roster, *, progress: Progress | None = None) -> None:
    """Do what a file's stage asks for: check what was received, carry over what was confirmed. Safe to repeat."""
    roster.refresh_from_db()
    if roster.stage == Stage.RECEIVED:
        check_roster(roster, progress=progress)
    elif roster.stage == Stage.MERGING:
        _merge(roster, progress or _silent)


def _silent(done: int, total: int) -> None:
    """Nobody watches."""


@contextmanager
def _held(roster: Roster) -> Iterator[str]:
    """One runner at a time; whoever gave no sign of life for three minutes has lost the work. Declined where one works on it."""
    token, now = secrets.token_hex(8), clock.now()
    free = Q(runner="") | Q(touched_at__lt=now - LEASE)
    if not Roster.objects.filter(free, pk=roster.pk).update(runner=token, touched_at=now):
        raise Declined(_("这份名册正在处理。过一会儿刷新这一页，看处理到哪里。"))
    try:
        yield token
    finally:
        Roster.objects.filter(pk=roster.pk, runner=token).update(runner="")


def check_roster(roster: Roster, *, progress: Progress | None = None) -> Counts | None:
    """The dry run: what every row would do. Nothing of the rosters is touched. None where the file could not be read."""
    with _held(roster):
        roster.refresh_from_db()
        if roster.stage != Stage.RECEIVED:
            return None
        try:
            counts = _check(roster, progress or _silent)
        except Refused as refused:
            _fail(roster, refused)
            return None
        _checked(roster, counts)
    return counts


def _check(roster: Roster, progress: Progress) -> Counts:
    RosterRow.objects.filter(roster=roster).delete()  # of a check that was broken off
    given = recognised(_read(roster), roster.file_name)
    total = given.num_rows
    advance_job(roster.job, done=0, total=total)
    with checking(ground_of(roster)) as check:
        _meet(check, roster, given)
        del given
        done = 0
        for piece in check.rows(size=SLICE):
            with transaction.atomic():
                pour_table(RosterRow, _staged(piece, roster))
                Roster.objects.filter(pk=roster.pk).update(touched_at=clock.now())
            done += piece.num_rows
            advance_job(roster.job, done=done)
            progress(done, total)
        if done >= SLICE:
            for model in (RosterRow, Organization):  # the two that carrying over joins
                learn_size(model)
        return check.counts()


def _read(roster: Roster) -> pa.Table:
    return read_table(vault.brought_out(roster.file_key), name=roster.file_name, dates=True)


def ground_of(roster: Roster) -> Ground:
    """What the file is checked against now."""
    if not is_key_renewed():
        raise Declined(_("数据密钥正在更换，还没有换完。请管理员先运行 jiangong keys rotate，再导入名册。"))
    unit = roster.organization
    return Ground(units_under(unit), unit.pk, clock.today(), keyring(), bool(roster.identity_basis))


def _meet(check: Check, roster: Roster, given: pa.Table) -> None:
    units = check.lay(given)
    check.meet(known_workers(roster.organization, units=units, has_identities=check.has_identities))
    check.doubt(namesakes(roster.organization, check.newcomers(most=MOST_NEWCOMERS)))


def _staged(piece: pa.Table, roster: Roster) -> pa.Table:
    return piece.append_column("roster_id", pa.array([roster.pk] * piece.num_rows, pa.int64()))


@transaction.atomic
def _checked(roster: Roster, counts: Counts) -> None:
    roster.stage, roster.touched_at = Stage.CHECKED, clock.now()
    roster.row_count, roster.added_count, roster.changed_count = counts.rows, counts.added, counts.changed
    roster.same_count, roster.refused_count, roster.last_row = counts.same, counts.refused, counts.last_row
    roster.doubtful_count = counts.doubtful
    _store(
        roster,
        "stage",
        "touched_at",
        "row_count",
        "added_count",
        "changed_count",
        "same_count",
        "refused_count",
        "doubtful_count",
        "last_row",
    )
    advance_job(roster.job, done=0, problem_count=counts.refused)


@transaction.atomic
def _fail(roster: Roster, refused: Refused) -> None:
    first = refused.problems[:20]
    roster.sentence = "\n".join(problem.sentence("zh") for problem in first)
    roster.sentence_en = "\n".join(problem.sentence("en") for problem in first)
    roster.stage, roster.ended_at, roster.touched_at = Stage.FAILED, clock.now(), clock.now()
    _store(roster, "sentence", "sentence_en", "stage", "ended_at", "touched_at")
    fail_job(roster.job, sentence=roster.sentence)


def _store(roster: Roster, *names: str) -> None:
    roster.save(update_fields=list(names))


@transaction.atomic
def confirm_roster(roster: Roster, *, by: User) -> Roster:
    """A person says yes to what the dry run shows. Declined unless the file is checked and does something."""
    require(can_keep_roster(by, roster.organization))
    roster = Roster.objects.select_for_update().get(pk=roster.pk)
    if roster.stage != Stage.CHECKED:
        raise Declined(_("这份名册现在不能确认：%(stage)s。") % {"stage": roster.get_stage_display()})
    if not roster.added_count and not roster.changed_count:
        raise Declined(_("这份名册没有新增，也没有变更，不用入库。"))
    roster.stage, roster.is_confirmed, roster.merged_to, roster.touched_at = Stage.MERGING, True, 0, clock.now()
    _store(roster, "stage", "is_confirmed", "merged_to", "touched_at")
    detail = {"added": roster.added_count, "changed": roster.changed_count, "refused": roster.refused_count}
    record("confirm_roster", actor=by.reference, subject=roster.reference, detail=detail)
    return roster


def _merge(roster: Roster, progress: Progress) -> None:
    with _held(roster) as token:
        roster.refresh_from_db()
        while roster.stage == Stage.MERGING and roster.merged_to < roster.last_row:
            with transaction.atomic():
                upto = _next_edge(roster)
                merge_slice(roster, upto=upto)
                if not Roster.objects.filter(pk=roster.pk, runner=token).update(merged_to=upto, touched_at=clock.now()):
                    raise Declined(_("这份名册已由另一个进程接手。"))
                roster.merged_to = upto
                Roster.objects.filter(pk=roster.pk).update(merged_to=upto)
                advance_job(roster.job, done=upto, problem_count=roster.refused_count)
            progress(upto, roster.last_row)
        if roster.stage == Stage.MERGING:
            _merged(roster)


def _next_edge(roster: Roster) -> int:
    """The number of the row at which the next slice ends."""
    rows = RosterRow.objects.filter(roster=roster, row__gt=roster.merged_to).order_by("row")
    edge = rows.values_list("row", flat=True)[SLICE - 1 : SLICE].first()
    return int(edge) if edge is not None else roster.last_row


@transaction.atomic
def _merged(roster: Roster) -> None:
    count_units(roster.organization)
    if roster.added_count >= SLICE:
        learn_size(Worker)
    roster.stage, roster.ended_at, roster.touched_at = Stage.MERGED, clock.now(), clock.now()
    _store(roster, "stage", "ended_at", "touched_at")
    finish_job(roster.job)
    detail = {"added": roster.added_count, "changed": roster.changed_count}
    record("merge_roster", actor=roster.by, subject=roster.reference, detail=detail)


@transaction.atomic
def drop_roster(roster: Roster, *, by: User) -> None:
    """Give up a file that is not confirmed: it and what was found in it are deleted. Declined once it is being carried over."""
    require(can_keep_roster(by, roster.organization))
    roster = Roster.objects.select_for_update().select_related("job").get(pk=roster.pk)
    if roster.stage not in (Stage.RECEIVED, Stage.CHECKED, Stage.FAILED):
        raise Declined(_("这份名册现在不能放弃：%(stage)s。") % {"stage": roster.get_stage_display()})
    vault.throw_away(roster.file_key)
    RosterRow.objects.filter(roster=roster).delete()
    roster.stage, roster.file_key, roster.ended_at, roster.touched_at = Stage.DROPPED, "", clock.now(), clock.now()
    _store(roster, "stage", "file_key", "ended_at", "touched_at")
    if roster.job.state == JobState.RUNNING:
        stop_job(roster.job)
    record("drop_roster", actor=by.reference, subject=roster.reference)


def checked_sheet(roster: Roster, *, only_refused: bool = False) -> pa.Table:
    """The sheet that was handed in, with what becomes of each row and why. Declined where it was deleted already."""
    if not roster.file_key:
        raise Declined(_("原件已按保存期限删除，不能再下载。"))
    given = _read(roster)
    staged = roster.rows.order_by("row").values_list("row", "verdict", "reasons")
    found = {row: (verdict, reasons) for row, verdict, reasons in staged.iterator(chunk_size=SLICE)}
    outcomes = [found.get(row, (Verdict.SAME.value, "")) for row in given.column("#row").to_pylist()]
    sheet = given.drop_columns([name for name in ("#row", OUTCOME, REASON) if name in given.column_names])
    sheet = sheet.append_column(
        OUTCOME, pa.array([str(Verdict(verdict).label) for verdict, _reasons in outcomes], pa.string())
    )
    sheet = sheet.append_column(
        REASON, pa.array([sentences(reasons, verdict=verdict) for verdict, reasons in outcomes], pa.string())
    )
    if only_refused:
        sheet = sheet.filter(pa.array([verdict == Verdict.REFUSED for verdict, _reasons in outcomes]))
    return sheet
