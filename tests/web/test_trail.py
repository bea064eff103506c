"""The page of the audit trail: for auditors, with a filter, a table for a spreadsheet and the state of the chain."""

from django.core.cache import cache
from django.test import Client

from jiangong.organizations.enums import Role
from tests.factories.organizations import _holding

BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def test_an_auditor_reads_filters_takes_away_and_verifies(site, client):
    cache.clear()
    auditor = signed_in(_holding(Role.AUDITOR, site.competition.host, "auditor-of-trail"))
    page = auditor.get("/desk/trail/").content.decode()
    assert (
        "封存了评分" in page and "发布了成绩" in page and "一小时内没有核对过" in page and 'href="/desk/trail/"' in page
    )
    only = auditor.get("/desk/trail/?kind=mark").content.decode()
    assert "封存了评分" in only and "发布了成绩" not in only
    assert "没有符合的记录" in auditor.get("/desk/trail/?person=没有这个人").content.decode()
    wrong = auditor.get("/desk/trail/?since=2026-02-02&until=2026-01-01")
    assert wrong.status_code == 400 and "结束日期早于开始日期" in wrong.content.decode()
    assert auditor.get("/desk/trail/?since=x&kind=y&page=z").status_code == 400
    table = auditor.get("/desk/trail/trail.csv?kind=mark")
    text = table.content.decode()
    assert text.startswith("\ufeff") and "做了什么" in text and "封存了评分" in text and "发布了成绩" not in text
    verified = auditor.post("/desk/trail/verify/", follow=True).content.decode()
    assert "首尾相接，没有改动" in verified and "完整" in verified
    assert auditor.get("/desk/trail/verify/").status_code == 405
    cache.clear()


def test_nobody_else_reads_it(site, desk):
    assert "审计记录" not in desk.get("/desk/").content.decode()
    for address in ("/desk/trail/", "/desk/trail/trail.csv"):
        answer = desk.get(address)
        assert answer.status_code == 403 and "审计员" in answer.content.decode()
        assert Client().get(address).status_code == 302
    assert desk.post("/desk/trail/verify/").status_code == 403
