"""Runs: settle the sealed evidence, and look at the draft beside what is published."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiangong.core.problems import Refused
from jiangong.foundation.refusals import Declined
from jiangong.results import selectors as results
from jiangong.results.rules import can_publish, can_see_runs, can_settle
from jiangong.results.services import settle_event
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import managed_event
from jiangong.web.officer.answers import Problems
from jiangong.web.officer.changes import told
from jiangong.web.public.forms import PAGE, WHOLE, StandingsQuery
from jiangong.web.public.tables import layout, pages, with_dividers


@login_required
@require_POST
def settle(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Turn the sealed evidence into a run; the same evidence gives the run that is there."""
    found = managed_event(request, competition, event, can_settle)
    try:
        made = settle_event(found, by=request.user)  # type: ignore[arg-type]
    except Declined as declined:
        messages.error(request, declined.sentence)
        return redirect("web:manage_event", competition, event)
    except Refused as refused:
        context = {
            "event": found,
            "competition": found.competition,
            "problems": Problems.of(refused),
            "desk_section": "contests",
        }
        return render(request, "officer/settle_refused.html", context, status=400)
    messages.success(request, _("已计算第 %(n)s 稿名次。这是草稿，签字发布后才公开。") % {"n": made.number})
    return redirect("web:run", competition, event, made.number)


@login_required
@require_safe
def run(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """A run as it would be published, and what it changes."""
    found = managed_event(request, competition, event, can_see_runs)
    made = or_404(results.the_run, found, number, viewer=request.user)
    query = StandingsQuery.of(request)
    page = run_page(made, query)
    published = results.what_may_be_shown(found, viewer=request.user).publication
    context = {
        "event": found,
        "competition": found.competition,
        "run": made,
        "page": page,
        "query": query,
        "layout": layout(page, query),
        "rows": with_dividers(page, query),
        "pages": pages(page.count, query.page) if page.count > WHOLE else (),
        "published": published,
        "changes": changes_against(published, made),
        "unscored": results.unscored_stages(made),
        "partly_unscored": results.partly_unscored_stages(made),
        "may_publish": can_publish(request.user, found),
        "desk_section": "contests",
    }
    return render(request, "officer/run.html", context)


def run_page(made: Any, query: StandingsQuery) -> Any:
    """The rows of a run: all up to 200, pages of 100 above."""
    page = or_404(results.run_standings, made, wanted=query.wanted(offset=0, limit=WHOLE))
    if page.count <= WHOLE:
        return page
    return results.run_standings(made, wanted=query.wanted(offset=query.offset, limit=PAGE))


def changes_against(published: Any, made: Any) -> Any:
    """The consequence list against what is published; None where there is nothing to compare with."""
    if published is None or published.run.number == made.number:
        return None
    return told(made.event, results.consequences(published.run, made))
