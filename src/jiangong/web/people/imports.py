"""Bringing a roster: upload, the dry run with every reason, confirmation, and how far it is."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiangong.foundation.refusals import Declined
from jiangong.foundation.sheets import write_table
from jiangong.foundation.sheets.harmless import harmless_table
from jiangong.organizations.people import selectors as people
from jiangong.organizations.people import services
from jiangong.organizations.people.columns import COLUMNS
from jiangong.organizations.people.columns import template as empty_sheet
from jiangong.organizations.people.enums import Stage, Verdict
from jiangong.organizations.people.rules import can_keep_roster
from jiangong.organizations.people.tasks import carry_on_apart
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.answers import attempt, page
from jiangong.web.people.access import allow, signed_in, unit_at
from jiangong.web.people.forms import RosterForm

AT_ONCE = 1024 * 1024
FEW_ROWS = 5_000
KINDS = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
SHOWN = 100
SECONDS = "3"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest, unit: str) -> HttpResponse:
    """Take the file and check it: a small one at once, a large one beside the site."""
    found = unit_at(request, unit, can_keep_roster)
    form = RosterForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: received(request.user, found, form.cleaned_data))
        if done.is_done:
            return redirect("web:roster_report", done.result.pk)
    return page(request, "people/import.html", {"unit": found, "columns": COLUMNS, "desk_section": "people"}, form=form)


def received(user: Any, unit: Any, typed: dict[str, Any]) -> Any:
    """Seal the file and begin the dry run."""
    name = Path(typed["file"].name.replace("\\", "/")).name
    data = typed["file"].read()
    roster = services.receive_roster(unit, name=name, data=data, by=user, identity_basis=typed["identity_basis"])
    go_on(roster, is_small=len(data) <= AT_ONCE)
    return roster


def go_on(roster: Any, *, is_small: bool) -> None:
    """What takes a moment is done now; what takes longer goes on when this page is left."""
    if is_small:
        services.carry_on(roster)
    else:
        carry_on_apart("roster", roster.pk)


@login_required
@require_safe
def report(request: HttpRequest, number: int) -> HttpResponse:
    """How far a file is, and what each row does or why it is refused."""
    roster = roster_at(request, number)
    verdict = request.GET.get("show", "")
    if verdict not in (*Verdict.values, people.DOUBTFUL):
        verdict = first_to_see(roster)
    after = request.GET.get("after", "")
    rows = people.roster_rows(
        roster, verdict=verdict, after=int(after) if after.isdecimal() and len(after) < 10 else 0, limit=SHOWN + 1
    )
    is_working = roster.stage in (Stage.RECEIVED, Stage.MERGING)
    context = {
        "roster": roster,
        "unit": roster.organization,
        "rows": rows[:SHOWN],
        "last": rows[SHOWN - 1].row if len(rows) > SHOWN else 0,
        "verdict": verdict,
        "is_working": is_working,
        "may_keep": can_keep_roster(request.user, roster.organization),
        "desk_section": "people",
    }
    response = render(request, "people/report.html", context)
    if is_working:
        response["Refresh"] = SECONDS  # the page follows the work without a script
    return response


@login_required
@require_POST
def confirm(request: HttpRequest, number: int) -> HttpResponse:
    """Carry over what the dry run showed."""

    def work(roster: Any) -> None:
        confirmed = services.confirm_roster(roster, by=signed_in(request))
        go_on(confirmed, is_small=confirmed.added_count + confirmed.changed_count <= FEW_ROWS)

    return acted(request, number, work)


@login_required
@require_POST
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Give the file up; it is deleted."""
    return acted(request, number, lambda roster: services.drop_roster(roster, by=signed_in(request)))


@login_required
@require_POST
def resume(request: HttpRequest, number: int) -> HttpResponse:
    """Go on with a file that was broken off."""
    return acted(request, number, lambda roster: carry_on_apart("roster", roster.pk))


def first_to_see(roster: Any) -> str:
    """What a person should look at first in a checked file."""
    if roster.refused_count:
        return Verdict.REFUSED
    return people.DOUBTFUL if roster.doubtful_count else Verdict.ADDED


def acted(request: HttpRequest, number: int, work: Callable[[Any], None]) -> HttpResponse:
    """Do one thing with a file and go back to its page; a refusal is said there."""
    roster = roster_at(request, number)
    allow(can_keep_roster(request.user, roster.organization), roster.organization)
    try:
        work(roster)
    except Declined as declined:
        messages.error(request, declined.sentence)
    return redirect("web:roster_report", number)


def roster_at(request: HttpRequest, number: int) -> Any:
    """The file at an address, or 404."""
    return or_404(people.the_roster, number, viewer=request.user)


@login_required
@require_safe
def checked(request: HttpRequest, number: int, suffix: str) -> HttpResponse:
    """The same sheet with what becomes of each row and why."""
    roster = roster_at(request, number)
    allow(can_keep_roster(request.user, roster.organization), roster.organization)
    try:
        sheet = services.checked_sheet(roster, only_refused="refused" in request.GET)
    except Declined as declined:
        messages.error(request, declined.sentence)
        return redirect("web:roster_report", number)
    return as_file(sheet, suffix, _("检查结果"))


@login_required
@require_safe
def template(request: HttpRequest, suffix: str) -> HttpResponse:
    """The sheet to fill in."""
    return as_file(empty_sheet(), suffix, _("职工名册模板"))


def as_file(sheet: Any, suffix: str, name: str) -> HttpResponse:
    """A table as a download."""
    if suffix not in KINDS:
        raise Http404(suffix)
    response = HttpResponse(write_table(harmless_table(sheet), f".{suffix}"), content_type=KINDS[suffix])
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.{suffix}")
    return response
