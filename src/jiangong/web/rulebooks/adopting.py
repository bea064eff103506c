"""From a draft to a version: what changes is looked at first, then a person adopts it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiangong.competitions import selectors as competitions
from jiangong.competitions.programmes.selectors import needs_second
from jiangong.competitions.rulebooks import differences
from jiangong.competitions.rulebooks import selectors as rulebooks
from jiangong.competitions.rulebooks.reading import checked
from jiangong.competitions.rulebooks.rules import can_adopt_draft, can_see_draft, can_write_draft
from jiangong.competitions.rulebooks.services import adopt_draft, assign_draft, drop_draft
from jiangong.competitions.services import EventDetails, create_event
from jiangong.foundation.refusals import Declined
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.answers import attempt, page
from jiangong.web.rulebooks.access import draft_at
from jiangong.web.rulebooks.forms import AdoptForm
from jiangong.web.templatetags.jg import say


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def adopt(request: HttpRequest, number: int) -> HttpResponse:
    """What the draft changes, which events will run by it, and the decision."""
    draft = draft_at(request, number, can_adopt_draft if request.method == "POST" else can_see_draft)
    lines = rulebooks.events_to_move(draft.competition) if draft.competition else []
    free = [line.event for line in lines if not line.has_marks and line.event.state != "cancelled"]
    form = AdoptForm(**sent(request), events=free, initial=initial_of(draft, free))
    problems = None
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: adopted(request.user, draft, form.cleaned_data, free))
        if done.is_done:
            return after(request, draft, done.result)
        problems = done.problems
    signed = rulebooks.signatures_of(draft)
    context = compared(draft) | {
        "draft": draft,
        "planned": rulebooks.planned_events(draft),
        "competition": draft.competition,
        "frozen": [line.event for line in lines if line.has_marks],
        "may_adopt": can_adopt_draft(request.user, draft),
        "may_write": can_write_draft(request.user, draft),
        "needs_second": draft.competition is not None and needs_second(draft.competition),
        "signed": signed,
        "has_signed": any(one.by == request.user for one in signed),
        "choices": competitions.officer_competitions(request.user)[:500] if draft.competition is None else (),
        "desk_section": "rulebooks",
    }
    return page(request, "rulebooks/adopt.html", context, form=form, problems=problems)


def initial_of(draft: Any, free: list[Any]) -> dict[str, Any]:
    """Every event that can still be moved is; a competition without events gets its first."""
    has_events = bool(draft.competition and draft.competition.events.exists())
    makes_event = not has_events and not rulebooks.planned_events(draft)
    return {"revision": draft.revision, "events": [str(one.pk) for one in free], "makes_event": makes_event}


def compared(draft: Any) -> dict[str, Any]:
    """The draft beside the version in force, or beside what it began with."""
    current = rulebooks.current_version_or_none(draft.competition) if draft.competition else None
    before, now = checked(current.text if current else rulebooks.compared_text(draft)), checked(draft.text)
    return {
        "current": current,
        "read": now,
        "said": differences.in_words(before.clauses, now.clauses) if before.clauses and now.clauses else (),
        "lines": differences.in_text(before.text, now.text),
        "is_same": before.text == now.text,
        "unnamed": unnamed_sources(now.rulebook),
    }


def unnamed_sources(rulebook: Any) -> list[str]:
    """Columns of judges and offices that the rules read and do not say themselves: no table on the site could hold them."""
    columns = rulebook.sources.values() if rulebook else ()
    return [say(one.title) or one.name for one in columns if one.default is None and not one.of]


@transaction.atomic
def adopted(user: Any, draft: Any, typed: dict[str, Any], free: list[Any]) -> tuple[Any, Any]:
    """The version, and the event that was made with it, if one was: both or neither; no version after a first signature."""
    chosen = [event for event in free if str(event.pk) in (typed.get("events") or ())]
    version = adopt_draft(draft, revision=typed["revision"], events=chosen, by=user)
    if version is None or not typed["makes_event"]:
        return version, None
    details = EventDetails(code=typed["code"].strip(), title=typed["title"].strip())
    return version, create_event(draft.competition, rulebook=version, by=user, details=details)


def after(request: HttpRequest, draft: Any, made: tuple[Any, Any]) -> HttpResponse:
    """To the new event, whose page names the next step; to the competition where none was made."""
    version, event = made
    if version is None:
        messages.success(request, _("已签字。还要另一位竞赛管理员签字才采用，请把这一页的地址发给对方。"))
        return redirect("web:adopt_draft", draft.pk)
    if event is not None:
        words = {"n": version.number}
        messages.success(request, _("已采用为第 %(n)s 版，赛项已新建，还是草稿。下一步：设置报名。") % words)
        return redirect("web:manage_event", draft.competition.code, event.slug)
    messages.success(request, _("已采用为第 %(n)s 版规则。") % {"n": version.number})
    return redirect("web:manage_competition", draft.competition.code)


@login_required
@require_POST
def assign(request: HttpRequest, number: int) -> HttpResponse:
    """Say for which competition a draft is."""
    draft = draft_at(request, number, can_write_draft)
    mine = competitions.officer_competitions(request.user)
    found = or_404(mine.get, code=request.POST.get("competition", ""))
    try:
        assign_draft(draft, competition=found, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("草稿已归到“%(title)s”。") % {"title": found.spoken_title})
    except Declined as declined:
        messages.error(request, declined.sentence)
    return redirect("web:adopt_draft", draft.pk)


@login_required
@require_POST
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Put a draft aside."""
    draft = draft_at(request, number, can_write_draft)
    drop_draft(draft, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("草稿已作废，仍可查看和下载。"))
    return redirect("web:drafts")
