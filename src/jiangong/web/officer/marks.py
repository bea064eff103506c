"""Import of a marks file: all or nothing, and every problem by row and column."""

from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from jiangong.core.problems import Problem, Refused
from jiangong.core.scoring import Tables
from jiangong.evidence.judging import selectors as judging
from jiangong.evidence.judging.rules import can_import_marks
from jiangong.evidence.judging.services import import_marks
from jiangong.foundation.sheets import read_table
from jiangong.web.fields import sent
from jiangong.web.officer.access import managed_event
from jiangong.web.officer.answers import attempt, page
from jiangong.web.officer.forms import ImportForm

KINDS = ("marks", "entries", "items", "events")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Read the uploaded tables and seal the marks; problems are listed and nothing is stored."""
    found = managed_event(request, competition, event, can_import_marks)
    form = ImportForm(**sent(request))
    problems = None
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: imported(request.user, found, form.cleaned_data))
        if done.is_done:
            messages.success(request, receipt(done.result))
            return redirect("web:manage_event", competition, event)
        problems = done.problems
    context = {
        "event": found,
        "competition": found.competition,
        "desk_section": "contests",
        "is_again": judging.last_revision(found) > 0,
    }
    return page(request, "officer/import.html", context, form=form, problems=problems)


def receipt(sheet: Any) -> str:
    """What a person is told after sealing: how many, the receipt, and the next step."""
    said = ngettext(
        "已封存 %(n)s 条评分，回执 %(receipt)s。下一步：计算名次。",
        "已封存 %(n)s 条评分，回执 %(receipt)s。下一步：计算名次。",
        sheet.row_count,
    )
    return said % {"n": sheet.row_count, "receipt": sheet.receipt}


def imported(user: Any, event: Any, typed: dict[str, Any]) -> Any:
    """Read every table first, so that all problems come at once; then seal, with the file kept beside the sheet."""
    data = {kind: typed[kind].read() for kind in KINDS if typed.get(kind)}
    names = {kind: Path(typed[kind].name.replace("\\", "/")).name for kind in data}
    tables, problems = read_all(data, names)
    if problems:
        raise Refused(tuple(problems))
    given = Tables(**tables, files=names)
    kept = (names["marks"], data["marks"])
    return import_marks(event, tables=given, by=user, file=kept, reason=typed["reason"])


def read_all(data: dict[str, bytes], names: dict[str, str]) -> tuple[dict[str, Any], list[Problem]]:
    """Each table as text columns, and the problems of all that could not be read."""
    tables: dict[str, Any] = {}
    problems: list[Problem] = []
    for kind, content in data.items():
        try:
            tables[kind] = read_table(content, name=names[kind])
        except Refused as refused:
            problems += refused.problems
    return tables, problems
