"""Results day: a thousand phones with the live board of 500 entries open, and everybody looking for the own place.

The site is served as `jiangong serve` serves it, from a throw-away database, on the loopback. Phones are kept-alive connections of
one process; each asks for the small file every four seconds, as `live.js` does, and for the board when its name changes. CPU is
that of the server's processes over the time in which nothing changes, as a share of one core. `--phones N`, `--entries N`,
`--seconds N` (idle), `--rounds N` (look-ups against the bare view, alternating).
"""

import argparse
import asyncio
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.reporting import Figure, machine, report, told

ROOT = Path(__file__).resolve().parents[1]
EVERY = 4.0
SERVER = "import sys, django; django.setup(); from jiangong.cli.serving import serve_site; serve_site(port=int(sys.argv[1]), address='127.0.0.1')"
TICKS = os.sysconf("SC_CLK_TCK")


def options(arguments: list[str]) -> argparse.Namespace:
    """What to run; the default fits a machine that other people use."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.boards", description=__doc__)
    full = os.environ.get("FULL") == "1"
    parser.add_argument("--phones", type=int, default=1_000)
    parser.add_argument("--entries", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=60.0 if full else 20.0)
    parser.add_argument("--rounds", type=int, default=10 if full else 4)
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Fill, serve, measure. Exit status 0 whatever falls short."""
    asked = options(arguments)
    with tempfile.TemporaryDirectory(prefix="jg-boards-") as home:
        os.environ |= {"JIANGONG_HOME": home, "DJANGO_SETTINGS_MODULE": "benchmarks.bare_settings"}
        os.environ.pop("DATABASE_URL", None)
        event, officer = prepare(asked.entries)
        with the_site() as (port, pid):
            asyncio.run(live_board(asked, port, pid, event, officer))
            asyncio.run(own_places(asked, port, event))
    told(machine(asked.rounds))
    return 0


def prepare(entries: int):  # type: ignore[no-untyped-def]
    """A published event of so many entries, and an officer over it."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from jiangong.competitions.services import EntryRow, register_entries
    from jiangong.core.scoring import Tables
    from jiangong.evidence.judging.services import import_marks
    from jiangong.results.services import publish_run, settle_event
    from tests.factories import a_competition, a_table, an_event, an_officer

    officer = an_officer()
    event = an_event(officer, a_competition(officer))
    numbers = [f"{number:04}" for number in range(1, entries + 1)]
    rows = [EntryRow(number, name=f"选手{number}", unit=f"单位{int(number) % 37}") for number in numbers]
    register_entries(event, rows=rows, by=officer)
    dice = random.Random(1)
    lines = [
        f"{number},{part},{dice.randrange(500, 1000) / 10}" for number in numbers for part in ("theory", "practice")
    ]
    marks = a_table("\n".join(["entry,criterion,value", *lines]))
    import_marks(event, tables=Tables(marks=marks, files={"marks": "marks.csv"}), by=officer)
    publish_run(settle_event(event, by=officer), by=officer)
    return event, officer


@contextmanager
def the_site() -> Iterator[tuple[int, int]]:
    """Port and process of the site; ended when done."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}
    with subprocess.Popen([sys.executable, "-W", "ignore", "-c", SERVER, str(port)], env=environment) as server:
        try:
            until = time.monotonic() + 60
            while socket.socket().connect_ex(("127.0.0.1", port)):
                if time.monotonic() > until:
                    raise TimeoutError("the site did not answer")
                time.sleep(0.2)
            yield port, server.pid
        finally:
            server.terminate()


def cpu_seconds(pid: int) -> float:
    """What a process and all below it have used."""
    parents, used = {}, {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parts = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(folder.name)] = int(parts[1])
            used[int(folder.name)] = (int(parts[11]) + int(parts[12])) / TICKS
    ours, grown = {pid}, True
    while grown:
        more = {child for child, parent in parents.items() if parent in ours} - ours
        ours, grown = ours | more, bool(more)
    return sum(used.get(one, 0.0) for one in ours)


class Phone:
    """One kept-alive connection."""

    def __init__(self, port: int) -> None:
        self.port = port

    async def open(self) -> None:
        """Connect."""
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def get(self, path: str) -> tuple[int, bytes]:
        """Ask and wait; status and body."""
        self.writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        if "transfer-encoding: chunked" in head:
            return status, await self.pieces()
        length = int(head.split("content-length:")[1].split("\r\n")[0]) if "content-length:" in head else 0
        return status, await self.reader.readexactly(length)

    async def pieces(self) -> bytes:
        """A body that comes in pieces."""
        body = b""
        while size := int(await self.reader.readline(), 16):
            body += (await self.reader.readexactly(size + 2))[:-2]
        await self.reader.readline()
        return body


async def live_board(asked: argparse.Namespace, port: int, pid: int, event, officer) -> None:  # type: ignore[no-untyped-def]
    """Open the phones, measure while nothing changes, then publish and see when each phone has the new board."""
    await board_is_there(port, event.pk)
    phones = [Phone(port) for _ in range(asked.phones)]
    for at in range(0, len(phones), 50):
        await asyncio.gather(*(phone.open() for phone in phones[at : at + 50]))
    seen: dict[str, list[float]] = {}
    counts = {"asked": 0, "failed": 0}
    tasks = [asyncio.create_task(watch(phone, event.pk, seen, counts)) for phone in phones]
    await asyncio.sleep(EVERY * 2)
    began, before, asked_before = time.monotonic(), cpu_seconds(pid), counts["asked"]
    await asyncio.sleep(asked.seconds)
    share = 100 * (cpu_seconds(pid) - before) / (time.monotonic() - began)
    rate = (counts["asked"] - asked_before) / asked.seconds
    known = set(seen)
    published = await asyncio.to_thread(publish_again, event, officer)
    until = time.monotonic() + 15
    while time.monotonic() < until and sum(len(times) for name, times in seen.items() if name not in known) < len(
        phones
    ):
        await asyncio.sleep(0.1)
    for task in tasks:
        task.cancel()
    told_open = await others_are_answered(port)
    delays = sorted(moment - published for name, times in seen.items() if name not in known for moment in times)
    told(
        f"{len(phones)} phones, {rate:.0f} small answers/s, {counts['failed']} failed; {len(delays)} got the new board"
    )
    slowest = delays[-1] if len(delays) == len(phones) else 99.0
    told(f"a page beside them: {1000 * told_open:.0f} ms")
    told(f"new board: p50 {statistics.median(delays or [99.0]):.2f} s, slowest {slowest:.2f} s")
    report(
        Figure("live_board_idle_cpu", share, "% of a core", 5),
        Figure("live_board_slowest_phone", slowest, "s", 5),
    )


async def others_are_answered(port: int) -> float:
    """Seconds that a page takes while all the phones are connected: they must not use up the server's connections."""
    began, phone = time.monotonic(), Phone(port)
    await phone.open()
    status, _body = await asyncio.wait_for(phone.get("/bare/"), 10)
    assert status == 200, status
    return time.monotonic() - began


async def board_is_there(port: int, pk: int) -> None:
    """Until the server has written the first board."""
    phone = Phone(port)
    await phone.open()
    for _ in range(100):
        if (await phone.get(f"/boards/{pk}.now"))[0] == 200:
            return
        await asyncio.sleep(0.2)
    raise TimeoutError("no board was written")


async def watch(phone: Phone, pk: int, seen: dict[str, list[float]], counts: dict[str, int]) -> None:
    """What `live.js` does."""
    known = ""
    await asyncio.sleep(random.random() * EVERY)
    while True:
        status, name = await phone.get(f"/boards/{pk}.now")
        counts["asked"] += 1
        counts["failed"] += status != 200
        if status == 200 and name.decode().strip() != known:
            known = name.decode().strip()
            status, _board = await phone.get(f"/boards/{known}")
            counts["failed"] += status != 200
            seen.setdefault(known, []).append(time.monotonic())
        await asyncio.sleep(EVERY * (0.975 + random.random() * 0.05))


def publish_again(event, officer) -> float:  # type: ignore[no-untyped-def]
    """Correct a mark, settle, publish; the moment at which the publication was committed."""
    from jiangong.evidence.judging.keys import MarkChange
    from jiangong.evidence.judging.services import correct_marks
    from jiangong.results.services import publish_run, settle_event

    change = MarkChange(stage="final", entry="0001", criterion="practice", value="49.9")
    correct_marks(event, changes=[change], reason="复核", by=officer)
    event.refresh_from_db()
    publish_run(settle_event(event, by=officer), by=officer, reason="复核")
    return time.monotonic()


async def own_places(asked: argparse.Namespace, port: int, event) -> None:  # type: ignore[no-untyped-def]
    """Look-ups of different numbers by visitors without cookies against the bare view, round by round."""
    own = f"/competitions/{event.competition.code}/{event.slug}/standings/2/own/?entry="
    ratios, rates = [], []
    for _ in range(asked.rounds):
        bare = await rate_of(port, lambda: "/bare/")
        looked = await rate_of(port, lambda: f"{own}{random.randrange(1, asked.entries + 1):04}")
        rates.append((bare, looked))
        ratios.append(looked / bare)
    told("bare, own: " + "; ".join(f"{bare:.0f}/s, {looked:.0f}/s" for bare, looked in rates))
    report(Figure("own_place_over_bare_view", statistics.median(ratios), "x", 0.5, is_ceiling=False))


async def rate_of(port: int, path, *, connections: int = 16, seconds: float = 2.0) -> float:  # type: ignore[no-untyped-def]
    """Answers a second over so many connections."""
    count, until = 0, time.monotonic() + seconds

    async def ask() -> None:
        nonlocal count
        phone = Phone(port)
        await phone.open()
        while time.monotonic() < until:
            status, _body = await phone.get(path())
            assert status == 200, status
            count += 1

    await asyncio.gather(*(ask() for _ in range(connections)))
    return count / seconds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
