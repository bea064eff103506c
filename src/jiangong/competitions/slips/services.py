"""A slip code that somebody typed: right, wrong, or one wrong code too many for this entry."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Entry, Event
from jiangong.competitions.selectors import is_slip_of
from jiangong.competitions.slips.models import SlipTries
from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record

MOST_WRONG = 300
"""So many wrong codes an entry takes in SPAN. Eight letters and digits stay out of reach at that pace for good, and nobody keeps a rival
from an appeal in time by typing rubbish a few times.
"""
SPAN = timedelta(minutes=15)


def entry_by_slip(event: Event, *, number: str, slip: str) -> Entry | None:
    """The entry whose number and slip code are given; none if either is wrong. Declined, right or wrong, while too many wrong
    codes have lately been tried for the entry: the pause ends by itself.

    Right codes write nothing, so that the day of results costs no more than before. A number that no entry has is not counted: no
    code opens it.
    """
    entry = event.entries.filter(number=number.strip()).first()
    if entry is not None:
        _refuse_while_paused(entry)
    if is_slip_of(entry, slip):
        return entry
    if entry is not None and slip.strip():
        _count_wrong(entry)
    return None


def _refuse_while_paused(entry: Entry) -> None:
    tries = SlipTries.objects.filter(entry=entry).first()
    if tries is None or tries.wrong < MOST_WRONG:
        return
    left = tries.since + SPAN - clock.now()
    if left > timedelta(0):
        minutes = -(-int(left.total_seconds()) // 60) or 1
        raise Declined(
            _("这个参赛号的查分码连续输错太多次，为防有人猜码，先停用。请 %(n)s 分钟后再试，或到报到处核对凭条。")
            % {"n": minutes}
        )


@transaction.atomic
def _count_wrong(entry: Entry) -> None:
    """Count one more. The count begins anew once its span is over."""
    now = clock.now()
    tries, _made = SlipTries.objects.select_for_update().get_or_create(entry=entry, defaults={"since": now})
    if now - tries.since >= SPAN:
        tries.since, tries.wrong = now, 0
    tries.wrong += 1
    tries.save()
    if tries.wrong == MOST_WRONG:
        record("pause_slip", actor="public", subject=entry.event.reference, detail={"entry": entry.number})
