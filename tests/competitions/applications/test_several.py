"""Several applications are reviewed in a row, each as if it were the only one; what cannot be done says why."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiangong.competitions.applications.enums import Act, ApplicationState
from jiangong.competitions.applications.selectors import (
    applications_waiting_for,
    bodies_ahead,
    checklist,
    checklists,
    next_desk,
    steps_of,
)
from jiangong.competitions.applications.services import accept_application, review_several, withdraw_application
from jiangong.competitions.enums import Slot
from jiangong.competitions.programmes.services import RulesGiven, set_programme_rules
from jiangong.competitions.services import add_track
from jiangong.foundation.models import AuditRow
from tests.factories import FILING, a_city, a_federation, a_programme, a_unit, an_application, an_officer

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return an_officer(a_federation())


@pytest.fixture
def track(boss):
    return add_track(a_programme(boss), slot=Slot.REGION, name="区域性引领竞赛", by=boss)


@pytest.fixture
def city():
    return a_city()


@pytest.fixture
def reviewer(city):
    return an_officer(city, username="reviewer")


@pytest.fixture
def filed(track, city):
    """Three applications of three units of one city; the third has too few entrants."""
    made = []
    for number in range(3):
        unit = a_unit(city, f"第{number}厂", f"plant-{number}")
        clerk = an_officer(unit, username=f"clerk-{number}")
        filing = replace(FILING, title=f"竞赛{number}", entrants=60 if number < 2 else 5)
        made.append(an_application(unit, track, clerk, filing=filing))
    return made


def states(applications):
    for one in applications:
        one.refresh_from_db()
    return [one.state for one in applications]


def test_several_are_accepted_and_passed_and_what_lacks_something_is_left(filed, reviewer):
    came = review_several(filed, act=Act.ACCEPT, by=reviewer)
    assert len(came.done) == 3 and came.left == ()

    came = review_several(filed, act=Act.APPROVE, by=reviewer)

    assert list(came.done) == filed[:2]
    assert [(one, "1 项不符" in sentence) for one, sentence in came.left] == [(filed[2], True)]
    assert states(filed) == [ApplicationState.SUBMITTED, ApplicationState.SUBMITTED, ApplicationState.ACCEPTED]
    assert [step.act for step in steps_of(filed[0])] == ["submit", "accept", "recommend"]
    assert AuditRow.objects.filter(act="step_application", subject=filed[1].reference).count() == 3


def test_one_reason_is_written_to_each(filed, reviewer):
    came = review_several(filed, act=Act.RETURN, reason="预算没有分项", by=reviewer)

    assert len(came.done) == 3
    assert states(filed) == [ApplicationState.RETURNED] * 3
    assert {steps_of(one)[-1].reason for one in filed} == {"预算没有分项"}


def test_what_moved_on_meanwhile_or_is_ones_own_is_left_and_the_others_are_done(filed, reviewer):
    clerk = filed[0].drafted_by
    withdraw_application(filed[0], reason="改期", by=clerk)
    accept_application(filed[1], by=reviewer)

    came = review_several(filed, act=Act.ACCEPT, by=reviewer)

    assert list(came.done) == [filed[2]]
    assert ["已经不在这里" in came.left[0][1], "已经受理" in came.left[1][1]] == [True, True]
    assert len(review_several(filed, act=Act.APPROVE, by=clerk).left) == 3


def test_a_return_without_a_reason_does_nothing(filed, reviewer):
    came = review_several(filed, act=Act.RETURN, reason=" ", by=reviewer)
    assert came.done == () and states(filed) == [ApplicationState.SUBMITTED] * 3


def test_checklists_of_several_say_what_each_says_alone_with_as_many_questions(filed, track, boss, reviewer):
    set_programme_rules(track.programme, rules=RulesGiven(most_applications=1, may_repeat_trade=False), by=boss)
    more = an_application(filed[0].unit, track, filed[0].drafted_by, submit=False)
    rows = [*filed, more]
    assert checklists(rows) == {one.pk: checklist(one) for one in rows}
    assert [one.is_met for one in checklist(more)].count(False) == 1, "one application too many"
    waiting = list(applications_waiting_for(reviewer))
    with CaptureQueriesContext(connection) as one:
        checklists(waiting[:1])
    with CaptureQueriesContext(connection) as three:
        checklists(waiting)
    assert len(one) == len(three)


def test_where_each_goes_next_is_known_of_all_at_once(filed, reviewer, django_assert_num_queries):
    rows = list(applications_waiting_for(reviewer))
    with django_assert_num_queries(1):
        ahead = bodies_ahead(rows)
    assert ahead == {one.pk: next_desk(one) for one in filed}
