"""Serves the small site from a database of its own, so that a real browser can look at it.

Run by the browser tests as `python -m tests.web.browser_site HOME [entering] [marking] [held]`; prints the address once it answers.
"""

import os
import socketserver
import sys
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from tests.prepared import put_into


class Server(socketserver.ThreadingMixIn, WSGIServer):
    """A browser opens several connections at once."""

    daemon_threads = True


class Quiet(WSGIRequestHandler):
    """No line for every request."""

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def some_workers(unit: Any) -> None:
    """A worker with an identity number and a request, and a roster that waits with a row that is refused."""
    from jiangong.organizations.people.services import ask_for
    from tests.factories import a_checked_roster, a_worker, an_identity

    ask_for(a_worker(unit, number="W1", identity=an_identity()), kind="correct", fact="trade", wanted="焊工")
    a_checked_roster(unit, "工号,姓名,出生日期\nA1,闻一川,1990-05-01\nA2,阿依努尔·热合曼,1880-01-01\n")


def a_judged_event(site: Any) -> None:
    """An event with a panel, a recusal, drawn numbers, works allotted, somebody absent, and a rehearsal under way."""
    from jiangong.competitions.rehearsing import begin_rehearsal
    from jiangong.evidence.panels.services import draw_allotment, freeze_allotment
    from tests.factories import a_blind_event, a_drawn_chain, a_seat

    event = a_blind_event(site.officer, competition=site.competition, code="judged")
    a_seat(event.panel, site.officer, unit="单位K71")
    a_drawn_chain(event, site.officer)
    allotment = freeze_allotment(event.panel, judges_each=1, common=1, by=site.officer)
    draw_allotment(allotment, phrase="秋水长天一色", makers="岑佳禾、温景舟", by=site.checker)
    begin_rehearsal(event, by=site.officer)


def main(home: str, *, is_entering: bool = False, is_marking: bool = False, is_held: bool = False) -> None:
    """Set up Django in `home`, fill the site and serve it on a free port until the process is ended."""
    put_into(Path(home))
    os.environ["JIANGONG_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "jiangong.config.settings"
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # as in conftest.py
    from django.core.wsgi import get_wsgi_application

    from tests.web.small_site import a_site

    site = a_site()
    some_workers(site.competition.host)
    a_judged_event(site)
    if is_entering:
        from tests.web.entering_site import an_entering_site

        an_entering_site(site)
    if is_marking:
        from tests.web.marking_site import a_marking_site

        a_marking_site(site)
    if is_held:
        from tests.factories import a_held_back

        a_held_back(site.publication, site.officer)
    server = make_server("127.0.0.1", 0, get_wsgi_application(), Server, Quiet)
    sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    Path(sys.argv[1]).mkdir(parents=True, exist_ok=True)
    words = sys.argv[2:]
    main(sys.argv[1], is_entering="entering" in words, is_marking="marking" in words, is_held="held" in words)
