"""Competitions, their rules and their events."""

from itertools import count

from jiangong.competitions.enums import NamesBasis, Policy, Slot
from jiangong.competitions.models import Competition, Event, Programme, RulebookVersion, Track
from jiangong.competitions.services import (
    CompetitionDetails,
    EventDetails,
    add_track,
    adopt_rulebook,
    announce_competition,
    create_event,
    open_event,
    open_programme,
    set_names_rule,
)
from jiangong.organizations.models import Organization, User
from tests.factories.organizations import a_federation, an_officer

_numbers = count(1)

# Theory and practice, 30 : 70; equal totals are parted by practice; the first gets a prize.
RULES = """\
rulebook = 1
name = "welding"
title = { zh = "焊工", en = "Welding" }
[[stage]]
id = "final"
title = { zh = "决赛", en = "Final" }
[stage.criteria.theory]
title = { zh = "理论", en = "Theory" }
range = [0, 100]
decimals = 1
[stage.criteria.practice]
title = { zh = "实操", en = "Practice" }
range = [0, 100]
decimals = 1
[stage.scores.total]
title = { zh = "总分", en = "Total" }
weights = { theory = "30%", practice = "70%" }
weights_total = "100%"
round = "0.01"
[[stage.order]]
by = "total"
[[stage.order]]
by = "practice"
[[stage.awards]]
id = "first"
title = { zh = "一等奖", en = "First prize" }
places = [1, 1]
"""


def a_programme(by: User | None = None) -> Programme:
    """A programme of the federation."""
    by = by or an_officer()
    return open_programme("建功", code=f"programme-{next(_numbers)}", year=2026, organization=a_federation(), by=by)


def a_track(by: User | None = None, slot: Slot = Slot.REGION) -> Track:
    """A track of a new programme."""
    by = by or an_officer()
    return add_track(a_programme(by), slot=slot, name="区域性引领竞赛", by=by)


def a_competition(
    by: User | None = None,
    *,
    host: Organization | None = None,
    track: Track | None = None,
    policy: Policy = Policy.MARKS,
    are_named: bool = True,
) -> Competition:
    """A competition without rules or events, hosted by the federation unless told otherwise; its people may be named."""
    host = host or a_federation()
    by = by or an_officer(host)
    competition = announce_competition(
        "焊工",
        track=track or a_track(),
        host=host,
        code=f"welding-{next(_numbers)}",
        by=by,
        details=CompetitionDetails(title_en="Welding", policy=policy),
    )
    if are_named:
        set_names_rule(competition, basis=NamesBasis.GROUND, ground="规程第九条", by=by)
    return competition


def a_rulebook(competition: Competition, by: User, text: str = RULES) -> RulebookVersion:
    """A version of the rules of a competition."""
    return adopt_rulebook(competition, text=text, by=by)


def an_event(by: User, competition: Competition | None = None, *, code: str = "", is_open: bool = True) -> Event:
    """An event by RULES, without entries; open unless told otherwise."""
    competition = competition or a_competition(by)
    rulebook = competition.rulebooks.first() or a_rulebook(competition, by)
    event = create_event(competition, rulebook=rulebook, by=by, details=EventDetails(code=code, title="焊工省决赛"))
    if is_open:
        open_event(event, by=by)
    return event
