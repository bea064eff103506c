"""The page of working days: what is known of a year, stating days by hand, and what a notice says about it."""

from datetime import UTC, datetime

import pytest

from jiangong.foundation import clock
from jiangong.foundation.calendar import LAST_TABLED
from jiangong.foundation.models import StatedDay, StatedYear
from tests.factories import a_publication, an_officer
from tests.factories.organizations import PASSWORD
from tests.factories.results import checked

BACKEND = "django.contrib.auth.backends.ModelBackend"
YEAR = LAST_TABLED + 1
PAGE = "/desk/working-days/"
GIVEN = {"first": f"{YEAR}-01-01", "last": f"{YEAR}-01-02", "kind": "off", "name": "元旦", "source": "示例通知〔1〕号"}


@pytest.fixture
def boss(site, client):
    """The client signed in as an officer of the federation."""
    client.force_login(an_officer(username="boss"), backend=BACKEND)
    return client


def test_a_year_is_entered_by_hand_from_the_page(boss):
    assert "还没有公布" in boss.get(f"{PAGE}?year={YEAR}").content.decode()
    body = boss.post(PAGE, GIVEN, follow=True).content.decode()
    assert "已写入 2 天" in body and "元旦" in body and "示例通知〔1〕号" in body
    body = boss.post(f"{PAGE}{YEAR}/", {"year-source": "示例通知〔1〕号"}, follow=True).content.decode()
    assert "由人工写全" in body and "还没有公布" not in body
    boss.post(f"{PAGE}{YEAR}/take-back/")
    boss.post(f"{PAGE}{YEAR}-01-01/take-back/")
    assert not StatedYear.objects.exists() and StatedDay.objects.count() == 1
    assert "请刷新页面" in boss.post(f"{PAGE}{YEAR}-01-01/take-back/", follow=True).content.decode()


def test_a_tabled_year_is_listed_with_its_source(boss):
    body = boss.get(f"{PAGE}?year={LAST_TABLED}").content.decode()
    assert "国庆节" in body and "chinesecalendar" in body and "随软件收录" in body


def test_mistakes_come_back_with_what_was_typed(boss):
    answer = boss.post(PAGE, {**GIVEN, "last": f"{YEAR - 1}-12-01"})
    assert answer.status_code == 400 and "不能早于" in answer.content.decode()
    assert "示例通知〔1〕号" in answer.content.decode() and not StatedDay.objects.exists()
    assert boss.post(PAGE, {**GIVEN, "first": "昨天"}).status_code == 400
    assert boss.post(f"{PAGE}{YEAR}/", {"year-source": "x"}).status_code == 400
    assert boss.post(f"{PAGE}2199/", {"year-source": "x"}).status_code == 404
    for odd in ("2027-13-01", "abc", "99999"):
        assert boss.post(f"{PAGE}{odd}/take-back/").status_code == 404
    assert boss.get(f"{PAGE}?year=99999999").status_code == 200


def test_others_read_and_do_not_write(site, client):
    client.force_login(site.officer, backend=BACKEND)
    body = client.get(PAGE).content.decode()
    assert "由省级总工会的竞赛管理员维护" in body and "写入" not in body
    assert client.post(PAGE, GIVEN).status_code == 403
    assert client.post(f"{PAGE}{YEAR}/", {"year-source": "x"}).status_code == 403
    assert client.post(f"{PAGE}{YEAR}-01-01/take-back/").status_code == 403
    client.force_login(site.people["judge"], backend=BACKEND)
    assert client.get(PAGE).status_code == 403


def test_a_notice_that_runs_into_an_unknown_year_is_signed_only_after_the_page_said_so(site, client):
    client.force_login(site.officer, backend=BACKEND)
    with clock.stopped_at(datetime(LAST_TABLED, 12, 10, 9, tzinfo=UTC)):
        publication = a_publication(site.officer, site.competition, code="late")
        checked(publication)
        path = site.of(publication.event, f"publications/{publication.number}/notice/", desk=True)
        signed = {"seen": "on", "password": PASSWORD, "days": "30"}
        assert "公示会跨到" not in client.get(path).content.decode()

        first = client.post(path, signed)

        body = first.content.decode()
        assert first.status_code == 400 and "还没有签署" in body
        assert f"公示会跨到 {YEAR} 年" in body and f"/desk/working-days/?year={YEAR}" in body
        publication.refresh_from_db()
        assert publication.state == "checked"
        assert f'name="told_of" value="{YEAR}"' in body
        assert client.post(path, {**signed, "told_of": str(YEAR)}).status_code == 302
        publication.refresh_from_db()
        assert publication.state == "public_notice" and publication.last_step.notice_until.year == YEAR
