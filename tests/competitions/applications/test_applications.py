"""An application climbs the union tree, level by level, and nobody decides on what they filed themselves."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from jiangong.competitions.applications import rules
from jiangong.competitions.applications.enums import ApplicationState
from jiangong.competitions.applications.models import Application
from jiangong.competitions.applications.selectors import (
    applications_seen_by,
    applications_to_mend,
    applications_waiting_for,
    checklist,
    differences,
    next_desk,
    steps_of,
)
from jiangong.competitions.applications.services import (
    Filing,
    accept_application,
    approve_application,
    draft_application,
    reject_application,
    return_application,
    submit_application,
    withdraw_application,
    write_application,
)
from jiangong.competitions.enums import EventState, Slot
from jiangong.competitions.programmes.selectors import lists_of, members_of
from jiangong.competitions.programmes.services import RulesGiven, retire_track, set_programme_rules
from jiangong.competitions.services import add_track
from jiangong.core.problems import Refused
from jiangong.foundation import clock
from jiangong.foundation.calendar import working_days_after
from jiangong.foundation.refusals import Declined
from jiangong.organizations.notices.models import Notice
from tests.factories import (
    FILING,
    a_city,
    a_federation,
    a_programme,
    a_unit,
    an_application,
    an_auditor,
    an_officer,
    those_who_may,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return an_officer(a_federation())


@pytest.fixture
def track(boss):
    programme = a_programme(boss)
    add_track(programme, slot=Slot.PLANT, name="制造业企业竞赛", by=boss)
    return add_track(programme, slot=Slot.REGION, name="区域性引领竞赛", by=boss)


@pytest.fixture
def city():
    return a_city()


@pytest.fixture
def unit(city):
    return a_unit(city)


@pytest.fixture
def clerk(unit):
    return an_officer(unit)


def test_an_application_climbs_to_the_issuing_body_and_becomes_a_draft_competition(track, unit, city, clerk, boss):
    application = an_application(unit, track, clerk)
    assert (application.state, application.desk) == (ApplicationState.SUBMITTED, city)
    assert application.due_at == working_days_after(clock.now(), days=5)
    reviewer = an_officer(city)

    accept_application(application, by=reviewer)
    assert approve_application(application, by=reviewer) is None
    assert (application.state, application.desk) == (ApplicationState.SUBMITTED, a_federation())
    with pytest.raises(PermissionDenied):
        accept_application(application, by=reviewer)
    accept_application(application, by=boss)
    competition = approve_application(application, by=boss, code="electric-2026")

    assert application.state == ApplicationState.APPROVED
    assert (application.competition, competition.code, competition.host) == (competition, "electric-2026", unit)
    assert competition.events.get().state == EventState.DRAFT
    (approved,) = lists_of(track.programme)
    assert [row.competition for row in members_of(approved, viewer=boss)] == [competition]
    assert [(step.act, step.body.code) for step in steps_of(application)] == [
        ("submit", unit.code), ("accept", city.code), ("recommend", city.code), ("accept", "federation"),
        ("approve", "federation"),
    ]  # fmt: skip


def test_what_was_returned_is_mended_and_comes_back_to_the_same_desk(track, unit, city, clerk):
    application, reviewer = an_application(unit, track, clerk), an_officer(city)
    with pytest.raises(Declined, match="逐项写明"):
        return_application(application, reason=" ", by=reviewer)
    return_application(application, reason="预算没有分项", by=reviewer)
    assert list(applications_to_mend(clerk)) == [application]

    write_application(application, track=track, filing=replace(FILING, budget=60_000), by=clerk)
    submit_application(application, by=clerk)

    assert (application.state, application.desk) == (ApplicationState.SUBMITTED, city)
    assert [(one.field, one.before, one.after) for one in differences(application)] == [
        ("经费预算（元）", "80000", "60000")
    ]
    assert steps_of(application)[1].reason == "预算没有分项"


def test_a_refusal_names_its_article_and_is_final(track, unit, city, clerk):
    application, reviewer = an_application(unit, track, clerk), an_officer(city)
    with pytest.raises(Declined, match="条款"):
        reject_application(application, article="", reason="无国家职业标准", by=reviewer)

    reject_application(application, article="第六条", reason="无国家职业标准", by=reviewer)

    assert application.state == ApplicationState.REJECTED
    with pytest.raises(PermissionDenied):
        write_application(application, track=track, filing=FILING, by=clerk)


def test_nobody_reviews_what_they_filed_themselves(track, unit, boss):
    application = an_application(unit, track, boss)

    assert not rules.can_review(boss, application)
    assert application not in applications_waiting_for(boss)
    with pytest.raises(PermissionDenied):
        accept_application(application, by=boss)
    other = an_officer(a_federation())
    assert list(applications_waiting_for(other)) == [application]
    accept_application(application, by=other)


def test_a_body_that_applies_to_itself_needs_another_hand(track, boss):
    application = an_application(a_federation(), track, boss)
    other = an_officer(a_federation())

    accept_application(application, by=other)

    assert application.desk == a_federation()
    assert approve_application(application, by=other) is not None


def test_who_may_review_at_the_first_level(track, boss):
    from tests.factories import the_host

    unit = a_unit(the_host())
    application = an_application(unit, track, an_officer(unit))

    assert those_who_may(lambda who: rules.can_review(who, application)) == {"province officer", "host officer"}
    assert those_who_may(lambda who: rules.can_see_application(who, application)) == {
        "province officer", "host officer", "province auditor", "host auditor",
    }  # fmt: skip
    assert those_who_may(lambda who: rules.can_apply_for(who, unit, track.programme)) == {
        "province officer", "host officer",
    }  # fmt: skip
    assert those_who_may(lambda who: rules.can_write_application(who, application)) == set()


def test_a_draft_is_the_units_own(track, unit, city, clerk):
    draft = an_application(unit, track, clerk, filing=Filing(title="还没写完"), submit=False)

    assert list(applications_seen_by(clerk)) == [draft]
    assert list(applications_seen_by(an_officer(city))) == []
    assert list(applications_seen_by(an_officer(a_city("云渡市总工会", "yundu")))) == []
    assert not rules.can_see_application(an_auditor(city), draft)
    assert rules.can_see_application(clerk, draft)


@pytest.mark.parametrize(
    "missing", ["trade", "leading_body", "plan", "indicators", "budget", "entrants", "rulebook_text"]
)
def test_what_is_not_complete_is_saved_but_not_submitted(track, unit, clerk, missing):
    blank = None if missing in ("budget", "entrants") else ""
    draft = an_application(unit, track, clerk, filing=replace(FILING, **{missing: blank}), submit=False)

    with pytest.raises(Declined, match="还没有写"):
        submit_application(draft, by=clerk)
    assert [one.is_met for one in checklist(draft)].count(False) == 1


def test_a_rulebook_with_a_mistake_is_refused_at_once(track, unit, clerk):
    with pytest.raises(Refused):
        draft_application(unit, track=track, filing=replace(FILING, rulebook_text="stage = 1"), by=clerk)


def test_a_unit_applies_at_most_three_times_a_year(track, unit, clerk, boss):
    for trade in ("电工", "焊工", "钳工"):
        an_application(unit, track, clerk, filing=replace(FILING, trade=trade))
    fourth = an_application(unit, track, clerk, filing=replace(FILING, trade="车工"), submit=False)

    with pytest.raises(Declined, match="已申报 3 项"):
        submit_application(fourth, by=clerk)
    set_programme_rules(track.programme, rules=RulesGiven(most_applications=4), by=boss)
    submit_application(fourth, by=clerk)


def test_a_trade_is_not_repeated_the_next_year_unless_the_programme_says_so(track, unit, clerk, boss, city):
    last = an_application(unit, track, clerk)
    for reviewer in (an_officer(city), boss):
        accept_application(last, by=reviewer)
        approve_application(last, by=reviewer)
    programme = a_programme(boss)
    programme.year = 2027
    programme.save()
    again = add_track(programme, slot=Slot.REGION, name="区域性引领竞赛", by=boss)
    second = an_application(unit, again, clerk, submit=False)

    with pytest.raises(Declined, match="不连续两年"):
        submit_application(second, by=clerk)
    assert [one.rule for one in checklist(second) if not one.is_met] == ["同一工种不连续两年举办"]
    set_programme_rules(programme, rules=RulesGiven(may_repeat_trade=True), by=boss)
    submit_application(second, by=clerk)


def test_applications_are_taken_within_their_days(track, unit, clerk, boss):
    draft = an_application(unit, track, clerk, submit=False)
    today = clock.today()
    set_programme_rules(track.programme, rules=RulesGiven(today + timedelta(days=2)), by=boss)
    with pytest.raises(Declined, match="开始"):
        submit_application(draft, by=clerk)
    set_programme_rules(track.programme, rules=RulesGiven(None, today - timedelta(days=1)), by=boss)
    with pytest.raises(Declined, match="截止"):
        submit_application(draft, by=clerk)
    set_programme_rules(track.programme, rules=RulesGiven(date(2020, 1, 1), today), by=boss)
    submit_application(draft, by=clerk)


def test_what_is_not_accepted_cannot_be_approved_and_what_is_cannot_be_accepted_again(track, unit, city, clerk):
    application, reviewer = an_application(unit, track, clerk), an_officer(city)
    with pytest.raises(Declined, match="先受理"):
        approve_application(application, by=reviewer)
    accept_application(application, by=reviewer)
    with pytest.raises(Declined, match="已经受理"):
        accept_application(application, by=reviewer)


def test_a_retired_track_takes_no_application(track, unit, clerk, boss):
    retire_track(track, by=boss)

    with pytest.raises(Declined, match="已停用"):
        an_application(unit, track, clerk, submit=False)
    assert not Application.objects.exists()


def test_a_body_that_left_the_tree_of_the_issuer_hands_over_to_it_directly(track, unit, city, clerk):
    application = an_application(unit, track, clerk)
    issuer = a_city("云渡市总工会", "yundu")
    application.programme.organization = issuer

    assert next_desk(application) == issuer
    application.desk = issuer
    assert next_desk(application) is None


def test_a_unit_takes_its_application_back_until_it_is_decided(track, unit, city, clerk, boss):
    application = an_application(unit, track, clerk)
    reviewer = an_officer(city)
    assert rules.can_withdraw(clerk, application) and not rules.can_withdraw(reviewer, application)
    with pytest.raises(Declined, match="理由"):
        withdraw_application(application, reason=" ", by=clerk)
    with pytest.raises(PermissionDenied):
        withdraw_application(application, reason="代撤", by=reviewer)
    accept_application(application, by=reviewer)
    withdraw_application(application, reason="与邻县合办", by=clerk)

    assert application.state == ApplicationState.WITHDRAWN
    assert [(step.act, step.reason) for step in steps_of(application)][-1] == ("withdraw", "与邻县合办")
    assert not applications_waiting_for(reviewer).exists()
    with pytest.raises(PermissionDenied):
        withdraw_application(application, reason="再撤", by=clerk)
    assert Notice.objects.filter(to=reviewer, subject__contains="已撤回").exists()


def test_what_was_taken_back_does_not_count_towards_the_limit(track, unit, clerk, boss):
    set_programme_rules(track.programme, rules=RulesGiven(most_applications=1), by=boss)
    first = an_application(unit, track, clerk)
    with pytest.raises(Declined):
        an_application(unit, track, clerk)
    withdraw_application(first, reason="改报另一项", by=clerk)
    assert an_application(unit, track, clerk).state == ApplicationState.SUBMITTED


def test_a_unit_withdraws_on_its_page(track, unit, clerk, client):
    application = an_application(unit, track, clerk)
    client.force_login(clerk)
    page = reverse("web:withdraw_application", args=[application.pk])
    assert page in client.get(reverse("web:application", args=[application.pk])).content.decode()
    assert client.post(page, {"reason": ""}).status_code == 400
    assert client.post(page, {"reason": "与邻县合办"}).status_code == 302
    assert "与邻县合办" in client.get(reverse("web:application", args=[application.pk])).content.decode()
    assert client.get(page).status_code == 403
