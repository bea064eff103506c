"""A publication in the shapes that other programs read: ceremony screens of WorldSkills, the CLICS contest package."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiangong.foundation.sheets import write_table
from jiangong.results.boards.selectors.ceremony import ceremony_sheet
from jiangong.results.boards.selectors.contest import NoProblems, contest_package, problems_of, scoreboard, the_contest
from jiangong.results.rules import may_see_marks
from jiangong.web.lookups import publication_at

KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_safe
def exports(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """Which shapes there are for this publication, and what stands in their columns."""
    publication = publication_at(request, competition, event, number)
    context = {
        "publication": publication,
        "event": publication.event,
        "competition": publication.event.competition,
        "has_problems": problems_of(publication) is not None,
        "may_see_marks": may_see_marks(request.user, publication.event),
    }
    return render(request, "boards/exports.html", context)


@require_safe
def ceremony(request: HttpRequest, competition: str, event: str, number: int, kind: str) -> HttpResponse:
    """The sheet of the ceremony, as CSV or as a workbook."""
    publication = publication_at(request, competition, event, number)
    if kind not in KINDS:
        raise Http404(kind)
    data = write_table(ceremony_sheet(publication, viewer=request.user), f".{kind}")
    return _file(data, KINDS[kind], f"{competition}-{event}-{number}-ceremony.{kind}")


@require_safe
def package(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """The contest package."""
    found = _contest(request, competition, event, number)
    return _file(contest_package(found), "application/zip", f"{competition}-{event}.zip")


@require_safe
def scoreboard_json(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """The scoreboard alone."""
    body = json.dumps(scoreboard(_contest(request, competition, event, number)), ensure_ascii=False, indent=1)
    return _file(body.encode(), "application/json", "scoreboard.json")


def _contest(request: HttpRequest, competition: str, event: str, number: int) -> Any:
    """Where the rules know problems, and the policy opens their marks."""
    publication = publication_at(request, competition, event, number)
    if problems_of(publication) is None:
        raise Http404("no problems")
    if not may_see_marks(request.user, publication.event):
        raise PermissionDenied(_("这项竞赛的公布办法不公开逐项评分，各题得分不能导出。"))
    try:
        return the_contest(publication, viewer=request.user)
    except NoProblems as none:
        raise Http404("no problems") from none


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
