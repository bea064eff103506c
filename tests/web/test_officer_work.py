"""An officer's work through the pages: from a rulebook to a publication, and a correction beside it."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from jiangong.competitions.models import Competition
from jiangong.competitions.services import adopt_rulebook
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.judging.services import correct_marks
from jiangong.results.services import settle_event
from tests.factories import RULES, an_officer
from tests.factories.organizations import PASSWORD

MARKS = "参赛号,评分项,数值,状态\n001,theory,90,\n001,practice,80,\n002,theory,80,\n002,practice,85,\n"
ENTRIES = "参赛号,姓名,单位\n001,岑佳禾,临澜重工\n002,闻一川,青溪造船\n"


def upload(name, text):
    return SimpleUploadedFile(name, text.encode())


def sign(client: Client, path: str, **more):
    response = client.post(path, {"seen": "on", "password": PASSWORD, **more})
    assert response.status_code == 302, response.content.decode()
    return response.headers["Location"]


def other(site):
    client = Client()
    client.force_login(site.checker, backend="django.contrib.auth.backends.ModelBackend")
    return client


def as_user(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_from_a_rulebook_to_a_publication(site, desk):
    given = {
        "title": "电工",
        "code": "electric",
        "track": "plant",
        "host": site.competition.host.code,
        "policy": "marks",
    }
    made = desk.post("/desk/new-competition/", given)
    assert made.headers["Location"] == "/desk/rulebooks/new/?competition=electric"
    created = desk.post(
        "/desk/competitions/electric/new-event/",
        {"source": "upload", "file": upload("rules.toml", RULES), "title": "电工"},
    )
    event = Competition.objects.get(code="electric").events.get()
    assert created.headers["Location"] == site.of(event, desk=True)
    here = site.of(event, desk=True)
    assert "下一步：设置报名" in desk.get(here).content.decode()
    files = {"marks": upload("marks.csv", MARKS), "entries": upload("entries.csv", ENTRIES)}
    body = desk.post(here + "marks/", files, follow=True).content.decode()
    assert "已封存 4 条评分，回执" in body and "下一步：计算名次" in body
    assert desk.post(here + "settle/").headers["Location"] == here + "runs/1/"
    assert "草稿，未公开" in desk.get(here + "runs/1/").content.decode()
    desk.post(here + "open/")
    assert sign(desk, here + "runs/1/publish/") == site.of(event, "standings/1/")
    sign(other(site), here + "publications/1/check/")
    twice = other(site).post(here + "publications/1/check/", {"seen": "on", "password": PASSWORD})
    assert twice.status_code == 400 and "已经签过" in twice.content.decode()
    sign(as_user(an_officer(site.competition.host)), here + "publications/1/check/")
    sign(desk, here + "publications/1/notice/", days="5")
    early = desk.post(here + "publications/1/effect/", {"seen": "on", "password": PASSWORD})
    assert early.status_code == 400 and "公示还没有结束" in early.content.decode()
    assert "公示中" in Client().get(site.of(event, "standings/1/")).content.decode()


def hidden(body: str) -> dict[str, str]:
    """What the list to sign carries in its form."""
    return {name: re.search(f'name="{name}" value="([^"]*)"', body)[1] for name in ("proposal", "digest")}


def test_a_correction_shows_what_it_changes_before_it_is_sealed(site, desk):
    page = site.of(site.event, "correct/mark/", desk=True)
    typed = {"stage": "final", "entry": "001", "criterion": "practice", "value": "90"}
    seen = desk.post(page, typed)
    body = seen.content.decode()
    assert seen.status_code == 200 and "会变的：5 处" in body and "闻一川" in body
    assert site.event.mark_sheets.count() == 1
    signing = site.of(site.event, "amend/sign/", desk=True)
    without = desk.post(signing, {**hidden(body), "seen": "on", "password": PASSWORD})
    assert without.status_code == 400 and site.event.publications.count() == 1
    given = {**hidden(body), "reason": "更正 001 的实操"}
    assert sign(desk, signing, **given) == site.of(site.event, "amend/1/", desk=True)
    assert site.event.mark_sheets.count() == 2
    old = Client().get(site.published()).content.decode()
    assert "已被第 2 次取代" in old and "更正 001 的实操" in old

    # Signed twice: the list has moved on, a new one is shown, nothing else happens.
    again = desk.post(signing, {**given, "seen": "on", "password": PASSWORD})
    assert again.status_code == 400 and "又有变化" in again.content.decode()
    assert site.event.publications.count() == 2

    # Taken back by another decision, with its own list.
    back = desk.get(site.of(site.event, "amend/1/reverse/", desk=True)).content.decode()
    assert "会变的：5 处" in back
    assert sign(desk, signing, **hidden(back), reason="原件核对无误") == site.of(site.event, "amend/2/", desk=True)
    assert "已撤销" in desk.get(site.of(site.event, "amend/1/", desk=True)).content.decode()
    assert desk.get(site.of(site.event, "amend/1/reverse/", desk=True)).status_code == 302


def test_a_proposal_that_was_tampered_with_or_belongs_elsewhere_does_not_exist(site, desk):
    page = site.of(site.event, "correct/mark/", desk=True)
    body = desk.post(page, {"stage": "final", "entry": "001", "criterion": "practice", "value": "90"}).content.decode()
    given = {**hidden(body), "seen": "on", "password": PASSWORD, "reason": "x"}
    assert desk.post(site.of(site.draft, "amend/sign/", desk=True), given).status_code == 404
    given["proposal"] = given["proposal"][:-2] + "xx"
    assert desk.post(site.of(site.event, "amend/sign/", desk=True), given).status_code == 404
    assert site.event.mark_sheets.count() == 1


def test_a_correction_that_does_not_fit_is_refused_before_the_list(site, desk):
    page = site.of(site.event, "correct/mark/", desk=True)
    key = {"stage": "final", "entry": "001", "criterion": "practice"}
    refused = desk.post(page, {**key, "value": "190"})
    assert refused.status_code == 400 and "190" in refused.content.decode()
    assert desk.get(page, {**key, "entry": "none"}).status_code == 404
    assert site.event.mark_sheets.count() == 1


def test_disqualified_late_and_other_rules_lead_to_the_same_list(site, desk):
    here = site.of(site.event, "amend/", desk=True)
    out = desk.post(here + "state/", {"entry": "002", "stages": ["final"], "state": "disqualified"}).content.decode()
    assert "取消资格" in out and "失去" not in out and "签署并重新发布" in out
    assert desk.post(here + "state/", {"entry": "999", "stages": ["final"], "state": "absent"}).status_code == 400
    late = desk.post(here + "late/", {"entry": "003", "criterion": "final/practice", "value": "99"})
    assert late.status_code == 200 and "路知夏" in late.content.decode()
    assert desk.post(here + "late/", {"entry": "003", "criterion": "final/practice"}).status_code == 400
    adopt_rulebook(site.competition, text=RULES.replace("[1, 1]", "[1, 2]"), by=site.officer)
    rules = desk.post(here + "rules/", {"rulebook": "2"})
    assert rules.status_code == 200 and "一等奖" in rules.content.decode()
    assert site.event.mark_sheets.count() == 1


def test_what_was_sealed_since_is_published_with_its_list(site, desk):
    correct_marks(
        site.event, changes=[MarkChange("final", "001", "practice", value="90")], reason="补正", by=site.officer
    )
    settle_event(site.event, by=site.officer)
    to_list = desk.get(site.of(site.event, "runs/2/publish/", desk=True))
    assert to_list.headers["Location"] == site.of(site.event, "amend/evidence/", desk=True)
    body = desk.get(to_list.headers["Location"]).content.decode()
    assert "会变的：5 处" in body
    assert sign(desk, site.of(site.event, "amend/sign/", desk=True), **hidden(body), reason="补正后发布").endswith(
        "/amend/1/"
    )
    assert site.event.publications.count() == 2


def test_whoever_has_one_time_codes_signs_with_one(site, desk):
    device = TOTPDevice.objects.create(user=site.officer, name="app", confirmed=True)
    publish = site.of(site.draft, "runs/1/publish/", desk=True)
    without = desk.post(publish, {"seen": "on", "password": PASSWORD})
    assert without.status_code == 400 and "动态口令" in without.content.decode()
    wrong = desk.post(publish, {"seen": "on", "password": PASSWORD, "code": "000000"})
    assert wrong.status_code == 400 and site.draft.publications.count() == 0
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    code = f"{totp(device.bin_key):06d}"
    assert sign(desk, publish, code=code) == site.of(site.draft, "standings/1/")


def test_nothing_is_signed_with_a_wrong_password_or_without_the_tick(site, desk):
    publish = site.of(site.draft, "runs/1/publish/", desk=True)
    wrong = desk.post(publish, {"seen": "on", "password": "not-the-password"})
    assert wrong.status_code == 400 and "密码不对，没有签署" in wrong.content.decode()
    assert desk.post(publish, {"password": PASSWORD}).status_code == 400
    assert site.draft.publications.count() == 0


def test_settling_twice_gives_the_run_that_is_there(site, desk):
    assert desk.post(site.of(site.draft, "settle/", desk=True)).headers["Location"].endswith("/runs/1/")
    assert site.draft.runs.count() == 1


def test_importing_again_needs_a_reason(site, desk):
    page = site.of(site.event, "marks/", desk=True)
    response = desk.post(page, {"marks": upload("marks.csv", MARKS)})
    assert response.status_code == 400 and "请写明理由" in response.content.decode()


def test_the_desk_lists_what_is_next(site, desk):
    body = desk.get("/desk/").content.decode()
    assert "发布成绩" in body and "复核成绩" in body


def test_slips_are_not_kept_by_a_browser(site, desk):
    response = desk.get(site.of(site.event, "slips/", desk=True))
    assert "no-store" in response.headers["Cache-Control"]


def test_signing_in_and_out(site, client):
    wrong = client.post("/account/sign-in/", {"username": "officer", "password": "no"})
    assert wrong.status_code == 400 and "用户名或密码不对" in wrong.content.decode()
    assert (
        client.post("/account/sign-in/", {"username": "officer", "password": PASSWORD}).headers["Location"] == "/desk/"
    )
    assert client.get("/account/sign-in/").status_code == 302
    client.post("/account/sign-out/")
    assert client.get("/desk/").status_code == 302


def test_too_many_wrong_passwords_pause_the_sign_in(site, client):
    for _ in range(8):
        response = client.post("/account/sign-in/", {"username": "officer", "password": "wrong"})
    assert response.status_code == 429 and "登录暂停" in response.content.decode()
    assert client.post("/account/sign-in/", {"username": "officer", "password": PASSWORD}).status_code == 429
    assert client.post("/account/sign-in/", {"username": "checker", "password": PASSWORD}).status_code == 302


def test_who_stands_behind_for_want_of_a_score_is_told_before_publishing(site, desk):
    given = {"title": "球赛", "code": "balls", "track": "plant", "host": site.competition.host.code, "policy": "marks"}
    desk.post("/desk/new-competition/", given)
    rules = (
        'rulebook = 1\nname = "x"\ntitle = "球赛"\n[[stage]]\nid = "s"\ntitle = "循环赛"\n[stage.criteria.g]\ntitle = "球"\nkind = "match"\n'
        'by = ["item"]\ndecimals = 0\nrange = [0, 9]\n[stage.scores.w]\ntitle = "胜"\nfrom = "g"\nsteps = ['
        '{ formula = "if(value > opponent, 1, 0)" }, { over = "item", take = "sum" }]\n'
        '[stage.scores.t]\ntitle = "球数"\nfrom = "g"\nsteps = [{ over = "item", take = "sum" }]\n'
        '[[stage.order]]\nby = "w"\n[[stage.order]]\nby = "t"\n'
    )
    desk.post(
        "/desk/competitions/balls/new-event/", {"source": "upload", "file": upload("r.toml", rules), "title": "球赛"}
    )
    here = site.of(Competition.objects.get(code="balls").events.get(), desk=True)
    marks = upload("marks.csv", "entry,item,value\n甲,1,3\n乙,1,2\n丙,2,5\n")
    entries = upload("entries.csv", "entry,name\n甲,甲\n乙,乙\n丙,丙\n")
    desk.post(here + "marks/", {"marks": marks, "entries": entries}, follow=True)
    desk.post(here + "settle/")
    body = desk.get(here + "runs/1/").content.decode()

    assert "循环赛：1 个有名次而没有得分，排在有得分的后面" in body and "如参赛号 丙。" in body
    assert "排出了名次，却没有一个得分" not in body
