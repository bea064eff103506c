"""Rehearsals: an event is copied to be played, and discarded whole."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from jiangong.competitions import selectors as competitions
from jiangong.competitions.rehearsing import begin_rehearsal, discard_rehearsal
from jiangong.competitions.rules import (
    can_discard_rehearsal,
    can_look_behind,
    can_rehearse,
    can_run_competition,
    is_rehearsal,
)
from jiangong.web.checkin.access import desk_of
from jiangong.web.checkin.forms import RehearsalForm
from jiangong.web.fields import sent
from jiangong.web.officer.access import allow, managed_event
from jiangong.web.officer.answers import attempt, page
from jiangong.web.officer.forms import SigningForm


def behind(user: Any, event: Any) -> bool:
    """Whether the person may look behind the event."""
    return can_look_behind(user, event.competition)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rehearsals(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """The rehearsals of an event, and a new one."""
    found = managed_event(request, competition, event, behind)
    if is_rehearsal(found):
        found = competitions.rehearsal_or_none(found).of  # type: ignore[union-attr]
        return redirect("web:rehearsals", competition, found.slug)
    form = RehearsalForm(**sent(request))
    user: Any = request.user
    if request.method == "POST":
        allow(can_rehearse(request.user, found), found.competition.host)
        if form.is_valid():
            entrants = form.cleaned_data["entrants"]
            done = attempt(form, lambda: begin_rehearsal(found, by=user, entrants=entrants))
            if done.is_done:
                messages.success(request, _("演练已建好，选手都是虚构的。下一步：请裁判、检录、抽号、评分。"))
                return redirect("web:manage_event", competition, done.result.event.slug)
    listed = competitions.rehearsals_of(found)
    may = {"may_rehearse": can_rehearse(user, found), "may_discard": can_run_competition(user, found.competition)}
    context = {"rehearsals": listed, **may, **desk_of(found)}
    return page(request, "checkin/rehearsals.html", context, form=form)


@sensitive_post_parameters("password")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Discard a rehearsal whole."""
    found = managed_event(request, competition, event, behind)
    rehearsal = competitions.rehearsal_or_none(found)
    if rehearsal is None:
        return redirect("web:rehearsals", competition, event)
    allow(can_discard_rehearsal(request.user, rehearsal), found.competition.host)
    form = SigningForm(**sent(request), request=request, asks=("reason?",))
    user: Any = request.user
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data.get("reason", "")
        if attempt(form, lambda: discard_rehearsal(rehearsal, reason=reason, by=user)).is_done:
            messages.success(request, _("演练已整场作废。"))
            return redirect("web:rehearsals", competition, rehearsal.of.slug)
    return page(request, "checkin/discard.html", {"rehearsal": rehearsal, **desk_of(found)}, form=form)
