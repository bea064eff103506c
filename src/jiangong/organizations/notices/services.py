"""Writes of the notices: people are told, deliveries are tried, suggestions are taken and answered."""

import secrets
from collections.abc import Callable, Iterable
from datetime import timedelta

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from jiangong.foundation import clock
from jiangong.foundation.codes import short_code
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.notices.channels import NotDelivered, channels_for, send
from jiangong.organizations.notices.enums import DeliveryState, SuggestionState
from jiangong.organizations.notices.models import Delivery, Notice, Suggestion
from jiangong.organizations.notices.rules import can_answer_suggestions, can_read_notice
from jiangong.organizations.notices.selectors import due_deliveries, operators
from jiangong.organizations.rules import require

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 720))
"""How long after each failure the next try is made; after the last the notice stands in the page only."""
CLAIM = timedelta(minutes=10)
"""A sender that died in the middle is followed by another one after this long."""
LONGEST = 2000


@transaction.atomic
def notify(
    people: Iterable[User],
    *,
    kind: str,
    reference: str,
    subject: str | Callable[[], str],
    text: str | Callable[[], str] = "",
    address: str = "",
) -> list[Notice]:
    """Tell people something, each once: who was told under this reference before is told nothing. Whatever the deployment has
    besides the page takes it from there. Words that are asked for one by one are in the language of whoever is told.
    """
    told = []
    for person in people:
        with translation.override(person.language or translation.get_language()):
            said, more = (words if isinstance(words, str) else words() for words in (subject, text))
        notice, is_new = Notice.objects.get_or_create(
            to=person,
            reference=reference,
            defaults={"kind": kind, "subject": said[:200], "text": more, "address": address, "at": clock.now()},
        )
        if is_new:
            told.append(notice)
            for channel in channels_for(notice):
                Delivery.objects.create(notice=notice, channel=channel, next_at=clock.now())
    return told


@transaction.atomic
def mark_read(notices: Iterable[Notice], *, by: User) -> None:
    """Note that a person read some of their notices."""
    for notice in notices:
        require(can_read_notice(by, notice))
        Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=clock.now())


def send_due_notices(limit: int = 200) -> tuple[int, int]:
    """Try what is due; how many went out and how many did not. Two senders never hold the same delivery."""
    sent = failed = 0
    for number in due_deliveries(limit):
        delivery = _claimed(number)
        if delivery is None:
            continue
        try:
            send(delivery.notice, delivery.channel)
        except NotDelivered as reason:
            _put_off(delivery, str(reason))
            failed += 1
        else:
            Delivery.objects.filter(pk=number).update(state=DeliveryState.SENT, said="")
            sent += 1
    return sent, failed


@transaction.atomic
def _claimed(number: int) -> Delivery | None:
    """The delivery, if nobody else took it: whoever takes it moves its time on first."""
    due = Delivery.objects.filter(pk=number, state=DeliveryState.WAITING, next_at__lte=clock.now())
    delivery = due.select_for_update().first()
    if delivery is None:
        return None
    delivery.tries += 1
    delivery.next_at = clock.now() + CLAIM
    delivery.save(update_fields=["tries", "next_at"])
    return Delivery.objects.select_related("notice__to").get(pk=number)


def _put_off(delivery: Delivery, reason: str) -> None:
    if delivery.tries > len(WAITS):
        Delivery.objects.filter(pk=delivery.pk).update(state=DeliveryState.FAILED, said=reason)
        return
    Delivery.objects.filter(pk=delivery.pk).update(next_at=clock.now() + WAITS[delivery.tries - 1], said=reason)


@transaction.atomic
def leave_suggestion(text: str, *, page: str, version: str, reply_to: str = "") -> Suggestion:
    """Take what somebody wrote about a page. The operators are told; the receipt is all that leads back to the writer."""
    if not text.strip():
        raise Declined(_("请写下意见或投诉的内容。"))
    if len(text) > LONGEST:
        raise Declined(_("内容有 %(count)s 个字，这里至多 %(limit)s 个字。") % {"count": len(text), "limit": LONGEST})
    suggestion = Suggestion(
        page=page[:300],
        version=version,
        text=text.strip().replace("\0", ""),
        reply_to=reply_to,
        receipt=short_code(secrets.token_bytes(5)),
        at=clock.now(),
    )
    refuse_unstorable(suggestion)
    suggestion.save()
    record(
        "leave_suggestion",
        actor="visitor",
        subject=f"notices.suggestion:{suggestion.receipt}",
        detail={"page": page[:300]},
    )
    notify(
        operators(),
        kind="suggestion",
        reference=f"suggestion:{suggestion.receipt}",
        subject=lambda: _("有人留下意见：%(page)s") % {"page": suggestion.page},
        text=suggestion.text[:500],
        address=f"/desk/suggestions/{suggestion.receipt}/",
    )
    return suggestion


@transaction.atomic
def answer_suggestion(suggestion: Suggestion, *, answer: str, by: User) -> Suggestion:
    """Answer what somebody wrote. Whoever has the receipt reads the answer."""
    require(can_answer_suggestions(by))
    found = Suggestion.objects.select_for_update().get(pk=suggestion.pk)
    if not answer.strip():
        raise Declined(_("请写下答复。"))
    found.answer, found.answered_by, found.answered_at = answer.strip(), by.reference, clock.now()
    found.state = SuggestionState.ANSWERED
    refuse_unstorable(found)
    found.save()
    record("answer_suggestion", actor=by.reference, subject=f"notices.suggestion:{found.receipt}")
    return found
