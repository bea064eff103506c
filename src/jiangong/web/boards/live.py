"""The live board: a page that reads, and a small file that says whether a newer board is there."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiangong.results.boards import selectors as boards
from jiangong.results.enums import PublicationState
from jiangong.web.lookups import event_at, or_404

KINDS = {".now": "text/plain; charset=utf-8", ".json": "application/json"}


@require_safe
def live(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """What everybody may know of an event now, the same for everyone; it renews itself where scripts run."""
    found = event_at(request, competition, event)
    said, is_english = or_404(boards.board_of, found), request.LANGUAGE_CODE.startswith("en")
    context = {
        "event": found,
        "competition": found.competition,
        "said": said,
        "said_stage": said["stage"][is_english] or said["stage"][0] if said["publication"] else "",
        "states": PublicationState.choices,
        "english": is_english,
    }
    return render(request, "boards/live.html", context)


@require_safe
def board_file(request: HttpRequest, name: str) -> Any:
    """A file of the live boards, for sites whose web server does not hand it out by itself."""
    path = Path(settings.JIANGONG_BOARDS) / name
    kind = KINDS.get(path.suffix)
    if kind is None or path.name != name or not path.is_file():
        raise Http404(name)
    response = FileResponse(path.open("rb"), content_type=kind)
    response["Cache-Control"] = "no-cache" if path.suffix == ".now" else "public, max-age=86400, immutable"
    return response
