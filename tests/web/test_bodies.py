"""The union tree on the desk: who sees and changes what, passwords told once, posts given and ended."""

import pytest

from jiangong.organizations.enums import Level, Role
from jiangong.organizations.models import Organization, Post, User
from jiangong.organizations.services import appoint, found_organization
from tests.factories import a_city, a_federation, a_user, an_administrator, an_auditor, an_officer
from tests.factories.organizations import PASSWORD

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
PAPER = "总工办〔2026〕3 号"


@pytest.fixture
def two(client):
    """Two cities, one with a plant; an officer of each, and the client signed in as nobody yet."""
    linlan, yundu = a_city(), a_city("云渡市总工会", "yundu")
    found_organization("云渡造船工会", under=linlan, level=Level.ENTERPRISE, by=an_officer(), code="plant")
    return linlan, yundu


def signed_in(client, user):
    client.force_login(user, backend=BACKEND)
    return client


def test_an_officer_of_one_place_starts_there_and_sees_its_bodies_only(two, client):
    linlan, _yundu = two
    officer = signed_in(client, an_officer(linlan))

    assert officer.get("/desk/organizations/").headers["Location"] == "/desk/organizations/linlan/"
    page = officer.get("/desk/organizations/linlan/").content.decode()
    assert "云渡造船工会" in page and "云渡市总工会" not in page
    assert officer.get("/desk/organizations/yundu/").status_code == 404
    assert officer.get("/desk/organizations/federation/").status_code == 404


@pytest.mark.parametrize(
    ("who", "statuses"),
    [
        ("officer", (200, 200, 403, 403)),
        ("administrator", (200, 200, 200, 200)),
        ("auditor", (403, 403, 403, 403)),
        ("judge", (403, 403, 403, 403)),
    ],
)
def test_an_act_opens_for_those_who_may(two, client, who, statuses):
    user = a_user("somebody")
    Post.objects.create(user=user, organization=a_federation(), role=who, starts_on="2026-01-01")
    signed_in(client, user)
    acts = ("found/", "change/rename/", "enrol/", "appoint/")

    assert tuple(client.get(f"/desk/organizations/linlan/{act}").status_code for act in acts) == statuses
    assert client.get("/desk/organizations/linlan/change/paint/").status_code == 404


def test_a_body_is_renamed_moved_and_closed_on_paper(two, client):
    signed_in(client, an_officer())
    at = "/desk/organizations/plant/change/"
    refused = client.post(at + "rename/", {"name": "重工", "reason": ""})
    assert refused.status_code == 400 and "请填写" in refused.content.decode()
    assert client.post(at + "rename/", {"name": "云渡重工工会", "reason": PAPER}).status_code == 302
    assert client.post(at + "move/", {"target": "yundu", "reason": PAPER}).status_code == 302
    page = client.get("/desk/organizations/plant/").content.decode()
    assert "由“云渡造船工会”更名为“云渡重工工会”" in page and "改隶云渡市总工会" in page and PAPER in page
    assert client.post(at + "close/", {"reason": PAPER}).status_code == 302
    assert "撤销" in client.get("/desk/organizations/plant/").content.decode()
    again = client.post(at + "close/", {"reason": PAPER})
    assert again.status_code == 400 and "已经撤销" in again.content.decode()


def test_a_new_account_gets_a_password_once_and_has_to_change_it(two, client):
    linlan, _yundu = two
    signed_in(client, an_administrator())
    page = client.post(
        "/desk/organizations/linlan/enrol/", {"username": "wen", "name": "闻一川", "phone": "0700-5550100"}
    )
    password = page.content.decode().split('<dt>密码</dt><dd class="jg-code">')[1].split("<")[0]
    appointed = client.post("/desk/organizations/linlan/appoint/", {"username": "wen", "role": "judge"})
    client.logout()
    entered = client.post("/account/sign-in/", {"username": "0700-5550100", "password": password})

    assert appointed.status_code == 302 and entered.headers["Location"] == "/desk/"
    assert client.get("/desk/").headers["Location"] == "/account/password/"
    wrong = client.post("/account/password/", {"old": "x", "new": "a-password-of-mine", "again": "another"})
    assert wrong.status_code == 400 and "不对" in wrong.content.decode() and "不一样" in wrong.content.decode()
    given = {"old": password, "new": "a-password-of-mine", "again": "a-password-of-mine"}
    assert client.post("/account/password/", given).headers["Location"] == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_a_lost_password_is_reset_from_above_and_told_once(two, client):
    linlan, _yundu = two
    lost = a_user("lost")
    appoint(lost, organization=linlan, role=Role.JUDGE, by=an_administrator())
    signed_in(client, an_officer(linlan))
    at = "/desk/organizations/linlan/people/lost/password/"
    asked, told = client.get(at).content.decode(), client.post(at).content.decode()

    assert "确认是本人" in asked and "只显示这一次" in told
    assert User.objects.get(pk=lost.pk).must_change_password and not User.objects.get(pk=lost.pk).check_password(
        PASSWORD
    )
    assert client.get("/desk/organizations/linlan/people/nobody/password/").status_code == 404


def test_an_auditor_is_not_reset_by_an_officer(two, client):
    signed_in(client, an_officer())
    auditor = an_auditor(username="auditor-1")

    assert client.get(f"/desk/organizations/federation/people/{auditor.username}/password/").status_code == 403


def test_a_post_ends_with_today_and_only_by_those_who_give_posts(two, client):
    linlan, yundu = two
    post = appoint(a_user("judge"), organization=linlan, role=Role.JUDGE, by=an_administrator())
    at = f"/desk/organizations/linlan/posts/{post.pk}/end/"
    assert signed_in(client, an_officer(linlan)).post(at).status_code == 403
    assert signed_in(client, an_administrator(yundu)).post(at).status_code == 404
    assert signed_in(client, an_administrator()).post(at).status_code == 302
    post.refresh_from_db()
    assert post.ends_on is not None


def test_somebody_unknown_or_with_another_power_is_not_appointed(two, client):
    signed_in(client, an_administrator(username="admin-1"))
    at = "/desk/organizations/linlan/appoint/"
    unknown = client.post(at, {"username": "nobody", "role": "judge"})
    other = client.post(at, {"username": "admin-1", "role": "auditor"})
    backwards = client.post(
        at, {"username": "admin-1", "role": "judge", "starts_on": "2026-05-02", "ends_on": "2026-05-01"}
    )

    assert [page.status_code for page in (unknown, other, backwards)] == [400, 400, 400]
    assert "没有用户名" in unknown.content.decode() and "不同的人" in other.content.decode()
    assert "早于" in backwards.content.decode()


def test_a_list_of_bodies_costs_the_same_with_one_and_with_three(two, client, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    signed_in(client, an_officer())
    counts = []
    for code in ("one", "two", "three"):
        found_organization(
            code, under=Organization.objects.get(code="yundu"), level=Level.ENTERPRISE, by=an_officer(), code=code
        )
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get("/desk/organizations/yundu/")
        counts.append(len(queries))

    assert counts[0] == counts[2]
