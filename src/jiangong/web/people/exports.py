"""Writing a roster out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.foundation.refusals import Declined
from jiangong.organizations.people import selectors as people
from jiangong.organizations.people import services
from jiangong.organizations.people.rules import can_keep_roster
from jiangong.organizations.people.tasks import carry_on_apart
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.answers import attempt, page
from jiangong.web.people.access import signed_in, unit_at
from jiangong.web.people.forms import ExportForm
from jiangong.web.people.imports import FEW_ROWS, KINDS, SECONDS


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, unit: str) -> HttpResponse:
    """Say what for and in which format; a long roster is written beside the site."""
    found = unit_at(request, unit, can_keep_roster)
    form = ExportForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: begun(request.user, found, form.cleaned_data))
        if done.is_done:
            return redirect("web:export_state", done.result.pk)
    context = {"unit": found, "count": people.worker_count(found), "desk_section": "people"}
    return page(request, "people/export.html", context, form=form)


def begun(user: Any, unit: Any, typed: dict[str, Any]) -> Any:
    """Begin the file."""
    export = services.begin_export(unit, suffix=typed["suffix"], reason=typed["reason"], by=user)
    if export.job.total <= FEW_ROWS:
        services.write_export(export)
    else:
        carry_on_apart("export", export.pk)
    return export


@login_required
@require_safe
def state(request: HttpRequest, number: int) -> HttpResponse:
    """How far the file is."""
    export = or_404(people.the_export, number, viewer=request.user)
    response = render(
        request, "people/export_state.html", {"export": export, "unit": export.organization, "desk_section": "people"}
    )
    if export.ended_at is None:
        response["Refresh"] = SECONDS
    return response


@login_required
@require_safe
def fetch(request: HttpRequest, number: int) -> HttpResponse:
    """The file itself."""
    export = or_404(people.the_export, number, viewer=request.user)
    try:
        data = services.fetch_export(export, by=signed_in(request))
    except Declined as declined:
        messages.error(request, declined.sentence)
        return redirect("web:export_state", number)
    response = HttpResponse(data, content_type=KINDS[export.suffix.removeprefix(".")])
    name = _("%(unit)s职工名册") % {"unit": export.organization.name}
    response["Content-Disposition"] = content_disposition_header(True, f"{name}{export.suffix}")
    return response
