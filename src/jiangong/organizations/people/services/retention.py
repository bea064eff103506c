"""Deleting what is over its time, by rules that the federation sets."""

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.people import vault
from jiangong.organizations.people.enums import KeptData
from jiangong.organizations.people.erasing import erase_records
from jiangong.organizations.people.models import RetentionRule, Roster, RosterExport, RosterRow, Worker
from jiangong.organizations.people.rules import can_set_retention
from jiangong.organizations.people.selectors import Kept, retention_plan
from jiangong.organizations.people.selectors.retention import RAN, SUBJECT
from jiangong.organizations.rules import require

BATCH = 2_000
ACTOR = "site:retention"


@transaction.atomic
def set_retention(kind: KeptData, *, days: int, reason: str, by: User) -> RetentionRule:
    """Say for how many days a kind of data is kept, and why. Declined without a reason."""
    require(can_set_retention(by))
    if days < 1 or not reason.strip():
        raise Declined(_("请写明天数（至少 1 天）和理由。"))
    given = {"days": days, "reason": reason.strip()[:500], "by": by.reference, "at": clock.now()}
    rule, _new = RetentionRule.objects.update_or_create(kind=kind, defaults=given)
    record(
        "set_retention",
        actor=by.reference,
        subject=f"people.retention:{kind}",
        detail={"days": days, "reason": given["reason"]},
    )
    return rule


def apply_retention(*, actor: str = ACTOR) -> dict[str, int]:
    """Delete what is over its time, in batches, each whole or not at all; gives how many rows by kind. Safe to repeat. Every run
    leaves a row in the trail, so that a page can say when the last one was."""
    done = {}
    for kept in retention_plan():
        count = 0
        while found := _one_batch(kept):
            count += found
        done[kept.kind.value] = count
        if count:
            record(
                "apply_retention",
                actor=actor,
                subject=f"people.retention:{kept.kind}",
                detail={"rows": count, "days": kept.days},
            )
    record(RAN, actor=actor, subject=SUBJECT, detail=done)  # that it ran and found nothing is worth knowing as well
    return done


@transaction.atomic
def _one_batch(kept: Kept) -> int:
    keys = list(kept.rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not keys:
        return 0
    if kept.kind in (KeptData.IDENTITY, KeptData.LEAVER):
        _forget(kept.kind, keys)
    elif kept.kind in (KeptData.ROSTER, KeptData.EXPORT):
        _empty_files(kept.kind, keys)
    elif kept.kind == KeptData.REQUEST:
        kept.rows.model._default_manager.filter(pk__in=keys).update(wanted="", words="")
    else:
        kept.rows.model._default_manager.filter(pk__in=keys).delete()
    return len(keys)


def _forget(kind: KeptData, keys: list[int]) -> None:
    workers = Worker.objects.filter(pk__in=keys)
    if kind == KeptData.LEAVER:
        erase_records(workers)
    else:
        workers.update(identity_digest="", identity_sealed="", identity_last="", phone="")


def _empty_files(kind: KeptData, keys: list[int]) -> None:
    model = Roster if kind == KeptData.ROSTER else RosterExport
    for key in model._default_manager.filter(pk__in=keys).values_list("file_key", flat=True):
        vault.throw_away(key)
    model._default_manager.filter(pk__in=keys).update(file_key="")
    if kind == KeptData.ROSTER:
        RosterRow.objects.filter(roster_id__in=keys).delete()
