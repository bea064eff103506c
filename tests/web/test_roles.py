"""Who may open what: every page for every role, and other people's objects do not open."""

import pytest

from jiangong.competitions.models import Event
from jiangong.competitions.services import create_event

BACKEND = "django.contrib.auth.backends.ModelBackend"
READ = {"officer": 200, "auditor": 200, "elsewhere": 403, "judge": 403, "administrator": 403}
WRITE = {"officer": 200, "auditor": 403, "elsewhere": 403, "judge": 403, "administrator": 403}
HOSTS = {"officer": 200, "auditor": 403, "elsewhere": 200, "judge": 403, "administrator": 403}
PAGES = [
    ("/desk/new-competition/", HOSTS),
    ("/desk/competitions/{code}/", READ),
    ("/desk/competitions/{code}/new-event/", WRITE),
    ("{event}", READ),
    ("{event}slips/", WRITE),
    ("{event}marks/", WRITE),
    ("{event}correct/?entry=001", WRITE),
    ("{event}correct/mark/?stage=final&entry=001&criterion=theory", WRITE),
    ("{event}runs/1/", READ),
    ("{event}runs/1/publish/", WRITE),
    ("{event}publications/1/check/", WRITE),
    ("{event}publications/1/notice/", WRITE),
    ("{event}publications/1/effect/", WRITE),
]


def address(site, pattern):
    return pattern.format(code=site.competition.code, event=site.of(site.event, desk=True))


@pytest.mark.parametrize("pattern", [pattern for pattern, _expected in PAGES])
def test_a_visitor_is_asked_to_sign_in(site, client, pattern):
    response = client.get(address(site, pattern))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/account/sign-in/?next=/desk/")


@pytest.mark.parametrize("role", ["officer", "auditor", "elsewhere", "judge", "administrator"])
@pytest.mark.parametrize(("pattern", "expected"), PAGES)
def test_a_page_opens_for_its_roles_only(site, client, pattern, expected, role):
    client.force_login(site.people[role], backend=BACKEND)
    response = client.get(address(site, pattern))
    assert response.status_code == expected[role]
    if expected[role] == 403:
        assert "竞赛管理员办理" in response.content.decode()


POSTS = ["open/", "settle/", "marks/", "correct/mark/", "runs/1/publish/", "publications/1/check/"]


@pytest.mark.parametrize("role", ["auditor", "elsewhere", "judge", "administrator"])
@pytest.mark.parametrize("page", POSTS)
def test_nobody_else_can_send_an_officers_form(site, client, page, role):
    client.force_login(site.people[role], backend=BACKEND)
    before = (site.event.runs.count(), site.event.mark_sheets.count(), site.event.publications.count())
    given = {"stage": "final", "entry": "001", "criterion": "theory"}
    assert client.post(site.of(site.event, page, desk=True), given).status_code == 403
    assert before == (site.event.runs.count(), site.event.mark_sheets.count(), site.event.publications.count())


@pytest.mark.parametrize("role", ["", "elsewhere", "judge", "administrator"])
def test_a_draft_event_does_not_exist_for_others(site, client, role):
    hidden = create_event(site.competition, rulebook=site.event.rulebook, by=site.officer, details=_code("hidden"))
    if role:
        client.force_login(site.people[role], backend=BACKEND)
    for page in ("", "rules/", "rulebook.toml", "standings/", "standings/1/"):
        assert client.get(site.of(hidden, page)).status_code == 404
    assert client.get(site.of(hidden, desk=True)).status_code in (302, 404)
    assert hidden.title not in client.get("/rules/").content.decode() or hidden.title == site.event.title
    assert Event.objects.filter(pk=hidden.pk).exists()


def _code(code):
    from jiangong.competitions.services import EventDetails

    return EventDetails(code=code, title="还没有公开的赛项")


@pytest.mark.parametrize("role", ["", "elsewhere", "judge"])
def test_a_run_that_is_not_published_is_seen_by_nobody_else(site, client, role):
    if role:
        client.force_login(site.people[role], backend=BACKEND)
    assert client.get(site.of(site.draft, "standings/1/")).status_code == 404
    assert client.get(site.of(site.draft, "runs/1/", desk=True)).status_code in (302, 403)


def test_the_desk_of_a_person_without_a_post_is_empty(site, client):
    from tests.factories import a_user

    client.force_login(a_user("nobody"), backend=BACKEND)
    page = client.get("/desk/").content.decode()
    assert "目前没有职务" in page and "没有要办的事" in page
