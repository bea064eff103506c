"""The home page, the search and the page that says how its figures are counted."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiangong.competitions import selectors as competitions
from jiangong.results import selectors as results
from jiangong.results.selectors import Wanted

COMING = 40
"""How many coming dates are read, so that every track finds its next one among them."""


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The programme with its five tracks, the latest publications and what comes next."""
    programme = competitions.current_programme_or_none()
    latest = results.latest_publications(viewer=request.user, limit=7)
    board = latest[0] if latest else None
    dates = results.coming_dates(viewer=request.user, limit=COMING)
    context = {
        "programme": programme,
        "tracks": with_next_date(competitions.tracks_of(programme), dates) if programme else (),
        "board": board,
        "board_page": results.published_standings(board, viewer=request.user, wanted=Wanted(sort="best", limit=3))
        if board
        else None,
        "progress": results.events_in_progress(viewer=request.user, limit=3),
        "figures": results.figures(),
        "publications": latest[:6],
        "dates": dates[:4],
    }
    return render(request, "public/home.html", context)


def with_next_date(tracks: Iterable[Any], dates: Iterable[Any]) -> list[Any]:
    """The tracks, each with the nearest of the coming dates that is its own as `next_date`."""
    first: dict[int, Any] = {}
    for one in dates:
        first.setdefault(one.competition.track_id, one)
    found = list(tracks)
    for track in found:
        track.next_date = first.get(track.pk)
    return found


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Competitions and events by a word; a fingerprint goes to the verification page by a link."""
    words = request.GET.get("q", "").strip()[:100]
    found = competitions.found(words, viewer=request.user) if words else None
    return render(request, "public/search.html", {"words": words, "found": found})


@require_safe
def counted(request: HttpRequest) -> HttpResponse:
    """How each public figure is counted."""
    return render(request, "public/counted.html", {"figures": results.figures()})
