"""What a newcomer sees first: ends as people say them, what is mine to do, until when a result may be doubted."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from jiangong.foundation import clock
from jiangong.results.appeals.enums import AppealKind
from jiangong.results.appeals.terms import window_of
from jiangong.results.services import post_public_notice
from jiangong.web.officer.desk import grouped, ours_and_others
from jiangong.web.templatetags import jg
from tests.factories import an_officer
from tests.factories.marking import a_judged_event, judges_of
from tests.factories.results import checked

BACKEND = "django.contrib.auth.backends.ModelBackend"


def signed_in(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def reading(language):
    """A visitor who chose a language."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    return client


def local(*parts):
    return timezone.make_aware(datetime(*parts))


def test_an_end_at_midnight_is_the_end_of_the_day_before():
    with clock.stopped_at(local(2026, 11, 25, 9)):
        assert jg.until(local(2026, 12, 2)) == "12 月 1 日 24:00"
        assert jg.last_day(local(2026, 12, 2)) == "12 月 1 日"
        assert jg.until(local(2026, 12, 1, 23, 59, 59)) == "12 月 1 日 23:59"
        assert jg.last_day(local(2026, 12, 2, 9)) == "12 月 2 日"
        assert jg.exact_moment(local(2026, 12, 2, 9, 5, 7)) == "12 月 2 日 09:05:07"
    assert jg.until(None) == jg.last_day(None) == jg.exact_moment(None) == ""


def test_a_column_of_a_judge_says_so_and_any_other_stands_as_it_is():
    assert jg.judged_by("J01") == "评委 J01"
    assert jg.judged_by("质量") == "质量" and jg.judged_by("JA") == "JA" and jg.judged_by("") == ""


def a_line(due=None, since=None, *, others=False):
    return SimpleNamespace(due=due, since=since, waits_for_others=others)


def test_the_queue_stands_by_clock_and_what_others_do_stands_apart():
    today = clock.today()
    late, now = a_line(today - timedelta(days=1)), a_line(today)
    soon, far = a_line(today + timedelta(days=1)), a_line(today + timedelta(days=9))
    old, new, always = a_line(since=datetime(2026, 1, 1, tzinfo=UTC)), a_line(since=clock.now()), a_line()
    theirs = a_line(since=clock.now(), others=True)
    mine, others = ours_and_others([always, far, theirs, new, now, soon, late, old])

    assert theirs not in mine
    assert grouped(mine, others) == [
        ("late", [late]), ("today", [now]), ("later", [soon, far]), ("open", [old, new, always]), ("others", [theirs]),
    ]  # fmt: skip


@pytest.mark.django_db
def test_what_waits_for_another_person_is_not_counted_and_not_offered(site, desk):
    body = desk.get("/desk/").content.decode()
    rows = body.split("等别人 1")[1]

    assert "由本人发布，等待另一人复核" in rows and "看进展" in rows and "/check/" not in rows
    assert "今天要办 1 件" in body


@pytest.mark.django_db
def test_a_judge_finds_the_works_still_to_mark_on_the_desk():
    event = a_judged_event(an_officer())
    body = signed_in(judges_of(event)[0].user).get("/desk/").content.decode()

    assert "评 3 件作品" in body and f"/desk/marking/{event.competition.code}/{event.slug}/final/" in body


@pytest.mark.django_db
def test_the_appeal_clock_stands_beside_the_standings_and_the_reasons_while_it_runs(site, client):
    closes = window_of(site.event, AppealKind.RESULT).closes_at
    with clock.stopped_at(closes - timedelta(hours=1, minutes=30)):
        for page in (site.published(), site.published("why/?entry=001")):
            body = client.get(page).content.decode()
            assert "对成绩有异议" in body and "剩" in body.split('id="doubt"')[1]
        assert "appeal/?entry=001" in body
    with clock.stopped_at(closes + timedelta(seconds=1)):
        body = client.get(site.published()).content.decode()
        assert 'id="doubt"' not in body and "提出申诉或异议" in body


@pytest.mark.django_db
def test_a_notice_until_midnight_lasts_through_the_day_before_on_every_page(site, client):
    checked(site.publication)
    step = post_public_notice(site.publication, by=site.officer, days=5)
    last = timezone.localtime(step.notice_until) - timedelta(seconds=1)
    words = f"{last.month} 月 {last.day} 日"

    for page in (site.published(), site.of(site.event)):
        said = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", client.get(page).content.decode()))
        assert f"至 {words}" in said


@pytest.mark.django_db
def test_the_public_rules_hold_no_codes_of_states(site, client):
    for page in (site.of(site.event), site.of(site.event, "rules/")):
        said = client.get(page).content.decode().split("jg-source")[0]
        assert "缺考、弃权、取消资格、未评分" in said and "not_marked" not in said


@pytest.mark.django_db
def test_the_home_page_offers_what_people_come_for_and_the_next_date_of_a_track(site, client):
    checked(site.publication)
    post_public_notice(site.publication, by=site.officer, days=5)
    body = client.get("/").content.decode()

    assert all(f'href="{page}"' in body for page in ("/entering/", "/appeals/", "/calendar.ics", "/data/"))
    card = body.split('class="jg-trackcard')[1]
    assert "公示截止" in card and "近期没有日程" not in card
    assert "近期没有日程" in body.split('class="jg-trackcard')[2]


@pytest.mark.django_db
def test_somebody_signed_in_is_not_told_to_sign_in_and_the_desk_says_for_whom_one_works(site):
    elsewhere = signed_in(site.people["elsewhere"])
    refused = elsewhere.get(site.of(site.event, desk=True))
    body = refused.content.decode()

    assert refused.status_code == 403 and "请先登录" not in body and "回工作台" in body
    head = elsewhere.get("/desk/").content.decode().split("</header>")[0]
    assert "云渡市总工会<small>竞赛管理员</small>" in head


@pytest.mark.django_db
def test_a_personal_link_is_not_carried_into_the_suggestion_box(site, client):
    body = client.get("/me/enter/1.abc:secret-of-mine/").content.decode()
    boxes = re.findall(r'href="(/suggestions/new/[^"]*)"', body)

    assert boxes and set(boxes) == {"/suggestions/new/?page=/me/"}


@pytest.mark.django_db
def test_the_home_page_counts_competitions_in_english_as_competitions(site):
    checked(site.publication)
    post_public_notice(site.publication, by=site.officer, days=5)
    card = reading("en").get("/").content.decode().split('class="jg-trackcard')[1]

    assert "application" not in card and "Public notice until" in card


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_leads_to_what_is_kept_of_people_and_for_whom_the_site_can_be_used(site, language):
    visitor = reading(language)
    foot = visitor.get("/").content.decode().split("<footer")[1]
    assert 'href="/privacy/"' in foot and 'href="/accessibility/"' in foot

    kept = visitor.get("/privacy/").content.decode()
    assert ("Personal data" in kept) == (language == "en")
    assert "1095" in kept and "/suggestions/new/" in kept
    assert visitor.get("/accessibility/").status_code == 200


@pytest.mark.django_db
def test_an_auditor_finds_the_competitions_to_read_and_is_not_offered_to_make_one(site):
    body = signed_in(site.people["auditor"]).get("/desk/competitions/").content.decode()

    assert f'href="/desk/competitions/{site.competition.code}/"' in body and "您可以查看的竞赛" in body
    assert "/desk/new-competition/" not in body
    judge = signed_in(site.people["judge"]).get("/desk/competitions/").content.decode()
    assert f'href="/desk/competitions/{site.competition.code}/"' not in judge
