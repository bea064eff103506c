"""Every page as every role, found by following every link; and everything of another city, asked for by its address."""

import re
from dataclasses import dataclass, replace

import pytest
from django.test import Client

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Track
from jiangong.competitions.rehearsing import begin_rehearsal
from jiangong.competitions.rulebooks.changing import OUTLINE
from jiangong.competitions.rulebooks.services import begin_draft
from jiangong.competitions.services import EntryRow, EventDetails, create_event, register_entries
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.panels.enums import SeatKind
from jiangong.evidence.panels.services import blind_event, freeze_allotment
from jiangong.foundation import clock
from jiangong.organizations.enums import Role
from jiangong.organizations.models import Organization, User
from jiangong.organizations.notices.services import leave_suggestion
from jiangong.organizations.people.services import receive_roster
from jiangong.results.amendments.enums import AmendmentKind
from jiangong.results.amendments.proposals import Proposal
from jiangong.results.amendments.selectors import preview_amendment
from jiangong.results.amendments.services import sign_amendment
from jiangong.results.firming.services import RuleGiven, set_publication_rule
from jiangong.results.promotion.models import LateSeat
from jiangong.results.promotion.services import fill_link
from jiangong.results.services import post_public_notice
from tests.factories import (
    a_blind_event,
    a_city,
    a_competition,
    a_drawn_chain,
    a_grouped_publication,
    a_panel,
    a_publication,
    a_rulebook,
    a_seat,
    a_unit,
    a_worker,
    an_application,
    an_event,
    an_officer,
    checked,
)
from tests.factories.appealing import a_panel as a_hearing_panel
from tests.factories.appealing import an_appeal
from tests.factories.entering import FILING
from tests.factories.promoting import a_link
from tests.web.crawling import BACKEND, somebody
from tests.web.marking_site import a_marking_site, sealed_here_and_there

SECRET = "别处机密"
"""Stands in the name of everything that belongs to the other city and is not public."""
LINK = re.compile(r'href="(/[^"#]*)')
SHAPE = re.compile(r"/\d+(?=/|$)|/[0-9A-Z]{4}-[0-9A-Z]{4}(?=/|$)|(?<=entry=)\w+|(?<=/gallery/)[\w-]+")
LEFT_OUT = ("/account/sign-out/", "/preferences/", "/static/")
MOST_PAGES = 400
JUDGED = (
    "/panel/",
    "/panel/works/",
    "/panel/recusals/",
    "/chain/",
    "/check-in/",
    "/rehearsals/",
    "/judged/blind/",
    "/desk/seats/",
)
"""Kinds of pages of the day of a contest that an officer's crawl must have come to."""


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
    rules: int
    seat: int
    entry: int
    published: str
    appeal: str
    promoted: int


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
        rules = begin_draft(
            city, text=OUTLINE.replace("新的竞赛", f"{SECRET}规则"), by=officer, competition=competition
        )
        judged_at_home(kept_site)
        seat, entry = judged_elsewhere(draft, officer)
        roster = receive_roster(unit, name="r.csv", data="工号,姓名\n1,甲\n".encode(), by=by, identity_basis="")
        heat = a_publication(officer, a_competition(officer, host=city, track=Track.objects.first()))
        appeal = an_appeal(heat.event, text=f"{SECRET}申诉")
        promoted = fill_link(
            a_link(an_event(officer, competition, code="f"), heat.event, officer), by=officer
        ).seats.first()
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
            rules=rules.pk,
            seat=seat.pk,
            entry=entry.pk,
            published=f"{heat.event.competition.code}/{heat.event.slug}",
            appeal=appeal.receipt,
            promoted=promoted.pk,
        )


def judged_at_home(site):
    """An event of the site's own city with a panel, drawn numbers, lots of works and a rehearsal, for the crawl to find."""
    event = a_blind_event(site.officer, competition=site.competition, code="judged")
    a_drawn_chain(event, site.officer)
    freeze_allotment(event.panel, judges_each=1, common=1, by=site.officer)
    rehearsal = begin_rehearsal(event, by=site.officer)
    a_panel(rehearsal.event, site.officer, judges=1)
    a_marking_site(site)
    sealed_here_and_there(site)


def judged_elsewhere(event, by):
    """A panel, an entry and a chain of the hidden event."""
    register_entries(event, rows=[EntryRow("1", name=f"{SECRET}乙")], by=by)
    panel = a_panel(event, by)
    seat = a_seat(panel, by, unit=f"{SECRET}厂")
    a_seat(panel, by, SeatKind.SUPERVISOR)
    blind_event(event, layer_count=1, keepers={1: a_seat(panel, by, SeatKind.ENCRYPTION)}, by=by)
    begin_rehearsal(event, by=by)
    return seat, event.entries.get()


@pytest.fixture(scope="module")
def busy(kept_site, django_db_blocker):
    """On the site itself: an amendment, an appeal that is heard, a public notice, and somebody who went on."""
    with django_db_blocker.unblock():
        event, by = kept_site.event, kept_site.officer
        proposal = Proposal(AmendmentKind.CORRECTION, (MarkChange("final", "001", "theory", value="91"),))
        digest = preview_amendment(event, proposal).digest
        sign_amendment(event, proposal, digest=digest, reason="抄录有误", by=by)
        a_hearing_panel(an_appeal(event), by)
        final = an_event(by, kept_site.competition, code="final")
        filled = fill_link(a_link(final, event, by, confirm_hours=24), by=by)
        LateSeat.objects.create(seat=filled.seats.first(), ground=event.reference, gained_at=clock.now())
        notice = a_grouped_publication(by, kept_site.competition, code="notice")
        set_publication_rule(kept_site.competition, given=RuleGiven(levels=("city",)), by=by)
        post_public_notice(checked(notice), by=by)


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
def test_no_link_leads_a_role_to_a_fault_or_to_what_is_not_theirs(site, elsewhere, busy, role):
    client = somebody("linlan", role) if role is not None else Client()
    pages = crawled(client)

    assert len(pages) > 20
    if role == Role.OFFICER:
        assert {part for part in JUDGED if not any(shape.endswith(part) for shape in pages)} == set()
    assert {address: status for address, status, _ in pages.values() if status not in (200, 302)} == {}
    assert [address for address, _, text in pages.values() if SECRET in text] == []


@pytest.mark.parametrize("name", ["judge-1", "judge-3", "chief", "clerk-1"])
def test_no_link_leads_somebody_of_a_panel_to_a_fault_or_to_a_name(site, elsewhere, client, name):
    """Those who sit on a panel, or type its sheets in, find every page of marking; none of these says whose a work is."""
    client.force_login(User.objects.get(username=name), backend=BACKEND)
    pages = crawled(client)
    marking = {shape: text for shape, (_, _, text) in pages.items() if shape.startswith("/desk/marking/")}

    assert len(marking) > 3
    assert {address: status for address, status, _ in pages.values() if status not in (200, 302)} == {}
    assert [shape for shape, text in marking.items() if SECRET in text or "选手0" in text or "单位0" in text] == []


def addresses_of(other: Elsewhere) -> list[str]:
    """Every page about what lies in the other city."""
    desk = f"/desk/competitions/{other.competition}/{other.draft}/"
    unit, worker = f"/desk/people/units/{other.unit}/", f"/desk/people/workers/{other.worker}/"
    body, roster = f"/desk/organizations/{other.unit}/", f"/desk/people/imports/{other.roster}/"
    filed = f"/desk/applications/{other.application}/"
    rules, version = f"/desk/rulebooks/{other.rules}/", f"/desk/versions/{other.competition}/1/"
    floor = f"/desk/marking/{other.competition}/{other.draft}/"
    marking = floor + "final/"
    panel, chain, seat = desk + "panel/", desk + "chain/", f"/desk/seats/{other.seat}/"
    lists = f"/competitions/{other.competition}/{other.draft}-rehearsal-1/"
    heat, appeal = f"/desk/competitions/{other.published}/", f"/desk/appeals/{other.appeal}/"
    outcome = f"/desk/competitions/{other.competition}/outcome/"
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
        rules, rules + "text/", rules + "look/", rules + "rulebook.toml", rules + "trial/", rules + "adopt/", rules + "assign/",
        rules + "drop/", version, version + "draft/", f"/desk/kinds/{other.competition}/", f"/desk/rulebooks/new/?competition={other.competition}",
        panel, panel + "settings/", panel + "nominate/", panel + "invite/", panel + "recusals/", panel + "works/",
        panel + "works/freeze/", panel + f"seats/{other.seat}/release/", panel + f"seats/{other.seat}/tie/",
        seat, seat + "confirm/", seat + "decline/", seat + "tie/", seat + "aside/",
        desk + "check-in/", desk + "check-in/sheet/", desk + "check-in/rest/", desk + f"check-in/{other.entry}/swap/",
        desk + f"check-in/{other.entry}/note/present/", chain, chain + "settings/", chain + "1/freeze/",
        chain + "1/lots/", chain + "1/open/", chain + "1/keeper/", chain + "start-over/",
        f"/competitions/{other.competition}/{other.draft}/blind/", desk + "rehearsals/", lists, f"/desk{lists}",
        f"/desk{lists}rehearsals/discard/",
        floor, marking, marking + "works/1/", marking + "works/1/report/", marking + "works/1/photos/", marking + "photos/1/",
        marking + "live/batches/", marking + "live/batches/1/begin/", marking + "second/",
        marking + "second/AAAA-AAAA/", marking + "paper/", marking + "paper/blank/", marking + "paper/filled/",
        marking + "paper/J01/1/", marking + "live/", marking + "live/incident/", marking + "live/severity/",
        marking + "live/held/1/", marking + "live/works/1/",
        heat + "amend/", heat + "amend/late/", heat + "amend/state/", heat + "amend/rules/", heat + "amend/evidence/",
        heat + "amend/sign/", heat + "amend/1/", heat + "amend/1/reverse/", heat + "promotion/", heat + "promotion/new/",
        heat + "promotion/fill/", heat + "publications/1/postings/", heat + "publications/1/back/", heat + "holds/1/",
        heat + "promotion/late/1/", heat + "promotion/late/1/sign/",
        desk + "promotion/", desk + "promotion/1/", desk + "amend/", f"/competitions/{other.competition}/{other.draft}/appeal/",
        f"/competitions/{other.competition}/{other.draft}/going-on/", f"/desk/promoted/{other.promoted}/come/",
        appeal, appeal + "decide/", appeal + "evidence/1/", appeal + "panel/", appeal + "opinion/", appeal + "recuse/",
        appeal + "merge/", appeal + "close/", outcome, outcome + "publication/", outcome + "appeals/result/",
    ]  # fmt: skip


def refused(client: Client, addresses: list[str]) -> list[tuple[str, str, int]]:
    """Where neither a look nor a form sent is refused: sign in first, no such page, not yours, or not that way."""
    found = []
    for address in addresses:
        for send in (client.get, client.post):
            response = send(address)
            is_asked_to_sign_in = response.status_code == 302 and "/account/sign-in/" in response.headers["Location"]
            text = b"" if response.streaming else response.content
            if not (is_asked_to_sign_in or response.status_code in (403, 404, 405)) or SECRET.encode() in text:
                found.append((send.__name__, address, response.status_code))
    return found


@pytest.mark.parametrize("roles", [(), tuple(Role)], ids=["visitor", "all"])
def test_what_lies_elsewhere_is_refused_by_every_address(site, elsewhere, roles):
    """Whoever holds every post of a city at once may see whatever one of them may."""
    client = somebody("linlan", *roles) if roles else Client()
    assert refused(client, addresses_of(elsewhere)) == []


def test_what_lies_elsewhere_is_refused_to_each_role_for_itself(site, elsewhere):
    """The addresses are dealt out among the roles: no post opens by standing alone what it does not open beside others."""
    addresses = addresses_of(elsewhere)
    found = {
        role: refused(somebody("linlan", role), addresses[at :: len(Role)]) for at, role in enumerate(Role)
    }  # fmt: skip
    assert {role: leaks for role, leaks in found.items() if leaks} == {}
