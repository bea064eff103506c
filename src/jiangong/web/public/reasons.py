"""Why this place? As far as the publication policy allows; in full to the entry itself by number and slip code."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from jiangong.results import selectors as results
from jiangong.results.rules import may_download_bundle
from jiangong.results.selectors import Wanted
from jiangong.web.boards import own
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404, publication_at
from jiangong.web.public.doubts import doubt_clock
from jiangong.web.public.forms import OwnResultForm
from jiangong.web.public.steps import steps_shown, sums
from jiangong.web.public.tables import PODIUM
from jiangong.web.slips import WRONG_SLIP, wrong_slip


@sensitive_post_parameters("slip")
@require_http_methods(["GET", "HEAD", "POST"])
def why(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """The reasons for one place. The slip code travels in a POST, so that it stays out of addresses and logs."""
    publication = publication_at(request, competition, event, number)
    given = request.POST if request.method == "POST" else request.GET
    entry, slip = given.get("entry", "").strip(), request.POST.get("slip", "").strip()
    wrong = wrong_slip(publication.event, number=entry, slip=slip) if slip else ""
    answer = or_404(
        results.why,
        publication,
        number=entry,
        viewer=request.user,
        stage=given.get("stage", ""),
        slip="" if wrong else slip,
    )
    page = results.published_standings(
        publication, viewer=request.user, wanted=Wanted(stage=answer.line.stage, limit=0)
    )
    context = {
        "why": answer,
        "line": answer.line,
        "explanation": answer.explanation,
        "steps": steps_shown(answer.explanation, answer.names),
        "sums": sums(page, answer.line),
        "publication": publication,
        "event": publication.event,
        "competition": publication.event.competition,
        "may_bundle": may_download_bundle(request.user, publication),
        "form": OwnResultForm(initial={"entry": entry}),
        "wrong": wrong,
        "stage_code": given.get("stage", ""),
        "podium": PODIUM,
        "doubt": doubt_clock(publication),
    }
    response = render(request, "public/why.html", context, status=400 if context["wrong"] else 200)
    response["Cache-Control"] = "private, no-store" if answer.is_own else "private"
    return response


@sensitive_post_parameters("slip")
@require_http_methods(["GET", "HEAD", "POST"])
def own_result(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """An entry's own place by its number; with the slip code, its result at every stage."""
    address = (competition, event, str(number))
    is_nobody = own.asks_as_nobody(request)
    kept = own.kept_answer(request, address) if is_nobody else None
    if kept is not None:
        return kept
    publication = publication_at(request, competition, event, number)
    if is_nobody:
        return own.new_answer(request, address, publication, lambda nobody: _without_answer(nobody, publication))
    return _own_result(request, publication)


def _without_answer(request: HttpRequest, publication: Any) -> str:
    """The page of the look-up with a gap where the answer goes."""
    form = OwnResultForm(initial={"entry": request.GET["entry"]})
    gap = mark_safe(own.ANSWER)  # noqa: S308 - a word of ours
    return render_to_string(
        "public/own_result.html", _own_context(publication, form) | {"gap": gap, "sought": own.NUMBER}, request
    )


def _own_context(publication: Any, form: OwnResultForm) -> dict[str, Any]:
    competition = publication.event.competition
    return {
        "publication": publication, "event": publication.event, "competition": competition, "form": form, "podium": PODIUM,
    }  # fmt: skip


def _own_result(request: HttpRequest, publication: Any) -> HttpResponse:
    """The usual way: what the slip opens, or the line of a number."""
    form = OwnResultForm(**sent(request), initial={"entry": request.GET.get("entry", "")})
    lines, status = None, 200
    if request.method == "POST":
        if form.is_valid():
            number, slip = form.cleaned_data["entry"], form.cleaned_data["slip"]
            wrong = wrong_slip(publication.event, number=number, slip=slip)
            lines = None if wrong else results.own_result_or_none(publication, number=number, slip=slip)
            if lines is None:
                form.add_error("slip", wrong or WRONG_SLIP)
        status = 200 if form.is_valid() else 400
    sought = "" if "full" in request.GET else request.GET.get("entry", "").strip()
    line = results.own_line_or_none(publication, number=sought, viewer=request.user) if sought and not lines else None
    context = _own_context(publication, form) | {"lines": lines, "sought": sought, "line": line}
    response = render(request, "public/own_result.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
