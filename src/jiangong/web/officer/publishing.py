"""Publishing a run and firming it up step by step. Each step is signed on a page that lists what will happen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from jiangong.results import selectors as results
from jiangong.results import services
from jiangong.results.rules import can_publish, is_publisher
from jiangong.results.selectors import Wanted
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import managed_event
from jiangong.web.officer.answers import attempt, page
from jiangong.web.officer.forms import SigningForm
from jiangong.web.officer.runs import changes_against


@dataclass(frozen=True)
class Step:
    """One of the three steps after publishing: what the form asks, and the service that takes it."""

    asks: tuple[str, ...]
    take: Callable[[Any, Any, dict[str, Any]], Any]


STEPS = {
    "check": Step(
        ("reason?",), lambda one, user, typed: services.check_publication(one, by=user, note=typed["reason"])
    ),
    "notice": Step(
        ("days", "reason?"),
        lambda one, user, typed: services.post_public_notice(one, by=user, days=typed["days"], note=typed["reason"]),
    ),
    "effect": Step(
        ("document?", "reason?"),
        lambda one, user, typed: services.put_in_effect(one, by=user, document=typed["document"], note=typed["reason"]),
    ),
}


@sensitive_post_parameters("password")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """Sign and publish a run. A later publication supersedes the one before, with the reason shown to everybody."""
    found = managed_event(request, competition, event, can_publish)
    made = or_404(results.the_run, found, number, viewer=request.user)
    published = results.what_may_be_shown(found, viewer=request.user).publication
    form = SigningForm(**sent(request), request=request, asks=("reason",) if published else ())
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data.get("reason", "")
        done = attempt(form, lambda: services.publish_run(made, by=request.user, reason=reason))  # type: ignore[arg-type]
        if done.is_done:
            messages.success(request, _("已发布，状态：暂定。下一步：由另一人复核。"))
            return redirect("web:standings", competition, event, done.result.number)
    context = {
        "event": found,
        "competition": found.competition,
        "run": made,
        "published": published,
        "changes": changes_against(published, made),
        "summary": results.run_standings(made, wanted=Wanted(limit=3)),
        "desk_section": "contests",
    }
    return page(request, "officer/publish.html", context, form=form)


@sensitive_post_parameters("password")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def advance(request: HttpRequest, competition: str, event: str, number: int, act: str) -> HttpResponse:
    """Check, post or put in effect a publication."""
    found = managed_event(request, competition, event, can_publish)
    if act not in STEPS:
        raise Http404(act)
    publication = or_404(results.the_publication, found, number, viewer=request.user)
    step = STEPS[act]
    form = SigningForm(**sent(request), request=request, asks=step.asks)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: step.take(publication, request.user, form.cleaned_data))
        if done.is_done:
            messages.success(request, _("已签署。"))
            return redirect("web:manage_event", competition, event)
    context = {
        "event": found,
        "competition": found.competition,
        "publication": publication,
        "act": act,
        "needs_another": act == "check" and is_publisher(request.user, publication),
        "desk_section": "contests",
    }
    return page(request, "officer/advance.html", context, form=form)
