"""A worker's own page, by the link from the unit."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from jiangong.foundation import clock
from jiangong.foundation.calendar import LAST_TABLED, working_days_after
from jiangong.foundation.models import StatedYear
from jiangong.organizations.people.models import Consent, WorkerRequest
from jiangong.organizations.people.selectors import link_token
from jiangong.organizations.people.services import issue_link, revoke_links
from tests.factories import a_worker, an_identity, an_officer
from tests.web.test_pages import assert_well_made, read

PAGES = ["/me/", "/me/data/", "/me/correct/trade/", "/me/correct/sex/", "/me/delete/"]


@pytest.fixture
def worker(site):
    return a_worker(site.competition.host, number="W1", identity=an_identity())


@pytest.fixture
def link(site, worker):
    return issue_link(worker, by=site.officer)


@pytest.fixture
def own(link):
    """A browser in which the link was opened."""
    browser = Client()
    assert browser.post(f"/me/enter/{link_token(link)}/").headers["Location"] == "/me/"
    return browser


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("path", PAGES)
def test_an_own_page_answers(own, path, language):
    body = read(own, path, language)
    assert_well_made(body, path, language)
    assert "no-store" in own.get(path).headers["Cache-Control"]


@pytest.mark.parametrize("path", PAGES)
def test_without_the_link_nothing_opens(site, client, path):
    response = client.get(path)

    body = response.content.decode()
    assert response.status_code == (200 if path == "/me/" else 403) and "用个人链接打开" in body
    assert "向所在单位的工会说一声" in body and "12351" in body, "whoever has no link is told how to get one"


def test_a_preview_of_the_link_opens_nothing(client, link):
    response = client.get(f"/me/enter/{link_token(link)}/")

    assert response.status_code == 200 and "岑佳禾" not in response.content.decode()
    assert "用个人链接打开" in client.get("/me/").content.decode()


@pytest.mark.parametrize(
    "change", [lambda token: token[:-1] + "x", lambda token: "9" + token, lambda token: "nonsense"]
)
def test_a_link_that_was_changed_is_none(client, link, change):
    assert client.post(f"/me/enter/{change(link_token(link))}/").status_code == 404


def test_a_link_ends_by_itself_and_when_it_is_called_back(site, own, worker, link):
    with clock.stopped_at(link.expires_at + timedelta(seconds=1)):
        assert own.get("/me/").status_code == 403
    fresh = Client()
    fresh.post(f"/me/enter/{link_token(link)}/")
    assert fresh.get("/me/").status_code == 200
    revoke_links(worker, by=site.officer)
    assert fresh.get("/me/").status_code == 403


def test_a_page_left_open_closes_after_two_hours(own):
    with clock.stopped_at(clock.now() + timedelta(hours=2, minutes=1)):
        assert own.get("/me/").status_code == 403


def test_a_link_opens_no_page_of_an_officer(own, worker):
    assert own.get(f"/desk/people/workers/{worker.pk}/").status_code == 302


def test_the_worker_sees_the_facts_with_their_source(own, worker):
    body = own.get("/me/").content.decode()

    assert "岑佳禾" in body and "名册导入" in body and an_identity() not in body


def test_a_correction_is_a_request_with_receipt_and_day(own):
    assert own.post("/me/correct/born_on/", {"value": "没有"}).status_code == 400
    body = own.post("/me/correct/trade/", {"value": "焊工", "words": ""}, follow=True).content.decode()
    line = WorkerRequest.objects.get()

    assert line.receipt in body and "前答复" in body
    own.post(f"/me/requests/{line.receipt}/withdraw/")
    line.refresh_from_db()
    assert line.state == "withdrawn"


def test_everything_comes_as_json_at_once(own, worker):
    data = json.loads(own.post("/me/data.json").content)

    assert data["facts"][1]["value"] == "岑佳禾" and data["identity_number"].endswith(worker.identity_last)
    assert WorkerRequest.objects.get().state == "granted"


def test_consent_to_publication_is_given_and_taken_back(own):
    assert "公开页面上用代号" in own.get("/me/").content.decode()
    own.post("/me/consent/publication/")
    assert "公开页面上出现姓名和单位" in own.get("/me/").content.decode()
    own.post("/me/consent/publication/", {"withdraw": "1"})
    assert "公开页面上用代号" in own.get("/me/").content.decode()
    assert Consent.objects.filter(kind="publication", withdrawn_at__isnull=False).count() == 1


def test_taking_back_the_identity_number_deletes_it(own, worker):
    own.post("/me/consent/identity/", {"withdraw": "1"})
    worker.refresh_from_db()

    assert (worker.identity_digest, worker.identity_sealed, worker.identity_last) == ("", "", "")


def test_deletion_is_asked_for_and_the_page_can_be_closed(own):
    own.post("/me/delete/", {"words": "已退休"})
    assert WorkerRequest.objects.get().kind == "delete"
    own.post("/me/leave/")

    assert "用个人链接打开" in own.get("/me/").content.decode()


def test_another_workers_request_cannot_be_withdrawn(site, own):
    from jiangong.organizations.people.services import ask_for

    other = ask_for(a_worker(site.competition.host, number="W2"), kind="delete")

    assert own.post(f"/me/requests/{other.receipt}/withdraw/").status_code == 404


def test_a_term_that_runs_into_a_year_whose_holidays_nobody_knows_says_so(site, client, worker):
    first, own = LAST_TABLED + 1, Client()
    officer = an_officer(username="boss")
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    with clock.stopped_at(datetime(LAST_TABLED, 12, 10, 9, tzinfo=UTC)):
        own.post(f"/me/enter/{link_token(issue_link(worker, by=site.officer))}/")
        own.post("/me/delete/", {"words": "已退休"})
        request = WorkerRequest.objects.get()
        pages = [own.get("/me/").content.decode()]
        pages += [
            client.get(path).content.decode()
            for path in ("/desk/people/requests/", f"/desk/people/requests/{request.receipt}/")
        ]
        assert request.due_at.year == LAST_TABLED and not any("期限跨到" in page for page in pages)
        WorkerRequest.objects.update(due_at=working_days_after(clock.now(), days=30))
        pages = [own.get("/me/").content.decode()]
        pages += [
            client.get(path).content.decode()
            for path in ("/desk/people/requests/", f"/desk/people/requests/{request.receipt}/")
        ]

        assert all(f"期限跨到 {first} 年" in page and "按周一到周五计算" in page for page in pages)
        assert [f"/desk/working-days/?year={first}" in page for page in pages] == [False, True, True]
        StatedYear.objects.create(year=first, source="示例通知〔1〕号", by="x", by_name="x", at=clock.now())
        assert "期限跨到" not in own.get("/me/").content.decode()
