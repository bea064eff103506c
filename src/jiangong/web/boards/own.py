"""One's own place on the day on which everybody asks: the page is made once for nobody in particular, and only the answer to a
number is put in.

What is kept never depends on who asks: the page has no form, so nothing in it is one visitor's own. A visitor with a session takes
the usual way, and so do numbers that need any escaping. What is kept is at most seconds old.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string

from jiangong.competitions.registration.naming import names_are_open
from jiangong.competitions.selectors import names_rule
from jiangong.results import selectors as results
from jiangong.results.boards.selectors import own_lines
from jiangong.web.preferences import cookie_name, preference
from jiangong.web.public.tables import PODIUM

FRESH = 3.0  # seconds
MINUTE = 60
KEPT = 64  # pages: publications × languages × looks
LOOKS = ("language", "theme", "text")
PLAIN = re.compile(r"[A-Za-z0-9_-]{1,40}")
NUMBER, ANSWER = "jgownnumberjg", "<!--jgownanswer-->"


@dataclass
class Answers:
    """The answers of one publication in one state and one language, each made when it is first asked for."""

    publication: Any
    lines: dict[str, Any] | None
    made: dict[str, str] = field(default_factory=dict)

    def of(self, number: str) -> str:
        """The answer to a number, right or wrong; only numbers that stand there are kept."""
        found = self.made.get(number)
        if found is None:
            found = self._written(number)
            if self.lines is not None and number in self.lines:
                self.made[number] = found
        return found

    def _written(self, number: str) -> str:
        line = (
            results.own_line_or_none(self.publication, number=number, viewer=None)
            if self.lines is None
            else self.lines.get(number)
        )
        event = self.publication.event
        context = {"publication": self.publication, "event": event, "competition": event.competition, "line": line}
        return render_to_string("public/own_answer.html", context | {"sought": number, "podium": PODIUM})


@dataclass
class Page:
    """A page without its answer, and until when it is fresh."""

    until: float
    text: str
    state: tuple[Any, ...]
    answers: Answers


_pages: OrderedDict[tuple[str, ...], Page] = OrderedDict()
_guard = Lock()


def asks_as_nobody(request: HttpRequest) -> bool:
    """Whether a look-up may be answered from what is kept: a plain number, and nobody who might be signed in."""
    is_plain = request.method == "GET" and list(request.GET) == ["entry"]
    number = request.GET.get("entry", "")
    return is_plain and settings.SESSION_COOKIE_NAME not in request.COOKIES and bool(PLAIN.fullmatch(number))


def kept_answer(request: HttpRequest, address: tuple[str, ...]) -> HttpResponse | None:
    """The answer from what is kept, if it is fresh."""
    page = _pages.get(_key(request, address))
    return _answered(request, page) if page and page.until > time.monotonic() else None


def new_answer(
    request: HttpRequest, address: tuple[str, ...], publication: Any, draw: Callable[[HttpRequest], str]
) -> HttpResponse:
    """Make the page once more by `draw`, which is given a request of nobody for no number, and answer from it."""
    key = _key(request, address)
    state = (
        publication.pk,
        len(publication.steps_taken),
        publication.is_superseded,
        publication.event.competition.policy,
        *named_by(publication.event),
    )
    before = _pages.get(key)
    answers = before.answers if before and before.state == state else Answers(publication, own_lines(publication))
    page = Page(time.monotonic() + FRESH, draw(_of_nobody(request)), state, answers)
    with _guard:
        _pages[key] = page
        _pages.move_to_end(key)
        while len(_pages) > KEPT:
            _pages.popitem(last=False)
    return _answered(request, page)


def named_by(event: Any) -> tuple[Any, ...]:
    """What decides about names: the competition's rule, and, where each person does, the present minute."""
    rule = names_rule(event.competition)
    return rule.basis, rule.set_at, int(time.time() // MINUTE) if not names_are_open(event) else 0


def _key(request: HttpRequest, address: tuple[str, ...]) -> tuple[str, ...]:
    """The address, and everything about a visitor that a page depends on."""
    return (*address, *(preference(request, name) for name in LOOKS))


def _of_nobody(request: HttpRequest) -> HttpRequest:
    """The same request without anything of the visitor but the look, and with a word in place of the number."""
    nobody = copy(request)
    nobody.META = {**request.META, "QUERY_STRING": f"entry={NUMBER}"}
    nobody.META.pop("CSRF_COOKIE", None)
    nobody.GET = QueryDict(f"entry={NUMBER}")
    names = [cookie_name(name) for name in LOOKS]
    nobody.COOKIES = {name: value for name, value in request.COOKIES.items() if name in names}
    nobody.user = AnonymousUser()
    return nobody


def _answered(request: HttpRequest, page: Page) -> HttpResponse:
    """The page with the number and its answer."""
    number = str(request.GET["entry"])
    response = HttpResponse(page.text.replace(NUMBER, number).replace(ANSWER, page.answers.of(number)))
    response["Cache-Control"] = "private, no-store"
    return response
