"""The schedule: one thing at a time in a place, nobody in two places, everybody may read it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from jiangong.competitions.registration.intake import EntrantRow
from jiangong.competitions.registration.services import register
from jiangong.competitions.schedule.models import Sitting, Venue
from jiangong.competitions.schedule.rules import can_plan
from jiangong.competitions.schedule.selectors import people_in_two_places, sittings_of, stations_of, timetable
from jiangong.competitions.schedule.services import (
    SittingGiven,
    add_venue,
    cancel_sitting,
    plan_sitting,
    remove_venue,
)
from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from tests.factories import a_competition, a_unit, a_user, a_window, an_event, an_officer, the_host, those_who_may

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def officer():
    return an_officer(the_host())


@pytest.fixture
def competition(officer):
    return a_competition(officer, host=the_host())


@pytest.fixture
def event(officer, competition):
    return an_event(officer, competition, code="welding")


@pytest.fixture
def venue(officer, competition):
    return add_venue(
        competition, name="一号车间", address="演示路 1 号", stations=["A01", "A02", "", " A03 "], by=officer
    )


def at(hours):
    return clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=3, hours=hours)


def planned(event, venue, officer, begins=0, ends=2, title="实操"):
    return plan_sitting(event, given=SittingGiven(title, venue, at(begins), at(ends)), by=officer)


def test_those_who_run_a_competition_plan_it(competition):
    assert those_who_may(lambda user: can_plan(user, competition)) == {"province officer", "host officer"}
    with pytest.raises(PermissionDenied):
        add_venue(competition, name="别处", by=a_user())


def test_a_venue_names_its_stations_and_a_draw_begins_with_them(event, venue, officer):
    assert venue.station_names == ["A01", "A02", "A03"]
    assert stations_of(event) == []
    planned(event, venue, officer)
    assert stations_of(event) == ["A01", "A02", "A03"]


@pytest.mark.parametrize("said", [{"name": "一号车间"}, {"name": "二号", "stations": ["A", "A"]}, {"name": "x" * 101}])
def test_a_venue_that_is_there_or_doubles_a_station_is_declined(competition, venue, officer, said):
    with pytest.raises(Declined):
        add_venue(competition, **said, by=officer)
    assert Venue.objects.count() == 1


def test_a_place_takes_one_thing_at_a_time(event, venue, officer):
    planned(event, venue, officer, 0, 2)
    planned(event, venue, officer, 2, 3)
    with pytest.raises(Declined, match="实操"):
        planned(event, venue, officer, 1, 4)
    with pytest.raises(Declined):
        planned(event, venue, officer, 6, 6)
    assert Sitting.objects.count() == 2
    assert [one.begins_at for one in sittings_of(event)] == [at(0), at(2)]


def test_a_venue_of_another_competition_is_declined(event, officer):
    other = add_venue(a_competition(officer, host=the_host()), name="别处", by=officer)
    with pytest.raises(Declined):
        planned(event, other, officer)


def test_what_is_planned_is_public_with_the_event_and_can_be_cancelled(event, venue, competition, officer):
    sitting = planned(event, venue, officer)
    draft = an_event(officer, competition, code="draft", is_open=False)
    planned(draft, venue, officer, 5, 6)

    assert [len(day.sittings) for day in timetable(competition, viewer=None)] == [1]
    assert sum(len(day.sittings) for day in timetable(competition, viewer=officer)) == 2
    with pytest.raises(Declined):
        remove_venue(venue, by=officer)
    cancel_sitting(sitting, by=officer)
    assert timetable(competition, viewer=None) == []


def test_who_would_be_in_two_places_is_named(event, venue, competition, officer):
    other = an_event(officer, competition, code="fitting")
    unit = a_unit(the_host())
    for one in (event, other):
        a_window(one, officer)
        register(one, rows=[EntrantRow({"name": "岑佳禾"})], by=officer, body=unit)
    register(other, rows=[EntrantRow({"name": "卓一凡"})], by=officer, body=unit)
    second = add_venue(competition, name="二号车间", by=officer)
    planned(event, venue, officer, 0, 2)
    planned(other, second, officer, 2, 4)
    assert people_in_two_places(competition) == []
    planned(other, second, officer, 1, 2)
    assert [(one.name, one.sitting.event, one.other.event) for one in people_in_two_places(competition)] == [
        ("岑佳禾", event, other)
    ]


def test_an_officer_plans_on_the_pages(event, competition, officer, client):
    client.force_login(officer)
    where = [competition.code]
    plan = reverse("web:plan_schedule", args=where)
    assert client.get(reverse("web:new_sitting", args=where)).url == plan
    typed = {"name": "一号车间", "address": "", "stations": "A01\nA02"}
    assert client.post(reverse("web:new_venue", args=where), typed).url == plan
    venue = Venue.objects.get()
    begins, ends = at(0), at(2)
    said = {"what": f"{event.pk}", "title": "理论考试", "venue": venue.pk}
    said |= {"begins_at": f"{begins:%Y-%m-%dT%H:%M}", "ends_at": f"{ends:%Y-%m-%dT%H:%M}"}
    assert client.post(reverse("web:new_sitting", args=where), said).url == plan
    assert client.post(reverse("web:new_sitting", args=where), said).status_code == 400
    assert "理论考试" in client.get(plan).content.decode()
    client.post(reverse("web:remove_venue", args=[*where, venue.pk]))
    assert "还有安排" in client.get(plan).content.decode()

    client.logout()
    public = client.get(reverse("web:schedule", args=where)).content.decode()
    assert "理论考试" in public and "取消" not in public
    calendar = client.get(reverse("web:schedule_calendar", args=where))
    assert "理论考试" in calendar.content.decode()

    client.force_login(officer)
    sitting = Sitting.objects.get()
    client.post(reverse("web:cancel_sitting", args=[*where, sitting.pk]))
    client.post(reverse("web:remove_venue", args=[*where, venue.pk]))
    assert not Venue.objects.exists()
