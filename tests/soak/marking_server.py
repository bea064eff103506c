"""A site on which judges seal sheets, to be killed: `python -m tests.soak.marking_server make|serve|read …`. Loopback only.

`make JUDGES WORKS` fills an empty database and prints the cookies of the judges; `serve PORT` answers until it is killed;
`read` prints what is there.
"""

import json
import socketserver
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django

from jiangong.cli.serving import THREADS

RULES = """\
rulebook = 1
name = "soak"
title = "焊接"
[[stage]]
id = "final"
title = "决赛"
[stage.criteria.look]
title = "外观"
by = ["item", "source"]
items = ["joint", "bead"]
range = [0, 100]
step = 0.5
steps = [{ over = "source", take = "mean", round = "0.001" }, { over = "item", take = "sum" }]
[[stage.order]]
by = "look"
"""


class Server(socketserver.ThreadingMixIn, WSGIServer):
    """Many judges at once, answered by as many threads as `jiangong serve` has; the others wait in line. A thread for each request would
    open a connection for each, also for those whose judge gave up waiting, until PostgreSQL takes no more."""

    request_queue_size = 512

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.threads = ThreadPoolExecutor(THREADS)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Stand in line for a thread."""
        self.threads.submit(self.process_request_thread, request, client_address)


class Quiet(WSGIRequestHandler):
    """No line for every request."""

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def make(judges: int, works: int) -> dict[str, Any]:
    """An event with so many judges and works; the session of each judge and where to send sheets."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.core.management import call_command

    from jiangong.competitions.services import EntryRow, register_entries
    from tests.factories import a_competition, a_panel, a_rulebook, a_seat, an_event, an_officer

    call_command("migrate", verbosity=0)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    officer = an_officer(username="soak-officer")
    competition = a_competition(officer)
    a_rulebook(competition, officer, RULES)
    event = an_event(officer, competition)
    labels = [f"{number:02d}" for number in range(1, works + 1)]
    register_entries(event, rows=[EntryRow(label) for label in labels], by=officer)
    panel = a_panel(event, officer, most_of_unit=judges)
    sessions = {}
    for _ in range(judges):
        seat = a_seat(panel, officer)
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(seat.user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = seat.user.get_session_auth_hash()
        session.save()
        sessions[seat.code] = session.session_key
    return {
        "competition": competition.code,
        "event": event.slug,
        "reference": event.reference,
        "works": labels,
        "sessions": sessions,
    }


def serve(port: int) -> None:
    """Answer until killed; one word once it listens."""
    from django.core.wsgi import get_wsgi_application

    server = make_server("127.0.0.1", port, get_wsgi_application(), Server, Quiet)
    print(server.server_port, flush=True)
    server.serve_forever()


def read() -> dict[str, Any]:
    """Every sealed sheet as it lies there, whether it is still what its fingerprint says, the trail, and the standings."""
    from jiangong.competitions.models import Event
    from jiangong.competitions.selectors import rulebook_of
    from jiangong.core.scoring import read_evidence, settle
    from jiangong.evidence.judging.models import MarkSheet
    from jiangong.evidence.marking.content import Place, SheetSent, fingerprint_of
    from jiangong.evidence.marking.enums import Hand
    from jiangong.evidence.marking.models import HeldSheet, SealedSheet
    from jiangong.foundation.models import AuditRow
    from jiangong.foundation.selectors import verify_trail
    from jiangong.results.gather import gathered

    event = Event.objects.get()
    sheets, altered = [], []
    for row in SealedSheet.objects.select_related("mark_sheet"):
        place = Place(event.reference, row.stage, row.seat, row.work, row.round, Hand(row.hand))
        sent = SheetSent(row.stage, row.work, row.client, row.answers, row.round, row.note)
        marks = {f"{m.criterion}/{m.item}/{m.attempt}": m.value for m in row.mark_sheet.marks.all()}
        if fingerprint_of(place, sent) != row.fingerprint or marks != row.answers:
            altered.append(row.receipt)
        sheets.append([row.receipt, row.seat, row.work, row.fingerprint, row.answers])
    revisions = list(MarkSheet.objects.order_by("revision").values_list("revision", flat=True))
    outcome = settle(read_evidence(rulebook_of(event), gathered(event))).rows() if sheets else []
    return {
        "sheets": sheets,
        "altered": altered,
        "held": HeldSheet.objects.count(),
        "gaps": revisions != list(range(1, len(revisions) + 1)),
        "trail": verify_trail().is_whole,
        "acts": AuditRow.objects.filter(act="seal_sheet").count(),
        "standings": outcome,
    }


def main(words: list[str]) -> None:
    """Do one of the three."""
    django.setup()
    if words[0] == "make":
        print(json.dumps(make(int(words[1]), int(words[2]))))
    elif words[0] == "serve":
        serve(int(words[1]))
    else:
        print(json.dumps(read(), ensure_ascii=False))


if __name__ == "__main__":
    main(sys.argv[1:])
