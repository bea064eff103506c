"""Looking up one's own place: right for everybody, and what is kept for one is never handed to another."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiangong.competitions.enums import Policy
from jiangong.competitions.selectors import entries_of, slip_code
from jiangong.competitions.services import set_policy
from jiangong.web.boards import own
from tests.factories import checked

TOKEN = re.compile(r'csrfmiddlewaretoken" value="([^"]+)"')
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def nothing_kept():
    own._pages.clear()
    yield
    own._pages.clear()


def text(client, site, number="001"):
    return client.get(site.published(f"own/?entry={number}")).content.decode()


def test_a_kept_page_is_the_page_that_is_made_anew(site):
    """To the last byte; for a visitor with a session nothing is kept."""
    usual = Client()
    usual.cookies["sessionid"] = "nobody"
    for number in ("001", "002", "003", "999"):
        for _ in range(2):
            plain, kept = text(usual, site, number), text(Client(), site, number)
            assert plain == kept


def test_everybody_gets_the_own_answer_and_nothing_of_another_visitor(site):
    first, second = Client(), Client()
    first.cookies["messages"] = "not to be shown to others"
    pages = [text(first, site, "001"), text(second, site, "002"), text(first, site, "001")]
    assert "岑佳禾" in pages[0] and "岑佳禾" not in pages[1] and "闻一川" in pages[1]
    assert pages[0] == pages[2]
    assert own.NUMBER not in "".join(pages) and own.ANSWER not in "".join(pages)
    assert "csrfmiddlewaretoken" not in "".join(pages)
    assert not set(first.cookies) & {"csrftoken", "sessionid"}


def test_the_slip_is_asked_for_on_a_page_that_is_made_for_the_visitor(site):
    entry = entries_of(site.event)[0]
    visitor = Client(enforce_csrf_checks=True)
    assert "?entry=001&amp;full=1" in text(visitor, site)
    page = visitor.get(site.published("own/?entry=001&full=1")).content.decode()
    typed = {"entry": entry.number, "slip": slip_code(entry), "csrfmiddlewaretoken": TOKEN.search(page)[1]}
    assert visitor.post(site.published("why/"), typed).status_code == 200
    assert visitor.post(site.published("why/"), {**typed, "csrfmiddlewaretoken": "x" * 64}).status_code == 403


def test_who_is_signed_in_neither_fills_nor_reads_what_is_kept(site):
    set_policy(site.competition, policy=Policy.PLACES, by=site.officer)
    officer, visitor = Client(), Client()
    officer.force_login(site.officer, backend=BACKEND)
    assert "83.00" in text(officer, site)
    assert "83.00" not in text(visitor, site)
    assert "83.00" in text(officer, site)
    assert site.officer.name not in text(visitor, site)


def test_a_kept_answer_costs_no_query_and_depends_on_the_look(site):
    text(Client(), site)
    with CaptureQueriesContext(connection) as asked:
        assert "闻一川" in text(Client(), site, "002")
    assert len(asked) == 0
    english = Client()
    english.cookies["django_language"] = "en"
    assert 'lang="en"' in text(english, site) and 'lang="zh-CN"' in text(Client(), site)
    dark = Client()
    dark.cookies["jg_theme"] = "dark"
    assert 'data-bs-theme="dark"' in text(dark, site) and 'data-bs-theme="dark"' not in text(Client(), site)


def test_what_is_kept_renews_itself(site, monkeypatch):
    monkeypatch.setattr(own, "FRESH", -1.0)
    assert "83.00" in text(Client(), site)
    checked(site.publication)
    assert "已复核" in text(Client(), site)
    set_policy(site.competition, policy=Policy.PLACES, by=site.officer)
    assert "83.00" not in text(Client(), site)


@pytest.mark.parametrize("number", ["<b>x</b>", "%22onload", "a b", "jgownnumberjg", "x" * 41])
def test_a_number_that_needs_escaping_takes_the_usual_way(site, number):
    page = Client().get(site.published("own/"), {"entry": number}).content.decode()
    assert "<b>x</b>" not in page and own.ANSWER not in page
    assert own._pages == {} or number == own.NUMBER


def test_what_is_kept_is_bounded(site, monkeypatch):
    monkeypatch.setattr(own, "KEPT", 1)
    for cookie in ("light", "dark"):
        visitor = Client()
        visitor.cookies["jg_theme"] = cookie
        text(visitor, site, "999")
    assert len(own._pages) == 1
    assert all("999" not in page.answers.made for page in own._pages.values())


def test_an_unknown_publication_is_not_found(site):
    assert Client().get(site.of(site.event, "standings/9/own/?entry=001")).status_code == 404
