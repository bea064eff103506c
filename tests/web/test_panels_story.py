"""The day of a blind contest through pages: a panel is called, people check in, three layers are drawn, sealed and opened again."""

import pytest
from django.test import Client

from jiangong.competitions.services import EntryRow, register_entries
from jiangong.evidence.blind.models import Chain, Layer, Opening
from jiangong.evidence.panels.models import Panel, Seat
from jiangong.foundation.models import AuditRow
from jiangong.organizations.notices.models import Notice
from tests.factories import a_user, an_event
from tests.factories.organizations import PASSWORD

BACKEND = "django.contrib.auth.backends.ModelBackend"
PHRASE = {"phrase": "秋水长天一色", "makers": "岑佳禾、温景舟"}
SIGN = {"seen": "on", "password": PASSWORD}
TEAM = {
    "chief": "chief", "j1": "judge", "j2": "judge", "e1": "encryption", "e2": "encryption", "e3": "encryption",
    "s1": "supervisor",
}  # fmt: skip


@pytest.fixture
def event(site):
    made = an_event(site.officer, site.competition, code="blind")
    rows = [EntryRow(f"K7{at}", name=f"选手{at}", unit=f"单位{at}") for at in range(1, 5)]
    register_entries(made, rows=rows, by=site.officer)
    return made


@pytest.fixture
def people():
    return {name: a_user(name, name=f"裁判{name}") for name in TEAM}


def browser(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def desk(event, page):
    return f"/desk/competitions/{event.competition.code}/{event.slug}/{page}"


def sent(client, address, **data):
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.content.decode()
    return client.get(answer.headers["Location"])


def called(site, event, people):
    """The officer nominates and invites; everybody says yes on a page of their own."""
    officer = browser(site.officer)
    for name, kind in TEAM.items():
        sent(officer, desk(event, "panel/nominate/"), username=name, kind=kind, qualification="高级考评员")
    sent(officer, desk(event, "panel/invite/"))
    for user in people.values():
        seat = Seat.objects.get(user=user)
        sent(browser(user), f"/desk/seats/{seat.pk}/confirm/")
    return officer


def test_a_blind_contest_from_the_panel_to_the_opened_numbers(site, event, people):
    officer = called(site, event, people)
    assert "已确认" in officer.get(desk(event, "panel/")).content.decode()
    assert Notice.objects.filter(to=people["j1"], kind="panel").count() == 1

    seats = {seat.user.username: seat.pk for seat in Seat.objects.select_related("user")}
    sent(
        officer, desk(event, "chain/settings/"), layer_count=3, keeper_1=seats["e1"], keeper_2=seats["e2"],
        keeper_3=seats["e3"],
    )  # fmt: skip

    entries = {entry.number: entry.pk for entry in event.entries.all()}
    first = browser(people["e1"])
    for number in ("K71", "K72", "K73"):
        sent(first, desk(event, f"check-in/{entries[number]}/note/present/"))
    page = sent(first, desk(event, "check-in/rest/")).content.decode()
    assert "缺考 1" in page

    for number, name in ((1, "e1"), (2, "e2"), (3, "e3")):
        keeper = browser(people[name])
        sent(keeper, desk(event, f"chain/{number}/freeze/"), outs="")
        sent(keeper, desk(event, f"chain/{number}/draw/"), **PHRASE)
        lots = keeper.post(desk(event, f"chain/{number}/lots/"), SIGN)
        assert lots.status_code == 200
        assert ("K71" in lots.content.decode()) is (number == 1)

    judge = browser(people["j1"]).get(f"/desk/seats/{seats['j1']}/").content.decode()
    assert "W01、W02、W03" in judge

    for number, name in ((3, "e3"), (2, "e2"), (1, "e1")):
        for who in (name, "s1"):
            sent(browser(people[who]), desk(event, f"chain/{number}/open/"), reason="演示解密", **SIGN)
    assert Opening.objects.count() == 3
    public = Client().get(f"/competitions/{event.competition.code}/{event.slug}/blind/").content.decode()
    assert "秋水长天一色" in public
    assert "K71 →" in public
    assert AuditRow.objects.filter(act="open_layer").count() == 3


def test_a_layer_is_shown_only_to_its_keeper_and_only_after_the_password(site, event, people):
    officer = called(site, event, people)
    seats = {seat.user.username: seat.pk for seat in Seat.objects.select_related("user")}
    sent(officer, desk(event, "chain/settings/"), layer_count=1, keeper_1=seats["e1"])
    for entry in event.entries.all():
        sent(officer, desk(event, f"check-in/{entry.pk}/note/present/"))
    keeper = browser(people["e1"])
    sent(keeper, desk(event, "chain/1/freeze/"), outs="")
    sent(keeper, desk(event, "chain/1/draw/"), **PHRASE)

    lots = desk(event, "chain/1/lots/")
    assert "K71" not in keeper.get(lots).content.decode()
    assert keeper.post(lots, {**SIGN, "password": "wrong"}).status_code == 400
    for who in ("j1", "chief", "e2", "s1"):
        assert browser(people[who]).post(lots, SIGN).status_code == 403
    assert officer.post(lots, SIGN).status_code == 403
    assert AuditRow.objects.filter(act="read_layer").count() == 0


def test_the_chain_is_not_set_before_there_is_a_supervisor(site, event, people):
    officer = browser(site.officer)
    for name in ("e1", "j1"):
        sent(officer, desk(event, "panel/nominate/"), username=name, kind=TEAM[name])
    sent(officer, desk(event, "panel/invite/"))
    seat = Seat.objects.get(user=people["e1"])
    sent(browser(people["e1"]), f"/desk/seats/{seat.pk}/confirm/")

    answer = officer.post(desk(event, "chain/settings/"), {"layer_count": 1, "keeper_1": seat.pk})

    assert answer.status_code == 400
    assert "还没有确认的监督" in answer.content.decode()
    assert Chain.objects.count() == 0


def test_works_are_dealt_by_lot_and_a_recused_judge_is_replaced(site, event, people):
    officer, other = called(site, event, people), browser(site.checker)
    judge = Seat.objects.get(user=people["j1"])
    page = sent(officer, desk(event, "panel/works/freeze/"), judges_each=1, common=0).content.decode()
    assert "还没有抽" in page
    assert officer.get(desk(event, "panel/works/lots/1/phrase/")).status_code == 403
    page = sent(other, desk(event, "panel/works/lots/1/phrase/"), **PHRASE).content.decode()
    assert "互不相连的 2 组" in page

    given = {line[0]: line[1] for line in Panel.objects.get(event=event).allotments.get().outcome.lines}
    number = next(number for number, codes in given.items() if codes == [judge.code])
    entry = event.entries.get(number=number)
    sent(browser(people["j1"]), f"/desk/seats/{judge.pk}/tie/", kind="kin", name=entry.name)
    assert "建议改由" in officer.get(desk(event, "panel/recusals/")).content.decode()
    address = desk(event, f"panel/works/{entry.pk}/{judge.code}/")
    other_code = next(code for code in ("J01", "J02", "J03") if code != judge.code and code in str(given))
    sent(officer, address, to_code=other_code, reason="亲属回避")
    mine = browser(people["j1"]).get(f"/desk/seats/{judge.pk}/").content.decode()
    assert number not in mine.split("我申报的回避")[0]


def test_a_draw_is_started_over_only_with_a_reason_and_before_marks(site, event, people):
    officer = called(site, event, people)
    seats = {seat.user.username: seat.pk for seat in Seat.objects.select_related("user")}
    sent(officer, desk(event, "chain/settings/"), layer_count=1, keeper_1=seats["e1"])
    for entry in event.entries.all():
        sent(officer, desk(event, f"check-in/{entry.pk}/note/present/"))
    keeper = browser(people["e1"])
    sent(keeper, desk(event, "chain/1/freeze/"), outs="")
    assert officer.post(desk(event, "chain/start-over/"), {"reason": ""}).status_code == 400
    page = sent(officer, desk(event, "chain/start-over/"), reason="漏了一人").content.decode()
    assert "已经作废" in page
    sent(keeper, desk(event, "chain/1/freeze/"), outs="")
    assert [layer.round for layer in Layer.objects.order_by("pk")] == [1, 2]
