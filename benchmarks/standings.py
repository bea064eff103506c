"""Settling against one scan: `make bench-standings` (SIZES=100000,1000000 ROUNDS=3; FULL=1 adds ten million entries).

One scan is the sum of every column that the rule reads, from the same warm Parquet, by DuckDB with the same threads: the
bytes of a name, the value of a number. Settling is `settle`, from checked evidence to typed tables of values, states, places,
promotion and awards. Reported beside it: reading the files and checking every row (`read_evidence`), writing the standings as
sorted text (`Outcome.standings`), and the three hashes (`Outcome.fingerprint`).
"""

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import ibis

from benchmarks.peers import peers, places
from benchmarks.reporting import Figure, interleaved, machine, report, spread, told
from jiangong.core.rulebook import load_rulebook
from jiangong.core.scoring import Tables, bounded, explain_outcome, read_evidence, settle

RULEBOOK = Path(__file__).with_name("rulebook.toml")
COUNTIES = 100
CRITERIA, JUDGES = 5, 5
BOUND = "1000MB"
"""Peak memory is measured as `jiangong score --memory 1000MB` settles; the times are those without a bound."""
SMALLEST, LARGEST_OF_PEERS = 100_000, 1_000_000
"""Peers are measured up to a hundred thousand entries, under FULL=1 up to a million: PostgreSQL takes minutes for it."""

GENERATE_MARKS = """
COPY (
    SELECT entry, 'm' || criterion AS criterion, source,
        CAST(abs(hash(entry * 25 + criterion * 5 + source)) % 41 + 60 - criterion AS INTEGER) AS value
    FROM range(1, {entries} + 1) e(entry), range(1, 6) c(criterion), range(1, 6) s(source)
) TO '{folder}/marks.parquet' (FORMAT parquet)
"""
GENERATE_ENTRIES = """
COPY (SELECT entry, 'county ' || (entry % {counties}) AS unit FROM range(1, {entries} + 1) e(entry))
TO '{folder}/entries.parquet' (FORMAT parquet)
"""
SCAN = """
SELECT sum(entry), sum(strlen(criterion)), sum(source), sum(value) FROM '{folder}/marks.parquet'
"""
MODULE = """((sum(value) FILTER ({only}) - max(value) FILTER ({only}) - min(value) FILTER ({only})) * 200 + 3) // 6 AS {name}"""
MODULES = ", ".join(MODULE.format(only=f"criterion = 'm{n}'", name=f"m{n}") for n in range(1, CRITERIA + 1))
# The same rule by hand, as fast as we could write it: whole hundredths, half up, one grouping, the tie-break packed into
# one number. It is what the engine's generality costs, and a check of its digits.
BY_HAND = (
    """
CREATE OR REPLACE TEMP TABLE by_hand AS
WITH wide AS (SELECT entry, """
    + MODULES
    + """ FROM '{folder}/marks.parquet' GROUP BY entry),
scored AS (SELECT *, (30 * m1 + 25 * m2 + 20 * m3 + 15 * m4 + 10 * m5 + 50) // 100 AS total FROM wide),
placed AS (
    SELECT scored.*, unit, rank() OVER (ORDER BY ((total * 20000 + m1) * 20000 + m2) * 20000 + m3 DESC) AS place
    FROM scored JOIN '{folder}/entries.parquet' USING (entry)
)
SELECT *, CAST(rank() OVER (PARTITION BY unit ORDER BY place) <= 3 AS INTEGER) AS goes_on FROM placed
"""
)


@dataclass
class Contest:
    """A generated contest in a folder, and one warm connection to it."""

    folder: Path
    entries: int
    connection: Any = field(default_factory=ibis.duckdb.connect)
    outcome: Any = None
    checks: list[float] = field(default_factory=list)
    texts: list[float] = field(default_factory=list)

    def sql(self, text: str) -> list[Any]:
        """Run a statement about this contest to its end."""
        statement = text.format(folder=self.folder, entries=self.entries, counties=COUNTIES)
        return list(self.connection.con.execute(statement).fetchall())

    def generate(self) -> None:
        """Write the marks and the entries."""
        self.sql(GENERATE_MARKS)
        self.sql(GENERATE_ENTRIES)

    def scan(self) -> float:
        """Seconds of one scan."""
        start = time.perf_counter()
        self.sql(SCAN)
        return time.perf_counter() - start

    def by_hand(self) -> float:
        """Seconds of the statement written by hand."""
        start = time.perf_counter()
        self.sql(BY_HAND)
        return time.perf_counter() - start

    def tables(self) -> Tables:
        """The files, as the command line gives them to the core."""
        marks = self.connection.read_parquet(self.folder / "marks.parquet")
        return Tables(marks=marks, entries=self.connection.read_parquet(self.folder / "entries.parquet").to_pyarrow())

    def settle(self) -> float:
        """Seconds from checked evidence to places; what reading before it took is kept beside."""
        rulebook = load_rulebook(RULEBOOK.read_text(encoding="utf-8"))
        start = time.perf_counter()
        evidence = read_evidence(rulebook, self.tables())
        checked = time.perf_counter()
        self.outcome = settle(evidence)
        self.checks.append(checked - start)
        return time.perf_counter() - checked

    def settle_and_write(self) -> float:
        """The same; what writing the standings as text took is kept beside."""
        settling = self.settle()
        start = time.perf_counter()
        _ = self.outcome.standings
        self.texts.append(time.perf_counter() - start)
        return settling

    def bound(self) -> None:
        """Keep the engine within BOUND: what does not fit waits in the contest's own folder."""
        bounded(self.tables().marks, BOUND, str(self.folder / "spill"))

    def differs_from(self, rows: Any) -> int:
        """Rows of a peer (entry, place, goes_on) that differ from the statement written by hand."""
        self.connection.con.register("peer", rows)
        ((count,),) = self.sql("""
            SELECT count(*) FROM by_hand FULL JOIN peer USING (entry)
            WHERE by_hand.place IS DISTINCT FROM peer.place OR by_hand.goes_on IS DISTINCT FROM peer.goes_on
        """)
        return int(count)

    def differences(self) -> int:
        """Rows whose place or promotion differs between the engine and the statement written by hand."""
        standings = self.outcome.standings.select(["entry", "place", "goes_on"])
        self.connection.con.register("standings", standings)
        ((count,),) = self.sql("""
            SELECT count(*) FROM by_hand FULL JOIN standings ON standings.entry = CAST(by_hand.entry AS VARCHAR)
            WHERE by_hand.place IS DISTINCT FROM TRY_CAST(standings.place AS BIGINT)
               OR by_hand.goes_on IS DISTINCT FROM TRY_CAST(standings.goes_on AS BIGINT)
        """)
        return int(count)


def short(entries: int) -> str:
    """100k, 1m, 10m."""
    return f"{entries // 1_000_000}m" if entries >= 1_000_000 else f"{entries // 1000}k"


def peak_of(act: str, folder: Path, entries: int) -> float:
    """Peak memory in MB of a fresh process that does one thing once."""
    command = [sys.executable, "-m", "benchmarks.standings", "--once", act, str(folder), str(entries)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def once(act: str, folder: str, entries: str) -> None:
    """In the child: do it, and say how much memory it took."""
    contest = Contest(Path(folder), int(entries))
    contest.bound()
    getattr(contest, act)()
    print(peak_memory())


def peak_memory() -> float:
    """The most memory that this process ever held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():  # ru_maxrss of a child begins with what its parent held
        (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform.startswith("linux") else 1024**2)


def measured_beside(contest: Contest, rounds: int) -> tuple[dict[str, list[float]], dict[str, Any]]:
    """The times of one scan, the engine, the statement by hand and the peers, round by round; what each peer found."""
    works = {"scan": contest.scan, "settle": contest.settle_and_write, "by_hand": contest.by_hand}
    found: dict[str, Any] = {}
    if contest.entries > (LARGEST_OF_PEERS if os.environ.get("FULL") else SMALLEST):
        return interleaved(rounds, works), found

    def timed(name: str, work: Callable[[], Any]) -> float:
        start = time.perf_counter()
        rows = work()
        taken = time.perf_counter() - start
        found[name] = places(rows)
        return taken

    with peers(contest.folder) as others:
        times = interleaved(rounds, works | {name: partial(timed, name, work) for name, work in others.items()})
    return times, found


def measure(entries: int, rounds: int) -> None:
    """All the figures of one size."""
    with tempfile.TemporaryDirectory(prefix="jiangong-bench-") as folder:
        contest = Contest(Path(folder), entries)
        told(f"{short(entries)}: {entries} entries × {CRITERIA} modules × {JUDGES} judges")
        contest.generate()
        contest.scan()
        times, found = measured_beside(contest, rounds)
        for name, values in times.items():
            told(f"  {name}: {spread(values)}")
        told(f"  reading and checking: {spread(contest.checks)}")
        told(f"  writing the standings: {spread(contest.texts)}")
        ratio = {name: statistics.median(values) for name, values in times.items()}
        whole = ratio["settle"] + statistics.median(contest.checks)
        goal = 8 if entries >= 10_000_000 else 15
        name = short(entries)
        report(
            *(Figure(f"settle-{name}-over-{peer}", ratio["settle"] / ratio[peer], "x", 1) for peer in found),
            *(
                Figure(f"{peer}-{name}-differences", contest.differs_from(rows), "rows", 0)
                for peer, rows in found.items()
            ),
        )
        report(
            Figure(f"settle-{name}-over-scan", ratio["settle"] / ratio["scan"], "x", goal),
            Figure(f"standings-text-{name}-over-scan", statistics.median(contest.texts) / ratio["scan"], "x", goal),
            Figure(f"check-and-settle-{name}-over-scan", whole / ratio["scan"], "x", goal),
            Figure(f"settle-{name}-over-sql", ratio["settle"] / ratio["by_hand"], "x", 1.15),
            Figure(f"settle-{name}-differences", contest.differences(), "rows", 0),
            Figure(f"settle-{name}-fingerprint-over-settle", fingerprint(contest) / ratio["settle"], "x", 2),
        )
        contest.connection.disconnect()
        most = 2048 if entries >= 10_000_000 else 1024
        report(Figure(f"settle-{name}-peak", peak_of("settle", contest.folder, entries), "MB", most))
        told(f"  with the standings as text: {peak_of('settle_and_write', contest.folder, entries):.0f} MB")
        told(f"  one scan alone: {peak_of('scan', contest.folder, entries):.0f} MB")


def fingerprint(contest: Contest) -> float:
    """Seconds for the three hashes, which settling does not need."""
    start = time.perf_counter()
    _ = contest.outcome.fingerprint
    return time.perf_counter() - start


def measure_small(rounds: int) -> None:
    """An event as it is every day: fifty entries, answered while somebody waits."""
    with tempfile.TemporaryDirectory(prefix="jiangong-bench-") as folder:
        contest = Contest(Path(folder), 50)
        contest.generate()
        rulebook = load_rulebook(RULEBOOK.read_text(encoding="utf-8"))
        tables = Tables(
            marks=contest.connection.read_parquet(contest.folder / "marks.parquet").to_pyarrow(),
            entries=contest.connection.read_parquet(contest.folder / "entries.parquet").to_pyarrow(),
        )

        def from_tables() -> float:
            start = time.perf_counter()
            settle(read_evidence(rulebook, tables)).rows()
            return time.perf_counter() - start

        def settling() -> float:
            evidence = read_evidence(rulebook, tables)
            start = time.perf_counter()
            settle(evidence).rows()
            return time.perf_counter() - start

        def explained() -> float:
            start = time.perf_counter()
            outcome = settle(read_evidence(rulebook, tables))
            explain_outcome(outcome, outcome.rows()[0]["entry"])
            return time.perf_counter() - start

        first = explained()
        times = interleaved(max(rounds, 9), {"settle": settling, "with checks": from_tables, "explained": explained})
        told(f"50 entries, the first time: {first:.3f} s")
        for name, values in times.items():
            told(f"  {name}: {spread(values)}")
        report(
            Figure("settle-50x5x5", statistics.median(times["settle"]), "s", 0.15),
            Figure("check-and-settle-50x5x5", statistics.median(times["with checks"]), "s", 0.3),
            Figure("check-settle-and-explain-50x5x5", statistics.median(times["explained"]), "s", 0.1),
        )


def main(arguments: list[str]) -> int:
    """Measure and report."""
    if arguments[:1] == ["--once"]:
        once(*arguments[1:])
        return 0
    rounds = int(os.environ.get("ROUNDS") or 3)
    sizes = [int(size) for size in (os.environ.get("SIZES") or "100000,1000000").split(",")]
    if os.environ.get("FULL"):
        sizes.append(10_000_000)
    measure_small(rounds)
    for entries in sizes:
        measure(entries, rounds)
    print(machine(rounds))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
