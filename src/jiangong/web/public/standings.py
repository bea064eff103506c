"""Published standings: the newest, an earlier one, all of them, and the medals of a competition."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jiangong.competitions import selectors as competitions
from jiangong.results import selectors as results
from jiangong.results.firming.selectors import open_holds
from jiangong.results.rules import may_download_bundle
from jiangong.web.lookups import event_at, or_404, publication_at
from jiangong.web.public.charts import bars
from jiangong.web.public.doubts import doubt_clock
from jiangong.web.public.forms import PAGE, WHOLE, OwnResultForm, StandingsQuery
from jiangong.web.public.tables import cycle, layout, pages, with_dividers


@require_safe
def publications(request: HttpRequest) -> HttpResponse:
    """Every event's newest publication with its state."""
    return render(
        request,
        "public/publications.html",
        {"publications": results.latest_publications(viewer=request.user, limit=200)},
    )


@require_safe
def latest(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """The newest publication of an event; before there is one, a page that says so."""
    found = event_at(request, competition, event)
    shown = results.what_may_be_shown(found, viewer=request.user)
    if shown.publication is None:
        return render(request, "public/unpublished.html", {"event": found, "competition": found.competition})
    return HttpResponseRedirect(reverse("web:standings", args=(competition, event, shown.publication.number)))


@require_safe
def standings(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """One publication: its state, the table, and everything needed to check it."""
    publication = publication_at(request, competition, event, number)
    query = StandingsQuery.of(request)
    context = table_context(request, publication, query)
    if request.headers.get("HX-Request"):
        return render(request, "public/standings_table.html", context)
    context |= {
        "cycle": cycle(publication),
        "chart": bars(results.score_distribution(publication, viewer=request.user, stage=query.stage)),
        "medals": results.medal_table((publication,)),
        "may_bundle": may_download_bundle(request.user, publication),
        "own_form": OwnResultForm(),
        "doubt": doubt_clock(publication),
        "is_held": not publication.is_superseded and open_holds(publication.event).exists(),
        "names_rule": competitions.names_rule(publication.event.competition),
        "earlier": [
            one
            for one in results.publications_of(publication.event, viewer=request.user)
            if one.number != publication.number
        ],
        "has_notice": any(step.notice_until for step in publication.steps_taken),
    }
    return render(request, "public/standings.html", context)


@require_safe
def medals(request: HttpRequest, competition: str) -> HttpResponse:
    """Awards by unit over all events of a competition."""
    found = or_404(competitions.the_competition, competition, viewer=request.user)
    context = {"competition": found, "medals": results.medals_of_competition(found, viewer=request.user)}
    return render(request, "public/medals.html", context)


def table_context(request: HttpRequest, publication: Any, query: StandingsQuery) -> dict[str, Any]:
    """The part of the page that changes with sorting, filtering and paging."""
    page = standings_page(request, publication, query)
    return {
        "publication": publication,
        "event": publication.event,
        "competition": publication.event.competition,
        "page": page,
        "layout": layout(page, query),
        "rows": with_dividers(page, query),
        "query": query,
        "pages": pages(page.count, query.page) if page.count > WHOLE else (),
    }


def standings_page(request: HttpRequest, publication: Any, query: StandingsQuery) -> Any:
    """The wanted rows: all up to 200, pages of 100 above. An unknown stage is 404."""

    def rows(**part: int) -> Any:
        return or_404(results.published_standings, publication, viewer=request.user, wanted=query.wanted(**part))

    part = rows(offset=query.offset, limit=PAGE)
    is_enough = part.count > WHOLE or (part.count <= PAGE and not query.offset)
    return part if is_enough else rows(offset=0, limit=WHOLE)
