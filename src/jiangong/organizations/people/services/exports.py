"""Writing a roster to a file: XLSX or CSV, as many rows as there are, streamed by columns and sealed until it is fetched."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction
from django.utils.translation import gettext as _
from pyarrow import csv

from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import advance_job, finish_job, open_job, record
from jiangong.foundation.sheets.harmless import harmless_table
from jiangong.organizations.models import Organization, User
from jiangong.organizations.people import vault
from jiangong.organizations.people.columns import NAMES
from jiangong.organizations.people.enums import Employment, Sex, Skill
from jiangong.organizations.people.models import RosterExport
from jiangong.organizations.people.rules import can_keep_roster
from jiangong.organizations.people.selectors import export_rows, worker_count
from jiangong.organizations.rules import require

KIND = "people.export"
MOST_ROWS = 1_048_575  # of a sheet, under its heading
Progress = Callable[[int, int], None]


@transaction.atomic
def begin_export(unit: Organization, *, suffix: str, reason: str, by: User) -> RosterExport:
    """Ask for the roster of a unit as a file. Declined without a reason: it is personal data that leaves the site."""
    require(can_keep_roster(by, unit))
    if not reason.strip():
        raise Declined(_("请写明导出的用途，它会记入审计记录。"))
    if suffix not in (".xlsx", ".csv"):
        raise Declined(_("可以导出 XLSX 或 CSV。"))
    job = open_job(_("导出名册：%(unit)s") % {"unit": unit.name}, kind=KIND, by=by.reference, total=worker_count(unit))
    export = RosterExport.objects.create(
        organization=unit, suffix=suffix, reason=reason.strip()[:500], job=job, by=by.reference, asked_at=clock.now()
    )
    detail = {"unit": unit.code, "suffix": suffix, "reason": export.reason}
    record("begin_export", actor=by.reference, subject=f"people.export:{export.pk}", detail=detail)
    return export


def write_export(export: RosterExport, *, progress: Progress | None = None) -> None:
    """Write the file. Done again from the start after a crash; the finished file is kept once."""
    if export.file_key:
        return

    def told(done: int) -> None:
        advance_job(export.job, done=done)
        if progress:
            progress(done, export.job.total)

    with tempfile.TemporaryDirectory(prefix="jiangong-") as folder:
        path = Path(folder) / f"roster{export.suffix}"
        write_roster(export.organization, path, told=told)
        key = vault.put_away(path.read_bytes())
    export.file_key, export.ended_at = key, clock.now()
    export.save(update_fields=["file_key", "ended_at"])
    finish_job(export.job)


def write_roster(unit: Organization, path: Path, *, told: Callable[[int], None]) -> None:
    """The roster of a unit into a file of the kind that its name says; `told` hears how many rows are written."""
    batches = _batches(unit, told)
    schema = pa.schema([(name, pa.string()) for name in NAMES.values()])
    if path.suffix == ".csv":
        with path.open("wb") as sink:
            sink.write(b"\xef\xbb\xbf")
            with csv.CSVWriter(sink, schema) as writer:
                for batch in batches:
                    writer.write_batch(batch)
        return
    from rustpy_xlsxwriter import write_worksheet  # loaded for the one format that needs it

    reader = pa.RecordBatchReader.from_batches(schema, _within_a_sheet(batches))
    with path.open("wb") as sink:
        buffer = io.BytesIO()
        write_worksheet(reader, buffer, sheet_name=_("名册"))
        sink.write(buffer.getvalue())


def _batches(unit: Organization, told: Callable[[int], None]) -> Iterator[pa.RecordBatch]:
    done = 0
    for table in export_rows(unit):
        for batch in readable(table).to_batches():
            done += batch.num_rows
            yield batch
        told(done)


def _within_a_sheet(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """A sheet has an end; a longer roster is asked for as CSV, or unit by unit."""
    left = MOST_ROWS
    for batch in batches:
        if batch.num_rows > left:
            raise Declined(_("超过一张工作表的 1,048,575 行。请改导 CSV，或按下级单位分别导出。"))
        left -= batch.num_rows
        yield batch


def readable(table: pa.Table) -> pa.Table:
    """Words for values, Chinese headings, and nothing that a spreadsheet would run."""
    for name, choices in (("sex", Sex), ("skill", Skill), ("employment", Employment)):
        at = table.schema.get_field_index(name)
        table = table.set_column(at, name, _labelled(table.column(name), {str(c): str(c.label) for c in choices}))
    shown = table.column("identity")
    masked = pc.if_else(pc.equal(shown, ""), "", pc.binary_join_element_wise("*" * 14, shown, ""))
    table = table.set_column(table.schema.get_field_index("identity"), "identity", masked)
    return harmless_table(table.rename_columns([NAMES[name] for name in table.column_names]))


def _labelled(column: pa.ChunkedArray, labels: dict[str, str]) -> pa.ChunkedArray:
    at = pc.index_in(column, value_set=pa.array(list(labels)))
    return pc.fill_null(pc.take(pa.array(list(labels.values())), at), "")


def fetch_export(export: RosterExport, *, by: User) -> bytes:
    """The file, for an officer over the unit; every fetching is in the audit trail."""
    require(can_keep_roster(by, export.organization))
    if not export.file_key:
        raise Declined(_("文件还没有写好，或者已按保存期限删除。"))
    data = vault.brought_out(export.file_key)
    with transaction.atomic():
        record("fetch_export", actor=by.reference, subject=f"people.export:{export.pk}", detail={"bytes": len(data)})
    return data
