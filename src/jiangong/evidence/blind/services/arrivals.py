"""The check-in desk: who has come, who is absent. It moves until the first list is frozen, and not after."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Entry, Event
from jiangong.competitions.rules import can_register_entries
from jiangong.competitions.selectors import has_marks
from jiangong.competitions.services import EntryRow, register_entries
from jiangong.evidence.blind.enums import ArrivalState
from jiangong.evidence.blind.models import Arrival
from jiangong.evidence.blind.rules import can_check_in
from jiangong.evidence.blind.selectors import chain_or_none, layers_of
from jiangong.foundation import clock
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require


@transaction.atomic
def note_arrival(entry: Entry, *, state: ArrivalState | None, by: User, note: str = "") -> None:
    """Note that an entry has come or is absent; None takes the note back. Declined once lots are drawn from the list."""
    require(can_check_in(by, entry.event))
    _hold(entry.event)
    if state is None:
        Arrival.objects.filter(entry=entry).delete()
    else:
        row = Arrival(entry=entry, state=state, note=note.strip(), by=by, at=clock.now())
        refuse_unstorable(row)
        said = {"state": state, "note": note.strip(), "by": by, "at": row.at}
        Arrival.objects.update_or_create(entry=entry, defaults=said)
    detail = {"entry": entry.number, "state": state.value if state else "", "note": note.strip()}
    record("note_arrival", actor=by.reference, subject=entry.event.reference, detail=detail)


@transaction.atomic
def note_rest_absent(event: Event, *, by: User) -> int:
    """Close the desk: whoever was not noted is absent. Returns how many."""
    require(can_check_in(by, event))
    _hold(event)
    rest = list(event.entries.filter(arrival__isnull=True).order_by("number"))
    now = clock.now()
    Arrival.objects.bulk_create([Arrival(entry=entry, state=ArrivalState.ABSENT, by=by, at=now) for entry in rest])
    detail = {"entries": [entry.number for entry in rest][:500], "count": len(rest)}
    record("note_rest_absent", actor=by.reference, subject=event.reference, detail=detail)
    return len(rest)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Who comes in somebody's place, and why."""

    name: str
    unit: str
    reason: str


@transaction.atomic
def swap_entrant(entry: Entry, *, newcomer: Newcomer, by: User) -> None:
    """Put another person under the number of an entry that did not come from registration; where it did, the registration
    substitutes, by its own rules. Declined once marks are sealed.
    """
    require(can_register_entries(by, entry.event))
    held = Entry.objects.select_for_update().select_related("event__competition").get(pk=entry.pk)
    if hasattr(held, "registration"):
        raise Declined(_("这个参赛项是报名来的，请到报名里替换，会按报名条件检查。"))
    if has_marks(held.event):
        raise Declined(_("这个赛项已有封存的评分，不能再换人。"))
    if not newcomer.name.strip() or not newcomer.reason.strip():
        raise Declined(_("请写下来人的姓名和换人的理由。"))
    row = EntryRow(
        held.number, name=newcomer.name.strip(), unit=newcomer.unit.strip(), team=held.team, group=held.group,
        category=held.category, attributes=held.attributes,
    )  # fmt: skip
    register_entries(held.event, rows=[row], by=by)
    detail = {"entry": held.number, "reason": newcomer.reason.strip()}
    record("swap_entrant", actor=by.reference, subject=held.event.reference, detail=detail)


def _hold(event: Event) -> None:
    """One desk at a time, and none once the first list is frozen."""
    Event.objects.select_for_update().get(pk=event.pk)
    chain = chain_or_none(event)
    if chain is not None and layers_of(chain):
        raise Declined(
            _("检录名单已经冻结抽号，不能再改。迟到的由裁判长按规则处理；名单确实错了，请竞赛管理员写明理由重新抽号。")
        )
