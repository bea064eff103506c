"""The second person, and sheets of paper that two clerks type in. Nobody who enters a sheet is shown the other's before it agrees."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.core.rulebook import slips_of
from jiangong.evidence.marking import rules, services, settling
from jiangong.evidence.marking.content import SheetSent
from jiangong.foundation.refusals import Declined
from jiangong.web.marking.access import stage_for
from jiangong.web.marking.judge import number, tell
from jiangong.web.marking.shown import answers_of, sheet_shown


@login_required
@require_safe
def waiting(request: HttpRequest, competition: str, event: str, stage: str) -> HttpResponse:
    """Sheets that wait for a second person, and those on which two differ."""
    found, part = stage_for(request, (competition, event, stage), rules.can_enter_second)
    viewer: Any = request.user
    rows = settling.sheets_to_settle(found, part, by=viewer)
    context = {"event": found, "stage": part, "rows": rows, "desk_section": "marking", "may_paper": False}
    return render(request, "marking/waiting.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def second(request: HttpRequest, competition: str, event: str, stage: str, receipt: str) -> HttpResponse:
    """Confirm a sheet after seeing all of it, or enter it again without seeing it, as the rule says."""
    found, part = stage_for(request, (competition, event, stage), rules.can_enter_second)
    viewer: Any = request.user
    rows: Any = settling.sheets_to_settle(found, part, by=viewer)
    row = next((one for one in rows if one.first.receipt == receipt), None)
    if row is None:
        raise Http404(receipt)
    context = {"event": found, "stage": part, "row": row, "desk_section": "marking", "is_second": True}
    if row.is_confirming:
        return confirming(request, context)
    user: Any = request.user
    return entering(
        request, context, row.first.work, row.first.seat, row.form,
        lambda sent: services.enter_second(found, sent, seat=row.first.seat, by=user),
    )  # fmt: skip


def confirming(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The whole sheet, and one button."""
    row, event = context["row"], context["event"]
    if request.method == "POST":
        user: Any = request.user
        try:
            outcome = services.confirm_sheet(event, receipt=row.first.receipt, client=str(uuid.uuid4()), by=user)
        except Declined as declined:
            messages.error(request, declined.sentence)
        else:
            tell(request, outcome)
        return redirect("web:mark_second_list", event.competition.code, event.slug, context["stage"].code)
    return render(request, "marking/confirm.html", {**context, "shown": sheet_shown(row.form, row.first.answers)})


def entering(
    request: HttpRequest, context: dict[str, Any], work: str, seat: str, form: Any, enter: Any
) -> HttpResponse:
    """A sheet typed with the keyboard, on one page."""
    context |= {"work": work, "seat_code": seat, "back": back_of(request, context)}
    if request.method != "POST":
        return render(request, "marking/type.html", {**context, "shown": sheet_shown(form, {}), "client": uuid.uuid4()})
    answers = answers_of(form, request.POST)
    slips = slips_of(form, answers)
    context |= {"client": request.POST.get("client", "")[:36], "shown": sheet_shown(form, answers, slips)}
    if slips:
        return render(request, "marking/type.html", context, status=400)
    sent = SheetSent(
        stage=context["stage"].code,
        work=work,
        client=context["client"],
        answers=answers,
        round=number(request.POST.get("round", "")),
        replaces=request.POST.get("replaces", "")[:9],
    )
    try:
        outcome = enter(sent)
    except Declined as declined:
        return render(request, "marking/type.html", {**context, "declined": declined.sentence}, status=400)
    tell(request, outcome)
    return redirect(context["back"])


@login_required
@require_safe
def paper(request: HttpRequest, competition: str, event: str, stage: str) -> HttpResponse:
    """The clerks' list: every judge and work, and what was typed in by whom."""
    found, part = stage_for(request, (competition, event, stage), rules.can_enter_paper)
    viewer: Any = request.user
    rows = settling.paper_rows(found, part, by=viewer)
    asked = request.GET.get("work", "").strip()[:100], request.GET.get("seat", "").strip()[:10].upper()
    hit = next((row for row in rows if (row.work, row.seat) == asked), None)
    if hit is not None:
        return redirect("web:mark_paper_sheet", competition, event, stage, hit.seat, hit.work)
    context = {"event": found, "stage": part, "rows": rows, "asked": asked, "desk_section": "marking"}
    if asked[0]:
        messages.error(
            request, _("没有这张表：%(work)s 号作品，评委 %(seat)s。") % {"work": asked[0], "seat": asked[1]}
        )
    return render(request, "marking/paper.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paper_sheet(request: HttpRequest, competition: str, event: str, stage: str, seat: str, work: str) -> HttpResponse:
    """One sheet of paper, typed in by whoever opened it."""
    found, part = stage_for(request, (competition, event, stage), rules.can_enter_paper)
    user: Any = request.user
    rows = settling.paper_rows(found, part, by=user)
    row = next((one for one in rows if (one.seat, one.work) == (seat, work)), None)
    if row is None:
        raise Http404(work)
    if row.is_settled or (row.mine is not None and not row.do_differ):
        return render(
            request, "marking/paper_done.html", {"event": found, "stage": part, "row": row, "desk_section": "marking"}
        )
    context = {"event": found, "stage": part, "row": row, "desk_section": "marking"}
    return entering(
        request, context, work, seat, row.form, lambda sent: services.enter_paper(found, sent, seat=seat, by=user)
    )


def back_of(request: HttpRequest, context: dict[str, Any]) -> str:
    """The list from which a sheet was opened."""
    name = "web:mark_second_list" if context.get("is_second") else "web:mark_paper"
    event = context["event"]
    return reverse(name, args=[event.competition.code, event.slug, context["stage"].code])
