"""Freezes a board and opens it again."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Event
from jiangong.foundation import clock
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require
from jiangong.results.freezes.models import Freeze, Lift
from jiangong.results.freezes.rules import can_freeze
from jiangong.results.freezes.selectors import freeze_or_none


@transaction.atomic
def freeze_board(event: Event, *, by: User, starts_at: datetime | None = None, note: str = "") -> Freeze:
    """Stop what the public sees of an event, now or at a moment to come. Settling and publishing go on behind it."""
    require(can_freeze(by, event))
    _lock(event)
    now = clock.now()
    if freeze_or_none(event) is not None:
        raise Declined(_("这个赛项已经封榜，或已定好封榜时间。请先开榜。"))
    if starts_at is not None and starts_at < now:
        raise Declined(_("封榜时间已经过去：已经公开的成绩收不回来。请填以后的时间，或不填，立即封榜。"))
    freeze = Freeze(event=event, number=event.freezes.count() + 1, starts_at=starts_at or now, note=note.strip())
    freeze.decided_at, freeze.decided_by, freeze.decider_name = now, by.reference, by.name
    refuse_unstorable(freeze)
    freeze.save()
    detail = {"freeze": freeze.number, "starts_at": freeze.starts_at.isoformat()}
    record("freeze_board", actor=by.reference, subject=event.reference, detail=detail)
    return freeze


@transaction.atomic
def lift_freeze(event: Event, *, by: User, is_revealed: bool = False) -> Lift:
    """Open the board: everybody sees at once what was published meanwhile."""
    require(can_freeze(by, event))
    _lock(event)
    freeze = freeze_or_none(event)
    if freeze is None:
        raise Declined(_("这个赛项没有封榜。"))
    lift = Lift(freeze=freeze, at=clock.now(), by=by.reference, lifter_name=by.name, is_revealed=is_revealed)
    lift.save()
    detail = {"freeze": freeze.number, "is_revealed": is_revealed}
    record("lift_freeze", actor=by.reference, subject=event.reference, detail=detail)
    return lift


def _lock(event: Event) -> None:
    """Freezing and publishing of an event come one after the other."""
    Event.objects.select_for_update().get(pk=event.pk)
