"""Every page answers in both languages, under a strict policy, with one heading and no inline style or script."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

INLINE = re.compile(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|javascript:", re.IGNORECASE)

PUBLIC = [
    "/", "/search/", "/search/?q=焊工", "/counted/", "/verify/", "/verify/?fingerprint=zz", "/verify/?fingerprint=12345678",
    "/results/", "/rules/", "/account/sign-in/", "{competition}", "{competition}medals/", "{event}", "{event}rules/",
    "{published}", "{published}?sort=score", "{published}?words=001", "{published}?unit=没有", "{published}?page=99",
    "{published}why/?entry=001", "{published}why/?entry=003", "{published}own/", "{published}own/?entry=001",
    "{published}own/?entry=none", "{empty}", "{empty}standings/", "{track}",
]  # fmt: skip
OFFICERS = [
    "/desk/", "/desk/competitions/", "/desk/new-competition/", "/desk{competition}", "/desk{competition}new-event/",
    "/desk{event}", "/desk{event}slips/", "/desk{event}marks/", "/desk{event}correct/", "/desk{event}correct/?entry=001",
    "/desk{event}correct/mark/?stage=final&entry=001&criterion=theory", "/desk{event}runs/1/",
    "/desk{event}publications/1/check/", "/desk{draft}runs/1/", "/desk{draft}runs/1/publish/", "/desk{empty}",
    "/desk{empty}marks/",
]  # fmt: skip


def address(site, pattern):
    """The pattern with the site's own addresses put in."""
    track = site.competition.track
    return pattern.format(
        competition=f"/competitions/{site.competition.code}/",
        event=site.of(site.event),
        draft=site.of(site.draft),
        empty=site.of(site.empty),
        published=site.published(),
        track=f"/tracks/{track.programme.code}/{track.slot}/",
    )


def read(client: Client, path: str, language: str) -> str:
    """The body of a page that must be there."""
    client.cookies["django_language"] = language
    response = client.get(path)
    assert response.status_code == 200, path
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src 'self'")
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    return response.content.decode()


def assert_well_made(body: str, path: str, language: str) -> None:
    """What holds for every page."""
    assert f'<html lang="{"en" if language == "en" else "zh-CN"}"' in body, path
    assert body.count("<h1") == 1, path
    assert not INLINE.search(body), (path, INLINE.search(body))
    assert 'class="jg-skip"' in body and 'id="main"' in body
    assert body.count("btn-primary") <= 1, path
    ids = re.findall(r'\sid="([^"]+)"', body)
    assert len(ids) == len(set(ids)), path


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("pattern", PUBLIC)
def test_a_public_page_answers(site, client, pattern, language):
    path = address(site, pattern)
    assert_well_made(read(client, path, language), path, language)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("pattern", OFFICERS)
def test_an_officers_page_answers(site, desk, pattern, language):
    path = address(site, pattern)
    assert_well_made(read(desk, path, language), path, language)


def test_every_other_answer_keeps_the_policy_as_well(site, client, desk, settings):
    settings.UPLOAD_LIMIT = 1
    big = SimpleUploadedFile("marks.csv", b"#" * 200_000)
    strict = Client(enforce_csrf_checks=True)
    answers = {
        404: client.get("/nothing/"),
        302: Client().get("/desk/"),
        403: strict.post("/account/sign-in/", {"username": "x"}),
        405: client.post("/results/"),
        400: desk.post("/desk/new-competition/", {}),
        413: desk.post(site.of(site.empty, "marks/", desk=True), {"marks": big}),
        200: client.get(site.published("standings.csv")),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'"), status


@pytest.mark.parametrize("path", ["/nothing/", "/competitions/none/", "/tracks/x/plant/"])
def test_what_is_not_there_says_so_in_plain_words(site, client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "没有这一页" in response.content.decode()


def test_every_link_of_the_public_pages_leads_somewhere(site, client):
    seen, waiting = set(), ["/"]
    while waiting:
        path = waiting.pop()
        response = client.get(path)
        assert response.status_code in (200, 302), path
        if response.status_code == 302 or "text/html" not in response.headers["Content-Type"]:
            continue
        links = re.findall(r'href="([^"#]+)', response.content.decode())
        for link in (link.replace("&amp;", "&") for link in links):
            full = path.split("?")[0] + link if link.startswith("?") else link
            if full.startswith("/") and not full.startswith(("/static", "/preferences")) and full not in seen:
                seen.add(full)
                waiting.append(full)
    assert len(seen) > 20


def test_a_site_without_a_federation_still_opens(db, client):
    for path in ("/", "/results/", "/rules/", "/counted/", "/verify/"):
        assert client.get(path).status_code == 200, path
