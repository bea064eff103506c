"""Notices on the desk, and the suggestion box on every page."""

import pytest

from jiangong.organizations.notices.models import Suggestion
from jiangong.organizations.notices.services import leave_suggestion, notify
from tests.factories import a_city, a_federation, a_user, an_auditor, an_officer

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def test_notices_wait_on_the_desk_until_they_are_read(client):
    user = an_officer()
    notify([user], kind="x", reference="x", subject="公示明天到期", address="/results/")
    client.force_login(user, backend=BACKEND)

    page = client.get("/desk/notices/").content.decode()
    assert "公示明天到期" in page and "未读" in page and "<span>1</span>" in page
    assert client.post("/desk/notices/").status_code == 302
    assert "未读" not in client.get("/desk/notices/").content.decode()


def test_notices_of_others_are_not_there(client):
    notify([an_officer()], kind="x", reference="x", subject="公示明天到期")
    client.force_login(a_user(), backend=BACKEND)

    assert "公示明天到期" not in client.get("/desk/notices/").content.decode()


def test_every_page_leads_to_the_box_and_says_which_page_it_was(client):
    a_federation()
    officer = an_officer()
    assert "/suggestions/new/?page=/results/" in client.get("/results/").content.decode()
    client.force_login(officer, backend=BACKEND)
    assert "/suggestions/new/?page=/desk/" in client.get("/desk/").content.decode()


def test_somebody_writes_and_reads_the_answer_by_the_receipt(client):
    officer = an_officer()
    empty = client.post("/suggestions/new/", {"page": "/results/", "text": " "})
    assert empty.status_code == 400 and "请填写" in empty.content.decode()
    taken = client.post("/suggestions/new/", {"page": "/results/", "text": "字太小", "reply_to": ""}).content.decode()
    left = Suggestion.objects.get()
    assert left.receipt in taken and left.page == "/results/"
    client.force_login(officer, backend=BACKEND)
    assert "字太小" in client.get("/desk/suggestions/").content.decode()
    assert client.post(f"/desk/suggestions/{left.receipt}/", {"answer": "已改大"}).status_code == 302
    client.logout()
    assert "已改大" in client.get(f"/suggestions/answer/?receipt={left.receipt.lower()}").content.decode()
    assert "没有这个回执号" in client.get("/suggestions/answer/?receipt=xxxx-xxxx").content.decode()


@pytest.mark.parametrize("given", ["https://example.org/", "//example.org/x", "javascript:alert(1)", ""])
def test_a_page_elsewhere_is_no_page_of_ours(client, given):
    client.post("/suggestions/new/", {"page": given, "text": "字太小"})

    assert Suggestion.objects.get().page == "/"


def test_the_box_is_opened_by_those_who_run_the_site(client):
    left = leave_suggestion("字太小", page="/", version="1")
    client.force_login(an_officer(a_city()), backend=BACKEND)
    assert client.get("/desk/suggestions/").status_code == 404
    assert client.get(f"/desk/suggestions/{left.receipt}/").status_code == 404
    client.force_login(an_auditor(), backend=BACKEND)
    assert client.get(f"/desk/suggestions/{left.receipt}/").status_code == 200
    assert client.post(f"/desk/suggestions/{left.receipt}/", {"answer": "x"}).status_code == 403
