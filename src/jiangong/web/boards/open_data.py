"""Public data as JSON: the same for everybody, whoever is signed in, so that it may be kept anywhere and shared.

Version 1 keeps its addresses and the names and meaning of its fields; fields may be added (docs/open-data.md).
"""

import json
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from jiangong.competitions import selectors as competitions
from jiangong.results import selectors as results
from jiangong.results.signing.selectors import published_keys
from jiangong.web.lookups import or_404

VERSION = 1
FRESH = 5  # seconds for which an answer may be kept without asking again
MOST = 500


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What is there, in words."""
    first = results.latest_publications(viewer=None, limit=1)
    return render(request, "boards/open_data.html", {"example": first[0] if first else None})


@require_safe
def all_competitions(request: HttpRequest) -> HttpResponse:
    """Every competition that is public."""
    rows = competitions.competitions_seen_by(None)[:MOST]
    return answer(request, {"competitions": [_competition(row) for row in rows]})


@require_safe
def one_competition(request: HttpRequest, competition: str) -> HttpResponse:
    """A competition with its events and the medals by unit."""
    found = or_404(competitions.the_competition, competition, viewer=None)
    lines = results.event_lines(competition=found, viewer=None)
    table = results.medals_of_competition(found, viewer=None)
    medals = {
        "awards": [{"id": column.id, "title": _both(column.title)} for column in table.columns],
        "units": [{"unit": row.unit, "counts": list(row.counts), "total": row.total} for row in table.rows],
    }
    events = [_event(line.event) | {"publication": _publication(line.publication)} for line in lines]
    return answer(request, _competition(found) | {"events": events, "medals": medals})


@require_safe
def standings(request: HttpRequest, competition: str, event: str, number: int | None = None) -> HttpResponse:
    """The standings of an event: the publication that stands, or one by its number; null where there is none yet."""
    found = or_404(competitions.the_event, competition, event, viewer=None)
    if number is None:
        publication = results.what_may_be_shown(found, viewer=None).publication
    else:
        publication = or_404(results.the_publication, found, number, viewer=None)
    rows = results.published_rows(publication, viewer=None) if publication else []
    return answer(request, _event(found) | {"publication": _publication(publication), "standings": rows})


@require_safe
def one_entry(request: HttpRequest, competition: str, event: str, entry: str) -> HttpResponse:
    """One entry's rows in the publication that stands."""
    found = or_404(competitions.the_event, competition, event, viewer=None)
    publication = results.what_may_be_shown(found, viewer=None).publication
    rows = results.published_rows(publication, viewer=None) if publication else []
    own = [row for row in rows if row["entry"] == entry]
    return answer(
        request,
        _event(found) | {"publication": _publication(publication), "standings": own},
        status=200 if own else 404,
    )


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """The public keys by which bundles are checked."""
    rows = [
        {
            "name": shown.key.name,
            "algorithm": shown.key.algorithm,
            "sha256": shown.key.fingerprint,
            "pem": shown.key.pem,
            "since": shown.key.announced_at.isoformat(),
            "until": shown.until.isoformat() if shown.until else None,
        }
        for shown in published_keys()
    ]
    return answer(request, {"keys": rows})


def answer(request: HttpRequest, body: dict[str, Any], *, status: int = 200) -> HttpResponse:
    """The body with its version, and a tag by which a program asks whether anything changed."""
    text = json.dumps({"version": VERSION, **body}, ensure_ascii=False, indent=1)
    tag = f'"{sha256(text.encode()).hexdigest()[:32]}"'
    is_known = tag in request.headers.get("If-None-Match", "") and status == 200
    response = HttpResponse(b"" if is_known else text, content_type="application/json; charset=utf-8")
    response.status_code = 304 if is_known else status
    response["ETag"] = tag
    response["Cache-Control"] = f"public, max-age={FRESH}"
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _both(text: Any) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _competition(row: Any) -> dict[str, Any]:
    return {
        "code": row.code,
        "title": {"zh": row.title, "en": row.title_en},
        "host": row.host.name,
        "policy": row.policy,
        "starts_on": row.starts_on.isoformat() if row.starts_on else None,
        "ends_on": row.ends_on.isoformat() if row.ends_on else None,
        "url": reverse("web:data_competition", args=(row.code,)),
    }


def _event(row: Any) -> dict[str, Any]:
    return {
        "competition": row.competition.code,
        "event": row.slug,
        "code": row.code,
        "title": {"zh": row.title, "en": row.title_en},
        "state": row.state,
        "url": reverse("web:data_standings", args=(row.competition.code, row.slug)),
    }


def _publication(row: Any) -> dict[str, Any] | None:
    """A publication with its steps and fingerprints, as the public may know of it."""
    if row is None:
        return None
    run = row.run
    return {
        "number": row.number,
        "state": row.state.value,
        "published_at": row.published_at.isoformat(),
        "reason": row.reason,
        "superseded_by": row.successor.number if row.successor else None,
        "steps": [
            {"state": step.state, "at": step.at.isoformat(), "signed_by": step.signer_name} for step in row.steps_taken
        ],
        "fingerprint": {
            "rulebook": run.fingerprint_rulebook,
            "marks": run.fingerprint_marks,
            "outcome": run.fingerprint_outcome,
        },
    }
