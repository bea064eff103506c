"""The union tree grows, people are enrolled, posts begin and end."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from jiangong.foundation import clock
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from jiangong.organizations.enums import Level, Role
from jiangong.organizations.models import Organization, Post, User
from jiangong.organizations.selectors import federation_or_none, posts_of, the_user
from jiangong.organizations.services import (
    appoint,
    change_password,
    create_site,
    end_post,
    enrol_user,
    found_federation,
    found_organization,
    reset_password,
)
from tests.factories import a_city, a_federation, a_user, an_administrator, an_officer
from tests.factories.organizations import PASSWORD

pytestmark = pytest.mark.django_db


def test_a_site_begins_with_its_federation_and_one_person():
    user = create_site("澄江省总工会", administrator="root", administrator_name="舒宁岩", password=PASSWORD)

    assert federation_or_none().name == "澄江省总工会"
    assert [post.role for post in posts_of(user)] == [Role.ADMINISTRATOR, Role.OFFICER]
    assert user.check_password(PASSWORD)
    acts = list(AuditRow.objects.values_list("act", flat=True))
    assert acts == ["found_federation", "enrol_user", "appoint", "appoint"]


def test_a_site_is_made_once():
    a_federation()

    with pytest.raises(Declined):
        create_site("另一个", administrator="root", administrator_name="舒宁岩", password=PASSWORD)

    assert not User.objects.exists()


def test_the_database_refuses_a_second_federation():
    a_federation()

    with pytest.raises(IntegrityError), transaction.atomic():
        Organization.objects.add_root(instance=Organization(code="second", name="第二个", level=Level.PROVINCE))


def test_a_city_is_founded_under_the_federation_with_a_code_of_its_own():
    officer = an_officer()
    first = found_organization("云渡市总工会", under=a_federation(), level=Level.CITY, by=officer, name_en="Yundu")
    second = found_organization("云渡市总工会", under=a_federation(), level=Level.CITY, by=officer, name_en="Yundu")

    assert (first.code, second.code) == ("yundu", "yundu-2")
    assert first.is_child_of(a_federation())


def test_an_officer_of_one_city_founds_nothing_in_another():
    linlan, yundu = a_city(), a_city("云渡市总工会", "yundu")
    officer = an_officer(linlan)

    with pytest.raises(PermissionDenied):
        found_organization("云渡造船", under=yundu, level=Level.ENTERPRISE, by=officer)


def test_an_account_is_opened_by_an_administrator():
    user = enrol_user("li", name="闻一川", password=PASSWORD, by=an_administrator())

    assert the_user("LI") == user
    assert (user.reference, user.get_full_name(), user.get_short_name()) == ("user:li", "闻一川", "闻一川")


def test_nobody_else_opens_an_account():
    with pytest.raises(PermissionDenied):
        enrol_user("li", name="闻一川", password=PASSWORD, by=an_officer())
    with pytest.raises(PermissionDenied):
        enrol_user("li", name="闻一川", password=PASSWORD, by=None)


def test_a_user_name_is_taken_whatever_its_case():
    administrator = an_administrator()
    enrol_user("li", name="闻一川", password=PASSWORD, by=administrator)

    with pytest.raises(Declined, match="LI"):
        enrol_user("LI", name="路知夏", password=PASSWORD, by=administrator)


@pytest.mark.parametrize("password", ["short", "123456789012", "administrator"])
def test_a_weak_password_is_declined(password: str):
    with pytest.raises(Declined):
        enrol_user("administrator1", name="闻一川", password=password, by=an_administrator())


def test_people_change_their_own_password_and_administrators_any():
    user = a_user()
    change_password(user, password="another-long-password", by=user)
    assert user.check_password("another-long-password")

    change_password(user, password="a-third-long-password", by=an_administrator())
    assert user.check_password("a-third-long-password")

    with pytest.raises(PermissionDenied):
        change_password(user, password="a-fourth-long-password", by=an_officer())


def test_a_post_is_given_for_a_term():
    city, user = a_city(), a_user()
    post = appoint(user, organization=city, role=Role.JUDGE, by=an_administrator(), ends_on=date(2100, 1, 1))

    assert posts_of(user) == [post]


def test_a_term_that_ends_before_it_begins_is_declined():
    with pytest.raises(Declined):
        appoint(
            a_user(),
            organization=a_federation(),
            role=Role.JUDGE,
            by=an_administrator(),
            starts_on=date(2026, 5, 2),
            ends_on=date(2026, 5, 1),
        )


def test_the_database_refuses_such_a_term_as_well():
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(
            user=a_user(),
            organization=a_federation(),
            role=Role.JUDGE,
            starts_on=date(2026, 5, 2),
            ends_on=date(2026, 5, 1),
        )


def test_the_same_post_is_not_given_twice():
    user, administrator = a_user(), an_administrator()
    appoint(user, organization=a_federation(), role=Role.JUDGE, by=administrator)

    with pytest.raises(Declined):
        appoint(user, organization=a_federation(), role=Role.JUDGE, by=administrator)


def test_only_administrators_of_the_place_appoint():
    linlan, yundu = a_city(), a_city("云渡市总工会", "yundu")

    with pytest.raises(PermissionDenied):
        appoint(a_user(), organization=yundu, role=Role.JUDGE, by=an_administrator(linlan))


def test_a_post_that_ended_stays_on_record_and_gives_nothing():
    user = an_officer()
    post = user.posts.get()

    end_post(post, by=an_administrator())

    assert post.ends_on == clock.today()
    assert Post.objects.filter(pk=post.pk).exists()


def test_founding_the_federation_is_on_record():
    root = found_federation("演示省总工会", is_demonstration=True)

    assert AuditRow.objects.get().subject == f"organizations.organization:{root.code}"
    assert str(root) == "演示省总工会"


def test_a_reset_password_is_told_once_and_has_to_be_changed():
    city, lost = a_city(), a_user("lost")
    appoint(lost, organization=city, role=Role.JUDGE, by=an_administrator())
    told = reset_password(lost, by=an_officer(city))
    lost.refresh_from_db()

    assert lost.check_password(told) and lost.must_change_password
    assert told not in str(AuditRow.objects.last().details)
    change_password(lost, password="a-new-one-of-my-own", by=lost)
    assert not lost.must_change_password


def test_nobody_resets_where_they_hold_nothing():
    lost = a_user("lost")
    appoint(lost, organization=a_city(), role=Role.JUDGE, by=an_administrator())

    with pytest.raises(PermissionDenied):
        reset_password(lost, by=an_officer(a_city("云渡市总工会", "yundu")))


def test_the_three_powers_are_held_by_three_people():
    city, both = a_city(), a_user("both")
    appoint(both, organization=city, role=Role.AUDITOR, by=an_administrator())

    with pytest.raises(Declined, match="不同的人"):
        appoint(both, organization=city, role=Role.SECURITY, by=an_administrator())


def test_a_security_administrator_does_not_end_their_own_post():
    guard = a_user("guard")
    own = appoint(guard, organization=a_federation(), role=Role.SECURITY, by=an_administrator())
    second = appoint(a_user("second"), organization=a_federation(), role=Role.SECURITY, by=guard)

    with pytest.raises(Declined, match="自己"):
        end_post(own, by=guard)
    end_post(own, by=second.user)
    assert own.ends_on == clock.today()
