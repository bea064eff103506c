"""A trial before anything is approved: made-up marks or a table that was handed in. Nothing is stored."""

from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiangong.competitions import gallery
from jiangong.competitions.rulebooks import trial as trials
from jiangong.competitions.rulebooks.reading import checked
from jiangong.competitions.rulebooks.rules import can_see_draft
from jiangong.core.problems import Refused
from jiangong.core.scoring import Tables
from jiangong.web.fields import sent
from jiangong.web.officer.answers import Problems, page
from jiangong.web.officer.events import gallery_cases
from jiangong.web.officer.marks import read_all
from jiangong.web.public.steps import steps_shown
from jiangong.web.rulebooks.access import draft_at
from jiangong.web.rulebooks.forms import TrialForm
from jiangong.web.templatetags.jg import say

TABLES = ("marks", "entries", "items", "events", "sources")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def trial(request: HttpRequest, number: int) -> HttpResponse:
    """The standings of a trial and the reasons for one place."""
    draft = draft_at(request, number, can_see_draft)
    rulebook = checked(draft.text).rulebook
    form = TrialForm(**sent(request))
    samples = sample_tables(draft.origin)
    kind = "own" if request.method == "POST" else "sample" if samples and "sample" in request.GET else "made_up"
    context: dict[str, Any] = {"draft": draft, "rulebook": rulebook, "kind": kind, "has_sample": samples is not None}
    problems = None
    if rulebook is not None and (kind != "own" or form.is_valid()):
        try:
            tables = (
                handed(form.cleaned_data)
                if kind == "own"
                else samples
                if kind == "sample"
                else trials.made_up(rulebook)
            )
            context |= told(trials.tried(rulebook, tables, entry=request.GET.get("entry", "")))  # type: ignore[arg-type]
        except Refused as refused:
            problems = Problems.of(refused)
        except trials.TooMuch:
            form.add_error(None, too_much()) if kind == "own" else context.update(is_too_large=True)
    context |= {"desk_section": "rulebooks", "problems_advice": advice(kind), "is_refused": problems is not None}
    return page(request, "rulebooks/trial.html", context, form=form, problems=problems if kind == "own" else None)


def told(found: trials.Trial) -> dict[str, Any]:
    """A trial with its explanation laid out, and what it leaves in doubt."""
    unscored = [(say(stage.title), say(stage.value_of(stage.shown).title)) for stage in found.unscored]
    steps = steps_shown(found.explanation, found.names)
    return {"trial": found, "names": found.names, "steps": steps, "unscored": unscored}


def too_much() -> str:
    """Why a large table is not tried."""
    words = {"limit": trials.MOST_HANDED}
    return (
        _(
            "这份规则或这张表太大，页面上不试算（至多 %(limit)s 条评分）。请取一部分试算，或者在命令行用 jiangong score。"
        )
        % words
    )


def advice(kind: str) -> str:
    """What to do about a table that the rules refuse."""
    return _("只是试算，什么也没有保存。请改好文件或者规则，再试一次。") if kind == "own" else ""


def sample_tables(origin: str) -> Tables | None:
    """The marks that lie beside a rulebook of the gallery; none where they lie elsewhere."""
    case = gallery_cases().get(origin)
    if case is None or case.needs_shared:
        return None
    try:
        return gallery.read_case(case, shared=None).tables
    except (gallery.CaseAbsent, Refused):
        return None


def handed(typed: dict[str, Any]) -> Tables:
    """The tables that were handed in, read and no more. Raises Refused with every problem of all of them."""
    data = {kind: typed[kind].read() for kind in TABLES if typed.get(kind)}
    names = {kind: Path(typed[kind].name.replace("\\", "/")).name for kind in data}
    tables, problems = read_all(data, names)
    if problems:
        raise Refused(tuple(problems))
    return Tables(**tables, files=names)
