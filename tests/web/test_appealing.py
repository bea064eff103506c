"""Appeals through the pages: lodged on a phone without an account, in time by the server; heard, decided, carried out."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jiangong.competitions.selectors import slip_code
from jiangong.foundation import clock
from jiangong.foundation.calendar import LAST_TABLED
from jiangong.foundation.models import StatedYear
from jiangong.results.appeals.enums import AppealKind, Start, TimeUnit
from jiangong.results.appeals.models import Appeal, AppealRule
from jiangong.results.appeals.terms import window_of
from jiangong.results.firming.selectors import open_holds
from tests.factories import an_auditor, an_officer
from tests.factories.appealing import PHOTO, an_appeal
from tests.factories.organizations import PASSWORD

TERMS_IN_HOURS = {
    "kind": AppealKind.RESULT, "start": Start.PUBLISHED, "amount": 48, "unit": TimeUnit.HOURS,
    "answer_amount": 24, "answer_unit": TimeUnit.HOURS,
}  # fmt: skip
BACKEND = "django.contrib.auth.backends.ModelBackend"


def given(site, number="001", **more):
    slip = slip_code(site.event.entries.get(number=number))
    return {"mode": "entry", "kind": "result", "entry": number, "slip": slip, "text": "第 3 项漏记", **more}


def signed_in(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def test_an_appeal_one_second_before_and_one_second_after_the_end(site, client):
    page = site.of(site.event, "appeal/")
    closes = window_of(site.event, AppealKind.RESULT).closes_at
    with clock.stopped_at(closes - timedelta(seconds=1)):
        assert "受理到" in client.get(page).content.decode()
        sent = client.post(page, given(site))
        assert sent.status_code == 302
        body = client.get(sent.headers["Location"]).content.decode()
        assert "服务器收到" in body and "第 3 项漏记" not in body and "岑佳禾" not in body
    with clock.stopped_at(closes + timedelta(seconds=1)):
        assert "现在不受理申诉" in client.get(page).content.decode()
        late = client.post(page, given(site, "002"))
        assert late.status_code == 400 and "以服务器收到的时间为准" in late.content.decode()
    assert [appeal.entry.number for appeal in Appeal.objects.all()] == ["001"]


def test_a_form_that_comes_back_offers_no_kind_that_is_not_taken(site, client):
    page = site.of(site.event, "appeal/")
    kind = re.compile(r'name="kind" value="(\w+)"')
    first = kind.findall(client.get(page).content.decode())
    again = client.post(page, given(site, slip=""))

    assert again.status_code == 400 and kind.findall(again.content.decode()) == first


def test_an_answer_due_in_a_year_whose_holidays_nobody_knows_says_so(site, desk):
    year = LAST_TABLED + 1
    appeal = an_appeal(site.event)
    pages = {f"/appeals/{appeal.receipt}/": Client(), f"/desk/appeals/{appeal.receipt}/": desk}
    assert not any("期限跨到" in who.get(page).content.decode() for page, who in pages.items())

    Appeal.objects.update(due_at=datetime(year, 1, 6, tzinfo=UTC))
    for page, who in pages.items():
        body = who.get(page).content.decode()
        assert f"期限跨到 {year} 年" in body and (f"/desk/working-days/?year={year}" in body) == (who is desk)
    StatedYear.objects.create(year=year, source="示例通知〔1〕号", by="x", by_name="x", at=clock.now())
    assert not any("期限跨到" in who.get(page).content.decode() for page, who in pages.items())


def test_an_answer_that_is_due_in_hours_asks_no_calendar(site, client):
    appeal = an_appeal(site.event)
    AppealRule.objects.create(**TERMS_IN_HOURS, competition=site.event.competition)
    Appeal.objects.update(due_at=datetime(LAST_TABLED + 1, 1, 6, tzinfo=UTC))

    assert "期限跨到" not in client.get(f"/appeals/{appeal.receipt}/").content.decode()


def test_evidence_comes_along_and_is_read_by_those_who_handle_it_only(site, client, desk):
    photo = SimpleUploadedFile("尺寸.jpg", PHOTO, content_type="image/jpeg")
    sent = client.post(site.of(site.event, "appeal/"), given(site, evidence=photo))
    receipt = sent.headers["Location"].split("/")[2]
    address = f"/desk/appeals/{receipt}/evidence/1/"
    answer = desk.get(address)
    assert answer.content == PHOTO and "attachment" in answer.headers["Content-Disposition"]
    assert desk.get(f"/desk/appeals/{receipt}/evidence/2/").status_code == 404
    assert signed_in(site.people["elsewhere"]).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_mistakes_keep_what_was_typed(site, client):
    page = site.of(site.event, "appeal/")
    wrong = client.post(page, given(site, slip="AAAA-AAAA"))
    assert wrong.status_code == 400 and "对不上" in wrong.content.decode() and "第 3 项漏记" in wrong.content.decode()
    assert client.post(page, given(site, text="")).status_code == 400
    assert client.post(page, given(site, kind="notice")).status_code == 400
    assert client.post(page, {**given(site), "mode": "unit"}).status_code == 400
    assert client.post(page, {**given(site), "mode": "person", "name": "温", "contact": "x"}).status_code == 400
    bad = SimpleUploadedFile("a.exe", b"MZ", content_type="image/jpeg")
    assert "不是照片" in client.post(page, given(site, evidence=bad)).content.decode()
    assert not Appeal.objects.exists()


def test_the_receipt_is_found_however_it_is_typed_and_nothing_else_is(site, client):
    appeal = an_appeal(site.event)
    typed = appeal.receipt.replace("-", "").lower()
    assert client.get("/appeals/", {"receipt": typed}).headers["Location"] == f"/appeals/{appeal.receipt}/"
    for wrong in ("abc", "AB/DEFGH", "一二三四五六七八", ""):
        assert client.get("/appeals/", {"receipt": wrong}).status_code == 200
    assert client.get("/appeals/ZZZZ-ZZZZ/").status_code == 404


def test_an_appeal_is_withdrawn_with_the_slip(site, client):
    appeal = an_appeal(site.event)
    status = f"/appeals/{appeal.receipt}/"
    assert client.post(status, {"slip": "AAAA-AAAA"}).status_code == 400
    assert client.post(status, {"slip": slip_code(appeal.entry)}).status_code == 302
    assert "已撤回" in client.get(status).content.decode()
    assert not open_holds(site.event).exists()


def test_from_the_panel_to_the_corrected_result(site, desk):
    appeal = an_appeal(site.event)
    here = f"/desk/appeals/{appeal.receipt}/"
    people = [an_officer(site.competition.host), an_auditor(site.competition.host), an_auditor()]
    tied = desk.post(here + "panel/", {"members": [site.officer.username]})
    assert tied.status_code == 400 and "须回避" in tied.content.decode()
    assert desk.post(here + "panel/", {"members": [one.username for one in people]}).status_code == 302
    head, second, third = (signed_in(one) for one in people)
    assert third.get(here).status_code == 200
    for one in (head, second, third):
        assert one.post(here + "opinion/", {"opinion": "uphold", "grounds": "复测为 90"}).status_code == 302
    assert second.get(here + "decide/").status_code == 403
    signature = {"reason": "经复测更正。", "changes_result": "on", "seen": "on", "password": PASSWORD}
    assert head.post(here + "decide/", {**signature, "password": "wrong"}).status_code == 400
    assert head.post(here + "decide/", signature).status_code == 302
    assert "按决定更正成绩" in desk.get(here).content.decode()

    page = site.of(site.event, "correct/mark/", desk=True)
    key = {"stage": "final", "entry": "001", "criterion": "practice", "value": "90", "appeal": appeal.receipt}
    body = desk.post(page, key).content.decode()
    carried = {name: re.search(f'name="{name}" value="([^"]*)"', body)[1] for name in ("proposal", "digest")}
    sign = {**carried, "reason": "申诉成立，按复测更正", "seen": "on", "password": PASSWORD}
    assert desk.post(site.of(site.event, "amend/sign/", desk=True), sign).status_code == 302
    body = Client().get(f"/appeals/{appeal.receipt}/").content.decode()
    assert "成绩已更正并重新发布" in body and "经复测更正。" in body
    assert not open_holds(site.event).exists()


def test_a_member_steps_aside_and_an_outsider_sees_nothing(site, desk):
    appeal = an_appeal(site.event)
    here = f"/desk/appeals/{appeal.receipt}/"
    guest = an_auditor()
    desk.post(here + "panel/", {"members": [guest.username]})
    member = signed_in(guest)
    assert member.post(here + "recuse/", {"reason": "亲属"}).headers["Location"] == "/desk/appeals/"
    assert "亲属" in desk.get(here).content.decode()
    for role in ("elsewhere", "judge", "administrator"):
        outside = signed_in(site.people[role])
        assert outside.get(here).status_code == 404
        assert appeal.receipt not in outside.get("/desk/appeals/").content.decode()
    auditor = signed_in(site.people["auditor"])
    assert auditor.get(here).status_code == 200
    assert auditor.post(here + "panel/", {"members": [guest.username]}).status_code == 403


def test_two_are_merged_and_the_second_reads_the_first(site, desk):
    one, two = an_appeal(site.event), an_appeal(site.event, number="002")
    assert desk.post(f"/desk/appeals/{two.receipt}/merge/", {"into": one.receipt}).status_code == 302
    assert one.receipt in Client().get(f"/appeals/{two.receipt}/").content.decode()


def test_the_list_costs_the_same_with_one_and_three(site, desk, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    an_appeal(site.event)
    desk.get("/desk/appeals/")
    with CaptureQueriesContext(connection) as one:
        desk.get("/desk/appeals/")
    an_appeal(site.event, number="002")
    an_appeal(site.event, number="003")
    with CaptureQueriesContext(connection) as three:
        desk.get("/desk/appeals/")
    assert len(one) == len(three)


@pytest.mark.parametrize("kind", ["conduct", "result", "notice"])
def test_the_terms_are_set_on_the_desk(site, desk, kind):
    page = f"/desk/competitions/{site.competition.code}/outcome/"
    assert "不是法定标准" in desk.get(page).content.decode()
    typed = {
        "is_taken": "on", "amount": "20", "unit": "minutes", "answer_amount": "1", "answer_unit": "working_days",
        "takes_entries": "on", "panel_size": "1",
    }  # fmt: skip
    assert desk.post(page + f"appeals/{kind}/", {**typed, "amount": "0"}).status_code == 400
    assert desk.post(page + f"appeals/{kind}/", typed).status_code == 302
    assert desk.get(page + "appeals/nothing/").status_code == 404
