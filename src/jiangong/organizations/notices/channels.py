"""The ways out of the site. Each is used where the deployment sets it up, and raises NotDelivered with a sentence of why not."""

import hashlib
import hmac
import json
from urllib.error import URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings
from django.core.mail import EmailMessage

from jiangong.foundation import clock
from jiangong.organizations.notices.enums import Channel
from jiangong.organizations.notices.models import Notice

SECONDS = 10
SIGNATURE = "X-Jiangong-Signature"


class NotDelivered(Exception):  # noqa: N818 - reads as a sentence where it is raised
    """The channel did not take it."""


class _NoRedirect(HTTPRedirectHandler):
    """A signed call goes where it was meant to go and nowhere else."""

    def redirect_request(self, *_arguments: object) -> None:
        return None


def channels_for(notice: Notice) -> list[Channel]:
    """Which channels the deployment has, and the person can be reached by."""
    found = [Channel.MAIL] if settings.EMAIL_HOST and notice.to.mail else []
    return [*found, Channel.WEBHOOK] if settings.WEBHOOK_URL and notice.to.phone else found


def send(notice: Notice, channel: str) -> None:
    """Hand a notice to a channel. Raises NotDelivered."""
    try:
        if channel == Channel.MAIL:
            _mail(notice)
        else:
            _call(notice)
    except (OSError, URLError, ValueError) as error:
        raise NotDelivered(str(error)[:300]) from error


def _mail(notice: Notice) -> None:
    text = "\n\n".join(filter(None, [notice.text, _link(notice)]))
    EmailMessage(notice.subject, text, settings.DEFAULT_FROM_EMAIL, [notice.to.mail]).send()


def _call(notice: Notice) -> None:
    """A gateway for short messages or a work chat gets the phone number and the words, and can check that we sent them."""
    body = json.dumps(
        {
            "to": notice.to.phone,
            "subject": notice.subject,
            "text": notice.text,
            "link": _link(notice),
            "reference": notice.reference,
        },
        ensure_ascii=False,
        sort_keys=True,
    ).encode()
    headers = {"Content-Type": "application/json; charset=utf-8", SIGNATURE: signature(body)}
    request = Request(settings.WEBHOOK_URL, data=body, headers=headers, method="POST")  # noqa: S310 - checked at start
    with build_opener(_NoRedirect).open(request, timeout=SECONDS) as answer:
        if not 200 <= answer.status < 300:
            raise NotDelivered(f"HTTP {answer.status}")


def signature(body: bytes) -> str:
    """`t=seconds,v1=HMAC-SHA256 of "seconds.body"`, in hexadecimal, by the secret that the gateway shares with the site."""
    seconds = int(clock.now().timestamp())
    digest = hmac.new(settings.WEBHOOK_SECRET.encode(), f"{seconds}.".encode() + body, hashlib.sha256)
    return f"t={seconds},v1={digest.hexdigest()}"


def _link(notice: Notice) -> str:
    return f"{settings.SITE_ADDRESS}{notice.address}" if settings.SITE_ADDRESS and notice.address else ""
