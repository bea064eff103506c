"""Pages of marking: what a device is told, what is refused, and lists that do not ask again for every row."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiangong.evidence.marking.models import HeldSheet, Incident, Rescoring, SealedSheet
from jiangong.evidence.marking.services import seal_sheet
from jiangong.organizations.enums import Role
from tests.factories import a_user, an_auditor, an_officer
from tests.factories.marking import a_judged_event, a_sheet, chief_of, judges_of
from tests.factories.organizations import PASSWORD, _holding

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def event():
    return a_judged_event(an_officer())


def signed_in(user, **more):
    client = Client(**more)
    client.force_login(user, backend=BACKEND)
    return client


def at(event, page=""):
    return f"/desk/marking/{event.competition.code}/{event.slug}/final/{page}"


def sheet(event, work="01", client="client-0001", **more):
    return {
        "competition": event.competition.code, "event": event.slug, "stage": "final", "work": work, "client": client,
        "answers": {"look/joint/": "2", "look/bead/": "1"}, **more,
    }  # fmt: skip


def send(client, *sheets, **more):
    body = {"device": "device-0001", "waiting": len(sheets), "sheets": list(sheets)}
    return client.post("/desk/marking/send/", json.dumps(body), content_type="application/json", **more)


def test_a_device_gets_a_ticket_that_is_its_owners_alone_and_kept_nowhere(event):
    one, other = (judge.user for judge in judges_of(event)[:2])
    assert Client().get("/desk/marking/ticket/").status_code == 401
    answers = [signed_in(user).get("/desk/marking/ticket/") for user in (one, one, other)]
    tickets = [answer.json() for answer in answers]

    assert tickets[0]["keys"] == tickets[1]["keys"] != tickets[2]["keys"]
    assert tickets[0]["owner"] != tickets[2]["owner"] and one.username not in str(tickets[0])
    assert all("no-store" in answer.headers["Cache-Control"] for answer in answers)


def test_the_key_of_a_device_still_opens_after_the_sites_key_was_changed(event, settings):
    judge = judges_of(event)[0].user
    before = signed_in(judge).get("/desk/marking/ticket/").json()["keys"]
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = settings.SECRET_KEY[::-1]
    after = signed_in(judge).get("/desk/marking/ticket/").json()["keys"]

    assert (len(after), after[1:]) == (2, before)


def test_sheets_are_taken_each_for_itself(event):
    client = signed_in(judges_of(event)[1].user)
    answers = send(
        client, sheet(event), {"client": "client-0002"}, "no sheet", sheet(event, client="x"), sheet(event, "02", "client-0003"),
        sheet(event, "01", "client-0004", answers={"look/joint/": "3", "look/bead/": "1"}), sheet(event, stage="other"),
        {**sheet(event), "event": "nowhere"},
    ).json()["sheets"]  # fmt: skip

    assert [answer["outcome"] for answer in answers] == [
        "sealed", "unreadable", "unreadable", "declined", "sealed", "held", "refused", "refused",
    ]  # fmt: skip
    assert [answer["is_done"] for answer in answers] == [True, False, False, False, True, True, False, False]
    assert answers[0]["receipt"] == SealedSheet.objects.get(work="01").receipt
    assert (SealedSheet.objects.count(), HeldSheet.objects.count()) == (2, 1)


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"sheets": 5}', '{"sheets": [], "waiting": "x"}', "\xff"])
def test_what_is_no_list_of_sheets_is_refused(event, body):
    client = signed_in(judges_of(event)[0].user)
    answer = client.post("/desk/marking/send/", body.encode("latin1"), content_type="application/json")

    assert (answer.status_code, SealedSheet.objects.count()) == (400, 0)


def test_a_sheet_without_the_ticket_of_the_site_is_not_taken(event):
    client = signed_in(judges_of(event)[0].user, enforce_csrf_checks=True)

    assert send(client, sheet(event)).status_code == 403
    token = client.get("/desk/marking/ticket/").json()["token"]
    assert send(client, sheet(event), headers={"X-CSRFToken": token}).status_code == 200


def test_only_pages_without_marks_may_be_kept_on_a_device(event):
    judge = judges_of(event)[1]
    client = signed_in(judge.user)
    assert client.get(at(event, "works/01/")).headers["Jiangong-Keep"] == "yes"
    seal_sheet(event, a_sheet(), by=judge.user)
    assert "Jiangong-Keep" not in client.get(at(event, "works/01/")).headers
    worker = client.get("/desk/marking/worker.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    assert "script-src 'self'" in worker.headers["Content-Security-Policy"]


def test_a_receipt_is_checked_by_anybody_and_says_nothing_of_the_marks(event, client):
    judge = judges_of(event)[1]
    sealed = seal_sheet(event, a_sheet(answers={"look/bead/": "3"}), by=judge.user).sheet
    page = client.get(f"/receipts/?receipt={sealed.receipt.replace('-', '').lower()}").content.decode()

    assert "已封存，有效" in page and sealed.fingerprint in page
    assert judge.code not in page and judge.user.name not in page and "外观" not in page
    assert client.get("/receipts/?receipt=K7F3-92QD").status_code == 404
    assert client.get("/receipts/").status_code == 200


def test_nobody_else_comes_to_the_pages(event):
    host = event.competition.host
    judge, chief, clerk = judges_of(event)[0].user, chief_of(event), _holding(Role.CLERK, host, "clerk-x")
    people = {
        "judge": judge, "chief": chief, "clerk": clerk, "officer": an_officer(host), "auditor": an_auditor(host),
        "stranger": a_user(),
    }  # fmt: skip
    pages = {
        "": {"judge"},
        "works/01/": {"judge"},
        "second/": {"judge", "chief"},
        "paper/": {"clerk", "officer"},
        "paper/blank/": {"clerk", "officer", "chief", "auditor"},
        "live/": {"chief", "officer", "auditor"},
        "live/works/01/": {"chief", "officer", "auditor"},
        "live/incident/": {"chief"},
        "live/severity/": {"chief", "auditor"},
    }
    for page, those in pages.items():
        found = {name: signed_in(who).get(at(event, page)).status_code for name, who in people.items()}
        assert {name for name, status in found.items() if status == 200} == those, page
        assert set(found.values()) <= {200, 403}


def test_the_chief_judge_has_a_work_scored_again_and_signs_an_incident(event):
    one, other, _third = judges_of(event)
    seal_sheet(event, a_sheet(holes="1"), by=one.user)
    seal_sheet(event, a_sheet(answers={"look/joint/": "0"}), by=other.user)
    client = signed_in(chief_of(event))
    page = client.get(at(event, "live/")).content.decode()
    assert "joint相差 2" in page and "请评委商议后重评" in page
    told = {"seats": [one.code, other.code], "keys": ["look/joint/"], "reason": "已商议"}
    assert client.post(at(event, "live/works/01/"), {**told, "reason": ""}).status_code == 400
    assert client.post(at(event, "live/works/01/"), told).status_code == 302
    assert Rescoring.objects.get().seats == [one.code, other.code]

    what = {"work": "01", "kind": "equipment", "said": "断电", "minutes_added": "5", "seen": "on", "password": "wrong"}
    assert client.post(at(event, "live/incident/"), what).status_code == 400
    assert client.post(at(event, "live/incident/"), {**what, "password": PASSWORD}).status_code == 302
    assert Incident.objects.get().minutes_added == 5
    assert "补时 5 分" in client.get(at(event, "live/")).content.decode()


def test_lists_do_not_ask_again_for_every_row():
    officer = an_officer()
    asked = []
    for works, judges in ((1, 2), (4, 5)):
        event = a_judged_event(officer, works=works, judges=judges)
        for judge in judges_of(event):
            for number in range(1, works + 1):
                holes = "1" if judge == judges_of(event)[0] else ""
                seal_sheet(event, a_sheet(f"{number:02d}", holes=holes), by=judge.user)
        counts = {}
        judge, chief = signed_in(judges_of(event)[0].user), signed_in(chief_of(event))
        clients = {"": judge, "live/": chief, "second/": chief, "live/severity/": chief}
        clients |= {"paper/": signed_in(officer), "paper/filled/": signed_in(officer)}
        for page, client in clients.items():
            client.get(at(event, page))
            with CaptureQueriesContext(connection) as queries:
                assert client.get(at(event, page)).status_code == 200
            counts[page] = len(queries)
        asked.append(counts)

    assert asked[0] == asked[1]
    assert max(asked[0].values()) <= 45
