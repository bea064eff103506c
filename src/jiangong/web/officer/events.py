"""An event as its officers see it: creating it from a rulebook, opening it, and where it stands."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiangong.competitions import gallery
from jiangong.competitions import selectors as competitions
from jiangong.competitions.registration import selectors as registration
from jiangong.competitions.rulebooks.services import adopt_directly
from jiangong.competitions.rules import can_look_behind, can_run_competition, can_see_slips
from jiangong.competitions.services import EventDetails, create_event, open_event
from jiangong.core.problems import Text
from jiangong.evidence.judging import selectors as judging
from jiangong.evidence.judging.rules import can_correct_marks, can_import_marks
from jiangong.foundation.refusals import Declined
from jiangong.foundation.texts import utf8_text
from jiangong.results import selectors as results
from jiangong.results.firming import selectors as firming
from jiangong.results.rules import can_publish, can_settle
from jiangong.web.fields import sent
from jiangong.web.officer.access import managed_competition, managed_event
from jiangong.web.officer.answers import attempt, page
from jiangong.web.officer.forms import EventForm

RULEBOOK_TEXT = Text("UTF-8 编码的 TOML 规则文件", "a rulebook: TOML text in UTF-8")

MOST_SHEETS = 30
"""How many sealed sheets the page of an event lists, the newest first: judges may seal hundreds."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_event(request: HttpRequest, competition: str) -> HttpResponse:
    """Create an event from a rulebook in force, of the gallery, or uploaded."""
    found = managed_competition(request, competition, can_run_competition)
    versions, cases = list(competitions.rulebook_versions(found)), gallery_cases()
    form = EventForm(**sent(request), sources=sources(versions, cases))
    problems = None
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: created(request.user, found, form.cleaned_data, cases))
        if done.is_done:
            messages.success(request, _("已新建赛项，还是草稿，只有管理员能看到。下一步：设置报名，或者直接导入评分。"))
            return redirect("web:manage_event", found.code, done.result.slug)
        problems = done.problems
    context = {"competition": found, "desk_section": "contests"}
    return page(request, "officer/new_event.html", context, form=form, problems=problems)


@login_required
@require_safe
def manage(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Where an event stands and what may be done next."""
    found = managed_event(request, competition, event, lambda user, event: can_look_behind(user, event.competition))
    waiting, held = results.next_act(found), registration.window_or_none(found)
    context = {
        "event": found,
        "competition": found.competition,
        "stages": competitions.stages_of(found),
        "sheets": list(judging.mark_sheets(found)[:MOST_SHEETS]),
        "runs": results.runs_of(found),
        "shown": results.what_may_be_shown(found, viewer=request.user),
        "next_act": waiting,
        "setup": setup_of(found, waiting, held),
        "window": held,
        "window_state": registration.window_state(held) if held else "",
        "places_left": registration.places_left(held) if held else None,
        "stale": waiting == "settle",
        "publications": results.publications_of(found, viewer=request.user),
        "holds": list(firming.open_holds(found)),
        "entry_count": competitions.entries_of(found).count(),
        "may": {
            "import": can_import_marks(request.user, found),
            "correct": can_correct_marks(request.user, found),
            "settle": can_settle(request.user, found),
            "publish": can_publish(request.user, found),
            "run": can_run_competition(request.user, found.competition),
            "slips": can_see_slips(request.user, found),
        },
        "desk_section": "contests",
    }
    return render(request, "officer/event.html", context)


def setup_of(event: Any, waiting: Any, window: Any) -> str:
    """What is still to be set up before the first marks: the registration, the opening; or that people are entering."""
    if waiting != "import":
        return ""
    if event.state == "draft":
        return "open" if window else "window"
    return "entering" if window and registration.window_state(window) != "closed" else ""


@login_required
@require_POST
def open_to_all(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Show a draft event to everybody."""
    found = managed_event(request, competition, event, lambda user, event: can_run_competition(user, event.competition))
    try:
        open_event(found, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("赛项已公开，规则人人可看；成绩要签字发布后才公开。"))
    except Declined as declined:
        messages.error(request, declined.sentence)
    return redirect("web:manage_event", competition, event)


@login_required
@require_safe
def slips(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """The slip codes of the entries, to be printed and handed out; never stored by a browser."""
    found = managed_event(request, competition, event, can_see_slips)
    entries = competitions.entries_of(found)
    context = {
        "event": found,
        "competition": found.competition,
        "slips": [(entry, competitions.slip_code(entry)) for entry in entries],
        "desk_section": "contests",
    }
    response = render(request, "officer/slips.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def gallery_cases() -> dict[str, Any]:
    """The gallery's rulebooks by folder name."""
    folder = Path(settings.GALLERY)
    return {case.name: case for case in gallery.cases(folder)} if folder.is_dir() else {}


def sources(versions: list[Any], cases: dict[str, Any]) -> list[tuple[str, str]]:
    """Where the rulebook may come from: a version in force, a folder of the gallery, or an upload."""
    known = [(f"version:{one.number}", _("本竞赛的规则第 %(n)s 版") % {"n": one.number}) for one in versions]
    shelf = [(f"gallery:{name}", _("规则库：%(name)s") % {"name": gallery_title(case)}) for name, case in cases.items()]
    return [*known, ("upload", _("上传一份规则文件")), *shelf]


def gallery_title(case: Any) -> str:
    """The title of a gallery case; its folder's name where the rules have none."""
    from jiangong.web.templatetags.jg import say

    title = competitions.read_rulebook(case.rulebook_text).title
    return say(title) if title else str(case.name)


@transaction.atomic
def created(user: Any, competition: Any, typed: dict[str, Any], cases: dict[str, Any]) -> Any:
    """Adopt the chosen rulebook and create the event, both or neither."""
    version = chosen_version(user, competition, typed, cases)
    details = EventDetails(code=typed["code"].strip(), title=typed["title"].strip())
    return create_event(competition, rulebook=version, by=user, details=details)


def chosen_version(user: Any, competition: Any, typed: dict[str, Any], cases: dict[str, Any]) -> Any:
    """The rulebook version that the officer chose; a new text is adopted."""
    kind, _colon, name = typed["source"].partition(":")
    if kind == "version":
        return competitions.rulebook_versions(competition).get(number=int(name))
    if kind == "gallery":
        return adopt_directly(competition, text=cases[name].rulebook_text, by=user, file=f"{name}/rulebook.toml")
    name = safe_name(typed["file"].name)
    text = utf8_text(typed["file"].read(), file=name, expected=RULEBOOK_TEXT)
    return adopt_directly(competition, text=text, by=user, file=name)


def safe_name(name: str) -> str:
    """The file's own name, so that problems can cite it."""
    plain = Path(name.replace("\\", "/")).name or "rulebook.toml"
    return plain if plain.endswith(".toml") else f"{plain}.toml"
