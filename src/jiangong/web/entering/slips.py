"""One registration: its slip to print, its calendar file, withdrawal, substitution. And the public calendar."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiangong.competitions import selectors as competitions
from jiangong.competitions.registration import selectors as registration
from jiangong.competitions.registration import services
from jiangong.competitions.registration.intake import EntrantRow
from jiangong.competitions.registration.rules import can_change_registration
from jiangong.core.problems import Refused
from jiangong.evidence.marking import timing
from jiangong.foundation import clock
from jiangong.foundation.icalendar import Happening, calendar_bytes
from jiangong.foundation.refusals import Declined
from jiangong.organizations.selectors import federation_or_none
from jiangong.web.entering.counter import sentence
from jiangong.web.entering.forms import SubstituteForm
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import allow
from jiangong.web.officer.answers import page

CALENDAR = "text/calendar; charset=utf-8"
LIVE = ("submitted", "confirmed", "waiting")


def changeable(request: HttpRequest, receipt: str) -> Any:
    """The registration, for those who may change it."""
    found = or_404(registration.the_registration, receipt, viewer=request.user)
    allow(can_change_registration(request.user, found), found.body or found.window.event.competition.host)
    return found


@login_required
@require_safe
def slip(request: HttpRequest, receipt: str) -> HttpResponse:
    """Where a registration stands; printed, it is the participation slip."""
    found = or_404(registration.the_registration, receipt, viewer=request.user)
    context = {
        "registration": found,
        "window": found.window,
        "event": found.window.event,
        "competition": found.window.event.competition,
        "rank": registration.waiting_rank(found) if found.state == "waiting" else 0,
        "clashes": registration.clashes([found]),
        "batches": timing.entry_times(found.window.event).get(found.entry.number, []) if found.entry else [],
        "may_change": found.state in LIVE and can_change_registration(request.user, found),
        "may_substitute": found.state in LIVE[:2] and can_change_registration(request.user, found),
    }
    answer = render(request, "entering/slip.html", context)
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_POST
def withdraw(request: HttpRequest, receipt: str) -> HttpResponse:
    """Take somebody out; the next in line moves up."""
    found = changeable(request, receipt)
    reason = request.POST.get("reason", "")[:500]
    try:
        services.withdraw_registration(found, by=request.user, reason=reason)  # type: ignore[arg-type]
        messages.success(request, _("%(name)s已退出。空出的名额给候补的下一位。") % {"name": found.name})
    except Declined as declined:
        messages.error(request, declined.sentence)
    return redirect("web:registration", receipt)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def substitute(request: HttpRequest, receipt: str) -> HttpResponse:
    """Put another person of the unit in the place."""
    found = changeable(request, receipt)
    columns = registration.columns_of(found.window)
    unit = found.body.name if found.body else ""
    form = SubstituteForm(**sent(request), columns=columns, unit=unit)
    if request.method == "POST" and form.is_valid():
        made = replaced(request, found, form)
        if made is not None:
            messages.success(
                request, _("已由%(name)s替换，回执 %(receipt)s。") % {"name": made.name, "receipt": made.receipt}
            )
            return redirect("web:registration", made.receipt)
    context = {
        "heading": _("替换%(name)s") % {"name": found.name},
        "lead": _("参赛号不变，条件相同；原来的报名留在档案里。"),
        "submit": _("确认替换"),
        "back": reverse("web:registration", args=[receipt]),
        "back_title": found.name,
        "desk_section": "entering",
    }
    return page(request, "officer/form_page.html", context, form=form)


def replaced(request: HttpRequest, found: Any, form: Any) -> Any:
    """The new registration; none, with the reasons on the form, where the rules do not let the person in."""
    reason = form.cleaned_data["reason"]
    try:
        return services.substitute(found, row=EntrantRow(form.cells()), reason=reason, by=request.user)  # type: ignore[arg-type]
    except Declined as declined:
        form.add_error(None, declined.sentence)
    except Refused as refused:
        for problem in refused.problems:
            form.add_error(None, sentence(problem))
    return None


@login_required
@require_safe
def slip_calendar(request: HttpRequest, receipt: str) -> HttpResponse:
    """When and where, for the entrant's own calendar."""
    found = or_404(registration.the_registration, receipt, viewer=request.user)
    url = request.build_absolute_uri(reverse("web:registration", args=[receipt]))
    return calendar_answer(list(held(found.window, url)), "event.ics")


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Published dates of all competitions: registrations that close, events, days."""
    return calendar_answer([*window_dates(request), *competition_days(request)], "competitions.ics")


def calendar_answer(happenings: list[Happening], name: str) -> HttpResponse:
    """A calendar file."""
    federation = federation_or_none()
    title = federation.spoken_name if federation else _("职工劳动和技能竞赛")
    body = calendar_bytes(happenings, name=title, made_at=clock.now())
    answer = HttpResponse(body, content_type=CALENDAR)
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer


def held(window: Any, url: str) -> Iterator[Happening]:
    """When the event takes place, if that is known."""
    if window.begins_at:
        place = window.place or window.event.competition.venue
        uid = f"event-{window.event.pk}@jiangong"
        yield Happening(uid, window.event.spoken_title, window.begins_at, window.ends_at, place, url)


def window_dates(request: HttpRequest) -> Iterator[Happening]:
    """Opening and closing of every registration, and the events themselves."""
    for window in registration.dated_windows(request.user):
        event = window.event
        url = request.build_absolute_uri(reverse("web:event", args=[event.competition.code, event.slug]))
        title = {"title": event.spoken_title}
        yield Happening(f"opens-{event.pk}@jiangong", _("报名开始：%(title)s") % title, window.opens_at, url=url)
        yield Happening(f"closes-{event.pk}@jiangong", _("报名截止：%(title)s") % title, window.closes_at, url=url)
        yield from held(window, url)


def competition_days(request: HttpRequest) -> Iterator[Happening]:
    """The days of every public competition."""
    rows: Any = competitions.competitions_seen_by(None).filter(starts_on__isnull=False)[:500]
    for one in rows:
        url = request.build_absolute_uri(reverse("web:competition", args=[one.code]))
        yield Happening(f"competition-{one.pk}@jiangong", one.spoken_title, one.starts_on, one.ends_on, one.venue, url)
