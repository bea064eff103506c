"""Verification: which publication a fingerprint belongs to, and in which state it stands."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiangong.results import selectors as results

SHORTEST = 8


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Answer in words: valid, superseded, or unknown with how to type it."""
    typed = request.GET.get("fingerprint", "").strip()[:200]
    plain = "".join(typed.split()).lower()
    readable = len(plain) >= SHORTEST and all(sign in "0123456789abcdef" for sign in plain)
    context = {
        "typed": typed,
        "readable": readable,
        "found": results.publications_by_fingerprint(plain, viewer=request.user) if readable else [],
    }
    return render(request, "public/verify.html", context)
