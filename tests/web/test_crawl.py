"""Every page as every role, found by following every link; and everything of another city, asked for by its address."""

import re
from dataclasses import dataclass, replace

import pytest
from django.test import Client

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Track
from jiangong.competitions.services import EventDetails, create_event
from jiangong.foundation import clock
from jiangong.organizations.enums import Role
from jiangong.organizations.models import Organization, Post
from jiangong.organizations.notices.services import leave_suggestion
from jiangong.organizations.people.services import receive_roster
from tests.factories import a_city, a_competition, a_rulebook, a_unit, a_user, a_worker, an_application, an_officer
from tests.factories.entering import FILING

BACKEND = "django.contrib.auth.backends.ModelBackend"
SECRET = "别处机密"
"""Stands in the name of everything that belongs to the other city and is not public."""
LINK = re.compile(r'href="(/[^"#]*)')
SHAPE = re.compile(r"/\d+(?=/|$)|/[0-9A-Z]{4}-[0-9A-Z]{4}(?=/|$)|(?<=entry=)\w+")
LEFT_OUT = ("/account/sign-out/", "/preferences/", "/static/")
MOST_PAGES = 200


@dataclass(frozen=True)
class Elsewhere:
    """What lies in the other city, as the parts of addresses."""

    unit: str
    worker: int
    roster: int
    application: int
    competition: str
    draft: str
    suggestion: str
    officer: str


@pytest.fixture(scope="module")
def elsewhere(kept_site, django_db_blocker):
    """A second city in which one of everything lies that is not public. It goes with the site's own transaction."""
    with django_db_blocker.unblock():
        city = a_city("别处市总工会", "elsewhere")
        officer = an_officer(city, username="officer-elsewhere")
        unit = a_unit(city, f"{SECRET}厂工会", "elsewhere-plant")
        by = an_officer(Organization.objects.get(pk=unit.pk), username="officer-plant")
        competition = a_competition(officer, host=city, track=Track.objects.first())
        draft = create_event(
            competition,
            rulebook=a_rulebook(competition, officer),
            by=officer,
            details=EventDetails(code="hidden", title=f"{SECRET}项"),
        )
        assert draft.state == EventState.DRAFT
        roster = receive_roster(unit, name="r.csv", data="工号,姓名\n1,甲\n".encode(), by=by, identity_basis="")
        filed = an_application(unit, Track.objects.first(), by, filing=replace(FILING, title=f"{SECRET}赛"))
        return Elsewhere(
            unit=unit.code,
            worker=a_worker(unit, f"{SECRET}甲").pk,
            roster=roster.pk,
            application=filed.pk,
            competition=competition.code,
            draft=draft.slug,
            suggestion=leave_suggestion(f"{SECRET}意见", page="/", version="1").receipt,
            officer=by.username,
        )


def somebody_of(city: str, role: Role):
    """A person who holds one role in a city."""
    user = a_user(f"crawler-{role.value.replace('_', '-')}")
    place = Organization.objects.get(code=city)
    Post.objects.create(user=user, organization=place, role=role, starts_on=clock.today())
    return user


def crawled(client: Client) -> dict[str, tuple[str, int, str]]:
    """Every kind of page that links lead to: its shape → address, status, text."""
    waiting, pages = ["/", "/desk/", "/account/sessions/"], {}
    while waiting and len(pages) < MOST_PAGES:
        address = waiting.pop(0).replace("&amp;", "&")
        shape = SHAPE.sub("/N", address.split("?")[0])
        if shape in pages or address.startswith(LEFT_OUT):
            continue
        response = client.get(address)
        is_page = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        text = response.content.decode() if is_page else ""
        pages[shape] = (address, response.status_code, text)
        waiting += LINK.findall(text)
        if response.status_code == 302:
            waiting.append(response.headers["Location"])
    return pages


@pytest.mark.parametrize("role", [None, *Role])
def test_no_link_leads_a_role_to_a_fault_or_to_what_is_not_theirs(site, elsewhere, client, role):
    if role is not None:
        client.force_login(somebody_of("linlan", role), backend=BACKEND)
    pages = crawled(client)

    assert len(pages) > 20
    assert {address: status for address, status, _ in pages.values() if status not in (200, 302)} == {}
    assert [address for address, _, text in pages.values() if SECRET in text] == []


def addresses_of(other: Elsewhere) -> list[str]:
    """Every page about what lies in the other city."""
    desk = f"/desk/competitions/{other.competition}/{other.draft}/"
    unit, worker = f"/desk/people/units/{other.unit}/", f"/desk/people/workers/{other.worker}/"
    body, roster = f"/desk/organizations/{other.unit}/", f"/desk/people/imports/{other.roster}/"
    filed = f"/desk/applications/{other.application}/"
    return [
        f"/competitions/{other.competition}/{other.draft}/", f"/competitions/{other.competition}/{other.draft}/rules/",
        f"/competitions/{other.competition}/{other.draft}/register/",
        desk + "board/", desk + "board/lift/", desk + "board/reveals/1/", desk + "board/reveals/1/file/",
        f"/competitions/{other.competition}/{other.draft}/live/", f"/data/1/competitions/{other.competition}/{other.draft}/standings/",
        desk, desk + "marks/", desk + "slips/", desk + "correct/", desk + "runs/1/",
        f"/desk/competitions/{other.competition}/", f"/desk/competitions/{other.competition}/new-event/",
        unit, unit + "import/", unit + "export/", unit + "facts/", unit + "ground/",
        worker, worker + "correct/trade/", worker + "identity/", worker + "reveal/", worker + "link/", worker + "left/",
        roster, roster + "confirm/", roster + "drop/", roster + "resume/", roster + "checked.csv",
        body, body + "found/", body + "change/rename/", body + "enrol/", body + "appoint/",
        body + f"people/{other.officer}/password/", body + f"people/{other.officer}/codes/",
        filed, filed + "write/", filed + "submit/", filed + "review/accept/", filed + "review/approve/",
        f"/desk/suggestions/{other.suggestion}/",
    ]  # fmt: skip


@pytest.mark.parametrize("role", [None, *Role])
def test_what_lies_elsewhere_is_refused_by_every_address(site, elsewhere, client, role):
    """Neither a look nor a form sent: sign in first, no such page, not yours, or not that way."""
    if role is not None:
        client.force_login(somebody_of("linlan", role), backend=BACKEND)
    leaks = []
    for address in addresses_of(elsewhere):
        for send in (client.get, client.post):
            response = send(address)
            is_asked_to_sign_in = response.status_code == 302 and "/account/sign-in/" in response.headers["Location"]
            text = b"" if response.streaming else response.content
            if not (is_asked_to_sign_in or response.status_code in (403, 404, 405)) or SECRET.encode() in text:
                leaks.append((send.__name__, address, response.status_code))

    assert leaks == []
