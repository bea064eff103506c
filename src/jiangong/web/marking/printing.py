"""Sheets on paper: blank ones for when the network or the power is gone, and filled ones to be signed and filed."""

from typing import Any

import segno
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from jiangong.evidence.marking import rules, settling, timing
from jiangong.web.marking.access import stage_for
from jiangong.web.marking.shown import sheet_shown


def may_print(user: Any, event: Any) -> bool:
    """Blank sheets are printed by the clerks and by whoever watches."""
    return rules.can_enter_paper(user, event) or rules.can_watch(user, event)


def picture(request: HttpRequest, path: str) -> SafeString:
    """A QR code of an address of this site."""
    address = request.build_absolute_uri(path)
    svg = segno.make(address, error="m").svg_inline(scale=3, border=2, svgclass=None, lineclass=None)
    return mark_safe(svg)  # noqa: S308 - made here, of an address of ours


@login_required
@require_safe
def blank_sheets(request: HttpRequest, competition: str, event: str, stage: str) -> HttpResponse:
    """A sheet for every judge and work that is not sealed yet; the QR code opens the clerk's page for it."""
    found, part = stage_for(request, (competition, event, stage), may_print)
    wanted = request.GET.get("seat", "")
    rows = [row for row in settling.waiting_rows(found, part, by=request.user) if row.first is None]  # type: ignore[arg-type]
    sheets = []
    for row in rows:
        if not wanted or row.seat == wanted:
            path = reverse("web:mark_paper_sheet", args=[competition, event, stage, row.seat, row.work])
            sheets.append((row, sheet_shown(row.form, {}), picture(request, path)))
    context = {
        "event": found,
        "stage": part,
        "sheets": sheets,
        "times": timing.work_times(found, part),
        "desk_section": "marking",
        "is_filled": False,
    }
    return render(request, "marking/print.html", context)


@login_required
@require_safe
def filled_sheets(request: HttpRequest, competition: str, event: str, stage: str) -> HttpResponse:
    """Every sealed sheet as it stands, with its receipt; the QR code opens the public check of the receipt."""
    found, part = stage_for(request, (competition, event, stage), rules.can_watch)
    rows = [row for row in settling.waiting_rows(found, part, by=request.user) if row.first is not None]  # type: ignore[arg-type]
    sheets = []
    for row in rows:
        first: Any = row.first
        path = f"{reverse('web:check_receipt')}?receipt={first.receipt}"
        sheets.append((row, sheet_shown(row.form, first.answers), picture(request, path)))
    context = {
        "event": found,
        "stage": part,
        "sheets": sheets,
        "times": timing.work_times(found, part),
        "desk_section": "marking",
        "is_filled": True,
    }
    return render(request, "marking/print.html", context)
