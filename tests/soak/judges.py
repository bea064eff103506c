"""Nothing lost: judges seal sheets over a flaky network while the server is killed at random moments, on SQLite or PostgreSQL.

Requests are delayed, doubled, reordered, and cut off before the answer is read. Afterwards every receipt that was handed out
must lie in the database once and unaltered, the audit trail must be whole, and the standings must be those that follow from
the receipts alone.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.architecture.source import ROOT
from tests.prepared import put_into

STAGE = "final"


@dataclass
class Contest:
    """What `make` said of the event, and where the server listens."""

    facts: dict[str, Any]
    port: int


@dataclass
class Judge:
    """A judge with a device: sheets wait in it until an answer says that the server has them."""

    contest: Contest
    code: str
    rng: random.Random
    outbox: list[dict[str, Any]] = field(default_factory=list)
    receipts: list[tuple[str, str, str, dict[str, str]]] = field(default_factory=list)
    """Receipt, work, fingerprint and what the sheet said, as often as it was handed out."""
    held: int = 0
    token: str = ""
    csrf: str = ""

    def fill_in(self) -> None:
        """One sheet a work; now and then a second tab with something else on it."""
        for work in self.contest.facts["works"]:
            for _ in range(2 if self.rng.random() < 0.15 else 1):
                value = lambda: str(self.rng.randrange(0, 200) / 2).removesuffix(".0")  # noqa: E731
                self.outbox.append(
                    {
                        "competition": self.contest.facts["competition"],
                        "event": self.contest.facts["event"],
                        "stage": STAGE,
                        "work": work,
                        "client": f"{self.rng.getrandbits(64):016x}",
                        "answers": {"look/joint/": value(), "look/bead/": value()},
                    }
                )

    def work(self, stop: threading.Event) -> None:
        """Send until everything is answered for, or told to stop."""
        while self.outbox and not stop.is_set():
            time.sleep(self.rng.random() * 0.03)
            try:
                self.send(self.rng.sample(self.outbox, min(len(self.outbox), self.rng.randint(1, 3))))
            except (OSError, http.client.HTTPException, ValueError):
                self.token = ""
                time.sleep(0.05)

    def send(self, sheets: list[dict[str, Any]]) -> None:
        """One request, perhaps doubled, perhaps cut off."""
        if not self.token:
            self.token = self.ask("GET", "/desk/marking/ticket/", None)["token"]
        body = json.dumps({"device": f"device-{self.code}", "waiting": len(self.outbox), "sheets": sheets})
        chance = self.rng.random()
        if chance < 0.15:
            self.ask("POST", "/desk/marking/send/", body, is_cut_off=True)
            return
        if chance < 0.3:
            self.ask("POST", "/desk/marking/send/", body, is_cut_off=True)
        answer = self.ask("POST", "/desk/marking/send/", body)
        for sheet, result in zip(sheets, answer["sheets"], strict=True):
            if result["outcome"] == "sealed":
                self.receipts.append((result["receipt"], sheet["work"], result["fingerprint"], sheet["answers"]))
            self.held += result["outcome"] == "held"
            if result["is_done"] and sheet in self.outbox:
                self.outbox.remove(sheet)

    def ask(self, method: str, path: str, body: str | None, *, is_cut_off: bool = False) -> Any:
        """The answer of the server as JSON; nothing where the line is cut before it is read."""
        connection = http.client.HTTPConnection("127.0.0.1", self.contest.port, timeout=20)
        try:
            cookie = f"sessionid={self.contest.facts['sessions'][self.code]}" + (
                f"; csrftoken={self.csrf}" if self.csrf else ""
            )
            headers = {"Cookie": cookie, "X-CSRFToken": self.token, "Content-Type": "application/json"}
            connection.request(method, path, body, headers)
            if is_cut_off:
                time.sleep(self.rng.random() * 0.05)
                return None
            response = connection.getresponse()
            for name, value in response.getheaders():
                if name == "Set-Cookie" and value.startswith("csrftoken="):
                    self.csrf = value.split(";")[0].partition("=")[2]
            if response.status != 200:
                raise ValueError(response.status)
            return json.loads(response.read())
        finally:
            connection.close()


@dataclass
class Site:
    """A database to be copied for every round, and the server over the copy."""

    home: Path
    environment: dict[str, str]

    def call(self, *words: str) -> Any:
        """What the server program prints for one of its words."""
        command = [sys.executable, "-W", "ignore", "-m", "tests.soak.marking_server", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-2000:])
        return json.loads(done.stdout)

    @contextlib.contextmanager
    def serving(self, port: int) -> Iterator[subprocess.Popen[str]]:
        """A server that listens on a port of the loopback, killed at the end."""
        command = [sys.executable, "-W", "ignore", "-m", "tests.soak.marking_server", "serve", str(port)]
        with subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as server:
            try:
                assert server.stdout is not None
                if not server.stdout.readline().strip():
                    raise RuntimeError("the server did not start")
                yield server
            finally:
                if server.poll() is None:
                    server.send_signal(signal.SIGKILL)


@contextlib.contextmanager
def a_site(folder: Path) -> Iterator[Site]:
    """An empty home on SQLite, or on a database of its own where DATABASE_URL names a PostgreSQL server."""
    home = folder / "home"
    home.mkdir(parents=True)
    if not os.environ.get("DATABASE_URL") and "JIANGONG_TEST_HOME" in os.environ:
        put_into(home)
    environment = {**os.environ, "JIANGONG_HOME": str(home), "DJANGO_SETTINGS_MODULE": "jiangong.config.settings"}
    environment["PYTHONPATH"] = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    environment.pop("JIANGONG_TEST_HOME", None)
    url = os.environ.get("DATABASE_URL", "")
    name = f"nothing_lost_{os.getpid()}"
    if url:
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.execute(f'CREATE DATABASE "{name}"')
        head, _, tail = url.partition("?")
        environment["DATABASE_URL"] = f"{head.rpartition('/')[0]}/{name}" + (f"?{tail}" if tail else "")
    try:
        yield Site(home, environment)
    finally:
        if url:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def a_free_port() -> int:
    """A port of the loopback on which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def play(site: Site, *, judges: int, works: int, kills: int, seed: int, span: tuple[float, float] = (0.1, 0.8)) -> str:
    """One contest: judges mark, the server is killed so many times, then everything is checked. A sentence, or AssertionError."""
    rng = random.Random(seed)
    contest = Contest(site.call("make", str(judges), str(works)), a_free_port())
    people = [Judge(contest, code, random.Random(f"{seed}{code}")) for code in contest.facts["sessions"]]
    stop = threading.Event()
    for judge in people:
        judge.fill_in()
    threads = [threading.Thread(target=judge.work, args=(stop,), daemon=True) for judge in people]
    done = 0
    try:
        for kill in range(kills + 1):
            with site.serving(contest.port) as server:
                if kill == 0:
                    for thread in threads:
                        thread.start()
                if kill < kills and any(judge.outbox for judge in people):
                    time.sleep(rng.uniform(*span))
                    server.send_signal(signal.SIGKILL)
                    server.wait()
                    done += 1
                    continue
                for thread in threads:
                    thread.join(timeout=600)
    finally:
        stop.set()
    return checked(site.call("read"), people, contest, kills=done)


def checked(found: dict[str, Any], people: list[Judge], contest: Contest, *, kills: int) -> str:
    """Hold what lies in the database against what the judges were told."""
    there = {
        receipt: (seat, work, fingerprint, answers) for receipt, seat, work, fingerprint, answers in found["sheets"]
    }
    told = {(receipt, judge.code, *rest[:2]): rest[2] for judge in people for receipt, *rest in judge.receipts}
    assert [judge.code for judge in people if judge.outbox] == [], "sheets were never answered for"
    assert len(there) == len(found["sheets"]) == len(people) * len(contest.facts["works"]), (
        "a sheet is missing or doubled"
    )
    for (receipt, code, work, fingerprint), answers in told.items():
        assert there.get(receipt) == (code, work, fingerprint, answers), f"receipt {receipt} is not what was handed out"
    assert len(told) == len(there), "a sheet was sealed for which nobody has a receipt"
    assert found["altered"] == [] and not found["gaps"] and found["trail"], "altered, or the trail is broken"
    assert found["acts"] == len(there), "the trail and the sheets do not agree"
    expected = standings({key[1:3]: answers for key, answers in told.items()})
    assert found["standings"] == json.loads(json.dumps(expected)), "the standings are not those of the receipts"
    held = sum(judge.held > 0 for judge in people)
    return f"{kills} kills, {len(told)} receipts, {found['held']} kept beside ({held} judges told)"


def standings(told: dict[tuple[str, str], dict[str, str]]) -> list[dict[str, Any]]:
    """The standings that follow from the receipts alone: no database is asked."""
    import pyarrow as pa

    from jiangong.core.rulebook import load_rulebook
    from jiangong.core.scoring import Tables, read_evidence, settle
    from tests.soak.marking_server import RULES

    rows = [
        (STAGE, work, *key.split("/")[:2], code, value)
        for (code, work), answers in told.items()
        for key, value in answers.items()
    ]
    names = ("stage", "entry", "criterion", "item", "source", "value")
    marks = pa.table({name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(names)})
    entries = pa.table({"entry": sorted({row[1] for row in rows})})
    return settle(read_evidence(load_rulebook(RULES), Tables(marks=marks, entries=entries))).rows()


def run(deadline: float) -> tuple[str, bool]:
    """Two hundred judges, round after round, until the time is over."""
    rounds, said, seed = 0, "", int(time.time())
    while rounds == 0 or time.monotonic() < deadline:
        folder = Path(tempfile.mkdtemp(prefix="jiangong-judges-"))
        try:
            with a_site(folder) as site:
                judges = int(os.environ.get("JUDGES") or 200)
                said = play(site, judges=judges, works=3, kills=6, seed=seed + rounds, span=(0.5, 4.0))
        except AssertionError as lost:
            return f"round {rounds + 1}, seed {seed + rounds}: {lost}", False
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        rounds += 1
    return f"{rounds} rounds, the last: {said}", True


def run_on_postgresql(deadline: float) -> tuple[str, bool]:
    """The same on a PostgreSQL server that lives as long as the rounds; its own word where there is none."""
    from tests import postgres

    binaries = postgres.server_folder()
    if binaries is None:
        return postgres.ABSENT, True
    before = os.environ.get("DATABASE_URL")
    # A thread of the server holds a connection, and those of a killed server linger until PostgreSQL has noticed.
    with postgres.throw_away_server(binaries, ("max_connections=60", "fsync=on")) as url:
        os.environ["DATABASE_URL"] = url
        try:
            return run(deadline)
        finally:
            os.environ.pop("DATABASE_URL") if before is None else os.environ.update(DATABASE_URL=before)
