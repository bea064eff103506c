"""A judge's pages: where I judge, the works I mark, and the sheet of one work."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.competitions import selectors as competitions
from jiangong.core.rulebook import slips_of
from jiangong.evidence.marking import rules, selectors, services, timing
from jiangong.evidence.marking.content import SheetSent
from jiangong.evidence.panels import selectors as panels
from jiangong.foundation.refusals import Declined
from jiangong.web.marking.access import stage_for
from jiangong.web.marking.shown import answers_of, sheet_shown

KEPT = "Jiangong-Keep"
"""A header by which the worker on the device knows a page that holds nobody's marks and may be kept for when there is no network."""


@dataclass(frozen=True, slots=True)
class Place:
    """A stage in which somebody judges, and the pages that are open to them there."""

    event: Any
    stage: Any
    code: str
    marks: bool
    seconds: bool
    watches: bool


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The stages in which a person judges."""
    places = [
        Place(
            seat.panel.event,
            stage,
            seat.code,
            rules.marks_from(seat),
            rules.can_enter_second(request.user, seat.panel.event),
            rules.can_watch(request.user, seat.panel.event),
        )
        for seat in panels.seats_of(request.user)
        for stage in competitions.stages_of(seat.panel.event)
    ]
    desks = [(event, event.stages.all()) for event in selectors.events_with_paper(request.user)]
    return render(request, "marking/mine.html", {"places": places, "desks": desks, "desk_section": "marking"})


@login_required
@require_safe
def works(request: HttpRequest, competition: str, event: str, stage: str) -> HttpResponse:
    """The works of a judge in one stage, and how far each is."""
    found, part = stage_for(request, (competition, event, stage), rules.can_seal_sheets)
    seat: Any = panels.seat_in(request.user, found)
    tasks = selectors.tasks_of(seat, part)
    done = [task for task in tasks if task.standing.state in ("sealed", "second")]
    held = [(task, one) for task in tasks for one in task.standing.held]
    times = timing.work_times(found, part)
    tasks = in_running_order(tasks, times)
    context = {
        "event": found,
        "stage": part,
        "seat": seat,
        "tasks": tasks,
        "times": times,
        "done_count": len(done),
        "held": held,
        "receipts": selectors.sheets_by(found, stage=stage, seat=seat.code),
    }
    page = render(request, "marking/works.html", context)
    page.headers[KEPT] = "yes"
    return page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, competition: str, event: str, stage: str, work: str) -> HttpResponse:
    """The sheet of one work: filled in, looked at once as a whole, sealed. It works as a plain form."""
    found, part = stage_for(request, (competition, event, stage), rules.can_seal_sheets)
    seat: Any = panels.seat_in(request.user, found)
    tasks = selectors.tasks_of(seat, part)
    task = next((one for one in tasks if one.label == work), None)
    if task is None:
        raise Http404(work)
    times = timing.work_times(found, part)
    tasks = in_running_order(tasks, times)
    context = {"event": found, "stage": part, "seat": seat, "task": task, "following": following(tasks, work)}
    context["time"] = times.get(work)
    context["photo_count"] = len(selectors.photos_of(found, stage, work, seat=seat.code))
    if request.method == "POST":
        return answered(request, context)
    form = selectors.form_of(seat, part, work)
    first = task.standing.first
    if first is not None and not may_enter_anew(request, task):
        return render(request, "marking/sealed.html", {**context, "shown": sheet_shown(form, first.answers)})
    context |= {"shown": sheet_shown(form, {}), "client": uuid.uuid4(), "replaces": first.receipt if first else ""}
    page = render(request, "marking/sheet.html", context)
    if first is None:
        page.headers[KEPT] = "yes"
    return page


def may_enter_anew(request: HttpRequest, task: Any) -> bool:
    """Whether a judge asked to enter an own sheet again because a second person entered something else."""
    first = task.standing.first
    return "again" in request.GET and task.standing.state == "differ" and first.by_id == request.user.pk


def answered(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """What was sent without a script: shown once as a whole, then sealed."""
    seat, part, task = context["seat"], context["stage"], context["task"]
    form = selectors.form_of(seat, part, task.label)
    answers = answers_of(form, request.POST)
    sent = SheetSent(
        stage=part.code,
        work=task.label,
        client=request.POST.get("client", "")[:36],
        answers=answers,
        round=number(request.POST.get("round", "")),
        note=request.POST.get("note", ""),
        replaces=request.POST.get("replaces", "")[:9],
    )
    context |= {"client": sent.client, "note": sent.note, "replaces": sent.replaces}
    slips = slips_of(form, answers)
    if request.POST.get("act") != "seal" or slips:
        is_back = request.POST.get("act") == "change"
        shown = sheet_shown(form, answers, () if is_back else slips)
        is_checked = not slips and not is_back
        template = "marking/check.html" if is_checked else "marking/sheet.html"
        return render(request, template, {**context, "shown": shown}, status=400 if slips and not is_back else 200)
    try:
        user: Any = request.user
        outcome = services.seal_sheet(context["event"], sent, by=user, is_draft=True)
    except Declined as declined:
        shown = sheet_shown(form, answers)
        return render(
            request, "marking/sheet.html", {**context, "shown": shown, "declined": declined.sentence}, status=400
        )
    tell(request, outcome)
    return redirect("web:mark_works", context["event"].competition.code, context["event"].slug, part.code)


def tell(request: HttpRequest, outcome: Any) -> None:
    """What became of a sheet, in words."""
    if outcome.held is not None:
        messages.error(request, held_words(outcome))
    elif outcome.sheet is not None and outcome.sheet.mark_sheet_id is None:
        said = _("已封存，回执 %(receipt)s。等第二人录入或确认后计入成绩。")
        messages.success(request, said % {"receipt": outcome.sheet.receipt})
    elif outcome.sheet is not None:
        messages.success(request, _("已封存，回执 %(receipt)s。") % {"receipt": outcome.sheet.receipt})


def held_words(outcome: Any) -> str:
    """Why a sheet was kept beside, and what happens now."""
    why = outcome.held.get_why_display()
    return _("这份评分表没有计入（%(why)s），内容已另存，交裁判长处理；先封存的没有改动。") % {"why": why}


def in_running_order(tasks: list[Any], times: Mapping[str, Any]) -> list[Any]:
    """The works as they compete: batch by batch, a work that was moved behind those of its new batch."""
    position = {label: at for at, label in enumerate(times)}
    return sorted(tasks, key=lambda task: position.get(task.label, 0))


def following(tasks: list[Any], work: str) -> str:
    """The next work that is still to be marked after this one, from the beginning again at the end."""
    labels = [task.label for task in tasks]
    at = labels.index(work)
    ordered = tasks[at + 1 :] + tasks[:at]
    return next((task.label for task in ordered if task.standing.first is None), "")


def number(typed: str) -> int:
    """A small whole number; 1 for anything else."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 3 else 1
