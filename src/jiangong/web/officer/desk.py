"""The desk: what has to be done, from the real states of events, sorted by clock."""

from collections.abc import Iterable, Sequence
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
    lines = [*results.officer_queue(request.user), *waiting_for(request.user)]
    queue, others = ours_and_others(lines)
    programme = competitions.current_programme_or_none()
    context = {
        "today": clock.today(),
        "queue": queue,
        "groups": grouped(queue, others),
        "posts": posts_of(request.user),
        "programme": programme,
        "tracks": competitions.tracks_in_scope(programme, request.user) if programme else (),
        "desk_section": "desk",
        "waiting_count": len(queue),
    }
    return render(request, "officer/desk.html", context)


def ours_and_others(lines: Sequence[Any]) -> tuple[list[Any], list[Any]]:
    """What the viewer can do now, and what another person has to do first."""
    return [line for line in lines if not line.waits_for_others], [line for line in lines if line.waits_for_others]


def grouped(queue: Sequence[Any], others: Sequence[Any] = ()) -> list[tuple[str, list[Any]]]:
    """The queue by clock: overdue, due today, due later, without a date, what others have to do; empty groups are left out."""
    today = clock.today()
    dated = sorted((line for line in queue if line.due), key=lambda line: line.due)
    groups = (
        ("late", [line for line in dated if line.due < today]),
        ("today", [line for line in dated if line.due == today]),
        ("later", [line for line in dated if line.due > today]),
        ("open", _oldest_first(line for line in queue if not line.due)),
        ("others", _oldest_first(others)),
    )
    return [(name, lines) for name, lines in groups if lines]


def _oldest_first(lines: Iterable[Any]) -> list[Any]:
    """By how long each waits; what waits for nobody comes last, in the order in which it was found."""
    return sorted(lines, key=lambda line: (line.since is None, line.since.timestamp() if line.since else 0))
