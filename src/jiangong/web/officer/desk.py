"""The desk: what has to be done, from the real states of events, sorted by clock."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiangong.competitions import selectors as competitions
from jiangong.foundation import clock
from jiangong.organizations.selectors import posts_of
from jiangong.results import selectors as results
from jiangong.web.officer.waiting import waiting_for


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Today's work queue. A person without a post in force is told so."""
    queue = [*results.officer_queue(request.user), *waiting_for(request.user)]
    programme = competitions.current_programme_or_none()
    context = {
        "today": clock.today(),
        "queue": queue,
        "groups": grouped(queue),
        "posts": posts_of(request.user),
        "programme": programme,
        "tracks": competitions.tracks_of(programme) if programme else (),
        "desk_section": "desk",
        "waiting_count": len(queue),
    }
    return render(request, "officer/desk.html", context)


def grouped(queue: Any) -> list[tuple[str, list[Any]]]:
    """The queue by clock: overdue, due today, everything else; empty groups are left out."""
    today = clock.today()
    late = [line for line in queue if line.due and line.due < today]
    now = [line for line in queue if line.due == today]
    later = [line for line in queue if not line.due or line.due > today]
    return [(name, lines) for name, lines in (("late", late), ("today", now), ("later", later)) if lines]
