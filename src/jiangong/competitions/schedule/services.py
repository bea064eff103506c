"""Writes of the schedule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Competition, Event, Stage
from jiangong.competitions.schedule.models import Sitting, Venue
from jiangong.competitions.schedule.rules import can_plan
from jiangong.competitions.schedule.selectors import overlapping
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require

MOST_STATIONS = 2_000


@transaction.atomic
def add_venue(
    competition: Competition, *, name: str, by: User, address: str = "", stations: Sequence[str] = ()
) -> Venue:
    """Add a place with its workstations, each named once."""
    require(can_plan(by, competition))
    named = [line.strip() for line in stations if line.strip()]
    if len(set(named)) < len(named):
        raise Declined(_("工位有重复的。每个工位只写一次。"))
    if len(named) > MOST_STATIONS:
        raise Declined(_("一个场地至多 %(count)s 个工位，请分成几个场地。") % {"count": MOST_STATIONS})
    if competition.venues.filter(name=name.strip()).exists():
        raise Declined(_("已有叫“%(name)s”的场地，请换一个名称。") % {"name": name.strip()})
    venue = Venue(competition=competition, name=name.strip(), address=address.strip(), stations="\n".join(named))
    refuse_unstorable(venue)
    venue.save()
    detail = {"venue": venue.name, "stations": len(named)}
    record("add_venue", actor=by.reference, subject=_reference(competition), detail=detail)
    return venue


@transaction.atomic
def remove_venue(venue: Venue, *, by: User) -> None:
    """Take a place away where nothing is planned."""
    require(can_plan(by, venue.competition))
    if venue.sittings.exists():
        raise Declined(_("这个场地还有安排，请先取消或改到别处。"))
    record("remove_venue", actor=by.reference, subject=_reference(venue.competition), detail={"venue": venue.name})
    venue.delete()


@dataclass(frozen=True, slots=True)
class SittingGiven:
    """What takes place, where and when."""

    title: str
    venue: Venue
    begins_at: datetime
    ends_at: datetime
    stage: Stage | None = None


@transaction.atomic
def plan_sitting(event: Event, *, given: SittingGiven, by: User) -> Sitting:
    """Plan something of an event at a place and time. A place takes one thing at a time."""
    require(can_plan(by, event.competition))
    Competition.objects.select_for_update().get(pk=event.competition_id)
    if given.venue.competition_id != event.competition_id or (given.stage and given.stage.event_id != event.pk):
        raise Declined(_("场地和阶段要是这项竞赛自己的。"))
    if given.ends_at <= given.begins_at:
        raise Declined(_("结束时间要晚于开始时间，请改其中一个。"))
    sitting = Sitting(event=event, stage=given.stage, venue=given.venue, title=given.title.strip())
    sitting.begins_at, sitting.ends_at = given.begins_at, given.ends_at
    other = overlapping(given.venue, sitting)
    if other is not None:
        words = {"venue": given.venue.name, "what": other.title, "event": other.event.title}
        raise Declined(_("%(venue)s这段时间已排了“%(event)s”的“%(what)s”。请换时间或换场地。") % words)
    refuse_unstorable(sitting)
    sitting.save()
    record("plan_sitting", actor=by.reference, subject=event.reference, detail=_told(sitting))
    return sitting


@transaction.atomic
def cancel_sitting(sitting: Sitting, *, by: User) -> None:
    """Take something out of the schedule."""
    require(can_plan(by, sitting.event.competition))
    record("cancel_sitting", actor=by.reference, subject=sitting.event.reference, detail=_told(sitting))
    sitting.delete()


def _told(sitting: Sitting) -> dict[str, str]:
    begins, ends = sitting.begins_at.isoformat(), sitting.ends_at.isoformat()
    return {"title": sitting.title, "venue": sitting.venue.name, "begins": begins, "ends": ends}


def _reference(competition: Competition) -> str:
    return f"competitions.competition:{competition.code}"
