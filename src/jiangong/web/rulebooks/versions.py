"""A version that was adopted: what it says, what it changed, where it is in use, and a new draft of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiangong.competitions.programmes.selectors import signatures_behind
from jiangong.competitions.rulebooks import differences
from jiangong.competitions.rulebooks import selectors as rulebooks
from jiangong.competitions.rulebooks.reading import checked
from jiangong.competitions.rulebooks.services import begin_draft
from jiangong.competitions.rules import can_run_competition
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import allow


@login_required
@require_safe
def version(request: HttpRequest, competition: str, number: int) -> HttpResponse:
    """A version beside the one before it, or beside the one that the address names."""
    found = or_404(rulebooks.the_version, competition, number, viewer=request.user)
    asked = request.GET.get("beside", "")
    before = rulebooks.version_before_or_none(found)
    if asked.isdigit() and len(asked) < 6:
        before = or_404(rulebooks.the_version, competition, int(asked), viewer=request.user)
    lines = [line for line in rulebooks.events_to_move(found.competition) if line.event.rulebook_id == found.pk]
    context = {
        "version": found,
        "competition": found.competition,
        "before": before,
        "others": found.competition.rulebooks.exclude(pk=found.pk).order_by("-number"),
        "clauses": checked(found.text).clauses,
        "said": differences.in_words(checked(before.text).clauses, checked(found.text).clauses) if before else (),
        "lines": differences.in_text(before.text, found.text) if before else (),
        "uses": lines,
        "signatures": signatures_behind(found),
        "is_frozen": any(line.has_marks for line in lines),
        "may_run": can_run_competition(request.user, found.competition),
        "desk_section": "contests",
    }
    return render(request, "rulebooks/version.html", context)


@login_required
@require_POST
def begin(request: HttpRequest, competition: str, number: int) -> HttpResponse:
    """A new draft that begins as this version; the version itself stays as it is."""
    found = or_404(rulebooks.the_version, competition, number, viewer=request.user)
    contest = found.competition
    allow(can_run_competition(request.user, contest), contest.host)
    draft = begin_draft(contest.host, text=found.text, by=request.user, competition=contest, base=found)  # type: ignore[arg-type]
    messages.success(
        request, _("已以第 %(n)s 版另起一稿。改好以后采用，就是新的一版；原来的一版不变。") % {"n": found.number}
    )
    return redirect("web:draft", draft.pk)
