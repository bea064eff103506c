"""The opening rush: many people want the few places of an event at one moment. Exactly the places are given, in order of arrival.

Workers are processes of their own, each with its own connection; they start together and register one person a time: through the
service, or, with `--pages`, by sending the form to the site on the loopback, served as `jiangong serve` serves it. `--rush N` people,
`--places N`, `--workers N`, `--seconds N` as a bound. The database is a throw-away SQLite file, or a new one on
the server that `DATABASE_URL` names (`python -m tests.postgres python -m benchmarks.rush` gives a PostgreSQL that lives as long).
"""

import argparse
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.reporting import Figure, machine, report, told

ROOT = Path(__file__).resolve().parents[1]
MINUTE = 60.0
WORKER = """
import sys, time, django; django.setup()
from django.contrib.auth.models import AnonymousUser
from jiangong.competitions.models import Event
from jiangong.competitions.registration.intake import EntrantRow
from jiangong.competitions.registration.services import register
from jiangong.organizations.models import User
from benchmarks.rush import computing
first, step, rush, seconds = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
event, user = Event.objects.get(code="rush"), User.objects.get(username="rush")
print("ready", flush=True); sys.stdin.readline()
until, slowest, before = time.monotonic() + seconds, 0.0, computing()
for n in range(first, rush, step):
    began = time.monotonic()
    if began > until:
        break
    register(event, rows=[EntrantRow({"name": f"职工{n}", "unit": f"单位{n % 97}", "age": "30"})], by=user)
    slowest = max(slowest, time.monotonic() - began)
print(f"{slowest:.3f} {computing() - before:.3f}", flush=True)
"""

PAGES_WORKER = """
import http.client, re, sys, time
from urllib.parse import quote, urlencode
first, step, rush, seconds = int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
port, session, path = int(sys.argv[5]), sys.argv[6], quote(sys.argv[7])
site = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
site.request("GET", path, headers={"Cookie": "sessionid=" + session})
answer = site.getresponse(); page = answer.read().decode()
cookie = re.search("csrftoken=[^;]+", answer.headers["Set-Cookie"])[0]
token = re.search('csrfmiddlewaretoken" value="([^"]+)', page)[1]
heads = {"Cookie": cookie + "; sessionid=" + session, "Content-Type": "application/x-www-form-urlencoded"}
print("ready", flush=True); sys.stdin.readline()
until, slowest = time.monotonic() + seconds, 0.0
for n in range(first, rush, step):
    began = time.monotonic()
    if began > until:
        break
    typed = {"csrfmiddlewaretoken": token, "act": "one", "name": f"职工{n}", "unit": f"单位{n % 97}", "age": "30"}
    site.request("POST", path, body=urlencode(typed), headers=heads)
    answer = site.getresponse(); answer.read()
    if answer.status != 302:
        sys.exit(f"the page answered {answer.status}")
    slowest = max(slowest, time.monotonic() - began)
print(f"{slowest:.3f} {time.process_time():.3f}", flush=True)
"""
SERVER = "import sys, django; django.setup(); from jiangong.cli.serving import serve_site; serve_site(port=int(sys.argv[1]), address='127.0.0.1', workers=2)"


def options(arguments: list[str]) -> argparse.Namespace:
    """What to run; the default fits a machine that other people use."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.rush", description=__doc__)
    full = os.environ.get("FULL") == "1"
    parser.add_argument("--rush", type=int, default=10_000 if full else 1_000)
    parser.add_argument("--places", type=int, default=500 if full else 50)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=150.0)
    parser.add_argument("--pages", action="store_true", help="through the site on the loopback")
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    """Prepare an event, let the workers loose, count what came of it. Status 1 where one place too many or too few is given."""
    asked = options(arguments)
    with tempfile.TemporaryDirectory(prefix="jg-rush-") as home, a_database_of_its_own():
        os.environ |= {"JIANGONG_HOME": home, "DJANGO_SETTINGS_MODULE": "jiangong.config.settings"}
        prepare(asked.places)
        with the_site(asked) as more:
            seen = run(asked, PAGES_WORKER if asked.pages else WORKER, more)
        return told_and_counted(asked, seen)


@contextmanager
def a_database_of_its_own() -> Iterator[None]:
    """On a PostgreSQL server that `DATABASE_URL` names, a new database that lives as long; what is named there is left alone."""
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield
        return
    import psycopg
    from django.db import connections

    name = f"jg_rush_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        os.environ["DATABASE_URL"] = urlsplit(url)._replace(path=f"/{name}").geturl()
        try:
            yield
        finally:
            connections.close_all()
            os.environ["DATABASE_URL"] = url
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def prepare(places: int) -> None:
    """A site with one event that has so many places and one condition of entering."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from tests.factories import a_competition, a_user, a_window, an_event, an_officer

    officer = an_officer()
    event = an_event(officer, a_competition(officer), code="rush")
    a_window(event, officer, capacity=places, takes_anyone=True, presets=(("least_age", 16),))
    a_user("rush")


@contextmanager
def the_site(asked: argparse.Namespace) -> Iterator[list[str]]:
    """Where pages are asked for: port, a session that is signed in, and the address of the form; nothing without `--pages`."""
    if not asked.pages:
        yield []
        return
    from django.conf import settings
    from django.test import Client

    from jiangong.competitions.models import Event
    from jiangong.organizations.models import User

    client = Client()
    client.force_login(User.objects.get(username="rush"), backend="django.contrib.auth.backends.ModelBackend")
    event = Event.objects.get(code="rush")
    path = f"/competitions/{event.competition.code}/{event.slug}/register/"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with subprocess.Popen([sys.executable, "-W", "ignore", "-c", SERVER, str(port)], env=environment()) as server:
        try:
            wait_for(port)
            yield [str(port), client.cookies[settings.SESSION_COOKIE_NAME].value, path]
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    """Until the site answers; half a minute at most."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise TimeoutError("the site did not answer")


def environment() -> dict[str, str]:
    """What the other processes run in."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")])}


def computing() -> float:
    """Seconds of computing of this process so far, and of the PostgreSQL process that serves it, where that is on this machine."""
    from django.db import connection

    own = time.process_time()
    if connection.vendor != "postgresql":
        return own
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        told = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    spent = told.read_text().rpartition(")")[2].split()[11:13] if told.exists() else []
    return own + sum(int(ticks) for ticks in spent) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Seen:
    """What a rush took: seconds until the last had an answer, the slowest answer, seconds of computing."""

    seconds: float
    slowest: float
    computed: float


def run(asked: argparse.Namespace, code: str, more: list[str]) -> Seen:
    """Start all workers at once, and wait for the last."""
    workers = []
    for first in range(asked.workers):
        given = [str(first), str(asked.workers), str(asked.rush), str(asked.seconds), *more]
        command = [sys.executable, "-W", "ignore", "-c", code, *given]
        workers.append(
            subprocess.Popen(command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )
    for worker in workers:
        assert worker.stdout is not None and worker.stdout.readline() == "ready\n"
    began = time.monotonic()
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    said = [worker.communicate()[0].strip() for worker in workers]
    seconds = time.monotonic() - began
    told = [[float(number) for number in one.split()] for one in said]
    return Seen(seconds, max(slowest for slowest, _ in told), sum(computed for _, computed in told))


def told_and_counted(asked: argparse.Namespace, seen: Seen) -> int:
    """The figures, and whether the places were given to exactly the first."""
    from django.db import connection

    from jiangong.competitions.registration.enums import RegistrationState
    from jiangong.competitions.registration.models import Registration, RegistrationWindow
    from jiangong.foundation.selectors import verify_trail

    window = RegistrationWindow.objects.get()
    states = list(Registration.objects.order_by("arrival").values_list("arrival", "state"))
    came = len(states)
    given = [arrival for arrival, state in states if state == RegistrationState.CONFIRMED]
    expected = min(asked.places, came)
    in_order = given == list(range(1, expected + 1)) and window.event.entries.count() == expected
    is_whole = verify_trail().is_whole and [arrival for arrival, _state in states] == list(range(1, came + 1))
    told(f"{connection.vendor}: {came} of {asked.rush} came, {len(given)} have a place, {came - len(given)} wait")
    told(f"places given to exactly the first in line: {in_order}; numbers and audit trail without a gap: {is_whole}")
    way = "pages" if asked.pages else "service"
    told(f"by the {way}, {asked.workers} at once")
    report(
        Figure("rush_places_given", len(given), "places", expected, is_ceiling=True),
        Figure("rush_registered", came, "registrations", asked.rush, is_ceiling=False),
        Figure(
            "rush_rate",
            came / seen.seconds,
            "registrations/s",
            asked.rush / MINUTE if asked.rush >= 10_000 else 1,
            is_ceiling=False,
        ),
        Figure("rush_slowest_answer", seen.slowest, "s", 10),
    )
    if not asked.pages:
        told(
            f"computing: {1000 * seen.computed / max(came, 1):.2f} ms a registration; all of them in {seen.seconds:.1f} s"
        )
    told(machine(1))
    return 0 if in_order and is_whole and came == asked.rush else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
