"""Pages of a track, a competition and an event."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiangong.competitions import selectors as competitions
from jiangong.competitions.programmes import selectors as programmes
from jiangong.competitions.registration import selectors as registration
from jiangong.competitions.rules import can_run_competition
from jiangong.results import selectors as results
from jiangong.web.lookups import event_at, or_404

SHOWN_LISTS = 10


@require_safe
def programme(request: HttpRequest, programme: str) -> HttpResponse:
    """A programme: who issues it, its tracks, and the lists kept in it."""
    found = or_404(competitions.the_programme, programme)
    heads = list(programmes.lists_of(found))
    context = {
        "programme": found,
        "tracks": competitions.tracks_of(found),
        "lists": [(head, list(programmes.members_of(head, viewer=None))) for head in heads[:SHOWN_LISTS]],
    }
    return render(request, "public/programme.html", context)


@require_safe
def track(request: HttpRequest, programme: str, slot: str) -> HttpResponse:
    """What is contested on one of the five tracks."""
    found = or_404(competitions.the_track, programme, slot)
    contests = competitions.competitions_seen_by(request.user, track=found)
    return render(request, "public/track.html", {"track": found, "competitions": contests})


@require_safe
def competition(request: HttpRequest, competition: str) -> HttpResponse:
    """A competition with its events and their states."""
    found = or_404(competitions.the_competition, competition, viewer=request.user)
    events = results.event_lines(competition=found, viewer=request.user)
    windows = registration.windows_of_events(line.event for line in events)
    context = {
        "competition": found,
        "events": events,
        "window_states": {event: registration.window_state(window) for event, window in windows.items()},
        "medals": results.medals_of_competition(found, viewer=request.user),
        "may_run": can_run_competition(request.user, found),
    }
    return render(request, "public/competition.html", context)


@require_safe
def event(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """An event: its state first, then its stages, rules and results."""
    found = event_at(request, competition, event)
    context = entering(request, found) | {
        "event": found,
        "competition": found.competition,
        "stages": competitions.stages_of(found),
        "shown": results.what_may_be_shown(found, viewer=request.user),
        "publications": results.publications_of(found, viewer=request.user),
        "entry_count": competitions.entries_of(found).count(),
        "clauses": competitions.rulebook_clauses(found.rulebook),
        "may_run": can_run_competition(request.user, found.competition),
    }
    return render(request, "public/event.html", context)


def entering(request: HttpRequest, event: Any) -> dict[str, Any]:
    """What an event's page says of registration; nothing where none was set up."""
    window = registration.window_or_none(event)
    if window is None:
        return {}
    return {
        "window": window,
        "window_state": registration.window_state(window),
        "places_left": registration.places_left(window),
        "entering_rules": registration.rules_of_entering(window),
        "entry_list": registration.public_list(window),
        "own_registrations": registration.own_registrations(request.user, event),
    }
