"""The publication policy holds on every door: pages, files, reasons and the slip."""

import pytest

from jiangong.competitions.enums import Policy
from jiangong.competitions.selectors import entries_of, slip_code
from jiangong.competitions.services import set_policy


def narrowed(site, policy):
    set_policy(site.competition, policy=policy, by=site.officer)


DOORS = ["", "why/?entry=001", "own/?entry=001", "standings.csv", "standings.json"]


@pytest.mark.parametrize("door", DOORS)
def test_only_places_are_shown_where_the_policy_says_places(site, client, door):
    narrowed(site, Policy.PLACES)
    body = client.get(site.published(door)).content.decode()
    assert "83.00" not in body and "80.0" not in body


@pytest.mark.parametrize("door", ["why/?entry=001"])
def test_scores_are_shown_without_marks_where_the_policy_says_scores(site, client, door):
    narrowed(site, Policy.SCORES)
    body = client.get(site.published(door)).content.decode()
    assert "83.00" in body
    assert "90 × " not in body


@pytest.mark.parametrize(("policy", "status"), [(Policy.MARKS, 200), (Policy.SCORES, 403), (Policy.PLACES, 403)])
def test_the_bundle_is_given_where_marks_are_public(site, client, policy, status):
    narrowed(site, policy)
    assert client.get(site.published("bundle.zip")).status_code == status


def test_a_slip_opens_the_entrys_own_marks_and_nobody_elses(site, client):
    narrowed(site, Policy.PLACES)
    first, second = entries_of(site.event)[:2]
    own = client.post(site.published("why/"), {"entry": first.number, "slip": slip_code(first)})
    assert own.status_code == 200
    assert "83.00" in own.content.decode() and "no-store" in own.headers["Cache-Control"]
    other = client.post(site.published("why/"), {"entry": second.number, "slip": slip_code(first)})
    assert other.status_code == 400
    assert "83.50" not in other.content.decode()


def test_a_slip_code_stays_out_of_addresses(site, client):
    entry = entries_of(site.event)[0]
    narrowed(site, Policy.PLACES)
    body = client.get(site.published(f"why/?entry={entry.number}&slip={slip_code(entry)}")).content.decode()
    assert "83.00" not in body


def test_an_auditor_reads_in_full(site, client):
    narrowed(site, Policy.PLACES)
    client.force_login(site.people["auditor"], backend="django.contrib.auth.backends.ModelBackend")
    assert "83.00" in client.get(site.published()).content.decode()


def test_a_wrong_slip_code_says_what_to_do_also_where_marks_are_public(site, client):
    narrowed(site, Policy.MARKS)
    entry = entries_of(site.event)[0]
    answer = client.post(site.published("why/"), {"entry": entry.number, "slip": "AAAA-AAAA"})
    body = answer.content.decode()
    assert answer.status_code == 400 and "参赛号和查分码对不上" in body and "不用查分码" in body and "own/" in body
    assert "对不上" not in client.get(site.published(f"why/?entry={entry.number}")).content.decode()
    narrowed(site, Policy.SCORES)
    body = client.post(site.published("why/"), {"entry": entry.number, "slip": "AAAA-AAAA"}).content.decode()
    assert body.count("参赛号和查分码对不上") == 1
