"""The roster of a unit and of what belongs to it, a page at a time."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jiangong.organizations.people import selectors as people
from jiangong.organizations.people.enums import Employment, Skill, Standing
from jiangong.organizations.people.rules import can_keep_roster
from jiangong.web.people.access import unit_at

SHOWN_UNITS = 500
LATEST = 5


@login_required
@require_safe
def landing(request: HttpRequest) -> HttpResponse:
    """To the only unit, or the list of those at which this person's say begins."""
    units = people.roster_units(request.user)
    if not units:
        raise PermissionDenied(_("职工名册由各单位的竞赛管理员办理。"))
    if len(units) == 1:
        return redirect("web:roster", units[0].code)
    return render(request, "people/units.html", {"units": units, "desk_section": "people"})


@login_required
@require_safe
def roster(request: HttpRequest, unit: str) -> HttpResponse:
    """Search, filter, a hundred a page; the next page goes on from the last row of this one."""
    found = unit_at(request, unit)
    wanted = wanted_of(request)
    context = {
        "unit": found,
        "units": people.units_below(found)[:SHOWN_UNITS],
        "wanted": wanted,
        "page": people.roster_page(found, wanted=wanted),
        "count": people.worker_count(found),
        "skills": Skill.choices,
        "employments": Employment.choices,
        "standings": Standing.choices[:2],
        "rosters": people.rosters_seen_by(request.user).filter(organization=found)[:LATEST],
        "may_keep": can_keep_roster(request.user, found),
        "desk_section": "people",
    }
    return render(request, "people/roster.html", context)


def wanted_of(request: HttpRequest) -> Any:
    """What the address asks for; a value that is none falls back to everything."""
    given = request.GET
    standing = given.get("standing", "")
    return people.Wanted(
        words=given.get("words", "").strip()[:80],
        skill=given.get("skill", "") if given.get("skill", "") in Skill.values else "",
        employment=given.get("employment", "") if given.get("employment", "") in Employment.values else "",
        standing=standing if standing in (Standing.ACTIVE, Standing.LEFT) else Standing.ACTIVE.value,
        after=given.get("after", "")[:400],
    )
