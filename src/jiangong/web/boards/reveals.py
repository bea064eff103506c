"""The big screen: one picture a step, moved by the operator's key. It never holds what was not called yet."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from jiangong.foundation.refusals import Declined
from jiangong.results.boards import selectors as boards
from jiangong.results.boards.rules import can_reveal
from jiangong.results.boards.services import call_place
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import managed_event


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def screen(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """The picture after `at` steps; a POST calls the next place and leads to its picture."""
    found = managed_event(request, competition, event, can_reveal)
    reveal = or_404(boards.the_reveal, found, number, viewer=request.user)
    problem = ""
    if request.method == "POST":
        try:
            done = call_place(reveal, position=step(request.POST) or 0, by=request.user)  # type: ignore[arg-type]
            address = reverse("web:screen", args=(competition, event, number))
            return redirect(f"{address}?at={min(done, step(request.POST) or done)}")
        except Declined as declined:
            problem = declined.sentence
    shown = boards.picture(reveal, at=step(request.GET))
    context = picture_context(shown) | {"problem": problem, "is_live": True}
    is_part = request.headers.get("X-Part") == "picture"
    template = "boards/picture.html" if is_part else "boards/screen.html"
    response = render(request, template, context, status=400 if problem else 200)
    response["Cache-Control"] = "private, no-store"
    return response


def step(given: Any) -> int | None:
    """The step that the address or the form names, if it is a number."""
    stated = given.get("at", "")
    return int(stated) if stated.isdigit() and len(stated) < 7 else None


def picture_context(shown: Any) -> dict[str, Any]:
    """What a picture needs, live and in the file that is taken along."""
    reveal = shown.reveal
    return {
        "picture": shown,
        "reveal": reveal,
        "event": reveal.event,
        "competition": reveal.event.competition,
        "publication": reveal.publication,
        "following": shown.at + 1,
    }
