"""Rehearsals (演练): an event is copied to be played, and discarded whole.

A rehearsal never holds a real name. Marks, runs and the audit trail are kept by the database and cannot be removed, for a
rehearsal as little as for anything else; because they never knew a person, nothing has to be. The copy stays a draft, which
no public page, count or table shows, and a discarded one is found by nobody.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Event, Rehearsal
from jiangong.competitions.rules import can_discard_rehearsal, can_rehearse
from jiangong.competitions.selectors import rulebook_of
from jiangong.competitions.services import EntryRow, EventDetails, create_event, register_entries
from jiangong.foundation import clock
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require

MOST = 500


@transaction.atomic
def begin_rehearsal(event: Event, *, by: User, entrants: int = 10) -> Rehearsal:
    """Copy an event with its rules, its items and as many entries as it has, under invented names; `entrants` of them where none
    are registered yet.
    """
    require(can_rehearse(by, event))
    locked = Event.objects.select_for_update().select_related("competition__host", "rulebook").get(pk=event.pk)
    number = locked.rehearsals.count() + 1
    details = EventDetails(
        code=f"{locked.slug[:60]}-rehearsal-{number}",
        title=_("演练：%(title)s") % {"title": locked.title[:190]},
        title_en=f"Rehearsal: {locked.title_en[:180]}" if locked.title_en else "",
        parameters=locked.parameters,
        items=tuple(locked.items),
    )
    copy = create_event(locked.competition, rulebook=locked.rulebook, by=by, details=details)
    made = Rehearsal.objects.create(event=copy, of=locked, begun_by=by, begun_at=clock.now())
    rows = _disguised(locked) or _invented(entrants)
    register_entries(copy, rows=rows, by=by)
    detail = {"of": locked.reference, "entries": len(rows)}
    record("begin_rehearsal", actor=by.reference, subject=copy.reference, detail=detail)
    return made


def _invented(count: int) -> list[EntryRow]:
    if not 2 <= count <= MOST:
        raise Declined(_("演练选手请填 2 到 %(most)s 名。") % {"most": MOST})
    return [
        EntryRow(f"{at:03d}", name=_("演练选手 %(n)s") % {"n": at}, unit=_("演练单位 %(n)s") % {"n": (at - 1) // 2 + 1})
        for at in range(1, count + 1)
    ]


def _disguised(event: Event) -> list[EntryRow]:
    """The entries with groups, categories and what the rules read, under invented names; who shares a unit still does."""
    read = set(rulebook_of(event).entries)
    units: dict[str, int] = {}
    teams: dict[str, int] = {}
    return [
        EntryRow(
            number=f"{at:03d}",
            name=_("演练选手 %(n)s") % {"n": at},
            unit=_("演练单位 %(n)s") % {"n": units.setdefault(entry.unit, len(units) + 1)} if entry.unit else "",
            team=_("演练队 %(n)s") % {"n": teams.setdefault(entry.team, len(teams) + 1)} if entry.team else "",
            group=entry.group,
            category=entry.category,
            attributes={name: value for name, value in entry.attributes.items() if name in read},
        )
        for at, entry in enumerate(event.entries.order_by("number"), start=1)
    ]


@transaction.atomic
def discard_rehearsal(rehearsal: Rehearsal, *, reason: str, by: User) -> None:
    """Discard a rehearsal whole: from now on no page shows anything of it. This row and the audit trail say that it was held."""
    require(can_discard_rehearsal(by, rehearsal))
    held = Rehearsal.objects.select_for_update(of=("self",)).select_related("event__competition", "of").get(
        pk=rehearsal.pk
    )  # fmt: skip
    if held.discarded_at is not None:
        raise Declined(_("这次演练已经作废。"))
    held.discarded_by, held.discarded_at, held.reason = by, clock.now(), reason.strip()
    refuse_unstorable(held)
    held.save(update_fields=["discarded_by", "discarded_at", "reason"])
    rehearsal.refresh_from_db()
    detail = {"of": held.of.reference, "reason": held.reason}
    record("discard_rehearsal", actor=by.reference, subject=held.event.reference, detail=detail)
