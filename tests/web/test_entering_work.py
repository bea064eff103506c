"""What people do on the pages of programmes, applications and registration."""

import io
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jiangong.competitions.applications.models import Application
from jiangong.competitions.models import Competition, Entry, Programme
from jiangong.competitions.registration.models import Registration, RegistrationWindow
from tests.factories import FILING, a_unit, a_user, an_application, an_officer
from tests.web.entering_site import an_entering_site

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def entering(site):
    return an_entering_site(site)


def as_user(user) -> Client:
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def upload(name: str, text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def page(response) -> str:
    return response.content.decode()


def test_a_programme_is_edited_and_copied(entering):
    boss, here = as_user(entering.boss), entering.path("{programme}")
    given = {"title": "建功新征程", "year": "2026", "theme": "建功“十四五”", "issuers": "省人社厅"}
    assert boss.post(here + "edit/", given).status_code == 302
    assert boss.post(here + "tracks/park/", {"name": "“六好”园区"}).status_code == 302
    boss.post(here + "tracks/lotus/retire/")
    boss.post(here + "tracks/park/up/")
    body = page(boss.get(here))
    assert "省人社厅" in body and "“六好”园区" in body and "起停用" in body
    assert body.index("“六好”园区") < body.index("重点项目")
    done = boss.post(here + "copy/", {"year": "2027", "title": "建功 2027", "code": "y2027"}, follow=True)
    assert "项竞赛成为草稿" in page(done)
    assert Programme.objects.get(code="y2027").tracks.count() == 4
    wrong = boss.post(here + "copy/", {"year": "2027", "title": "建功 2027", "code": "y2027"})
    assert wrong.status_code == 400 and "已经有了" in page(wrong)


def test_a_list_is_filled_until_it_is_full(entering):
    boss, here = as_user(entering.boss), entering.path("{list}")
    boss.post(here + "edit/", {"title": "双百竞赛", "limit": "1"})
    body = page(boss.get(here))
    assert "已有 1 个，限 1 个" in body and "已满 1 个" in body
    member = entering.list.members.get()
    boss.post(f"{here}members/{member.pk}/remove/")
    done = boss.post(here, {"member": entering.site.competition.code}, follow=True)
    assert "已加入名单" in page(done)


def test_an_application_is_filed_returned_mended_and_approved(entering):
    clerk, city, boss = (as_user(one) for one in (entering.clerk, entering.site.officer, entering.boss))
    chosen = clerk.get("/desk/new-application/", {"unit": entering.unit.code, "programme": entering.programme.code})
    here = chosen.headers["Location"]
    given = {"track": "plant", "title": "钳工竞赛", "leading_body": "临澜重工", "source": ""}
    saved = clerk.post(here, {**given, "save": "1"})
    made = Application.objects.get(title="钳工竞赛")
    assert saved.headers["Location"] == f"/desk/applications/{made.pk}/write/"
    too_early = clerk.post(saved.headers["Location"], {**given, "submit": "1"}, follow=True)
    assert "还没有写" in page(too_early)
    whole = {
        **given, "trade": "钳工", "plan": "两个阶段", "indicators": "60 人", "budget": "50000", "entrants": "60",
        "source": "gallery:five_judges", "submit": "1",
    }  # fmt: skip
    assert "由临澜市总工会审核" in page(clerk.post(saved.headers["Location"], whole, follow=True))
    review = f"/desk/applications/{made.pk}/review/"
    city.post(review + "accept/")
    city.post(review + "return/", {"return-reasons": ["budget"], "return-words": "场地费没有列"})
    assert "经费预算没有分项；场地费没有列" in page(clerk.get(f"/desk/applications/{made.pk}/write/"))
    clerk.post(f"/desk/applications/{made.pk}/write/", {**whole, "source": "kept", "budget": "60000"})
    seen = page(city.get(f"/desk/applications/{made.pk}/"))
    assert "与上次提交不同" in seen and "60000" in seen
    city.post(review + "accept/")
    city.post(review + "approve/", {"approve-code": ""})
    boss.post(review + "accept/")
    done = boss.post(review + "approve/", {"approve-code": "fitting-2026"})
    assert done.headers["Location"] == "/desk/competitions/fitting-2026/"
    assert Competition.objects.get(code="fitting-2026").events.get().state == "draft"


def test_a_refusal_needs_its_article(entering):
    city = as_user(entering.site.officer)
    wrong = city.post(entering.path("{application}review/reject/"), {"reject-reason": "无标准"})
    assert wrong.status_code == 400 and "请填写" in page(wrong)
    city.post(entering.path("{application}review/reject/"), {"reject-article": "第六条", "reject-reason": "无标准"})
    assert "第六条：无标准" in page(as_user(entering.clerk).get(entering.path("{application}")))


def test_who_filed_is_told_that_another_reviews(entering):
    assert "由别人审核" in page(as_user(entering.clerk).get(entering.path("{application}")))
    assert as_user(entering.clerk).post(entering.path("{application}review/accept/")).status_code == 403


def test_a_window_is_set_by_ticks_and_numbers(entering):
    officer, here = as_user(entering.site.officer), entering.site.of(entering.site.draft, "registration/", desk=True)
    assert "还没有设置报名" in page(officer.get(here))
    given = {
        "opens_at": "2026-01-01T08:00", "closes_at": "2099-01-01T18:00", "kind": "person", "capacity": "30",
        "entry_list": "units", "least_age": "18", "least_level": "3", "no_teachers": "on",
        "condition_1": "entry.years >= 2", "sentence_1": "满两年",
    }  # fmt: skip
    assert officer.post(here + "window/", given).status_code == 302
    window = RegistrationWindow.objects.get(event=entering.site.draft)
    assert [rule.condition for rule in window.rules.all()] == [
        "entry.age >= 18", "entry.level <= 3", "not entry.is_teacher", "entry.years >= 2",
    ]  # fmt: skip
    form = page(officer.get(here + "window/"))
    assert 'value="2026-01-01T08:00"' in form and "entry.years &gt;= 2" in form
    wrong = officer.post(here + "window/", {**given, "condition_1": "entry.height > 1"})
    assert wrong.status_code == 400 and "entry.height" in page(wrong)
    body = page(Client().get(entering.site.of(entering.site.draft)))
    assert "可报名" in body and "年满 18 周岁" in body and "职业技能等级在高级工（三级）以上" in body


def test_one_person_is_registered_and_a_refusal_quotes_the_rule(entering):
    clerk, here = as_user(entering.clerk), entering.path("{event}register/")
    wrong = clerk.post(here, {"act": "one", "name": "路知夏", "age": "15"})
    assert wrong.status_code == 400
    assert "报名条件第 1 条：年满 16 周岁" in page(wrong) and 'value="路知夏"' in page(wrong)
    done = clerk.post(here, {"act": "one", "name": "路知夏", "age": "35"}, follow=True)
    assert "路知夏已报名，候补，回执" in page(done)


def test_a_sheet_with_mistakes_is_listed_by_row_and_nothing_is_kept(entering):
    clerk, here = as_user(entering.clerk), entering.path("{event}register/")
    before = Registration.objects.count()
    wrong = clerk.post(here, {"act": "sheet", "sheet": upload("名单.csv", "姓名,年龄\n甲,三十\n乙,15\n丙,40\n")})
    body = page(wrong)
    assert wrong.status_code == 400 and "有 2 处要改" in body and "一行也没有存" in body and "年满 16 周岁" in body
    stranger = clerk.post(here, {"act": "sheet", "sheet": upload("名单.csv", "姓名,年纪\n甲,30\n")})
    assert "没有“年龄”一列" in page(stranger) and "列“年纪”" in page(stranger)
    assert Registration.objects.count() == before
    done = clerk.post(here, {"act": "sheet", "sheet": upload("名单.csv", "姓名,年龄\n甲,30\n乙,35\n")}, follow=True)
    assert "已报名 2 人" in page(done) and "2 人候补" in page(done)


def test_a_workbook_is_read_as_well(entering):
    import pyarrow as pa

    from jiangong.foundation.sheets.writing import write_table

    data = write_table(pa.table({"姓名": ["甲"], "年龄": ["30"]}), ".xlsx")
    sheet = SimpleUploadedFile("名单.xlsx", io.BytesIO(data).getvalue())
    as_user(entering.clerk).post(entering.path("{event}register/"), {"act": "sheet", "sheet": sheet})
    assert Registration.objects.filter(name="甲").exists()


def test_the_template_has_the_columns_that_are_asked(entering):
    answer = as_user(entering.clerk).get(entering.path("{event}register/template.csv"))
    assert answer.content.decode("utf-8-sig").strip() == "姓名,单位,年龄,工号"


def test_a_person_registers_alone_where_that_is_allowed(entering):
    person = a_user(name="路知夏")
    client, here = as_user(person), entering.path("{event}")
    done = client.post(
        here + "register/", {"act": "one", "name": "路知夏", "unit": "青溪造船", "age": "35"}, follow=True
    )
    assert "路知夏已报名" in page(done)
    body = page(client.get(here))
    assert "本人：候补" in body
    window = entering.site.empty.window
    window.takes_anyone = False
    window.save()
    assert client.get(here + "register/").status_code == 403


def test_the_host_decides_and_the_line_moves_up(entering):
    officer, here = as_user(entering.site.officer), entering.path("{desk}")
    first, second = entering.registrations
    refused = officer.post(f"{here}{first.receipt}/refuse/", {"reason": ""}, follow=True)
    assert "请写明不通过的理由" in page(refused)
    officer.post(f"{here}{first.receipt}/refuse/", {"reason": "证明不符"})
    done = officer.post(f"{here}{second.receipt}/approve/", follow=True)
    assert "已确认 闻一川，参赛号 001" in page(done)
    assert "证明不符" in page(as_user(entering.clerk).get(f"/registrations/{first.receipt}/"))
    assert "闻一川" in page(Client().get(entering.path("{event}")))
    assert officer.post(f"{here}{second.receipt}/approve/", follow=True).status_code == 200


def test_the_host_finds_somebody_and_confirms_a_page_at_once(entering):
    officer, here = as_user(entering.site.officer), entering.path("{desk}")
    found = page(officer.get(here, {"words": "闻一川"}))
    assert "闻一川</a>" in found and "岑佳禾</a>" not in found
    assert "没有符合的报名" in page(officer.get(here, {"words": "没有这个人"}))
    assert "确认本页 1 条" in page(officer.get(here, {"state": "submitted"}))
    receipts = [one.receipt for one in entering.registrations]
    done = officer.post(here + "approve/", {"receipt": receipts}, follow=True)
    assert "已确认 1 条。" in page(done)
    assert as_user(entering.clerk).post(here + "approve/", {"receipt": receipts}).status_code == 403
    assert [one.name for one in Entry.objects.filter(event=entering.site.empty)] == ["岑佳禾"]


def test_ticked_registrations_are_confirmed_or_refused_for_one_reason(entering):
    officer, here = as_user(entering.site.officer), entering.path("{desk}")
    first, second = entering.registrations
    body = page(officer.get(here))
    assert body.count('form="several"') == 1, "only whoever waits for a decision has a box"
    assert "没有选中" in page(officer.post(here + "several/", {"act": "approve"}, follow=True))
    ticked = {"one": [first.receipt, second.receipt]}
    assert "请写明不通过的理由" in page(officer.post(here + "several/", {**ticked, "act": "refuse"}, follow=True))
    done = page(officer.post(here + "several/", {**ticked, "act": "refuse", "reason": "证明不符"}, follow=True))
    assert "已记为未通过 1 条" in done and "有 1 条已经不是待审核" in done
    assert "证明不符" in page(as_user(entering.clerk).get(f"/registrations/{first.receipt}/"))
    assert "已确认 1 条。" in page(officer.post(here + "several/", {**ticked, "act": "approve"}, follow=True))
    assert officer.post(here + "several/", {**ticked, "act": "burn"}).status_code == 404
    assert as_user(entering.clerk).post(here + "several/", {**ticked, "act": "approve"}).status_code == 403


def test_several_applications_are_looked_at_as_a_list_and_then_reviewed(entering):
    city = as_user(entering.site.officer)
    small = replace(FILING, title="人太少的竞赛", entrants=3)
    few = an_application(entering.unit, entering.application.track, entering.clerk, filing=small)
    both = {"one": [str(entering.application.pk), str(few.pk)]}
    body = page(city.get("/desk/applications/waiting/"))
    assert "人太少的竞赛" in body and "预计 3 人" in body and "项都符合" in body
    assert "待我审核 2 项" in page(city.get("/desk/applications/"))

    several = "/desk/applications/several/"
    seen = page(city.post(several, {**both, "act": "accept"}))
    assert "还什么都没有存" in seen and "会办的 2 项" in seen
    unseen = city.post(several, {**both, "act": "accept", "sent": "1"})
    assert unseen.status_code == 400 and "请看完名单" in page(unseen)
    assert "已受理 2 项" in page(city.post(several, {**both, "act": "accept", "sent": "1", "seen": "1"}, follow=True))
    seen = page(city.post(several, {**both, "act": "approve"}))
    assert "会办的 1 项" in seen and "1 项不符，请单独审核" in seen and "报" in seen
    done = page(city.post(several, {**both, "act": "approve", "sent": "1", "seen": "1"}, follow=True))
    assert "已通过 1 项" in done and "没有办：“人太少的竞赛”" in done

    no_reason = city.post(several, {"one": [str(few.pk)], "act": "return", "sent": "1", "seen": "1"})
    assert no_reason.status_code == 400 and "请逐项写明" in page(no_reason)
    given = {"one": [str(few.pk)], "act": "return", "sent": "1", "seen": "1", "words": "人数不足"}
    assert "已退回 1 项" in page(city.post(several, given, follow=True))
    assert "人数不足" in page(as_user(entering.clerk).get(f"/desk/applications/{few.pk}/write/"))


def test_nobody_reviews_in_a_row_what_is_not_theirs_to_review(entering):
    one = {"one": [str(entering.application.pk)], "act": "accept", "sent": "1", "seen": "1"}
    for user in (entering.clerk, entering.people["judge"]):
        assert "没有选中可以办理的" in page(as_user(user).post("/desk/applications/several/", one, follow=True))
    odd = {"one": ["x", "99999999999999999999"], "act": "accept"}
    assert "没有选中" in page(as_user(entering.site.officer).post("/desk/applications/several/", odd, follow=True))
    assert Application.objects.get(pk=entering.application.pk).state == "submitted"


def test_the_list_of_what_waits_asks_as_often_for_three_as_for_one(entering):
    city = as_user(entering.site.officer)
    with CaptureQueriesContext(connection) as one:
        city.get("/desk/applications/waiting/")
    for number in range(2):
        unit = a_unit(entering.site.competition.host, f"第{number}厂", f"plant-{number}")
        clerk = an_officer(unit, username=f"clerk-{number}")
        an_application(unit, entering.application.track, clerk)
    with CaptureQueriesContext(connection) as three:
        city.get("/desk/applications/waiting/")
    assert len(one) == len(three)


def test_applications_are_filtered_by_state(entering):
    clerk = as_user(entering.clerk)
    assert "电工技能竞赛" in page(clerk.get("/desk/applications/", {"state": "submitted"}))
    assert "没有这种状态的申报" in page(clerk.get("/desk/applications/", {"state": "rejected"}))


def test_a_slip_a_withdrawal_and_a_substitute(entering):
    clerk, first = as_user(entering.clerk), entering.registrations[0]
    slip = clerk.get(entering.path("{receipt}"))
    assert "no-store" in slip.headers["Cache-Control"] and first.receipt in page(slip)
    wrong = clerk.post(entering.path("{receipt}substitute/"), {"name": "路知夏", "age": "15", "reason": "伤病"})
    assert wrong.status_code == 400 and "年满 16 周岁" in page(wrong)
    done = clerk.post(
        entering.path("{receipt}substitute/"), {"name": "路知夏", "age": "35", "reason": "伤病"}, follow=True
    )
    assert "已由路知夏替换" in page(done)
    made = Registration.objects.get(name="路知夏")
    left = clerk.post(f"/registrations/{made.receipt}/withdraw/", {"reason": "工期"}, follow=True)
    assert "已退出" in page(left)
    assert Registration.objects.get(name="闻一川").state == "submitted"


def test_too_few_and_somebody_decides(entering):
    from datetime import timedelta

    from jiangong.foundation import clock

    officer, here = as_user(entering.site.officer), entering.path("{desk}")
    with clock.stopped_at(clock.now() + timedelta(days=3)):
        assert "报名 1 个，不足 30 个" in page(officer.get(here))
        assert "人数不足，请决定" in page(officer.get("/desk/"))
        officer.post(here + "small/keep/", {"reason": "首次举办"})
        assert "决定照常举办：首次举办" in page(officer.get(here))


def test_the_desk_shows_what_waits_for_whom(entering):
    body = page(as_user(entering.site.officer).get("/desk/"))
    assert "受理申报：电工技能竞赛" in body and "审核 1 条报名" in body
    assert "受理申报" not in page(as_user(entering.clerk).get("/desk/"))
    as_user(entering.site.officer).post(entering.path("{application}review/return/"), {"return-words": "补预算"})
    assert "补正申报：电工技能竞赛" in page(as_user(entering.clerk).get("/desk/"))


def test_calendars_are_read_by_programs(entering):
    feed = Client().get("/calendar.ics")
    assert feed.headers["Content-Type"].startswith("text/calendar")
    text = feed.content.decode().replace("\r\n ", "")
    assert "报名截止：焊工省决赛" in text and text.count("BEGIN:VEVENT") >= 3
    own = as_user(entering.clerk).get(entering.path("{receipt}event.ics")).content.decode()
    assert own.count("BEGIN:VEVENT") == 1


def test_the_whole_list_opens_in_a_spreadsheet(entering):
    Registration.objects.filter(name="岑佳禾").update(unit="=1+1")
    text = as_user(entering.site.officer).get(entering.path("{desk}list.csv")).content.decode()
    assert "待审核" in text and "'=1+1" in text
    assert Entry.objects.filter(event=entering.site.empty).count() == 0
