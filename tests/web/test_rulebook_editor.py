"""The editor through its pages: forms without scripts, the text beside them, problems at their fields, adopting."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from jiangong.competitions.applications.models import Application
from jiangong.competitions.models import Event
from jiangong.competitions.programmes.services import RulesGiven, set_programme_rules
from jiangong.competitions.rulebooks.changing import OUTLINE
from jiangong.competitions.rulebooks.models import RulebookDraft
from jiangong.competitions.rulebooks.services import begin_draft
from jiangong.foundation.models import AuditRow
from jiangong.organizations.models import User
from tests.factories import a_competition


@pytest.fixture
def contest(site):
    """A competition without rules."""
    return a_competition(site.officer, host=site.competition.host, track=site.competition.track)


def begin(desk, competition, start="gallery:five_judges", **more):
    answer = desk.post(f"/desk/rulebooks/new/?competition={competition.code}", {"start": start, **more})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return RulebookDraft.objects.latest("pk")


def inputs(page: str) -> dict[str, str]:
    """What a browser without scripts would send of the forms."""
    form = page[page.index('id="rules-form"') :]
    form = form[: form.index("</form>")]
    found = {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input[^>]*? name="([^"]+)" value="([^"]*)"', form)
    }
    for name, inner in re.findall(r'<select[^>]*? name="([^"]+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner)
        found[unescape(name)] = unescape(chosen.group(1)) if chosen else ""
    return found


def test_forms_sent_as_they_came_change_nothing(desk, contest):
    draft = begin(desk, contest)
    address = f"/desk/rulebooks/{draft.pk}/"
    page = desk.get(address).content.decode()
    given = inputs(page)
    assert len(given) > 20 and given["stage/0/criteria/work/steps/0/drop_high"] == "1"
    assert desk.post(address, given).status_code == 302
    draft.refresh_from_db()
    assert (draft.revision, draft.text) == (1, draft.origin_text)


def test_a_change_in_a_form_stands_in_the_text_and_in_the_words(desk, contest):
    draft = begin(desk, contest)
    address = f"/desk/rulebooks/{draft.pk}/"
    given = inputs(desk.get(address).content.decode()) | {
        "stage/0/criteria/work/count/source": "7",
        "stage/0/awards/0/share": "15%",
    }
    desk.post(address, given)
    draft.refresh_from_db()
    assert draft.text == draft.origin_text.replace("source = 5", "source = 7").replace('share = "10%"', 'share = "15%"')
    page = desk.get(address).content.decode()
    assert "7 名评分人" in page and "source = 7" in unescape(page)
    assert AuditRow.objects.filter(act="write_draft", subject=draft.reference).count() == 1


def test_the_text_is_saved_whole_and_the_forms_follow(desk, contest):
    draft = begin(desk, contest)
    text = draft.text.replace("drop_high = 1", "drop_high = 2")
    desk.post(f"/desk/rulebooks/{draft.pk}/text/", {"text": text.replace("\n", "\r\n"), "revision": 1})
    draft.refresh_from_db()
    assert draft.text == text
    assert (
        inputs(desk.get(f"/desk/rulebooks/{draft.pk}/").content.decode())["stage/0/criteria/work/steps/0/drop_high"]
        == "2"
    )


def test_a_mistake_is_kept_told_at_its_field_and_stops_adopting(desk, contest):
    draft = begin(desk, contest)
    address = f"/desk/rulebooks/{draft.pk}/"
    desk.post(address, inputs(desk.get(address).content.decode()) | {"stage/0/criteria/work/steps/0/round": "一分"})
    page = desk.get(address).content.decode()
    assert 'value="一分"' in page and 'aria-invalid="true"' in page
    assert re.search(r'href="#f-stage-0-criteria-work-steps-0-round"', page) and "原文第 18 行" in page
    adopting = desk.get(address + "adopt/").content.decode()
    assert re.search(r"还有 \d 处要改", adopting) and "采用这一稿" not in adopting
    refused = desk.post(address + "adopt/", {"revision": 2, "makes_event": "on"})
    assert refused.status_code == 400
    assert not contest.rulebooks.exists()


def test_a_text_that_is_no_toml_is_kept_and_shown_with_its_line(desk, contest):
    draft = begin(desk, contest)
    desk.post(f"/desk/rulebooks/{draft.pk}/text/", {"text": "rulebook = 1\nname = [", "revision": 1})
    page = desk.get(f"/desk/rulebooks/{draft.pk}/").content.decode()
    assert "读不成表单" in page and "name = [" in page
    assert desk.post(f"/desk/rulebooks/{draft.pk}/", {"revision": 2, "title@zh": "x"}).status_code == 302
    draft.refresh_from_db()
    assert draft.text == "rulebook = 1\nname = ["


def test_who_saw_an_older_one_writes_over_nobody(desk, contest):
    draft = begin(desk, contest)
    address = f"/desk/rulebooks/{draft.pk}/"
    given = inputs(desk.get(address).content.decode())
    desk.post(address, given | {"stage/0/title@zh": "一"})
    late = desk.post(address, given | {"stage/0/title@zh": "二"})
    assert late.status_code == 400 and "没有保存" in late.content.decode()
    draft.refresh_from_db()
    assert 'zh = "一"' in draft.text


def test_buttons_add_move_and_take_away(desk, contest):
    draft = begin(desk, contest, start="empty")
    address = f"/desk/rulebooks/{draft.pk}/"
    for act in ("judges:stage/0/criteria/mark", "add:stage/0/criteria", "total:stage/0", "add:stage/0/awards"):
        desk.post(address, inputs(desk.get(address).content.decode()) | {"act": act})
    page = desk.get(address).content.decode()
    assert (
        "3 名评分人" in page
        and "新奖项" in page
        and "加权" not in page.split("读出来是这样")[0].split("jg-rulesform")[0]
    )
    assert "50%" in page
    nonsense = desk.post(address, inputs(page) | {"act": "fly:stage/0"})
    assert nonsense.status_code == 302


def test_looking_stores_nothing(desk, contest):
    draft = begin(desk, contest)
    given = inputs(desk.get(f"/desk/rulebooks/{draft.pk}/").content.decode()) | {
        "stage/0/criteria/work/count/source": "9"
    }
    look = desk.post(f"/desk/rulebooks/{draft.pk}/look/", given)
    assert "9 名评分人" in look.content.decode() and "还没有保存" in look.content.decode()
    told = desk.post(f"/desk/rulebooks/{draft.pk}/look/", {"text": "rulebook = 2"})
    assert "要改" in told.content.decode()
    draft.refresh_from_db()
    assert draft.revision == 1


def test_a_trial_doubts_places_without_a_score(desk, contest):
    rules = (
        'rulebook = 1\nname = "x"\ntitle = "X"\n[[stage]]\nid = "s"\n[stage.criteria.a]\n[stage.criteria.b]\nkind = "decision"\n'
        '[stage.scores.t]\ntitle = "总分"\nformula = "a + b"\n[[stage.order]]\nby = "t"\n[[stage.order]]\nby = "a"\n'
    )
    upload = SimpleUploadedFile("r.toml", rules.encode())
    draft = begin(desk, contest, start="upload", file=upload)
    trial = f"/desk/rulebooks/{draft.pk}/trial/"
    marks = "entry,criterion,value\n1,a,5\n2,a,6\n"
    said = desk.post(trial, {"marks": SimpleUploadedFile("m.csv", marks.encode())}).content.decode()
    assert "没有一个得分" in said and "总分" in said
    whole = marks + "1,b,1\n2,b,2\n"
    said = desk.post(trial, {"marks": SimpleUploadedFile("m.csv", whole.encode())}).content.decode()
    assert "没有一个得分" not in said


def test_what_rules_read_of_judges_without_saying_it_is_doubted_before_they_are_adopted(desk, contest):
    draft = begin(desk, contest, start="gallery:expert_public")
    adopt = f"/desk/rulebooks/{draft.pk}/adopt/"
    assert "没有写每名评分人是什么" not in desk.get(adopt).content.decode()
    RulebookDraft.objects.filter(pk=draft.pk).update(
        text="\n".join(line for line in draft.text.splitlines() if not line.startswith("of ="))
    )
    said = desk.get(adopt).content.decode()
    assert (
        "没有写每名评分人是什么" in said
        and "组别" in said
        and "份数" not in said.split("没有写每名")[0].split("规则要用")[-1]
    )


def test_a_trial_shows_standings_and_a_reason_and_keeps_nothing(desk, contest):
    draft = begin(desk, contest)
    before = AuditRow.objects.count()
    page = desk.get(f"/desk/rulebooks/{draft.pk}/trial/").content.decode()
    assert "演示" in page and "编造" in page and "为什么" in page and "缺考" in page
    sample = desk.get(f"/desk/rulebooks/{draft.pk}/trial/?sample=1").content.decode()
    assert "样例评分" in sample
    marks = "参赛号,评分人,数值\n" + "".join(
        f"{entry},裁判{n},{70 + entry + n}\n" for entry in (1, 2) for n in range(5)
    )
    own = desk.post(f"/desk/rulebooks/{draft.pk}/trial/", {"marks": SimpleUploadedFile("m.csv", marks.encode())})
    assert own.status_code == 200 and "没有保存" in own.content.decode()
    wrong = marks.replace("71", "710", 1)
    refused = desk.post(f"/desk/rulebooks/{draft.pk}/trial/", {"marks": SimpleUploadedFile("m.csv", wrong.encode())})
    assert refused.status_code == 400 and "710" in refused.content.decode()
    assert AuditRow.objects.count() == before


def test_a_draft_becomes_a_version_with_its_first_event(desk, contest):
    draft = begin(desk, contest)
    page = desk.get(f"/desk/rulebooks/{draft.pk}/adopt/").content.decode()
    assert "采用这一稿" in page
    done = desk.post(f"/desk/rulebooks/{draft.pk}/adopt/", {"revision": 1, "makes_event": "on"}, follow=True)
    assert "已采用为第 1 版" in done.content.decode() and "下一步：设置报名" in done.content.decode()
    draft.refresh_from_db()
    assert draft.state == "adopted" and draft.adopted.number == 1
    assert desk.post(f"/desk/rulebooks/{draft.pk}/", {"revision": 1}).status_code == 403
    assert "不能再改" in desk.get(f"/desk/rulebooks/{draft.pk}/").content.decode()


def test_rules_with_marks_stay_and_the_page_says_what_to_do(site, desk):
    code = site.competition.code
    page = desk.get(f"/desk/versions/{code}/1/").content.decode()
    assert "冻结" in page and "另起一稿" in page
    desk.post(f"/desk/versions/{code}/1/draft/")
    draft = RulebookDraft.objects.latest("pk")
    desk.post(
        f"/desk/rulebooks/{draft.pk}/text/",
        {"text": draft.text.replace("30%", "40%").replace("70%", "60%"), "revision": 1},
    )
    adopting = desk.get(f"/desk/rulebooks/{draft.pk}/adopt/").content.decode()
    assert "规则已冻结的赛项" in adopting and "40%" in adopting and "原文逐行对照" in adopting
    desk.post(f"/desk/rulebooks/{draft.pk}/adopt/", {"revision": 2, "events": [str(site.empty.pk), str(site.event.pk)]})
    assert Event.objects.get(pk=site.empty.pk).rulebook.number == 1, "a frozen event was asked for, so nothing was done"
    desk.post(f"/desk/rulebooks/{draft.pk}/adopt/", {"revision": 2, "events": [str(site.empty.pk)]})
    assert Event.objects.get(pk=site.empty.pk).rulebook.number == 2
    assert Event.objects.get(pk=site.event.pk).rulebook.number == 1
    second = desk.get(f"/desk/versions/{code}/2/").content.decode()
    assert "与第 1 版相比" in second and "40%" in second


def test_an_upload_with_mistakes_may_be_mended_here(desk, contest):
    draft = begin(
        desk, contest, start="upload", file=SimpleUploadedFile("r.toml", OUTLINE.replace("range", "rage").encode())
    )
    page = desk.get(f"/desk/rulebooks/{draft.pk}/").content.decode()
    assert "rage" in page and "range" in page
    binary = desk.post(
        f"/desk/rulebooks/new/?competition={contest.code}",
        {"start": "upload", "file": SimpleUploadedFile("r.toml", b"\x00\x01")},
    )
    assert binary.status_code == 400
    nothing = desk.post(f"/desk/rulebooks/new/?competition={contest.code}", {"start": "upload"})
    assert nothing.status_code == 400 and "还没有选文件" in nothing.content.decode()


def test_a_draft_of_nobodys_competition_is_given_one_later(site, desk, contest):
    desk.post("/desk/rulebooks/new/", {"start": "empty", "host": site.competition.host.code})
    draft = RulebookDraft.objects.latest("pk")
    assert "用于哪个竞赛" in desk.get(f"/desk/rulebooks/{draft.pk}/adopt/").content.decode()
    desk.post(f"/desk/rulebooks/{draft.pk}/assign/", {"competition": contest.code})
    assert "采用这一稿" in desk.get(f"/desk/rulebooks/{draft.pk}/adopt/").content.decode()


def test_a_dropped_draft_is_read_and_not_changed(desk, contest):
    draft = begin(desk, contest)
    desk.post(f"/desk/rulebooks/{draft.pk}/drop/")
    assert "已作废" in desk.get(f"/desk/rulebooks/{draft.pk}/").content.decode()
    assert desk.post(f"/desk/rulebooks/{draft.pk}/text/", {"text": "x", "revision": 1}).status_code == 403


@pytest.mark.parametrize("who", ["elsewhere", "judge", "administrator"])
def test_nobody_else_knows_of_a_draft(site, client, contest, who):
    draft = begin_draft(contest.host, text=OUTLINE, by=site.officer, competition=contest)
    client.force_login(site.people[who], backend="django.contrib.auth.backends.ModelBackend")
    for page in ("", "text/", "trial/", "adopt/", "rulebook.toml"):
        assert client.get(f"/desk/rulebooks/{draft.pk}/{page}").status_code == 404
    for page in ("", "text/", "look/", "adopt/", "assign/", "drop/"):
        assert client.post(f"/desk/rulebooks/{draft.pk}/{page}").status_code == 404


def test_an_auditor_reads_and_changes_nothing(site, client, contest):
    draft = begin_draft(contest.host, text=OUTLINE, by=site.officer, competition=contest)
    client.force_login(site.people["auditor"], backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/desk/rulebooks/{draft.pk}/").content.decode()
    assert "这里只能看" in page and "保存草稿" not in page.split("jg-rulesform")[1].replace(
        'aria-hidden="true">保存草稿', ""
    )
    assert client.post(f"/desk/rulebooks/{draft.pk}/", {"revision": 1}).status_code == 403


def test_the_whole_gallery_opens_in_forms(desk, contest):
    from jiangong.web.officer.events import gallery_cases

    shelf = desk.get(f"/desk/rulebooks/new/?competition={contest.code}").content.decode()
    for name, case in gallery_cases().items():
        assert f"/desk/rulebooks/gallery/{name}/" in shelf
        draft = begin_draft(
            contest.host, text=case.rulebook_text, by=contest.host and desk_user(desk), competition=contest, origin=name
        )
        page = desk.get(f"/desk/rulebooks/{draft.pk}/")
        assert page.status_code == 200 and "rules-form" in page.content.decode()
    assert "没有符合的规则" in desk.get("/desk/rulebooks/new/?words=不存在的词").content.decode()


def desk_user(desk):
    """Who is signed in."""
    from jiangong.organizations.models import User

    return User.objects.get(pk=desk.session["_auth_user_id"])


def test_a_draft_is_chosen_for_an_application(site, desk):
    begin_draft(site.competition.host, text=OUTLINE.replace("新的竞赛", "县里的竞赛"), by=site.officer)
    draft = RulebookDraft.objects.latest("pk")
    programme, unit = site.competition.track.programme.code, site.competition.host.code
    address = f"/desk/new-application/{programme}/{unit}/"
    page = desk.get(address)
    assert page.status_code == 200 and "规则草稿：县里的竞赛" in page.content.decode()
    given = {"title": "申报", "track": site.competition.track.slot, "source": f"draft:{draft.pk}"}
    assert desk.post(address, given).status_code == 302
    filed = Application.objects.latest("pk")
    assert (filed.rulebook_name, filed.rulebook_text) == ("县里的竞赛", draft.text)


def test_an_earlier_saving_is_seen_and_taken_up_again(desk, contest):
    draft = begin(desk, contest)
    address = f"/desk/rulebooks/{draft.pk}/"
    changed = draft.text.replace("drop_high = 1", "drop_high = 2")
    assert changed != draft.text
    desk.post(address + "text/", {"text": changed, "revision": "1"})
    assert "第 2 次" in desk.get(address + "history/").content.decode()
    seen = desk.get(address + "history/1/").content.decode()
    assert "后来改了什么" in seen and "恢复成这一次" in seen
    assert "恢复成这一次" not in desk.get(address + "history/2/").content.decode()
    assert desk.get(address + "history/9/").status_code == 404
    done = desk.post(address + "history/1/restore/", {"revision": "2"}, follow=True).content.decode()
    assert "已恢复到第 1 次保存的样子" in done
    assert "恢复自第 1 次" in desk.get(address + "history/").content.decode()
    again = desk.post(address + "history/1/restore/", {"revision": "x"}, follow=True).content.decode()
    assert "没有保存" in again or "一字不差" in again


def test_the_second_person_signs_what_the_first_one_signed(site, desk, client, contest):
    boss = User.objects.get(username="programme-officer")
    set_programme_rules(contest.track.programme, rules=RulesGiven(needs_second_for_rules=True), by=boss)
    draft = begin(desk, contest)
    address = f"/desk/rulebooks/{draft.pk}/adopt/"
    assert "两人签字" in desk.get(address).content.decode()
    given = {"revision": "1", "makes_event": "on", "title": "", "code": ""}
    body = desk.post(address, given, follow=True).content.decode()
    assert "还要另一位竞赛管理员签字" in body and "您已经签过字" in body
    assert not contest.rulebooks.exists() and not contest.events.exists()
    direct = desk.post(f"/desk/competitions/{contest.code}/new-event/", {"source": "gallery:five_judges", "title": ""})
    assert direct.status_code == 400 and "两人签字" in direct.content.decode()

    client.force_login(site.checker, backend="django.contrib.auth.backends.ModelBackend")
    assert "规则待第二人签字" in client.get("/desk/").content.decode()
    assert "签字并采用这一稿" in client.get(address).content.decode()
    client.post(address, given)
    assert contest.rulebooks.count() == contest.events.count() == 1
