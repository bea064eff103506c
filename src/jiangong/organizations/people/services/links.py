"""Links by which workers reach their own page."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from jiangong.foundation import clock
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.people.models import PersonalLink, Worker
from jiangong.organizations.people.rules import can_correct_record
from jiangong.organizations.rules import require


@transaction.atomic
def issue_link(worker: Worker, *, by: User) -> PersonalLink:
    """Make a link for a worker; earlier ones end with it, so that a lost slip opens nothing."""
    require(can_correct_record(by, worker))
    revoke_links(worker, by=by)
    now = clock.now()
    link = PersonalLink.objects.create(
        worker=worker, salt=secrets.token_hex(16), issued_at=now, issued_by=by.reference,
        expires_at=now + timedelta(days=settings.LINK_DAYS),
    )  # fmt: skip
    record("issue_link", actor=by.reference, subject=worker.reference, detail={"link": link.pk})
    return link


@transaction.atomic
def revoke_links(worker: Worker, *, by: User) -> int:
    """Call back every link of a worker; whoever is in by one of them is out with the next page."""
    require(can_correct_record(by, worker))
    count = PersonalLink.objects.filter(worker=worker, revoked_at__isnull=True).update(revoked_at=clock.now())
    if count:
        record("revoke_links", actor=by.reference, subject=worker.reference, detail={"count": count})
    return count
