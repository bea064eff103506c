"""One-time codes, and where a person is signed in."""

import pytest
from django.contrib.sessions.models import Session
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from jiangong.organizations.enums import Role
from jiangong.organizations.rules import can_remove_second_factor, needs_second_factor
from jiangong.organizations.services import appoint
from tests.factories import a_city, a_user, an_administrator, an_officer
from tests.factories.organizations import PASSWORD

pytestmark = pytest.mark.django_db


def code_of(device, later=0):
    """What the person's app shows now, or some steps later."""
    totp = TOTP(device.bin_key, drift=later)
    totp.time = __import__("time").time()
    return f"{totp.token():06d}"


def signed_in(client, user, **headers):
    response = client.post("/account/sign-in/", {"username": user.username, "password": PASSWORD}, headers=headers)
    assert response.status_code == 302
    return client


def enrolled(client, user):
    signed_in(client, user)
    client.get("/account/codes/")
    device = TOTPDevice.objects.get(user=user)
    assert client.post("/account/codes/", {"code": code_of(device)}).status_code == 302
    device.refresh_from_db()
    return device


def test_codes_are_set_up_by_a_picture_and_a_first_code(client):
    user = an_officer()
    signed_in(client, user)
    page = client.get("/account/codes/").content.decode()
    assert "<svg" in page and "style=" not in page.split("jg-qr")[1].split("</div>")[0]
    assert (
        '<svg viewBox="0 0 ' in page
    )  # a picture with a size of its own is cut off where its box is smaller, and no phone reads it
    wrong = client.post("/account/codes/", {"code": "000000"})
    assert wrong.status_code == 400 and not TOTPDevice.objects.get().confirmed
    TOTPDevice.objects.all().delete()
    device = enrolled(client, user)

    assert device.confirmed and client.get("/desk/").status_code == 200
    assert client.get("/account/codes/").status_code == 302


def test_the_desk_waits_for_the_code(client):
    user = an_officer()
    device = enrolled(client, user)
    client.logout()
    signed_in(client, user)
    asked = client.get("/desk/competitions/").headers["Location"]
    assert asked == "/account/code/?next=%2Fdesk%2Fcompetitions%2F"
    assert client.post(asked, {"code": "123456", "next": "/desk/competitions/"}).status_code == 400
    TOTPDevice.objects.update(throttling_failure_count=0, last_t=-1)
    device.refresh_from_db()
    entered = client.post(asked, {"code": code_of(device), "next": "/desk/competitions/"})

    assert entered.headers["Location"] == "/desk/competitions/"
    assert client.get("/desk/competitions/").status_code == 200


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org", ""])
def test_a_code_leads_to_this_site_only(client, target):
    user = an_officer()
    device = enrolled(client, user)
    client.logout()
    signed_in(client, user)
    TOTPDevice.objects.update(throttling_failure_count=0, last_t=-1)

    assert client.post("/account/code/", {"code": code_of(device), "next": target}).headers["Location"] == "/desk/"


def test_where_codes_are_required_the_desk_waits_until_they_are_set_up(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    signed_in(client, an_officer())
    assert client.get("/desk/").headers["Location"] == "/account/codes/"
    client.logout()
    signed_in(client, a_user())
    assert client.get("/desk/").status_code == 200


def test_codes_of_a_lost_phone_are_switched_off_by_an_administrator(client):
    city, user = a_city(), a_user("lost")
    appoint(user, organization=city, role=Role.OFFICER, by=an_administrator())
    enrolled(client, user)
    client.logout()
    at = f"/desk/organizations/linlan/people/{user.username}/codes/"
    assert signed_in(client, an_officer()).post(at).status_code == 403
    client.logout()
    assert signed_in(client, an_administrator()).post(at).status_code == 302

    assert not TOTPDevice.objects.exists()


@pytest.mark.parametrize("role", list(Role))
def test_who_needs_codes_and_who_switches_them_off(role):
    holder, other = a_user("holder"), a_user("other")
    city = a_city()
    from jiangong.foundation import clock
    from jiangong.organizations.models import Post

    Post.objects.create(user=holder, organization=city, role=role, starts_on=clock.today())
    Post.objects.create(user=other, organization=city, role=Role.JUDGE, starts_on=clock.today())

    assert needs_second_factor(holder) is (role in (Role.OFFICER, Role.ADMINISTRATOR, Role.SECURITY, Role.AUDITOR))
    assert can_remove_second_factor(holder, other) is (role == Role.ADMINISTRATOR)
    assert not can_remove_second_factor(holder, holder)


def test_a_person_sees_where_they_are_signed_in_and_ends_the_rest(client, django_user_model):
    user = an_officer()
    other = type(client)()
    signed_in(other, user, user_agent="Mozilla/5.0 (iPhone) MicroMessenger")
    signed_in(client, user, user_agent="Mozilla/5.0 (Windows NT 10.0) Chrome/120 Safari/537")
    page = client.get("/account/sessions/").content.decode()
    assert "微信 · iPhone" in page and "Chrome · Windows" in page and "这里" in page
    assert client.post("/account/sessions/").status_code == 302

    assert Session.objects.count() == 1 and client.get("/desk/").status_code == 200
    assert other.get("/desk/").status_code == 302


def test_an_unknown_program_is_called_that(client):
    signed_in(client, an_officer(), user_agent="curl")

    assert "别的程序" in client.get("/account/sessions/").content.decode()
