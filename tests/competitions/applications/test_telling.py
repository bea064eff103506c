"""Those before whom an application lies are told of it, and those who filed it of what became of it."""

import pytest

from jiangong.competitions.applications.services import (
    accept_application,
    approve_application,
    reject_application,
    return_application,
    submit_application,
)
from jiangong.competitions.enums import Slot
from jiangong.competitions.services import add_track
from jiangong.organizations.notices.models import Notice
from tests.factories import a_city, a_federation, a_programme, a_unit, an_application, an_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def filed():
    """An application of a unit with the officers of unit, city and federation."""
    boss = an_officer(a_federation())
    track = add_track(a_programme(boss), slot=Slot.REGION, name="区域性引领竞赛", by=boss)
    city = a_city()
    unit = a_unit(city)
    clerk, reviewer = an_officer(unit), an_officer(city)
    return an_application(unit, track, clerk), clerk, reviewer, boss


def told(user):
    return [
        (notice.subject.partition("：")[0], notice.text) for notice in Notice.objects.filter(to=user).order_by("pk")
    ]


def test_each_level_is_told_when_it_is_its_turn_and_the_unit_at_the_end(filed):
    application, clerk, reviewer, boss = filed
    assert told(reviewer) == [("待受理的申报", "")] and told(boss) == told(clerk) == []
    return_application(application, reason="预算没有分项", by=reviewer)
    submit_application(application, by=clerk)
    accept_application(application, by=reviewer)
    approve_application(application, by=reviewer)
    accept_application(application, by=boss)
    approve_application(application, by=boss)

    assert told(reviewer) == [("待受理的申报", "")] * 2
    assert told(boss) == [("待受理的申报", "")]
    assert told(clerk) == [("申报退回补正", "预算没有分项"), ("申报已立项", "")]
    assert Notice.objects.filter(to=clerk).first().address == f"/desk/applications/{application.pk}/"


def test_a_refusal_is_told_with_its_article(filed):
    application, clerk, reviewer, _boss = filed
    reject_application(application, article="第六条", reason="无国家职业标准", by=reviewer)

    assert told(clerk) == [("申报不予立项", "第六条：无国家职业标准")]


def test_each_is_told_in_their_own_language(filed, client):
    application, clerk, reviewer, _ = filed
    clerk.set_password("correct horse battery staple")
    clerk.save()
    client.cookies["django_language"] = "en"
    client.post("/account/sign-in/", {"username": clerk.username, "password": "correct horse battery staple"})
    clerk.refresh_from_db()
    assert clerk.language == "en"
    return_application(application, reason="预算没有分项", by=reviewer)
    assert Notice.objects.get(to=clerk).subject.startswith("Application returned")
    assert Notice.objects.get(to=reviewer).subject.startswith("待受理的申报")
