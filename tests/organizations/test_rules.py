"""Who may do what, as truth tables. A post covers its organization and all below it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from jiangong.foundation import clock
from jiangong.organizations import rules
from jiangong.organizations.enums import Role
from jiangong.organizations.models import Organization, Post
from jiangong.organizations.selectors import (
    host_choices,
    organizations_seen_by,
    posts_of,
    the_organization,
    users_seen_by,
)
from tests.factories import a_city, a_federation, a_judge, a_user, an_administrator, an_auditor, an_officer

pytestmark = pytest.mark.django_db

OVER_A_PLACE = {
    rules.is_officer_over: {Role.OFFICER},
    rules.is_auditor_over: {Role.AUDITOR},
    rules.is_judge_in: {Role.JUDGE, Role.CHIEF_JUDGE},
    rules.is_chief_judge_in: {Role.CHIEF_JUDGE},
    rules.can_appoint: {Role.ADMINISTRATOR},
    rules.can_found_under: {Role.ADMINISTRATOR, Role.OFFICER},
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("predicate", list(OVER_A_PLACE), ids=lambda predicate: predicate.__name__)
def test_a_role_answers_each_question_of_a_place(predicate: Callable[..., bool], role: Role):
    city = a_city()
    user = a_user()
    Post.objects.create(user=user, organization=city, role=role, starts_on=clock.today())

    assert predicate(user, city) is (role in OVER_A_PLACE[predicate])


@pytest.mark.parametrize(
    ("over", "answer"), [("federation", True), ("linlan", True), ("crew", False), ("yundu", False)]
)
def test_a_post_covers_its_place_and_all_below_it(over: str, answer: bool):
    linlan = a_city()
    a_city("云渡市总工会", "yundu")
    Organization.objects.add_child(linlan, instance=Organization(code="crew", name="一班", level="crew"))
    user = an_officer(Organization.objects.get(code=over))

    assert rules.is_officer_over(user, Organization.objects.get(code="linlan")) is answer


@pytest.mark.parametrize(
    ("first", "last", "answer"), [(0, None, True), (-9, 0, True), (-9, -1, False), (1, None, False)]
)
def test_a_post_counts_within_its_term(first: int, last: int | None, answer: bool):
    user, today = a_user(), clock.today()
    ends_on = None if last is None else today + timedelta(days=last)
    Post.objects.create(
        user=user,
        organization=a_federation(),
        role=Role.OFFICER,
        starts_on=today + timedelta(days=first),
        ends_on=ends_on,
    )

    assert rules.is_officer(user) is answer


def test_visitors_and_people_who_left_hold_no_post():
    officer = an_officer()
    officer.is_active = False

    assert posts_of(officer) == []
    assert posts_of(AnonymousUser()) == []
    assert posts_of(None) == []


@pytest.mark.parametrize(
    ("person", "answer"),
    [(an_auditor, True), (an_officer, False), (an_administrator, False), (a_judge, False)],
)
def test_the_audit_trail_is_read_by_auditors_of_the_federation(person: Callable[..., object], answer: bool):
    assert rules.can_see_trail(person()) is answer


def test_the_auditor_of_a_city_does_not_read_the_whole_trail():
    assert not rules.can_see_trail(an_auditor(a_city()))


def test_an_administrator_is_no_officer():
    assert rules.is_administrator(an_administrator())
    assert not rules.is_officer(an_administrator())


def test_a_no_stops_a_service():
    rules.require(True)
    with pytest.raises(PermissionDenied):
        rules.require(False)


def test_people_see_what_belongs_to_their_organizations_and_nothing_else():
    linlan = a_city()
    a_city("云渡市总工会", "yundu")
    officer = an_officer(linlan)

    assert [body.code for body in organizations_seen_by(officer)] == ["linlan"]
    assert [body.code for body in host_choices(officer)] == ["linlan"]
    assert the_organization("linlan", viewer=officer) == linlan
    with pytest.raises(Organization.DoesNotExist):
        the_organization("yundu", viewer=officer)


def test_a_closed_organization_hosts_nothing():
    linlan = a_city()
    linlan.closed_on = clock.today()
    linlan.save()

    assert not host_choices(an_officer(linlan)).exists()


def test_administrators_see_the_people_of_their_organizations():
    linlan, yundu = a_city(), a_city("云渡市总工会", "yundu")
    mine, other = an_officer(linlan, "mine"), an_officer(yundu, "other")
    administrator = an_administrator(linlan, "administrator")

    assert list(users_seen_by(administrator)) == [administrator, mine]
    assert not users_seen_by(other).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_organizations_costs_the_same_for_one_and_three(count: int, django_assert_num_queries):
    officer = an_officer()
    for number in range(count):
        a_city(f"第{number}市总工会", f"city-{number}")

    with django_assert_num_queries(2):
        assert len([body.spoken_name for body in organizations_seen_by(officer)]) == count + 1
