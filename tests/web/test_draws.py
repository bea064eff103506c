"""Draws on the pages: frozen by one officer, drawn by another, read and repeated by everybody."""

from hashlib import sha256

import pytest

from jiangong.competitions.draws.models import Draw

BACKEND = "django.contrib.auth.backends.ModelBackend"


def test_a_draw_from_the_frozen_list_to_the_public_outcome(site, client):
    desk, public = site.of(site.event, "draws/", desk=True), site.of(site.event, "draws/")
    client.force_login(site.officer, backend=BACKEND)
    refused = client.post(desk + "new/", {"title": "工位", "kind": "station", "stations": "1"})
    assert refused.status_code == 400 and "不够分" in refused.content.decode()
    assert client.post(desk + "new/", {"title": "出场顺序", "kind": "order"}).headers["Location"] == public + "1/"
    assert client.get(desk + "1/phrase/").status_code == 403
    client.logout()
    listed = client.get(public + "1/list.txt")
    assert sha256(listed.content).hexdigest() == Draw.objects.get().sha256
    assert "还没有抽" in client.get(public + "1/").content.decode()
    assert client.get(desk + "1/phrase/").status_code == 302
    client.force_login(site.checker, backend=BACKEND)
    short = client.post(desk + "1/phrase/", {"phrase": "短", "makers": "甲、乙"})
    assert short.status_code == 400 and "至少 6 个字" in short.content.decode()
    assert client.post(desk + "1/phrase/", {"phrase": "秋水长天一色", "makers": "甲、乙"}).status_code == 302
    client.logout()
    page = client.get(public + "1/").content.decode()
    assert "秋水长天一色" in page and "甲、乙" in page and "001" in page
    assert "已抽" in client.get(public).content.decode()
    assert client.get(public + "2/").status_code == 404


@pytest.mark.parametrize(("role", "status"), [("elsewhere", 403), ("judge", 403), ("auditor", 403), ("officer", 200)])
def test_lists_are_frozen_by_those_who_run_the_event(site, client, role, status):
    client.force_login(site.people[role], backend=BACKEND)

    assert client.get(site.of(site.event, "draws/new/", desk=True)).status_code == status
