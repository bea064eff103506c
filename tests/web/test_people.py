"""The pages about workers, for officers."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiangong.foundation.models import AuditRow
from jiangong.foundation.sheets import read_table
from jiangong.organizations.models import Organization
from jiangong.organizations.people.models import Roster, Worker, WorkerRequest
from jiangong.organizations.people.services import apply_retention, ask_for, begin_export, issue_link, write_export
from tests.factories import a_checked_roster, a_federation, a_worker, an_identity, an_imported_roster, an_officer
from tests.web.test_pages import assert_well_made, read

BACKEND = "django.contrib.auth.backends.ModelBackend"
TEXT = "工号,姓名,技能等级,出生日期\nA1,岑佳禾,高级工,1990-05-01\nA2,闻一川,,1880-01-01\n"


@pytest.fixture
def worker(site):
    return a_worker(site.competition.host, number="W1", identity=an_identity())


@pytest.fixture
def line(worker):
    return ask_for(worker, kind="correct", fact="trade", wanted="焊工", words="名册上写错了")


def address(site, worker, line, pattern):
    roster = Roster.objects.latest("pk")
    return pattern.format(unit=site.competition.host.code, worker=worker.pk, receipt=line.receipt, roster=roster.pk)


PAGES = [
    "/desk/people/units/{unit}/", "/desk/people/units/{unit}/?words=岑", "/desk/people/units/{unit}/?words=W1",
    "/desk/people/units/{unit}/?skill=senior&after=x", "/desk/people/units/{unit}/?standing=left",
    "/desk/people/units/{unit}/import/", "/desk/people/units/{unit}/export/", "/desk/people/units/{unit}/facts/",
    "/desk/people/units/{unit}/ground/",
    "/desk/people/units/{unit}/enrol/", "/desk/people/imports/{roster}/", "/desk/people/imports/{roster}/?show=added&after=1",
    "/desk/people/workers/{worker}/", "/desk/people/workers/{worker}/correct/trade/", "/desk/people/workers/{worker}/correct/skill/",
    "/desk/people/workers/{worker}/correct/born_on/", "/desk/people/workers/{worker}/identity/", "/desk/people/requests/",
    "/desk/people/requests/{receipt}/",
]  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("pattern", PAGES)
def test_a_page_about_workers_answers(site, desk, worker, line, pattern, language):
    path = address(site, worker, line, pattern)
    assert_well_made(read(desk, path, language), path, language)


SEEN = {"officer": 200, "auditor": 200, "elsewhere": 404, "judge": 403, "administrator": 403}
KEPT = {**SEEN, "auditor": 403}
ROLES = [
    *(
        (f"/desk/people/units/{{unit}}/{page}", KEPT if page else SEEN)
        for page in ("", "import/", "export/", "facts/", "ground/", "enrol/")
    ),
    ("/desk/people/workers/{worker}/", {**SEEN, "judge": 404, "administrator": 404}),
    ("/desk/people/workers/{worker}/identity/", {**KEPT, "judge": 404, "administrator": 404}),
    ("/desk/people/workers/{worker}/correct/trade/", {**KEPT, "judge": 404, "administrator": 404}),
    ("/desk/people/imports/{roster}/", {**SEEN, "judge": 404, "administrator": 404}),
    ("/desk/people/requests/{receipt}/", {**SEEN, "judge": 404, "administrator": 404}),
]


@pytest.mark.parametrize("role", ["officer", "auditor", "elsewhere", "judge", "administrator"])
@pytest.mark.parametrize(("pattern", "expected"), ROLES)
def test_a_page_opens_for_its_roles_and_does_not_exist_outside_the_scope(
    site, client, worker, line, pattern, expected, role
):
    client.force_login(site.people[role], backend=BACKEND)

    assert client.get(address(site, worker, line, pattern)).status_code == expected[role]


@pytest.mark.parametrize("pattern", [pattern for pattern, _roles in ROLES])
def test_a_visitor_is_asked_to_sign_in(site, client, worker, line, pattern):
    assert client.get(address(site, worker, line, pattern)).status_code == 302


POSTS = [
    ("workers/{worker}/reveal/", {"reason": "x"}), ("workers/{worker}/link/", {}), ("workers/{worker}/left/", {"on": "2026-01-01"}),
    ("workers/{worker}/correct/trade/", {"value": "钳工"}), ("imports/{roster}/confirm/", {}), ("imports/{roster}/drop/", {}),
    ("imports/{roster}/resume/", {}), ("requests/{receipt}/", {"decision": "grant"}), ("units/{unit}/import/", {}),
]  # fmt: skip


@pytest.mark.parametrize("role", ["auditor", "elsewhere", "judge", "administrator"])
@pytest.mark.parametrize(("page", "given"), POSTS)
def test_nobody_else_can_send_an_officers_form(site, client, worker, line, page, given, role):
    client.force_login(site.people[role], backend=BACKEND)
    before = (list(Worker.objects.values()), list(Roster.objects.values("stage")), AuditRow.objects.count())

    assert client.post(address(site, worker, line, "/desk/people/" + page), given).status_code in (403, 404)
    assert (list(Worker.objects.values()), list(Roster.objects.values("stage")), AuditRow.objects.count()) == before


def uploaded(desk, unit, text=TEXT, name="名册.csv", **more):
    given = {"file": SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode()), **more}
    return desk.post(f"/desk/people/units/{unit.code}/import/", given)


def test_from_an_upload_to_the_roster(site, desk):
    unit = site.competition.host
    here = uploaded(desk, unit).headers["Location"]
    body = desk.get(here).content.decode()
    assert "出生日期 1880-01-01 早于 1900 年" in body and "确认入库" in body and Worker.objects.count() == 0
    desk.post(here + "confirm/")
    page = desk.get(f"/desk/people/units/{unit.code}/").content.decode()

    assert "岑佳禾" in page and "闻一川" not in page and "共 1 人" in page


def test_the_refused_rows_come_down_with_their_reasons(site, desk):
    here = uploaded(desk, site.competition.host).headers["Location"]
    response = desk.get(here + "checked.xlsx?refused=1")
    table = read_table(response.content, name="r.xlsx", dates=True)

    assert table.column("姓名").to_pylist() == ["闻一川"]
    assert table.column("不收的原因").to_pylist() == ["出生日期 1880-01-01 早于 1900 年。请对照证件核对。"]


def test_a_formula_in_a_cell_goes_out_as_text(site, desk):
    here = uploaded(
        desk, site.competition.host, "工号,姓名,工种\nA1,甲,=cmd|' /C calc'!A0\nA2,乙,\"@SUM(1)\"\n"
    ).headers["Location"]
    desk.post(here + "confirm/")
    body = desk.get(here + "checked.csv").content.decode("utf-8-sig")
    export = begin_export(site.competition.host, suffix=".csv", reason="核对", by=site.officer)
    write_export(export)
    out = desk.get(f"/desk/people/exports/{export.pk}/file").content.decode("utf-8-sig")

    assert re.findall(r"(?:^|,|\")([=@][^,\"]*)", body + out, re.MULTILINE) == []
    assert "'=cmd|" in body and "'=cmd|" in out
    assert Worker.objects.get(number="A1").trade.startswith("=cmd")
    again = a_checked_roster(site.competition.host, out.replace("\ufeff", ""))
    assert (again.added_count, again.changed_count) == (0, 0)


def test_an_unreadable_file_says_so_and_a_missing_one_is_asked_for(site, desk):
    here = uploaded(desk, site.competition.host, b"\x00\x01\x02").headers["Location"]

    assert "没有读懂这份文件" in desk.get(here).content.decode()
    assert desk.post(f"/desk/people/units/{site.competition.host.code}/import/", {}).status_code == 400


def test_an_upload_over_the_limit_is_refused_before_it_is_read(site, desk, settings):
    settings.UPLOAD_LIMIT = 10
    response = uploaded(desk, site.competition.host, TEXT * 2000)

    assert response.status_code == 413
    assert Roster.objects.count() == 0


def test_a_large_file_is_worked_on_beside_the_site_and_its_page_follows(site, desk, monkeypatch):
    from jiangong.web.people import imports

    started = []
    monkeypatch.setattr(imports, "AT_ONCE", 1)
    monkeypatch.setattr(imports, "carry_on_apart", lambda kind, pk: started.append((kind, pk)))
    here = uploaded(desk, site.competition.host).headers["Location"]
    response = desk.get(here)

    assert started == [("roster", Roster.objects.get().pk)]
    assert response.headers["Refresh"] == "3" and "正在检查" in response.content.decode()


def test_the_identity_number_is_shown_once_with_the_reason_kept(site, desk, worker):
    identity = an_identity()
    here = f"/desk/people/workers/{worker.pk}/"
    assert identity not in desk.get(here).content.decode() and identity[-4:] in desk.get(here).content.decode()
    assert desk.post(here + "reveal/", {"reason": ""}).status_code == 400
    body = desk.post(here + "reveal/", {"reason": "核对技能等级证书"}).content.decode()

    assert identity in body
    kept = AuditRow.objects.get(act="reveal_identity")
    assert (kept.actor, kept.details) == (site.officer.reference, {"reason": "核对技能等级证书"})


def test_a_fact_is_corrected_and_a_wrong_value_is_kept_on_the_page(site, desk, worker):
    here = f"/desk/people/workers/{worker.pk}/"
    assert desk.post(here + "correct/trade/", {"value": "焊工"}).status_code == 302
    wrong = desk.post(here + "correct/in_trade_since/", {"value": "20xx"})
    worker.refresh_from_db()

    assert worker.trade == "焊工" and wrong.status_code == 400 and 'value="20xx"' in wrong.content.decode()


def test_the_facts_of_a_unit_are_entered_once(site, desk):
    here = f"/desk/people/units/{site.competition.host.code}/facts/"
    desk.post(here, {"industry": "装备制造", "address": "", "credit_code": "", "contact": "", "contact_phone": ""})

    assert 'value="装备制造"' in desk.get(here).content.decode()


def test_a_ground_that_names_nobody_is_refused(site, desk, worker):
    here = f"/desk/people/units/{site.competition.host.code}/ground/"
    wrong = desk.post(here, {"words": "通知第九条", "numbers": "W1, W9"})
    assert wrong.status_code == 400 and "W9" in wrong.content.decode()
    desk.post(here, {"words": "通知第九条", "numbers": "W1"})

    assert "可以公布姓名和单位" in desk.get(f"/desk/people/workers/{worker.pk}/").content.decode()


def test_a_request_is_answered_from_the_queue(site, desk, worker, line):
    assert line.receipt in desk.get("/desk/people/requests/").content.decode()
    assert desk.post(f"/desk/people/requests/{line.receipt}/", {"decision": "refuse", "answer": ""}).status_code == 400
    desk.post(f"/desk/people/requests/{line.receipt}/", {"decision": "grant", "answer": ""})
    worker.refresh_from_db()

    assert worker.trade == "焊工" and WorkerRequest.objects.get().state == "granted"


def test_a_long_roster_is_read_page_by_page_without_a_gap(site, desk):
    unit = site.competition.host
    an_imported_roster(unit, "工号,姓名\n" + "".join(f"N{n:03d},工{n:03d}\n" for n in range(250)))
    for start in ("", "?words=工"):
        path, seen = f"/desk/people/units/{unit.code}/{start}", []
        while path:
            body = desk.get(path).content.decode()
            seen += re.findall(r'workers/\d+/">(工\d+)<', body)
            following = re.search(r'href="(\?[^"]+)" rel="next"', body)
            path = f"/desk/people/units/{unit.code}/" + following[1].replace("&amp;", "&") if following else ""
        assert seen == [f"工{n:03d}" for n in range(250)]


LISTS = ["/desk/people/units/{unit}/", "/desk/people/units/{unit}/?words=甲", "/desk/people/units/{unit}/?skill=senior", "/desk/people/requests/",
         "/desk/people/imports/{roster}/?show=added"]  # fmt: skip


@pytest.mark.parametrize("pattern", LISTS)
def test_a_list_asks_as_often_for_three_rows_as_for_one(site, desk, pattern):
    def cost(rows):
        unit = site.competition.host
        below = Organization.objects.add_child(
            Organization.objects.get(pk=unit.pk),
            instance=Organization(code=f"u{rows}", name=f"{rows}厂", level="enterprise"),
        )
        text = "单位,工号,姓名,技能等级\n" + "".join(
            f"{(unit, below)[n % 2].code},Q{rows}{n},甲{n},高级工\n" for n in range(rows)
        )
        roster = an_imported_roster(unit, text)
        for person in roster.rows.values_list("number", flat=True):
            ask_for(Worker.objects.get(number=person), kind="delete")
        path = pattern.format(unit=unit.code, roster=roster.pk)
        desk.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert desk.get(path).status_code == 200
        return len(asked)

    assert cost(1) == cost(3)


def test_the_link_is_shown_once_and_called_back(site, desk, client, worker):
    body = desk.post(f"/desk/people/workers/{worker.pk}/link/").content.decode()
    path = re.search(r"http://testserver(/me/enter/[^<]+)<", body)[1]
    assert client.get(path).status_code == 200
    desk.post(f"/desk/people/workers/{worker.pk}/link/", {"revoke": "1"})

    assert client.get(path).status_code == 404
    assert issue_link(worker, by=site.officer).pk


def test_one_more_worker_is_put_into_the_roster(site, desk):
    here = f"/desk/people/units/{site.competition.host.code}/enrol/"
    body = desk.post(here, {"name": "闻一川", "number": "N1"}, follow=True).content.decode()
    assert (
        "闻一川" in body and "共 1 人" in desk.get(f"/desk/people/units/{site.competition.host.code}/").content.decode()
    )

    assert "已有工号" in desk.post(here, {"name": "路知夏", "number": "N1"}).content.decode()


def test_the_federation_sets_how_long_data_are_kept(site, desk, client):
    assert desk.get("/desk/people/retention/").status_code == 403
    client.force_login(an_officer(a_federation()), backend=BACKEND)
    wrong = client.post("/desk/people/retention/", {"kind": "link", "days": "0", "reason": ""})
    assert wrong.status_code == 400
    body = client.post(
        "/desk/people/retention/", {"kind": "link", "days": "400", "reason": "跨年竞赛"}, follow=True
    ).content.decode()

    assert_well_made(body, "/desk/people/retention/", "zh-hans")
    assert "定时删除还没有运行过" in body
    apply_retention()
    assert "定时删除最近一次运行" in client.get("/desk/people/retention/").content.decode()
    assert "400" in body and "跨年竞赛" in body
