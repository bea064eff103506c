"""Pages of panels, check-in and rehearsals: as many questions to the database for three rows as for one; refusals on the page;
a rehearsal says on every page that it is one."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiangong.competitions.rehearsing import begin_rehearsal
from jiangong.competitions.services import EntryRow, register_entries
from jiangong.core.scoring import Tables
from jiangong.evidence.blind.enums import ArrivalState
from jiangong.evidence.blind.services import note_arrival
from jiangong.evidence.judging.services import import_marks
from jiangong.evidence.panels.enums import SeatKind, TieKind
from jiangong.evidence.panels.models import Seat
from jiangong.evidence.panels.services import (
    TieGiven,
    blind_event,
    declare_tie,
    draw_allotment,
    freeze_allotment,
    release_seat,
)
from jiangong.foundation.models import AuditRow
from jiangong.results.services import publish_run, settle_event
from tests.factories import MARKS, a_drawn_chain, a_panel, a_seat, a_table, a_user, an_event, an_officer
from tests.factories.organizations import PASSWORD
from tests.web.test_crawl import BACKEND, LINK

PHRASE, MAKERS = "秋水长天一色", "岑佳禾、温景舟"
LISTS = (
    "panel/", "panel/recusals/", "panel/works/", "panel/works/lots/1/", "check-in/", "check-in/sheet/", "chain/",
    "rehearsals/",
)  # fmt: skip


def desk(event, page=""):
    return f"/desk/competitions/{event.competition.code}/{event.slug}/{page}"


def browser(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def filled(site, event, first, count):
    """So many judges with a tie each, entries, rehearsals; and somebody who left."""
    numbers = range(first, first + count)
    rows = [EntryRow(f"N{at}", name=f"人{at}", unit=f"厂{at}") for at in numbers]
    register_entries(event, rows=rows, by=site.officer)
    panel = a_panel(event, site.officer)
    for at in numbers:
        seat = a_seat(panel, site.officer)
        declare_tie(seat, tie=TieGiven(TieKind.KIN, name=f"人{at}"), by=seat.user)
        release_seat(a_seat(panel, site.officer, SeatKind.SUPERVISOR), reason="有事", by=site.officer)
        begin_rehearsal(event, by=site.officer)
    for entry in event.entries.filter(arrival__isnull=True):
        note_arrival(entry, state=ArrivalState.PRESENT, by=site.officer)
    return panel


def questions(client, event):
    counts = {}
    for page in LISTS:
        client.get(desk(event, page))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(desk(event, page)).status_code == 200, page
        counts[page] = len(asked)
    return counts


def test_a_list_asks_as_often_for_three_rows_as_for_one(site):
    found = []
    for code, count in (("few", 2), ("many", 5)):
        event = an_event(site.officer, site.competition, code=code)
        panel = filled(site, event, 1, count)
        a_seat(panel, site.officer, SeatKind.SUPERVISOR)
        blind_event(
            event, layer_count=1, keepers={1: a_seat(panel, site.officer, SeatKind.ENCRYPTION)}, by=site.officer
        )
        a_drawn_chain(event, site.officer)
        allotment = freeze_allotment(panel, judges_each=1, common=0, by=site.officer)
        draw_allotment(allotment, phrase=PHRASE, makers=MAKERS, by=site.checker)
        found.append(questions(browser(site.officer), event))

    assert found[0] == found[1]


def test_ones_own_seats_ask_as_often_for_three_as_for_one(site):
    user = a_user()
    client, counts = browser(user), []
    for number in range(3):
        event = an_event(site.officer, site.competition, code=f"seat-{number}")
        a_seat(a_panel(event, site.officer), site.officer, user=user)
        if number in (0, 2):
            client.get("/desk/seats/")
            with CaptureQueriesContext(connection) as asked:
                assert client.get("/desk/seats/").content.decode().count("已确认") == number + 1
            counts.append(len(asked))

    assert counts[0] == counts[1]


def test_what_cannot_be_is_said_on_the_form_with_what_to_do(site):
    event = an_event(site.officer, site.competition, code="refusals")
    officer = browser(site.officer)
    refused = [
        ("panel/nominate/", {"username": "nobody-of-that-name", "kind": "judge"}, "没有这个用户名"),
        ("panel/nominate/", {"username": "judge", "kind": "king"}, "kind"),
        ("panel/settings/", {"most_of_unit": "0"}, "most_of_unit"),
        ("chain/settings/", {"layer_count": "3"}, "没有保存"),
        ("rehearsals/", {"entrants": "1"}, "entrants"),
    ]
    for page, data, said in refused:
        answer = officer.post(desk(event, page), data)
        assert (page, answer.status_code) == (page, 400)
        assert said in answer.content.decode(), page
    assert Seat.objects.filter(panel__event=event).count() == 0
    for page in ("panel/recusals/", "panel/works/", "chain/1/lots/", "chain/start-over/", "panel/works/lots/1/"):
        assert officer.get(desk(event, page)).status_code == 404
    assert officer.get(desk(event, "rehearsals/discard/")).status_code == 302


def test_where_nobody_could_keep_a_layer_the_way_to_the_panel_is_shown(site):
    event = an_event(site.officer, site.competition, code="nobody")
    officer, page = browser(site.officer), desk(event, "chain/settings/")
    way = f'<a href="{desk(event, "panel/")}">去裁判组</a>'

    assert way in officer.get(page).content.decode()
    a_seat(a_panel(event, site.officer), site.officer, SeatKind.ENCRYPTION)
    assert way not in officer.get(page).content.decode()


def test_words_with_a_nul_and_too_long_ones_are_refused_not_stored(site):
    event = an_event(site.officer, site.competition, code="hostile")
    officer = browser(site.officer)
    for name, value in (("qualification", "长" * 501), ("unit", "长" * 201), ("qualification", "a\0b")):
        answer = officer.post(desk(event, "panel/nominate/"), {"username": "judge", "kind": "judge", name: value})
        assert answer.status_code == 400
    assert Seat.objects.filter(panel__event=event).count() == 0


@pytest.fixture
def rehearsal(site):
    event = an_event(site.officer, site.competition, code="played")
    return begin_rehearsal(event, by=site.officer, entrants=3)


def pages_of(client, event):
    """Every page below the rehearsal's addresses that links lead to, with its text."""
    root = f"/competitions/{event.competition.code}/{event.slug}/"
    waiting, pages = [f"/desk{root}", root, f"/desk{root}rehearsals/discard/"], {}
    while waiting:
        address = waiting.pop().replace("&amp;", "&")
        if address in pages or not address.startswith((root, f"/desk{root}")):
            continue
        answer = client.get(address)
        if answer.headers.get("Content-Type", "").startswith("text/html") and not answer.streaming:
            pages[address] = (answer.status_code, answer.content.decode())
            waiting += LINK.findall(answer.content.decode())
    return pages


def test_every_page_of_a_rehearsal_says_so_and_no_other_does(site, rehearsal):
    copy = rehearsal.event
    panel = a_panel(copy, site.officer, judges=2)
    a_seat(panel, site.officer, SeatKind.SUPERVISOR)
    blind_event(copy, layer_count=1, keepers={1: a_seat(panel, site.officer, SeatKind.ENCRYPTION)}, by=site.officer)
    for entry in copy.entries.all():
        note_arrival(entry, state=ArrivalState.PRESENT, by=site.officer)
    import_marks(copy, tables=Tables(marks=a_table(MARKS), files={"marks": "m.csv"}), by=site.officer)
    publish_run(settle_event(copy, by=site.officer), by=site.officer)

    pages = pages_of(browser(site.officer), copy)

    assert len(pages) > 15
    silent = [
        address for address, (status, text) in pages.items() if status == 200 and "jg-demo--rehearsal" not in text
    ]
    assert silent == []
    seat = panel.seats.first()
    assert "jg-demo--rehearsal" in browser(seat.user).get(f"/desk/seats/{seat.pk}/").content.decode()
    assert "jg-demo--rehearsal" not in browser(site.officer).get(desk(site.event)).content.decode()
    for page in ("/", "/results/", f"/competitions/{copy.competition.code}/medals/"):
        assert "演练" not in Client().get(page).content.decode()


def test_a_rehearsal_is_discarded_on_a_page_that_says_what_stays(site, rehearsal):
    officer, address = browser(site.officer), desk(rehearsal.event, "rehearsals/discard/")
    seat = a_seat(a_panel(rehearsal.event, site.officer), site.officer)
    assert "谁也不能删" in officer.get(address).content.decode()
    assert officer.post(address, {"seen": "on", "password": "wrong"}).status_code == 400

    answer = officer.post(address, {"seen": "on", "password": PASSWORD, "reason": "练完了"})

    assert "练完了" in officer.get(answer.headers["Location"]).content.decode()
    assert officer.get(desk(rehearsal.event)).status_code == 404
    assert browser(seat.user).get(f"/desk/seats/{seat.pk}/").status_code == 404
    assert AuditRow.objects.filter(act="discard_rehearsal").count() == 1


def test_a_rehearsal_lies_beyond_other_hosts(site, rehearsal):
    elsewhere = browser(site.people["elsewhere"])
    assert elsewhere.get(desk(rehearsal.event)).status_code == 404
    assert elsewhere.post(desk(rehearsal.event, "rehearsals/discard/")).status_code == 404
    province = browser(an_officer())
    assert province.get(desk(rehearsal.event)).status_code == 200
