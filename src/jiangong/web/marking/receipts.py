"""Anybody may check a receipt: that the sheet is there, since when, and under which fingerprint. Never what it says."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiangong.competitions.rules import can_see_event
from jiangong.evidence.marking import selectors


@require_safe
def check_receipt(request: HttpRequest) -> HttpResponse:
    """Answer in words: there and counting, there and waiting for the second person, scored again, or unknown."""
    typed = request.GET.get("receipt", "").strip()[:40]
    found = selectors.receipt_or_none(typed) if typed else None
    context = {
        "typed": typed,
        "found": found,
        "is_settled": found is not None and selectors.counts(found),
        "is_latest": found is not None and selectors.is_latest(found),
        "is_public": found is not None and can_see_event(request.user, found.event),
    }
    return render(request, "marking/receipt.html", context, status=404 if typed and found is None else 200)
