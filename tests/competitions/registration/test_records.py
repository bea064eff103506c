"""What a unit's roster knows of a person is filled in, and who it is is told by the record."""

from datetime import date

import pytest
from django.urls import reverse

from jiangong.competitions.registration.intake import EntrantRow
from jiangong.competitions.registration.models import Registration
from jiangong.competitions.registration.people import facts_of
from jiangong.competitions.registration.services import register
from jiangong.core.problems import Refused
from jiangong.foundation import clock
from jiangong.organizations.people.models import Worker
from tests.factories import a_competition, a_unit, a_window, a_worker, an_event, an_officer, the_host

pytestmark = pytest.mark.django_db
RULES = {"presets": (("least_age", 18), ("least_years", 2), ("least_level", 3))}


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2026, 6, 15))
    host = the_host()
    officer = an_officer(host)
    unit = a_unit(host)
    event = an_event(officer, a_competition(officer, host=host))
    a_window(event, officer, **RULES)
    worker = a_worker(unit, "岑佳禾", number="W1")
    Worker.objects.filter(pk=worker.pk).update(born_on=date(1990, 6, 16), in_trade_since=2020, skill="technician")
    return {"officer": officer, "unit": unit, "event": event, "worker": Worker.objects.get(pk=worker.pk)}


def handed_in(world, *rows):
    given = [EntrantRow(cells, n) for n, cells in enumerate(rows, start=2)]
    return register(world["event"], rows=given, by=world["officer"], body=world["unit"])


def refused(world, *rows):
    with pytest.raises(Refused) as told:
        handed_in(world, *rows)
    return [problem.found.zh for problem in told.value.problems]


def test_the_roster_says_how_old_and_how_skilled_somebody_is(world):
    assert facts_of(world["worker"]) == {
        "name": "岑佳禾", "unit": "临澜重工", "staff_number": "W1", "age": "35", "years": "6", "level": "2",
    }  # fmt: skip
    bare = a_worker(world["unit"], "卓一凡")
    assert set(facts_of(bare)) == {"name", "unit", "staff_number"}


def test_a_name_is_enough_for_whom_the_roster_knows(world):
    (made,) = handed_in(world, {"name": "岑佳禾"})

    assert made.worker == world["worker"]
    assert made.person == world["worker"].reference
    assert made.attributes == {"age": "35", "years": "6", "level": "2", "staff_number": "W1"}
    assert refused(world, {"name": "岑佳禾", "staff_number": "W1"}) == [f"岑佳禾 已报名（回执 {made.receipt}）"]


def test_whom_the_roster_does_not_know_is_asked_everything(world):
    assert refused(world, {"name": "路过人"}) == ["没有填"] * 3
    (made,) = handed_in(world, {"name": "路过人", "age": "30", "years": "3", "level": "高级工"})
    assert made.worker is None
    assert made.person == "临澜重工/路过人"


def test_two_of_one_name_are_told_apart_by_the_staff_number(world):
    a_worker(world["unit"], "岑佳禾", number="W2")

    assert refused(world, {"name": "岑佳禾"}) == ["没有填"] * 3
    (made,) = handed_in(world, {"name": "岑佳禾", "staff_number": "W1"})
    assert made.worker == world["worker"]


def test_a_cell_that_contradicts_the_roster_is_refused(world):
    assert refused(world, {"name": "岑佳禾", "age": "40"}) == ["岑佳禾：年龄 40"]
    assert refused(world, {"name": "别的人", "staff_number": "W1", "age": "40", "years": "3", "level": "3"}) == [
        "别的人 的工号 W1"
    ]


def test_somebody_of_another_unit_is_not_found_in_the_roster(world):
    other = a_unit(the_host(), "云岫机电", "yunxiu")
    officer = an_officer(other)
    with pytest.raises(Refused):
        register(world["event"], rows=[EntrantRow({"name": "岑佳禾"})], by=officer, body=other)
    assert not Registration.objects.exists()


def test_who_left_is_not_filled_in(world):
    Worker.objects.filter(pk=world["worker"].pk).update(standing="left")
    assert refused(world, {"name": "岑佳禾"}) == ["没有填"] * 3


def test_an_officer_picks_from_the_roster_and_types_nothing(world, client):
    client.force_login(world["officer"])
    event, unit, worker = world["event"], world["unit"], world["worker"]
    page = reverse("web:register", args=[event.competition.code, event.slug])
    found = client.get(page, {"unit": unit.code, "find": "岑"}).content.decode()
    assert f"worker={worker.pk}" in found
    filled = client.get(page, {"unit": unit.code, "worker": worker.pk}).content.decode()
    assert 'value="35"' in filled and 'value="W1"' in filled
    assert "没有叫“赵”的人" in client.get(page, {"unit": unit.code, "find": "赵"}).content.decode()

    elsewhere = a_worker(a_unit(the_host(), "云岫机电", "yunxiu"), "外单位人")
    assert client.get(page, {"unit": unit.code, "worker": elsewhere.pk}).status_code == 404
    assert client.get(page, {"unit": unit.code, "worker": "9" * 30}).status_code == 200
