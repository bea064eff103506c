"""Pages about the site itself: what it keeps of people, and for whom it can be used."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from jiangong.organizations.people import selectors as people


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of a person, who sees it, for how long by the rules of this site, and what one can ask for."""
    kept = [(one.kind.label, one.days) for one in people.retention_plan()]
    return render(request, "public/privacy.html", {"kept": kept})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """How the pages can be read and used, what needs more than that, and where to say what is in the way."""
    return render(request, "public/accessibility.html")
