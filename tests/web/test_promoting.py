"""Going on through the pages: links, filling, answers by the unit and by the worker; notices, postings, holds."""

import re
from datetime import timedelta

from django.test import Client

from jiangong.competitions.selectors import slip_code
from jiangong.core.scoring import Change, Tables
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.judging.services import import_marks
from jiangong.foundation import clock
from jiangong.results.amendments.enums import AmendmentKind
from jiangong.results.amendments.proposals import Proposal
from jiangong.results.amendments.selectors import preview_amendment
from jiangong.results.amendments.services import sign_amendment
from jiangong.results.enums import PublicationState
from jiangong.results.firming.models import Hold
from jiangong.results.promotion.late import late_seats
from jiangong.results.promotion.services import fill_link
from jiangong.results.services import check_publication, post_public_notice
from jiangong.web.officer.changes import severity
from jiangong.web.templatetags.jg import full_title
from tests.factories import a_table, an_event, an_officer, checked
from tests.factories.organizations import PASSWORD
from tests.factories.promoting import a_heat, a_link

BACKEND = "django.contrib.auth.backends.ModelBackend"


def test_from_the_links_to_a_filled_list(site, desk):
    final = an_event(site.officer, site.competition, code="final")
    heat = a_heat(site.officer, host=site.competition.host).event
    here = site.of(final, "promotion/", desk=True)
    assert "没有来源" in desk.get(here).content.decode()
    typed = {"sources": [heat.pk], "quota": "2", "reserves": "1", "ties": "none", "ripe_at": "provisional"}
    assert desk.post(here + "new/", {**typed, "sources": []}).status_code == 400
    assert desk.post(here + "new/", typed).status_code == 302
    assert "按名次填 1 个来源" in desk.get(here).content.decode()
    assert desk.post(here + "fill/").status_code == 302
    body = desk.get(here + "1/").content.decode()
    assert "岑佳禾" in body and "01-001" in body and "递补" in body
    lower = desk.get(site.of(heat, "promotion/", desk=True)).content.decode()
    assert "从这里晋级到哪里" in lower and final.title in lower


def test_sources_are_called_by_their_competition_and_found_by_words(site, desk, monkeypatch):
    final = an_event(site.officer, site.competition, code="final")
    heat = a_heat(site.officer, host=site.competition.host).event
    here = site.of(final, "promotion/new/", desk=True)
    body = desk.get(here).content.decode()
    assert full_title(heat) in body and 'type="search"' not in body.split("<main")[1]

    monkeypatch.setattr("jiangong.web.promoting.views.MANY", 0)
    assert full_title(heat) in desk.get(here, {"q": heat.competition.title}).content.decode()
    body = desk.get(here, {"q": "没有这一项"}).content.decode()
    assert f" · {full_title(heat)}" not in body and "列出 0 个赛项" in body


def test_the_worst_of_a_list_comes_first():
    lines = [
        Change("", "s", "a", "score", "1", "2"), Change("", "s", "a", "place", "1", "2"), Change("", "s", "b", "award", "", "first"),
        Change("", "s", "c", "goes_on", "0", "1"), Change("", "s", "a", "goes_on", "1", "0"), Change("", "s", "d", "state", "", "out"),
        Change("", "s", "a", "award", "first", ""),
    ]  # fmt: skip
    told = [(one.kind, one.after) for one in sorted(lines, key=severity)]
    assert told == [
        ("award", ""), ("state", "out"), ("goes_on", "0"), ("award", "first"), ("goes_on", "1"), ("place", "2"), ("score", "2"),
    ]  # fmt: skip


def test_a_worker_confirms_on_a_phone_and_the_unit_at_the_desk(site, desk, client):
    final = an_event(site.officer, site.competition, code="final")
    heat = a_heat(site.officer, host=site.competition.host).event
    link = fill_link(a_link(final, heat, site.officer, confirm_hours=24), by=site.officer)
    first, second = link.seats.order_by("position")[:2]
    phone = Client()
    page = site.of(heat, "going-on/")
    key = {"entry": "001", "slip": slip_code(first.entry)}
    assert phone.post(page, {**key, "slip": "AAAA-AAAA"}).status_code == 400
    assert "确认参加" in phone.post(page, key).content.decode()
    assert "已晋级" in phone.post(page, {**key, "seat": first.pk, "answer": "come"}).content.decode()
    phone.post(page, {**key, "seat": second.pk, "answer": "decline"})
    second.refresh_from_db()
    assert second.state == "called"
    assert "闻一川" in desk.get("/desk/promoted/").content.decode()
    assert "确认 1 人的晋级" in desk.get("/desk/").content.decode()
    outside = Client()
    outside.force_login(site.people["elsewhere"], backend=BACKEND)
    assert outside.post(f"/desk/promoted/{second.pk}/come/").status_code == 404
    assert desk.post(f"/desk/promoted/{second.pk}/decline/", {"reason": "值班"}).status_code == 302
    second.refresh_from_db()
    assert second.state == "declined"
    assert link.seats.get(entry__number="003").state == "called"


def test_a_correction_that_demotes_is_shown_first_and_reversed(site, desk):
    """The journey: the list names who loses the seat; signed, the upper list follows; taken back, it is as it was."""
    final = an_event(site.officer, site.competition, code="final")
    heat = a_heat(site.officer, host=site.competition.host).event
    fill_link(a_link(final, heat, site.officer), by=site.officer)
    upstairs = lambda: [entry.name for entry in final.entries.all()]  # noqa: E731
    before = upstairs()
    mark = {"stage": "final", "entry": "002", "criterion": "theory", "value": "10"}
    body = desk.post(site.of(heat, "correct/mark/", desk=True), mark).content.decode()
    assert "晋级：" in body and "已晋级" in body and upstairs() == before

    def signed(body):
        carried = {name: re.search(f'name="{name}" value="([^"]*)"', body)[1] for name in ("proposal", "digest")}
        given = {**carried, "reason": "按签字原件更正", "seen": "on", "password": PASSWORD}
        return desk.post(site.of(heat, "amend/sign/", desk=True), given)

    assert signed(body).status_code == 302
    assert upstairs() == ["岑佳禾", "路知夏"]
    back = desk.get(site.of(heat, "amend/1/reverse/", desk=True)).content.decode()
    assert "闻一川" in back
    assert signed(back).status_code == 302
    assert upstairs() == before


def test_a_notice_is_frozen_posted_at_each_level_and_then_takes_effect(site, desk):
    rules = f"/desk/competitions/{site.competition.code}/outcome/publication/"
    typed = {
        "signatures": "1",
        "is_publisher_excluded": "on",
        "notice_days": "1",
        "levels": ["unit", "city"],
        "after_loss": "keep",
    }
    assert desk.post(rules, typed).status_code == 302
    publication = site.publication
    check_publication(publication, by=an_officer(site.competition.host))
    step = post_public_notice(publication, by=site.officer)
    page = Client().get(site.published("notice/")).content.decode()
    assert "闻一川" in page and "审计链第" in page and "83.50" not in page

    postings = site.of(site.event, "publications/1/postings/", desk=True)
    assert "还没有登记" in desk.get(postings).content.decode()
    hung = {"level": "unit", "place": "厂务公开栏", "hung_by": "临澜重工工会"}
    assert desk.post(postings, {**hung, "place": ""}).status_code == 400
    assert desk.post(postings, hung).status_code == 302
    assert desk.post(postings, hung).status_code == 400
    effect = site.of(site.event, "publications/1/effect/", desk=True)
    signature = {"seen": "on", "password": PASSWORD, "document": "临工发〔2026〕7 号"}
    with clock.stopped_at(step.notice_until + timedelta(days=9)):
        early = desk.post(effect, signature)
        assert early.status_code == 400 and "市州还没有登记张贴" in early.content.decode()
        desk.post(postings, {**hung, "level": "city", "place": "市总工会网站"})
        still = desk.post(effect, signature)
        assert still.status_code == 400 and "公示还没有结束" in still.content.decode()
    with clock.stopped_at(step.notice_until + timedelta(days=20)):
        assert desk.post(effect, signature).status_code == 302
    assert site.event.publications.get().state == PublicationState.IN_EFFECT


def test_a_step_back_is_signed_with_a_reason(site, desk):
    checked(site.publication)
    page = site.of(site.event, "publications/1/back/", desk=True)
    assert desk.post(page, {"seen": "on", "password": PASSWORD}).status_code == 400
    assert desk.post(page, {"seen": "on", "password": PASSWORD, "reason": "名单有误"}).status_code == 302
    assert [one.number for one in site.event.publications.all()] == [2, 1]


def test_a_hold_is_settled_with_a_sentence(site, desk):
    hold = Hold.objects.create(
        event=site.event, kind="replay", reference="amendment:x/1", sentence="须重赛", placed_at=clock.now()
    )
    page = site.of(site.event, f"holds/{hold.pk}/", desk=True)
    assert "须重赛" in desk.get(page).content.decode()
    assert desk.post(page, {"reason": ""}).status_code == 400
    assert desk.post(page, {"reason": "已重赛"}).status_code == 302
    assert desk.get(page).status_code == 404


def test_who_gains_a_seat_after_marking_is_let_in_by_the_panel_through_a_list_that_is_signed(site, desk):
    """The journey: the upper event is marked, a correction below lets somebody move up, the officer enters what the panel decided and signs."""
    final = an_event(site.officer, site.competition, code="final")
    heat = a_heat(site.officer, host=site.competition.host).event
    fill_link(a_link(final, heat, site.officer), by=site.officer)
    import_marks(
        final,
        tables=Tables(
            a_table(
                "entry,criterion,value\n01-001,theory,70\n01-001,practice,60\n01-002,theory,60\n01-002,practice,60\n"
            )
        ),
        by=site.officer,
    )
    proposal = Proposal(AmendmentKind.CORRECTION, (MarkChange("final", "002", "theory", value="10"),))
    digest = preview_amendment(heat, proposal).digest
    sign_amendment(heat, proposal, digest=digest, reason="更正", by=site.officer)

    here = site.of(final, "promotion/", desk=True)
    body = desk.get(here).content.decode()
    assert "路知夏" in body and "录入决定" in body and "暂缓生效" in body
    late = late_seats(final).get()
    page = f"{here}late/{late.pk}/"
    assert f'href="{page}"' in desk.get("/desk/").content.decode(), "it waits in the queue of those who decide"
    typed = {"act": "drawn", "panel_words": "裁判组当天决定", "position": "2"}
    assert "请填抽到第几位" in desk.post(page, {**typed, "position": ""}).content.decode()
    assert "这里不填" in desk.post(page, {**typed, "act": "last"}).content.decode()
    assert desk.post(page, {**typed, "act": "taken_back"}).status_code == 400
    body = desk.post(page, typed).content.decode()
    assert "重新抽签，第 2 位出场" in body and "列入名单" in body

    carried = {name: re.search(f'name="{name}" value="([^"]*)"', body)[1] for name in ("decision", "digest")}
    given = {**carried, "reason": "补入", "seen": "on", "password": PASSWORD}
    assert desk.post(page + "sign/", {**given, "password": "no"}).status_code == 400
    assert desk.post(page + "sign/", {**given, "decision": "made up"}).status_code == 404
    assert "又有变化" in desk.post(page + "sign/", {**given, "digest": "0"}).content.decode()
    outside = Client()
    outside.force_login(site.people["elsewhere"], backend=BACKEND)
    assert outside.get(page).status_code in (403, 404)
    assert outside.post(page + "sign/", given).status_code in (403, 404)
    assert desk.post(page + "sign/", given).status_code == 302
    body = desk.get(page).content.decode()
    assert f'href="{page}"' not in desk.get("/desk/").content.decode()
    assert "裁判组当天决定" in body and "签署" in body and "重新抽签，第 2 位出场" in body
    assert [entry.name for entry in final.entries.all()] == ["岑佳禾", "闻一川", "路知夏"]
    assert desk.post(page + "sign/", given).status_code == 302, "a second press shows the decision"
