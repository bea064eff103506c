"""Batches through pages: the chief judge parts, begins and ends them; a signed incident is seen at the desk and by the judge at once."""

import pytest
from django.test import Client

from jiangong.competitions.registration.models import Registration
from jiangong.competitions.registration.services import register
from jiangong.evidence.marking.services import begin_batch, set_batches
from jiangong.evidence.marking.timing import entry_times
from tests.factories import a_blind_event, a_drawn_chain, a_rulebook, an_event, an_officer
from tests.factories.entering import a_window, entrants
from tests.factories.marking import WELD, a_judged_event, an_opened_chain, chief_of, judges_of
from tests.factories.organizations import PASSWORD

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"


def browser(user):
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def event():
    by = an_officer()
    made = a_judged_event(by, works=4)
    made.rulebook = a_rulebook(made.competition, by, WELD % 'second = "none"\nwork_minutes = 120\nseal_minutes = 30')
    made.save()
    return made


def root(event):
    return f"/desk/marking/{event.competition.code}/{event.slug}/final/"


def sent(client, address, **typed):
    answer = client.post(address, typed, follow=True)
    assert answer.status_code == 200 and answer.redirect_chain, answer.content.decode()
    return answer.content.decode()


def test_an_incident_that_is_signed_moves_the_work_and_its_time_for_desk_and_judge(event):
    chief, judge = browser(chief_of(event)), browser(judges_of(event)[0].user)
    assert "没有分批" in chief.get(root(event) + "live/").content.decode()
    page = sent(chief, root(event) + "live/batches/", count=2)
    assert "01、02" in page.replace("<span>", "").replace("</span>", "")
    assert "第 1 批开始" in sent(chief, root(event) + "live/batches/1/begin/")
    sheet = judge.get(root(event) + "works/02/").content.decode()
    assert "第 1 批" in sheet and "用时 120 分钟" in sheet

    decided = {"work": "02", "kind": "equipment", "said": "焊机断电", "minutes_added": 8, "is_moved_last": "on"}
    page = sent(chief, root(event) + "live/incident/", seen="on", password=PASSWORD, **decided)
    assert "由事件移入" in page and "补时 8 分" in page
    sheet = judge.get(root(event) + "works/02/").content.decode()
    assert "第 2 批（因故移到最后一批），还没有开始" in sheet and "补时 8 分钟" in sheet
    works = judge.get(root(event)).content.decode()
    assert works.index("works/03/") < works.index("works/02/")

    assert "第 1 批结束" in sent(chief, root(event) + "live/batches/1/end/")
    assert "前封存" in judge.get(root(event) + "works/01/").content.decode()
    severity = chief.get(root(event) + "live/severity/?batch=1").content.decode()
    assert 'href="?batch=2"' in severity


def test_what_cannot_be_done_is_said_in_a_sentence(event):
    chief, judge = browser(chief_of(event)), browser(judges_of(event)[0].user)
    answer = chief.post(root(event) + "live/batches/", {"count": 9})
    assert answer.status_code == 400 and "可以分 1 到 4 批" in answer.content.decode()
    assert "没有第 1 批" in sent(chief, root(event) + "live/batches/1/begin/")
    assert chief.post(root(event) + "live/batches/1/stop/").status_code == 404
    assert judge.post(root(event) + "live/batches/", {"count": 2}).status_code == 403
    assert judge.post(root(event) + "live/batches/1/begin/").status_code == 403


def test_the_check_in_desk_its_printed_list_and_paper_sheets_say_batch_and_clock(event):
    officer, chief, judge = browser(an_officer()), browser(chief_of(event)), browser(judges_of(event)[0].user)
    desk = f"/desk/competitions/{event.competition.code}/{event.slug}/check-in/"
    assert "批次" not in officer.get(desk).content.decode() + officer.get(desk + "sheet/").content.decode()
    sent(chief, root(event) + "live/batches/", count=2)
    sent(chief, root(event) + "live/batches/1/begin/")
    decided = {"work": "01", "kind": "equipment", "said": "焊机断电", "minutes_added": 8, "is_moved_last": "on"}
    sent(chief, root(event) + "live/incident/", seen="on", password=PASSWORD, **decided)

    page = officer.get(desk).content.decode()
    assert "第 1 批，" in page and "开始，到" in page and "进行中" in page and "下一批" in page
    assert "第 2 批，还没有开始，补时 8 分钟（因故移到最后一批）" in page
    first = officer.get(desk + "?batch=1").content.decode()
    assert "02 选手02" in first and "03 选手03" not in first and "01 选手01" not in first
    assert officer.get(desk + "?batch=x").status_code == officer.get(desk + "?batch=99").status_code == 200
    paper = officer.get(desk + "sheet/").content.decode()
    places = [paper.index(f"选手{number}") for number in ("02", "01", "03", "04")]
    assert places == sorted(places) and "第 2 批，还没有开始" in paper
    blank = chief.get(root(event) + "paper/blank/").content.decode()
    assert "第 2 批，还没有开始" in blank and "第 1 批，" in blank
    assert "第 1 批，" in judge.get(root(event)).content.decode()


def test_where_works_are_judged_under_numbers_no_name_stands_beside_a_batch():
    by = an_officer()
    event = a_blind_event(by)
    a_drawn_chain(event, by)
    stage = event.stages.get()
    set_batches(event, stage, count=2, by=by)
    begin_batch(event, stage, number=1, by=by)
    assert entry_times(event) == {}
    desk = browser(by).get(f"/desk/competitions/{event.competition.code}/{event.slug}/check-in/").content.decode()
    assert "进行中" in desk and "作品号" in desk and "第 1 批" not in desk and "?batch=" not in desk
    an_opened_chain(event)
    assert {time.batch for parts in entry_times(event).values() for _stage, time in parts} == {1, 2}


def test_a_participation_slip_says_the_batch_of_its_entry():
    by = an_officer()
    event = an_event(by)
    a_window(event, by)
    register(event, rows=entrants("岑佳禾"), by=by)
    made = Registration.objects.get()
    set_batches(event, event.stages.get(), count=1, by=by)
    page = browser(by).get(f"/registrations/{made.receipt}/").content.decode()
    assert "第 1 批，还没有开始" in page
