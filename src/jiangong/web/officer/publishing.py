"""Publishing a run and firming it up step by step. Each step is signed on a page that lists what will happen."""

from collections.abc import Callable, Sequence
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
from jiangong.results.firming import selectors as firming
from jiangong.results.firming.rules import may_sign_check
from jiangong.results.rules import can_publish, is_publisher
from jiangong.results.selectors import Wanted
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import managed_event
from jiangong.web.officer.answers import attempt, page
from jiangong.web.officer.forms import SigningForm


@dataclass(frozen=True)
class Step:
    """One of the steps after publishing: what the form asks, and the service that takes it."""

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
    "back": Step(("reason",), lambda one, user, typed: services.step_back(one, by=user, reason=typed["reason"])),
    "effect": Step(
        ("document?", "reason?"),
        lambda one, user, typed: services.put_in_effect(one, by=user, document=typed["document"], note=typed["reason"]),
    ),
}


@sensitive_post_parameters("password")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """Sign and publish the first run. What replaces a publication is a decision with its list: `amending`."""
    found = managed_event(request, competition, event, can_publish)
    made = or_404(results.the_run, found, number, viewer=request.user)
    published = results.what_may_be_shown(found, viewer=request.user).publication
    if published is not None and published.run_id != made.pk:
        return redirect(
            "web:amend_evidence", competition, event
        )  # what replaces a result is signed with its whole list
    form = SigningForm(**sent(request), request=request)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: services.publish_run(made, by=request.user))  # type: ignore[arg-type]
        if done.is_done:
            messages.success(request, _("已发布，状态：暂定。下一步：由另一人复核。"))
            return redirect("web:standings", competition, event, done.result.number)
    context = {
        "event": found,
        "competition": found.competition,
        "run": made,
        "published": published,
        "summary": results.run_standings(made, wanted=Wanted(sort="best", limit=3)),
        "desk_section": "contests",
    }
    return page(request, "officer/publish.html", context, form=form)


def is_told_of(request: HttpRequest, form: Any, years: Sequence[int]) -> bool:
    """Whether the page from which a notice is signed said into which unknown years it runs; if not, it says so now, before."""
    told = request.POST.get("told_of", "").split(",")
    if all(str(year) in told for year in years):
        return True
    form.add_error(None, _("还没有签署：按这个天数，公示会跨年。请看下面的提醒，改天数，或者再签一次。"))
    return False


@sensitive_post_parameters("password")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def advance(request: HttpRequest, competition: str, event: str, number: int, act: str) -> HttpResponse:
    """Check, post or put in effect a publication, or take it back to provisional as a new publication with a reason."""
    found = managed_event(request, competition, event, can_publish)
    if act not in STEPS:
        raise Http404(act)
    publication = or_404(results.the_publication, found, number, viewer=request.user)
    step = STEPS[act]
    days = firming.publication_rule(found.competition).notice_days
    form = SigningForm(**sent(request), request=request, asks=step.asks, initial={"days": days})
    valid = request.method == "POST" and form.is_valid()
    days = form.cleaned_data.get("days", days) if valid else days
    unknown = firming.unknown_years_of_notice(days) if act == "notice" else ()
    if valid and is_told_of(request, form, unknown):
        done = attempt(form, lambda: step.take(publication, request.user, form.cleaned_data))
        if done.is_done:
            is_waiting = act == "check" and done.result is None
            said = _("已签字。还要另一位竞赛管理员签字，才算复核。") if is_waiting else _("已签署。")
            messages.success(request, said)
            return redirect("web:manage_event", competition, event)
    rule = firming.publication_rule(found.competition)
    signed = firming.check_signatures(publication)
    may_sign = may_sign_check(request.user, publication, rule)  # type: ignore[arg-type]
    context = {
        "event": found,
        "competition": found.competition,
        "publication": publication,
        "act": act,
        "rule": rule,
        "signed": signed,
        "notice": firming.notice_of(publication) if act == "effect" else None,
        "unknown_years": unknown,
        "hidden": {"told_of": ",".join(str(year) for year in unknown)} if unknown else {},
        "needs_another": act == "check" and not may_sign,
        "is_own": is_publisher(request.user, publication),
        "desk_section": "contests",
    }
    return page(request, "officer/advance.html", context, form=form)
