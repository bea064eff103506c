"""Importing a roster against a bare load of the same rows: `make bench-roster`.

ROWS=50000 ROUNDS=1 ENGINES=sqlite,postgresql SOURCE=csv; FULL=1 is a million, SOURCE=xlsx hands in a workbook.

The limit is what the database takes when it is only fed: COPY on PostgreSQL, `executemany` on SQLite, the worker table's columns
and indexes, in one transaction. Beside it: the whole import (reading the file, checking every row, staging, carrying over), the
same file a second time, which must change nothing, and the roster written to a workbook. Each engine has a server or a file of
its own that is gone afterwards; each measurement runs in a process of its own, so that its memory is its own as well.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.reporting import Figure, machine, report, told
from tests.postgres import server_folder, throw_away_server

ROWS, FULL_ROWS = 50_000, 1_000_000
UNITS = 200
GOALS = {"sqlite": 90.0, "postgresql": 60.0}  # seconds for a million, on two cores
MEMORY = 1_500  # MB
SERVER = ("shared_buffers=512MB", "work_mem=64MB", "maintenance_work_mem=256MB", "max_wal_size=4GB", "jit=off")
FIRST, SECOND, THIRD = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", "伟芳娜敏静丽强磊军洋", "一二三四五六七八九十"
ROSTER = f"""COPY (SELECT 'unit-' || (i % {{units}}) AS 单位, printf('N%07d', i) AS 工号,
    substr('{FIRST}', 1 + i % 16, 1) || substr('{SECOND}', 1 + i % 10, 1) || substr('{THIRD}', 1 + (i // 10) % 10, 1) AS 姓名,
    CASE i % 2 WHEN 0 THEN '男' ELSE '女' END AS 性别, CAST(DATE '1965-01-01' + CAST(hash(i) % 14000 AS INTEGER) AS VARCHAR) AS 出生日期,
    substr('焊工钳工车工电工铣工漆工', 1 + 2 * (i % 6), 2) AS 工种,
    CASE i % 4 WHEN 0 THEN '高级工' WHEN 1 THEN '技师' WHEN 2 THEN '中级工' ELSE '' END AS 技能等级,
    1990 + i % 30 AS 从业起始年份, CASE i % 3 WHEN 0 THEN '正式职工' WHEN 1 THEN '劳务派遣' ELSE '农民工' END AS 用工形式,
    '0000' || printf('%07d', i) AS 手机号 FROM range({{rows}}) t(i)) TO '{{file}}' (FORMAT csv, HEADER)"""


def source() -> str:
    """In which format the roster is handed in."""
    return os.environ.get("SOURCE") or "csv"


def rows_asked() -> int:
    """How many rows are measured."""
    return int(os.environ.get("ROWS") or (FULL_ROWS if os.environ.get("FULL") else ROWS))


@contextmanager
def database(engine: str, folder: Path) -> Iterator[str]:
    """The address of an empty database of that kind."""
    if engine == "sqlite":
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    binaries = server_folder()
    assert binaries is not None
    with throw_away_server(binaries, SERVER) as address:
        yield address


def measured(engine: str, rows: int) -> dict[str, float]:
    """One round on one engine, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="jiangong-bench-") as name, database(engine, Path(name)) as address:
        environment = {
            **os.environ,
            "JIANGONG_HOME": name,
            "DATABASE_URL": address,
            "DJANGO_SETTINGS_MODULE": "jiangong.config.settings",
        }
        _write(Path(name) / f"roster.{source()}", rows)
        command = [sys.executable, "-m", "benchmarks.roster", "--inside", str(rows)]
        done = subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE, text=True)
        return dict(json.loads(done.stdout.splitlines()[-1]))


def inside(rows: int) -> dict[str, float]:
    """Everything that is measured, in this process, on the database of the environment."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    unit, officer = _province()
    file = Path(os.environ["JIANGONG_HOME"]) / f"roster.{source()}"
    found: dict[str, float] = {}
    found["import"] = _seconds(lambda: _imported(unit, officer, file, expected=rows))
    found["memory"] = _peak()
    found["again"] = _seconds(lambda: _imported(unit, officer, file, expected=0))
    found["page"] = _slowest_page(unit)
    found["workbook"] = _seconds(lambda: _workbook(unit))
    found["all_memory"] = _peak()
    found["bare"] = _bare(unit)
    return found


def _peak() -> float:
    """The most memory that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _seconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _province() -> tuple[Any, Any]:
    from jiangong.organizations.enums import Level, Role
    from jiangong.organizations.models import Organization
    from jiangong.organizations.services import appoint, enrol_user, found_federation

    root = found_federation("基准省总工会")
    for number in range(UNITS):
        root.refresh_from_db()
        unit = Organization(code=f"unit-{number}", name=f"第{number}厂工会", level=Level.ENTERPRISE)
        Organization.objects.add_child(root, instance=unit)
    officer = enrol_user("officer", name="officer", password="jian-gong-2026-bench", by=None)
    appoint(officer, organization=root, role=Role.OFFICER, by=None)
    return root, officer


def _write(file: Path, rows: int) -> None:
    """The file that is handed in, made by a process that is not measured."""
    import duckdb

    made = file.with_suffix(".csv")
    with duckdb.connect(":memory:") as engine:
        engine.execute(ROSTER.format(units=UNITS, rows=rows, file=made))
    if file.suffix == ".xlsx":
        import pyarrow as pa
        from pyarrow import csv
        from rustpy_xlsxwriter import write_worksheet

        with made.open(encoding="utf-8") as stream:
            names = stream.readline().strip().split(",")
        types = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
        with file.open("wb") as sink:
            write_worksheet(csv.open_csv(made, convert_options=types), sink, sheet_name="roster")


def _imported(unit: Any, officer: Any, file: Path, *, expected: int) -> None:
    from jiangong.organizations.people.services import carry_on, check_roster, confirm_roster, receive_roster

    start = time.perf_counter()
    roster = receive_roster(unit, name=file.name, data=file.read_bytes(), by=officer, has_limit=False)
    counts = check_roster(roster)
    told(f"  checked and staged in {time.perf_counter() - start:.1f} s: {counts}")
    assert counts is not None and counts.added == expected and counts.changed + counts.refused == 0
    if expected:
        confirm_roster(roster, by=officer)
        carry_on(roster)
    told(f"  whole in {time.perf_counter() - start:.1f} s")


def _slowest_page(unit: Any) -> float:
    """Milliseconds of the slowest page of the roster of everybody: first, deep, filtered, by a beginning, by nothing that is there."""
    from jiangong.organizations.people.models import Worker
    from jiangong.organizations.people.selectors import Wanted, roster_page, worker_count

    deep = Worker.objects.order_by("-path", "-number").values_list("path", "number")[500:501].get()
    wishes = [Wanted(), Wanted(after=f"{deep[0]}~{deep[1]}"), Wanted(skill="technician"), Wanted(skill="chief"), Wanted(words="赵"),
              Wanted(words="赵伟一"), Wanted(words="N00001"), Wanted(words="没有这个人"), Wanted(words="9")]  # fmt: skip
    times = {}
    for wanted in wishes:
        roster_page(unit, wanted=wanted)
        times[str(wanted)] = (
            _seconds(lambda wanted=wanted: (worker_count(unit), roster_page(unit, wanted=wanted))) * 1000
        )
    slowest = max(times, key=lambda name: times[name])
    told(f"  slowest page {times[slowest]:.0f} ms: {slowest}")
    return times[slowest]


def _workbook(unit: Any) -> None:
    from jiangong.organizations.people.services.exports import write_roster

    heard: list[int] = []
    write_roster(unit, Path(os.environ["JIANGONG_HOME"]) / "roster.xlsx", told=heard.append)


def _bare(unit: Any) -> float:
    """The same workers, from a table in memory into an empty worker table: nothing but the load."""
    import pyarrow as pa
    from django.db import connection, transaction

    from jiangong.foundation.pouring import drawn_tables, pour_table
    from jiangong.organizations.people.models import Facts, Worker

    names = ["organization_id", *(f.attname for f in Facts._meta.local_fields), "standing", "source", "stated_on"]
    kinds = {
        "organization_id": pa.int64(),
        "in_trade_since": pa.int16(),
        "born_on": pa.date32(),
        "stated_on": pa.date32(),
    }
    types = {name: kinds.get(name, pa.string()) for name in names}
    held = list(drawn_tables(Worker.objects.values_list(*names), types))
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE people_worker CASCADE" if connection.vendor == "postgresql" else "DELETE FROM people_worker"
        )

    def load() -> None:
        with transaction.atomic():
            for table in held:
                pour_table(Worker, table)

    return _seconds(load)


def main(arguments: list[str]) -> int:
    """Print the figures; the exit status is 0 whatever falls short."""
    if arguments[:1] == ["--inside"]:
        print(json.dumps(inside(int(arguments[1]))))
        return 0
    rows, rounds = rows_asked(), int(os.environ.get("ROUNDS") or 1)
    asked = os.environ.get("ENGINES", "sqlite,postgresql").split(",")
    engines = [engine for engine in asked if engine != "postgresql" or server_folder()]
    found: dict[str, list[dict[str, float]]] = {engine: [] for engine in engines}
    for _ in range(rounds):
        for engine in engines:
            told(f"{engine}, {rows} rows")
            found[engine].append(measured(engine, rows))
    for engine in engines:
        _report(engine, rows, {key: statistics.median(one[key] for one in found[engine]) for key in found[engine][0]})
    print(machine(rounds))
    return 0


def _report(engine: str, rows: int, found: dict[str, float]) -> None:
    size = f"{rows // 1000}k" + ("" if source() == "csv" else f"-{source()}")
    report(
        Figure(f"roster-{size}-{engine}-over-bare-load", found["import"] / found["bare"], "x", 6.0),
        Figure(f"roster-{size}-{engine}-seconds", found["import"], "s", GOALS[engine]),
        Figure(f"roster-{size}-{engine}-memory", found["memory"], "MB", MEMORY),
        Figure(f"roster-{size}-{engine}-memory-with-workbook", found["all_memory"], "MB", MEMORY),
        Figure(f"roster-{size}-{engine}-again-over-import", found["again"] / found["import"], "x", 1.0),
        Figure(f"roster-{size}-{engine}-workbook-over-import", found["workbook"] / found["import"], "x", 1.0),
        Figure(f"roster-{size}-{engine}-slowest-page", found["page"], "ms", 300.0),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
