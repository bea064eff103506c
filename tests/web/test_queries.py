"""A list asks the database as often for three rows as for one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiangong.competitions.rulebooks.changing import OUTLINE
from jiangong.competitions.rulebooks.models import RulebookDraft
from jiangong.competitions.rulebooks.services import begin_draft
from jiangong.results.services import publish_run
from tests.factories import a_competition, a_settled_event

LISTS = ["/", "/results/", "/rules/", "/counted/", "/search/?q=焊", "{competition}", "{competition}medals/", "{track}"]
DESK = [
    "/desk/",
    "/desk/competitions/",
    "/desk{competition}",
    "/desk/rulebooks/",
    "/desk/rulebooks/{draft}/adopt/",
    "/desk/analysis/",
]


def addresses(site, patterns):
    track = site.competition.track
    return [
        pattern.format(
            draft=RulebookDraft.objects.earliest("pk").pk,
            competition=f"/competitions/{site.competition.code}/",
            track=f"/tracks/{track.programme.code}/{track.slot}/",
        )
        for pattern in patterns
    ]


def counts(client, paths):
    found = {}
    for path in paths:
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(path).status_code == 200
        found[path] = len(asked)
    return found


def more(site):
    """Two more of everything that a list may show."""
    for number in (2, 3):
        event = a_settled_event(site.officer, site.competition, code=f"more-{number}")
        publish_run(event.runs.get(), by=site.officer)
        a_settled_event(site.officer, site.competition, code=f"draft-{number}")
        other = a_competition(site.officer, host=site.competition.host, track=site.competition.track)
        publish_run(a_settled_event(site.officer, other).runs.get(), by=site.officer)
        begin_draft(site.competition.host, text=OUTLINE, by=site.officer, competition=site.competition)


@pytest.mark.parametrize("signed_in", [False, True])
def test_lists_do_not_ask_again_for_every_row(site, client, signed_in):
    if signed_in:
        client.force_login(site.officer, backend="django.contrib.auth.backends.ModelBackend")
    paths = addresses(site, LISTS + (DESK if signed_in else []))
    before = counts(client, paths)
    more(site)
    assert counts(client, paths) == before
    assert max(before.values()) <= 40
