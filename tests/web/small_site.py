"""A small site with everything on it once: a published event, a draft run, an unpublished event, and one person a role."""

from dataclasses import dataclass

from jiangong.competitions.enums import Policy, Slot
from jiangong.competitions.models import Competition, Event
from jiangong.competitions.rulebooks.services import begin_draft
from jiangong.competitions.services import add_track
from jiangong.organizations.models import User
from jiangong.results.models import Publication
from jiangong.results.services import publish_run
from tests.factories import (
    a_city,
    a_competition,
    a_federation,
    a_judge,
    a_programme,
    a_settled_event,
    an_administrator,
    an_auditor,
    an_event,
    an_officer,
)


@dataclass(frozen=True)
class Site:
    """Handles to what the fixture made."""

    officer: User
    checker: User
    people: dict[str, User]
    competition: Competition
    event: Event
    publication: Publication
    draft: Event
    empty: Event

    def of(self, event: Event, page: str = "", *, desk: bool = False) -> str:
        """The address of a page of an event."""
        root = "/desk" if desk else ""
        return f"{root}/competitions/{event.competition.code}/{event.slug}/{page}"

    def published(self, page: str = "") -> str:
        """The address of a page of the publication."""
        return self.of(self.event, f"standings/{self.publication.number}/{page}")


def a_site() -> Site:
    """The federation with five tracks; a competition of a city: one published event, one settled, one without marks."""
    federation = a_federation()
    programme = a_programme(an_officer(federation, username="programme-officer"))
    boss = User.objects.get(username="programme-officer")
    tracks = [add_track(programme, slot=slot, name=str(slot.label), by=boss) for slot in Slot]
    city, elsewhere = a_city(), a_city("云渡市总工会", "yundu")
    officer, checker = an_officer(city, username="officer"), an_officer(city, username="checker")
    competition = a_competition(officer, host=city, track=tracks[0], policy=Policy.MARKS)
    event = a_settled_event(officer, competition, code="")
    publication = publish_run(event.runs.get(), by=officer)
    begin_draft(city, text=event.rulebook.text, by=officer, competition=competition, base=event.rulebook)
    return Site(
        officer=officer,
        checker=checker,
        people={
            "officer": officer,
            "elsewhere": an_officer(elsewhere, username="elsewhere"),
            "judge": a_judge(city, username="judge"),
            "auditor": an_auditor(city, username="auditor"),
            "administrator": an_administrator(city, username="administrator"),
        },
        competition=competition,
        event=event,
        publication=publication,
        draft=a_settled_event(officer, competition, code="draft"),
        empty=an_event(officer, competition, code="empty"),
    )
