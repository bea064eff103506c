"""Competitions as their officers see them: the list, a new one, one with its events and rulebooks."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.competitions import selectors as competitions
from jiangong.competitions.enums import NamesBasis
from jiangong.competitions.rulebooks.selectors import open_drafts
from jiangong.competitions.rules import can_look_behind, can_run_competition
from jiangong.competitions.services import CompetitionDetails, announce_competition, set_names_rule
from jiangong.organizations.selectors import host_choices
from jiangong.results import selectors as results
from jiangong.web.fields import sent
from jiangong.web.officer.access import managed_competition
from jiangong.web.officer.answers import attempt, is_taken, page
from jiangong.web.officer.forms import CompetitionForm, NamesForm


@login_required
@require_safe
def contests(request: HttpRequest) -> HttpResponse:
    """The competitions that this person runs, or as an auditor reads."""
    context = {
        "competitions": competitions.with_event_counts(competitions.behind(request.user)).select_related(
            "track__programme", "host"
        ),
        "may_announce": host_choices(request.user).exists(),
        "desk_section": "contests",
    }
    return render(request, "officer/contests.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_competition(request: HttpRequest) -> HttpResponse:
    """Announce a competition under one of the person's organizations."""
    hosts, programme = host_choices(request.user), competitions.current_programme_or_none()
    if not hosts.exists():
        raise PermissionDenied(_("新建竞赛由各级工会的竞赛管理员办理。"))
    tracks = competitions.tracks_of(programme) if programme else ()
    code = competitions.free_competition_code(programme.year) if programme else ""
    form = CompetitionForm(**sent(request), initial={"code": code}, tracks=tracks, hosts=hosts)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: announced(request.user, form.cleaned_data, tracks, hosts))
        if done.is_done:
            messages.success(request, _("已新建竞赛。下一步：从规则库选一份规则。"))
            return redirect(f"{reverse('web:new_draft')}?competition={done.result.code}")
    return page(request, "officer/new_competition.html", {"desk_section": "contests"}, form=form)


@login_required
@require_safe
def manage(request: HttpRequest, competition: str) -> HttpResponse:
    """A competition with its events and the versions of its rules."""
    found = managed_competition(request, competition, can_look_behind)
    context = {
        "competition": found,
        "events": results.event_lines(competition=found, viewer=request.user),
        "names_rule": competitions.names_rule(found),
        "versions": competitions.rulebook_versions(found),
        "drafts": open_drafts(request.user, competition=found)[:20],
        "may_run": can_run_competition(request.user, found),
        "desk_section": "contests",
    }
    return render(request, "officer/competition.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def names(request: HttpRequest, competition: str) -> HttpResponse:
    """Why the names of those who compete may stand on public pages."""
    found = managed_competition(request, competition, can_run_competition)
    rule = competitions.names_rule(found)
    form = NamesForm(**sent(request), initial={"basis": rule.basis, "ground": rule.ground})
    if is_taken(request, form, lambda: _named_on(found, form.cleaned_data, request.user)):
        messages.success(request, _("已保存，公开页面马上按此显示。"))
        return redirect("web:manage_competition", competition)
    context = {
        "heading": _("公布姓名的依据"),
        "lead": _("公开页面默认只写参赛号和单位。写姓名，要么有公布的依据，要么本人单独同意。"),
        "submit": _("保存"),
        "back": reverse("web:manage_competition", args=[competition]),
        "back_title": found.spoken_title,
        "desk_section": "contests",
    }
    return page(request, "officer/form_page.html", context, form=form)


def _named_on(competition: Any, typed: dict[str, Any], by: Any) -> None:
    set_names_rule(competition, basis=NamesBasis(typed["basis"]), ground=typed["ground"], by=by)


def announced(user: Any, typed: dict[str, Any], tracks: Any, hosts: Any) -> Any:
    """Call the service with what was typed; choices come from the lists that the form offered."""
    track = next(track for track in tracks if track.slot == typed["track"])
    details = CompetitionDetails(
        title_en=typed["title_en"],
        summary=typed["summary"],
        policy=typed["policy"],
        venue=typed["venue"],
        starts_on=typed["starts_on"],
        ends_on=typed["ends_on"],
    )
    host = hosts.get(code=typed["host"])
    return announce_competition(typed["title"], track=track, host=host, code=typed["code"], by=user, details=details)
