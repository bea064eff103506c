"""People are told once; what goes out by mail or gateway is tried again, and nothing is lost on the way."""

import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from jiangong.foundation import clock
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from jiangong.organizations.enums import Role
from jiangong.organizations.models import Post
from jiangong.organizations.notices import rules, selectors, services, tasks
from jiangong.organizations.notices.enums import DeliveryState
from jiangong.organizations.notices.models import Delivery, Notice
from tests.factories import a_city, a_federation, a_user, an_administrator, an_auditor, an_officer

pytestmark = pytest.mark.django_db


def told(people, reference="publication:1"):
    return services.notify(
        people, kind="publication", reference=reference, subject="成绩公示", text="五个工作日", address="/results/"
    )


@pytest.fixture
def with_mail(settings):
    settings.EMAIL_HOST, settings.SITE_ADDRESS = "mail.example", "https://sai.example"


def reachable(**how):
    user = a_user()
    for name, value in how.items():
        setattr(user, name, value)
    user.save()
    return user


def test_the_same_is_told_once():
    first, second = a_user(), a_user()

    assert len(told([first])) == 1 and [notice.to for notice in told([first, second])] == [second]
    assert selectors.unread_count(first) == 1 and not Delivery.objects.exists()


def test_notices_are_read_by_their_person_alone():
    mine, theirs = a_user(), a_user()
    (notice,) = told([mine])

    assert rules.can_read_notice(mine, notice) and not rules.can_read_notice(theirs, notice)
    assert selectors.the_notice(notice.pk, viewer=mine) == notice
    for viewer in (theirs, None):
        with pytest.raises(Notice.DoesNotExist):
            selectors.the_notice(notice.pk, viewer=viewer)
    with pytest.raises(PermissionDenied):
        services.mark_read([notice], by=theirs)
    services.mark_read([notice], by=mine)
    assert (selectors.unread_count(mine), selectors.unread_count(None), selectors.notices_of(None)) == (0, 0, [])


def test_what_was_not_read_stands_first():
    user = a_user()
    (old,) = told([user], "a")
    (new,) = told([user], "b")
    services.mark_read([new], by=user)

    assert selectors.notices_of(user) == [old, Notice.objects.get(pk=new.pk)]


def test_a_mail_goes_out_with_the_way_to_the_page(with_mail):
    told([reachable(mail="wen@example.org"), reachable()])

    assert tasks.deliver() == (1, 0)
    assert (mail.outbox[0].to, mail.outbox[0].subject) == (["wen@example.org"], "成绩公示")
    assert mail.outbox[0].body == "五个工作日\n\nhttps://sai.example/results/"
    assert tasks.deliver() == (0, 0) and len(mail.outbox) == 1


def test_a_mail_that_fails_is_tried_again_later_and_given_up_at_last(with_mail, monkeypatch):
    told([reachable(mail="wen@example.org")])
    monkeypatch.setattr("django.core.mail.EmailMessage.send", _refuses)
    now = clock.now()
    for at, wait in enumerate([*services.WAITS, None]):
        with clock.stopped_at(now):
            assert tasks.deliver() == (0, 1) and tasks.deliver() == (0, 0)
            delivery = Delivery.objects.get()
            assert (delivery.tries, delivery.said) == (at + 1, "the line is dead")
            assert delivery.state == (DeliveryState.WAITING if wait else DeliveryState.FAILED)
        now += (wait or timedelta()) + timedelta(seconds=1)
    with clock.stopped_at(now + timedelta(days=9)):
        assert tasks.deliver() == (0, 0)


def _refuses(*_arguments, **_named):
    raise OSError("the line is dead")


def test_a_sender_that_died_is_followed_by_another(with_mail):
    told([reachable(mail="wen@example.org")])
    (number,) = selectors.due_deliveries(9)
    assert services._claimed(number) is not None and services._claimed(number) is None

    with clock.stopped_at(clock.now() + services.CLAIM + timedelta(seconds=1)):
        assert tasks.deliver() == (1, 0)


class Gateway(BaseHTTPRequestHandler):
    """Takes calls and keeps them; answers as the test says."""

    calls: list = []
    status = 204

    def do_POST(self):  # noqa: N802 - the name is the library's
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.calls.append((self.headers["X-Jiangong-Signature"], body))
        self.send_response(self.status)
        if self.status == 302:
            self.send_header("Location", "http://127.0.0.1:9/")
        self.end_headers()

    def log_message(self, *_arguments):
        """Keep the test's output quiet."""


@pytest.fixture
def gateway(settings):
    server = HTTPServer(("127.0.0.1", 0), Gateway)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    Gateway.calls, Gateway.status = [], 204
    settings.WEBHOOK_URL, settings.WEBHOOK_SECRET = f"http://127.0.0.1:{server.server_port}/sms", "shared"
    yield Gateway
    server.shutdown()
    server.server_close()


def test_a_gateway_gets_a_call_that_it_can_check(gateway):
    told([reachable(phone="0700-5550100"), reachable()])

    assert tasks.deliver() == (1, 0)
    ((signature, body),) = gateway.calls
    seconds, _, digest = signature.partition(",v1=")
    expected = hmac.new(b"shared", seconds.removeprefix("t=").encode() + b"." + body, hashlib.sha256)
    assert digest == expected.hexdigest()
    said = json.loads(body)
    assert (said["to"], said["subject"], said["reference"], said["link"]) == (
        "0700-5550100",
        "成绩公示",
        "publication:1",
        "",
    )


@pytest.mark.parametrize("status", [302, 500])
def test_a_gateway_that_does_not_take_it_is_called_again(gateway, status):
    gateway.status = status
    told([reachable(phone="0700-5550100")])

    assert tasks.deliver() == (0, 1) and str(status) in Delivery.objects.get().said


@pytest.mark.parametrize("role", list(Role))
def test_suggestions_are_read_and_answered_by_those_who_run_the_site(role):
    user, far = a_user("somebody"), a_user("far")
    Post.objects.create(user=user, organization=a_federation(), role=role, starts_on=clock.today())
    Post.objects.create(user=far, organization=a_city(), role=role, starts_on=clock.today())

    assert rules.can_answer_suggestions(user) is (role in (Role.ADMINISTRATOR, Role.OFFICER))
    assert rules.can_read_suggestions(user) is (role in (Role.ADMINISTRATOR, Role.OFFICER, Role.AUDITOR))
    assert not rules.can_read_suggestions(far)


def test_a_suggestion_reaches_the_operators_and_its_receipt_leads_back():
    administrator, officer, _elsewhere = an_administrator(), an_officer(), an_officer(a_city())
    left = services.leave_suggestion(" 字太小 ", page="/results/", version="0.1.0", reply_to="")

    assert set(selectors.operators()) == {administrator, officer}
    assert {notice.to for notice in Notice.objects.all()} == {administrator, officer}
    assert (left.text, left.page, left.version) == ("字太小", "/results/", "0.1.0")
    assert AuditRow.objects.get(act="leave_suggestion").actor == "visitor"
    services.answer_suggestion(left, answer="已改大", by=officer)
    found = selectors.suggestion_or_none(left.receipt.lower().replace("-", " "))
    assert found.answer == "已改大" and selectors.open_suggestion_count(officer) == 0
    with pytest.raises(PermissionDenied):
        services.answer_suggestion(left, answer="不", by=an_auditor())
    with pytest.raises(Declined):
        services.answer_suggestion(left, answer="  ", by=officer)


@pytest.mark.parametrize("text", ["", "  ", "长" * 2001])
def test_a_suggestion_says_something_and_not_too_much(text):
    with pytest.raises(Declined):
        services.leave_suggestion(text, page="/", version="1")


def test_a_post_that_ended_before_takes_nobody_from_the_operators():
    officer, yesterday = an_officer(), clock.today() - timedelta(days=1)
    Post.objects.create(user=officer, organization=a_city(), role=Role.JUDGE, starts_on=yesterday, ends_on=yesterday)

    assert officer in selectors.operators()
