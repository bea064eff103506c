"""One worker's record, for an officer over the unit."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiangong.foundation.refusals import Declined
from jiangong.organizations.people import selectors as people
from jiangong.organizations.people import services
from jiangong.organizations.people.columns import FACTS
from jiangong.organizations.people.rules import can_correct_record, can_reveal_identity
from jiangong.web.fields import sent
from jiangong.web.officer.answers import attempt, page
from jiangong.web.people.access import signed_in, worker_at
from jiangong.web.people.forms import DepartureForm, FactForm, IdentityForm, ReasonForm

CORRECTABLE = [fact for fact in FACTS if fact != "number"]


@login_required
@require_safe
def record(request: HttpRequest, worker: int) -> HttpResponse:
    """The facts with source and date, consents, requests, links."""
    return shown(request, worker_at(request, worker), status=200)


def shown(request: HttpRequest, worker: Any, *, status: int, **more: Any) -> HttpResponse:
    """The page of a record, with a form that was refused or a number that was revealed on it."""
    context = {
        "worker": worker,
        "unit": worker.organization,
        "facts": people.history_of(worker),
        "consents": people.consents_of(worker),
        "requests": people.requests_of(worker)[:20],
        "links": people.links_of(worker),
        "public": people.public_name(worker),
        "may_correct": can_correct_record(request.user, worker),
        "may_reveal": can_reveal_identity(request.user, worker),
        "reason": ReasonForm(),
        "departure": DepartureForm(),
        "correctable": CORRECTABLE,
        "desk_section": "people",
        **more,
    }
    return render(request, "people/record.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, worker: int, fact: str) -> HttpResponse:
    """Write one fact as it should read."""
    found = worker_at(request, worker, can_correct_record)
    if fact not in CORRECTABLE:
        raise Http404(fact)
    form = FactForm(**sent(request), fact=fact, initial={"value": getattr(found, fact)})
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: services.correct_fact(found, fact=fact, value=form.cleaned_data["value"], by=signed_in(request)),
        )
        if done.is_done:
            messages.success(request, _("已更正，原来的值留档。"))
            return redirect("web:worker", worker)
    return page(
        request,
        "people/correct.html",
        {"worker": found, "unit": found.organization, "desk_section": "people"},
        form=form,
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def identity(request: HttpRequest, worker: int) -> HttpResponse:
    """Add the identity number with its consent."""
    found = worker_at(request, worker, can_correct_record)
    form = IdentityForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        done = attempt(
            form,
            lambda: services.store_identity(
                found, identity=typed["identity"], words=typed["words"], by=signed_in(request)
            ),
        )
        if done.is_done:
            messages.success(request, _("身份证号已加密保存，页面只显示末四位。"))
            return redirect("web:worker", worker)
    return page(
        request,
        "people/identity.html",
        {"worker": found, "unit": found.organization, "desk_section": "people"},
        form=form,
    )


@login_required
@never_cache
@require_POST
def reveal(request: HttpRequest, worker: int) -> HttpResponse:
    """Show the whole identity number once, after the reason was kept."""
    found = worker_at(request, worker, can_reveal_identity)
    form = ReasonForm(**sent(request))
    if form.is_valid():
        done = attempt(
            form, lambda: services.reveal_identity(found, reason=form.cleaned_data["reason"], by=signed_in(request))
        )
        if done.is_done:
            return shown(request, found, status=200, revealed=done.result)
    return shown(request, found, status=400, reason=form)


@login_required
@never_cache
@require_POST
def link(request: HttpRequest, worker: int) -> HttpResponse:
    """Make a personal link and show it once, or call all links back."""
    found = worker_at(request, worker, can_correct_record)
    if "revoke" in request.POST:
        return told(request, worker, lambda: services.revoke_links(found, by=signed_in(request)), _("个人链接已收回。"))
    made = services.issue_link(found, by=signed_in(request))
    address = request.build_absolute_uri(reverse("web:own_enter", args=[people.link_token(made)]))
    return render(
        request,
        "people/link.html",
        {"worker": found, "unit": found.organization, "link": made, "address": address, "desk_section": "people"},
    )


@login_required
@require_POST
def left(request: HttpRequest, worker: int) -> HttpResponse:
    """Note that the worker left the unit."""
    found = worker_at(request, worker, can_correct_record)
    form = DepartureForm(**sent(request))
    if not form.is_valid():
        return shown(request, found, status=400, departure=form)
    on = form.cleaned_data["on"]
    return told(
        request, worker, lambda: services.note_departure(found, on=on, by=signed_in(request)), _("已记下离开日期。")
    )


def told(request: HttpRequest, worker: int, service: Callable[[], Any], sentence: str) -> HttpResponse:
    """Do it, say so, and go back to the record."""
    try:
        service()
        messages.success(request, sentence)
    except Declined as declined:
        messages.error(request, declined.sentence)
    return redirect("web:worker", worker)
