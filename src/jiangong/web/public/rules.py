"""The rules in plain words and as the file that the engine reads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiangong.competitions import selectors as competitions
from jiangong.web.lookups import event_at


@require_safe
def rulebooks(request: HttpRequest) -> HttpResponse:
    """Every competition whose rules are in force, with a link to its rules."""
    return render(request, "public/rulebooks.html", {"events": competitions.events_seen_by(request.user)})


@require_safe
def rules(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """The rulebook of an event as numbered clauses, and its full text."""
    found = event_at(request, competition, event)
    context = {
        "event": found,
        "competition": found.competition,
        "version": found.rulebook,
        "clauses": competitions.rulebook_clauses(found.rulebook),
    }
    return render(request, "public/rules.html", context)


@require_safe
def rulebook_file(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """The rulebook as it was adopted, byte for byte."""
    found = event_at(request, competition, event)
    response = HttpResponse(found.rulebook.text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rulebook.toml"'
    return response
