"""An officer's work through the pages: from a rulebook to a publication, and a correction beside it."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from jiangong.competitions.models import Competition
from tests.factories import RULES
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
    sign(desk, here + "publications/1/notice/", days="5")
    early = desk.post(here + "publications/1/effect/", {"seen": "on", "password": PASSWORD})
    assert early.status_code == 400 and "公示还没有结束" in early.content.decode()
    assert "公示中" in Client().get(site.of(event, "standings/1/")).content.decode()


def test_a_correction_shows_what_it_changes_before_it_is_sealed(site, desk):
    page = site.of(site.event, "correct/mark/", desk=True)
    key = {"stage": "final", "entry": "001", "criterion": "practice"}
    typed = {**key, "value": "90", "reason": "录入错误，以签字原件为准"}
    seen = desk.post(page, {**typed, "preview": "1"})
    assert seen.status_code == 200 and "如果这样更正" in seen.content.decode()
    assert site.event.mark_sheets.count() == 1
    done = desk.post(page, {**typed, "confirm": "1"})
    assert done.headers["Location"] == site.of(site.event, "runs/2/", desk=True)
    beside = desk.get(done.headers["Location"]).content.decode()
    assert "与第 1 次发布相比" in beside and "签字发布" in beside
    publish = site.of(site.event, "runs/2/publish/", desk=True)
    without = desk.post(publish, {"seen": "on", "password": PASSWORD})
    assert without.status_code == 400 and site.event.publications.count() == 1
    assert sign(desk, publish, reason="更正 001 的实操") == site.of(site.event, "standings/2/")
    old = Client().get(site.published()).content.decode()
    assert "已被第 2 次取代" in old and "更正 001 的实操" in old


def test_a_correction_needs_a_reason_and_a_mark_that_is_there(site, desk):
    page = site.of(site.event, "correct/mark/", desk=True)
    key = {"stage": "final", "entry": "001", "criterion": "practice"}
    assert desk.post(page, {**key, "value": "90", "confirm": "1"}).status_code == 400
    refused = desk.post(page, {**key, "value": "190", "reason": "x", "preview": "1"})
    assert refused.status_code == 400 and "190" in refused.content.decode()
    assert desk.get(page, {**key, "entry": "none"}).status_code == 404
    assert site.event.mark_sheets.count() == 1


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
