"""Names on public pages: on a recorded ground or by consent, otherwise the number alone."""

import pytest
from django.urls import reverse

from jiangong.competitions.enums import NamesBasis
from jiangong.competitions.models import NamesRule
from jiangong.competitions.registration.models import Registration
from jiangong.competitions.selectors import slip_code
from jiangong.competitions.services import set_names_rule
from jiangong.foundation.refusals import Declined
from jiangong.organizations.people.enums import ConsentKind
from jiangong.organizations.people.services import record_consent
from jiangong.results.firming.selectors import frozen_page, the_notice_page
from jiangong.results.selectors import Wanted, published_rows, published_standings
from jiangong.results.services import post_public_notice
from tests.factories import (
    a_competition,
    a_held_back,
    a_publication,
    a_unit,
    a_window,
    a_worker,
    an_officer,
    checked,
    the_host,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return an_officer(the_host())


@pytest.fixture
def publication(officer):
    return a_publication(officer, a_competition(officer, host=the_host(), are_named=False))


def seen(publication, viewer=None, **wanted):
    page = published_standings(publication, viewer=viewer, wanted=Wanted(**wanted))
    return {line.number: line.name for line in page.lines}


def test_without_a_ground_nobody_is_named_but_to_those_who_run_it(publication, officer):
    numbers = seen(publication)
    assert numbers and not any(numbers.values())
    assert not any(row["name"] for row in published_rows(publication, viewer=None))
    assert all(seen(publication, officer).values())
    name = seen(publication, officer)[min(numbers)]
    assert seen(publication, words=name) == {}
    assert list(seen(publication, sort="name")) == list(seen(publication))


def test_a_ground_or_things_that_are_no_people_open_the_names(publication, officer):
    competition = publication.event.competition
    with pytest.raises(Declined):
        set_names_rule(competition, basis=NamesBasis.GROUND, by=officer, ground=" ")
    set_names_rule(competition, basis=NamesBasis.GROUND, by=officer, ground="规程第九条")
    assert all(seen(publication).values())
    set_names_rule(competition, basis=NamesBasis.CONSENT, by=officer, ground="什么")
    assert not any(seen(publication).values())
    set_names_rule(competition, basis=NamesBasis.NOT_PEOPLE, by=officer)
    assert all(seen(publication).values())
    assert NamesRule.objects.get().ground == ""


def test_who_agreed_is_named_and_the_others_are_not(publication, officer):
    event = publication.event
    entry = event.entries.order_by("number")[0]
    worker = a_worker(a_unit(the_host()), entry.name or "岑佳禾")
    window = a_window(event, officer)
    Registration.objects.create(
        window=window, arrival=1, receipt="AAAA-BBBB", state="confirmed", name=entry.name, person=worker.reference,
        worker=worker, by=officer, at=window.opens_at, entry=entry,
    )  # fmt: skip
    assert not any(seen(publication).values())
    record_consent(worker, kind=ConsentKind.PUBLICATION, words="同意以真实姓名公布")
    named = seen(publication)
    assert named.pop(entry.number) == entry.name
    assert not any(named.values())


def test_no_public_page_holds_a_name_and_the_slip_opens_the_own_one(publication, officer, client):
    names = [name for name in seen(publication, officer).values() if name]
    event, number = publication.event, publication.number
    where = [event.competition.code, event.slug]
    entry = event.entries.order_by("number")[0]
    pages = [
        reverse("web:standings", args=[*where, number]),
        reverse("web:standings_csv", args=[*where, number]),
        reverse("web:standings_json", args=[*where, number]),
        reverse("web:why", args=[*where, number]) + f"?entry={entry.number}",
        reverse("web:event", args=where),
        reverse("web:home"),
    ]
    for page in pages:
        body = client.get(page).content.decode()
        assert [name for name in names if name in body] == [], page
    own = reverse("web:own_result", args=[*where, number])
    shown = client.post(own, {"entry": entry.number, "slip": slip_code(entry)}, follow=True).content.decode()
    assert entry.name in shown
    assert [name for name in names if name != entry.name and name in shown] == []


def test_the_officer_says_why_names_are_shown(publication, officer, client):
    page = reverse("web:names_rule", args=[publication.event.competition.code])
    assert client.get(page).status_code in (302, 404)
    client.force_login(officer)
    assert client.post(page, {"basis": "ground", "ground": ""}).status_code == 400
    assert client.post(page, {"basis": "ground", "ground": "规程第九条"}).status_code == 302
    assert all(seen(publication).values())


def test_a_frozen_notice_names_as_the_public_page_does(publication, officer):
    post_public_notice(checked(publication), by=officer)
    shown = frozen_page(the_notice_page(publication))
    assert shown["rows"] and not any(row["name"] for row in shown["rows"])


def test_no_notice_begins_while_the_board_is_frozen(officer):
    held = checked(a_held_back(a_publication(officer, a_competition(officer, host=the_host())), officer))
    with pytest.raises(Declined, match="封榜"):
        post_public_notice(held, by=officer)
