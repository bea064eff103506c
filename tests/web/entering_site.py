"""What the small site holds besides: a list, an application under review, an open registration with people in every state."""

from dataclasses import dataclass

from jiangong.competitions.applications.models import Application
from jiangong.competitions.models import Competition, Programme
from jiangong.competitions.programmes.enums import ListKind
from jiangong.competitions.programmes.models import ManagedList
from jiangong.competitions.programmes.services import add_to_list, open_list
from jiangong.competitions.registration.models import Registration
from jiangong.competitions.registration.services import register
from jiangong.foundation import clock
from jiangong.organizations.models import Organization, User
from tests.factories import a_unit, a_window, an_application, an_auditor, an_officer, entrants
from tests.web.small_site import Site


@dataclass(frozen=True)
class Entering:
    """Handles to what was added."""

    site: Site
    boss: User
    unit: Organization
    clerk: User
    people: dict[str, User]
    programme: Programme
    list: ManagedList
    application: Application
    registrations: list[Registration]

    def path(self, pattern: str) -> str:
        """An address with the site's own things put in."""
        return pattern.format(
            programme=f"/desk/programmes/{self.programme.code}/",
            public=f"/programmes/{self.programme.code}/",
            list=f"/desk/programmes/{self.programme.code}/lists/{self.list.pk}/",
            application=f"/desk/applications/{self.application.pk}/",
            desk=self.site.of(self.site.empty, "registration/", desk=True),
            event=self.site.of(self.site.empty),
            receipt=f"/registrations/{self.registrations[0].receipt}/",
            code=self.programme.code,
            unit=self.unit.code,
        )


def an_entering_site(site: Site) -> Entering:
    """Add to a small site; everything is undone with the test."""
    boss, programme = User.objects.get(username="programme-officer"), site.competition.track.programme
    unit = a_unit(site.competition.host)
    clerk = an_officer(unit, username="clerk")
    managed = open_list(programme, title="百项竞赛", kind=ListKind.COMPETITIONS, limit=100, by=boss)
    add_to_list(managed, member=Competition.objects.get(pk=site.competition.pk), by=boss)
    a_window(
        site.empty, site.officer, capacity=1, needs_approval=True, presets=(("least_age", 16),), takes_anyone=True,
        begins_at=clock.now(), entry_list="names",
    )  # fmt: skip
    made = register(site.empty, rows=entrants("岑佳禾", "闻一川", age="30"), by=clerk, body=unit)
    people = {
        "boss": boss, "clerk": clerk, **site.people, "province auditor": an_auditor(programme.organization),
    }  # fmt: skip
    application = an_application(unit, site.competition.track, clerk)
    return Entering(site, boss, unit, clerk, people, programme, managed, application, made)
