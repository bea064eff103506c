"""Facts of a unit, one more worker in its roster, the ground on which its workers are published; retention for the whole site."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from jiangong.foundation.refusals import Declined
from jiangong.organizations.people import selectors as people
from jiangong.organizations.people import services
from jiangong.organizations.people.enums import KeptData, UnitFactName
from jiangong.organizations.people.rules import can_keep_roster, can_set_retention
from jiangong.web.fields import sent
from jiangong.web.officer.answers import attempt, page
from jiangong.web.people.access import signed_in, unit_at
from jiangong.web.people.forms import EnrolForm, GroundForm, RetentionForm, UnitFactsForm

MOST_NUMBERS = 2_000


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def facts(request: HttpRequest, unit: str) -> HttpResponse:
    """Enter once what everything later reads from here."""
    found = unit_at(request, unit, can_keep_roster)
    known = people.unit_facts(found)
    rows = [(name, label, known[name].value if name in known else "") for name, label in UnitFactName.choices]
    form = UnitFactsForm(**sent(request), facts=rows)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: stated(request.user, found, rows, form.cleaned_data))
        if done.is_done:
            messages.success(request, _("已保存。以后各处都从这里读取。"))
            return redirect("web:unit_facts", unit)
    context = {
        "unit": found,
        "known": [known[name] for name, _label in UnitFactName.choices if name in known],
        "desk_section": "people",
    }
    return page(request, "people/unit_facts.html", context, form=form)


def stated(user: Any, unit: Any, rows: Any, typed: dict[str, Any]) -> None:
    """State what differs from what is known."""
    for name, _label, value in rows:
        if typed[name].strip() != value:
            services.state_unit_fact(unit, fact=name, value=typed[name], by=user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ground(request: HttpRequest, unit: str) -> HttpResponse:
    """Record why workers may stand in public under their names."""
    found = unit_at(request, unit, can_keep_roster)
    form = GroundForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: recorded(request.user, found, form.cleaned_data))
        if done.is_done:
            said = ngettext("已为 %(n)s 人记下公布依据。", "已为 %(n)s 人记下公布依据。", done.result)
            messages.success(request, said % {"n": done.result})
            return redirect("web:roster", unit)
    return page(request, "people/ground.html", {"unit": found, "desk_section": "people"}, form=form)


def recorded(user: Any, unit: Any, typed: dict[str, Any]) -> int:
    """Find the staff numbers; one that is nowhere in the roster stops it, so that nobody is left out unseen."""
    numbers = [number for number in re.split(r"[\s,，;；、]+", typed["numbers"]) if number]
    if len(numbers) > MOST_NUMBERS:
        raise Declined(_("一次至多 %(limit)s 个工号。") % {"limit": MOST_NUMBERS})
    known = people.workers_numbered(unit, numbers)
    missing = [number for number in numbers if number not in known]
    if missing:
        raise Declined(_("名册里没有这些工号：%(numbers)s。") % {"numbers": _("、").join(missing[:10])})
    return services.record_publication_ground(unit, workers=known.values(), words=typed["words"], by=user)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, unit: str) -> HttpResponse:
    """Put one person into the roster; the record opens for the rest."""
    found = unit_at(request, unit, can_keep_roster)
    form = EnrolForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: services.enrol_worker(found, **form.cleaned_data, by=signed_in(request)))
        if done.is_done:
            messages.success(request, _("已新增。其余信息在这里补充。"))
            return redirect("web:worker", done.result.pk)
    return page(request, "people/enrol.html", {"unit": found, "desk_section": "people"}, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def retention(request: HttpRequest) -> HttpResponse:
    """How long each kind of data is kept, what is over its time now, and another time with its reason."""
    if not can_set_retention(request.user):
        raise PermissionDenied(_("保存期限由省级竞赛管理员设定。"))
    form = RetentionForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        kind = KeptData(typed["kind"])
        done = attempt(
            form,
            lambda: services.set_retention(kind, days=typed["days"], reason=typed["reason"], by=signed_in(request)),
        )
        if done.is_done:
            messages.success(request, _("已设定保存期限。"))
            return redirect("web:retention")
    context = {"plan": people.retention_plan(), "last_run": people.last_run(), "desk_section": "retention"}
    return page(request, "people/retention.html", context, form=form)
