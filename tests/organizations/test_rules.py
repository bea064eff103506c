"""Who may do what, as truth tables. A post covers its organization and all below it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from jiangong.foundation import clock
from jiangong.organizations import rules
from jiangong.organizations.enums import APART, Role
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


@pytest.mark.parametrize("role", list(Role))
def test_posts_are_given_by_the_administrator_until_there_is_a_security_administrator(role: Role):
    city, user = a_city(), a_user("somebody")
    Post.objects.create(user=user, organization=city, role=role, starts_on=clock.today())
    alone = rules.can_appoint(user, city)
    Post.objects.create(user=a_user("guard"), organization=city, role=Role.SECURITY, starts_on=clock.today())

    assert (alone, rules.can_appoint(user, city)) == (
        role in (Role.ADMINISTRATOR, Role.SECURITY),
        role == Role.SECURITY,
    )


@pytest.mark.parametrize("held", list(Role))
@pytest.mark.parametrize("wanted", list(Role))
def test_nobody_holds_two_of_the_three_powers(held: Role, wanted: Role):
    user = a_user("somebody")
    Post.objects.create(user=user, organization=a_city(), role=held, starts_on=clock.today())

    assert rules.may_hold(user, wanted) is not (held in APART and wanted in APART and held != wanted)


def test_a_power_that_ended_yesterday_stands_in_nobodys_way():
    user, yesterday = a_user("somebody"), clock.today() - timedelta(days=1)
    Post.objects.create(user=user, organization=a_city(), role=Role.AUDITOR, starts_on=yesterday, ends_on=yesterday)

    assert rules.may_hold(user, Role.SECURITY)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("other", list(Role))
def test_a_password_is_reset_from_above_and_never_ones_own(role: Role, other: Role):
    city = a_city()
    user, lost = a_user("somebody"), a_user("lost")
    Post.objects.create(user=user, organization=a_federation(), role=role, starts_on=clock.today())
    Post.objects.create(user=lost, organization=city, role=other, starts_on=clock.today())
    may = role == Role.ADMINISTRATOR or (role == Role.OFFICER and other not in APART)

    assert rules.can_reset_password(user, lost) is may
    assert not rules.can_reset_password(user, user)
    assert not rules.can_reset_password(user, a_user("without a post"))


def test_an_officer_of_one_city_resets_nobody_of_another():
    lost = an_officer(a_city("云渡市总工会", "yundu"))

    assert not rules.can_reset_password(an_officer(a_city()), lost)


@pytest.mark.parametrize("role", list(Role))
def test_the_tree_is_changed_from_above(role: Role):
    city, user = a_city(), a_user("somebody")
    post = Post.objects.create(user=user, organization=city, role=role, starts_on=clock.today())
    own = rules.can_change_tree(user, city)
    post.organization = a_federation()
    post.save()

    assert (own, rules.can_change_tree(user, city)) == (False, role in (Role.ADMINISTRATOR, Role.OFFICER))
    assert not rules.can_change_tree(user, a_federation())
