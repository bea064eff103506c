"""Facts of a unit, and the ground on which its workers are published."""

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from jiangong.foundation.refusals import Declined
from jiangong.organizations.people import selectors as people
from jiangong.organizations.people import services
from jiangong.organizations.people.enums import UnitFactName
from jiangong.organizations.people.rules import can_keep_roster
from jiangong.web.fields import sent
from jiangong.web.officer.answers import attempt, page
from jiangong.web.people.access import unit_at
from jiangong.web.people.forms import GroundForm, UnitFactsForm

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
