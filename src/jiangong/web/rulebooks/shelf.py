"""The shelf: drafts that are being written, the gallery to begin from, and beginning."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.competitions import selectors as competitions
from jiangong.competitions.rulebooks import selectors as rulebooks
from jiangong.competitions.rulebooks.changing import OUTLINE
from jiangong.competitions.rulebooks.services import begin_draft
from jiangong.competitions.rules import can_run_competition
from jiangong.foundation.texts import utf8_text
from jiangong.organizations.selectors import host_choices
from jiangong.web.fields import sent
from jiangong.web.officer.access import managed_competition
from jiangong.web.officer.answers import attempt, page
from jiangong.web.officer.events import RULEBOOK_TEXT, gallery_cases, safe_name
from jiangong.web.paging import paged
from jiangong.web.rulebooks.forms import BeginForm
from jiangong.web.templatetags.jg import say


@login_required
@require_safe
def drafts(request: HttpRequest) -> HttpResponse:
    """The drafts of the person's organizations."""
    rows = paged(request, rulebooks.drafts_seen_by(request.user))
    context = {
        "paged": rows,
        "drafts": rows.rows,
        "may_begin": host_choices(request.user).exists(),
        "desk_section": "rulebooks",
    }
    return render(request, "rulebooks/drafts.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a draft: from the gallery, from an empty outline, or from a file."""
    competition = asked_competition(request)
    hosts = host_choices(request.user)
    if not hosts.exists():
        raise PermissionDenied(_("起草规则由各级工会的竞赛管理员办理。"))
    cases = gallery_cases()
    form = BeginForm(**sent(request), hosts=() if competition else hosts[:2_000], cases=cases)
    problems = None
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: begun(request.user, form.cleaned_data, competition, hosts, cases))
        if done.is_done:
            messages.success(request, _("已起草。下一步：看一遍、改好、试算，然后采用。"))
            return redirect("web:draft", done.result.pk)
        problems = done.problems
    context = {
        "competition": competition,
        "shelf": cards(cases, request.GET.get("words", "")),
        "words": request.GET.get("words", "")[:100],
        "desk_section": "rulebooks",
    }
    return page(request, "rulebooks/new.html", context, form=form, problems=problems)


@login_required
@require_safe
def case(request: HttpRequest, name: str) -> HttpResponse:
    """One rulebook of the gallery in plain words, before it is chosen."""
    competition = asked_competition(request)
    found = gallery_cases().get(name)
    if found is None:
        raise Http404(name)
    context = {
        "case": found,
        "competition": competition,
        "rulebook": competitions.read_rulebook(found.rulebook_text),
        "clauses": competitions.clauses_of(found.rulebook_text),
        "hosts": () if competition else host_choices(request.user)[:2_000],
        "may_begin": host_choices(request.user).exists(),
        "desk_section": "rulebooks",
    }
    return render(request, "rulebooks/case.html", context)


def asked_competition(request: HttpRequest) -> Any:
    """The competition that the rules are for, if the address names one."""
    code = request.GET.get("competition", "")
    return managed_competition(request, code, can_run_competition) if code else None


def cards(cases: dict[str, Any], words: str) -> list[dict[str, Any]]:
    """The gallery as it stands on the shelf: title, source, and how much there is in it."""
    made = []
    for name, one in cases.items():
        rulebook = competitions.read_rulebook(one.rulebook_text)
        title, source = say(rulebook.title), say(rulebook.source)
        if words.strip().lower() in f"{title} {source} {name}".lower():
            criteria = sum(len(stage.criteria) for stage in rulebook.stages)
            awards = sum(len(stage.awards) for stage in rulebook.stages)
            made.append(
                {
                    "name": name,
                    "title": title,
                    "source": source,
                    "stages": len(rulebook.stages),
                    "criteria": criteria,
                    "awards": awards,
                }
            )
    return made


def begun(user: Any, typed: dict[str, Any], competition: Any, hosts: Any, cases: dict[str, Any]) -> Any:
    """Call the service with what was chosen."""
    kind, _colon, name = typed["start"].partition(":")
    host = competition.host if competition else hosts.get(code=typed["host"])
    text, origin = OUTLINE, ""
    if kind == "gallery":
        text, origin = cases[name].rulebook_text, name
    elif kind == "upload":
        origin = safe_name(typed["file"].name)
        text = utf8_text(typed["file"].read(), file=origin, expected=RULEBOOK_TEXT)
    return begin_draft(host, text=text, by=user, origin=origin, competition=competition)
