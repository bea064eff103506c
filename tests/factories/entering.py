"""Programmes' rules, applications, windows of registration and those who register."""

from datetime import timedelta

from jiangong.competitions.applications.models import Application
from jiangong.competitions.applications.services import Filing, draft_application, submit_application
from jiangong.competitions.models import Event, Track
from jiangong.competitions.registration.intake import EntrantRow
from jiangong.competitions.registration.models import RegistrationWindow
from jiangong.competitions.registration.services import WindowGiven, set_window
from jiangong.foundation import clock
from jiangong.organizations.enums import Level
from jiangong.organizations.models import Organization, User
from tests.factories.competitions import RULES

FILING = Filing(
    title="电工技能竞赛", trade="电工", leading_body="临澜重工", plan="初赛、决赛两个阶段", indicators="参赛 60 人",
    budget=80_000, entrants=60, rulebook_name="rulebook.toml", rulebook_text=RULES,
)  # fmt: skip


def a_unit(under: Organization, name: str = "临澜重工", code: str = "linlan-heavy") -> Organization:
    """An enterprise under a body; the one that is there if there is one."""
    found = Organization.objects.filter(code=code).first()
    if found is not None:
        return found
    unit = Organization(code=code, name=name, level=Level.ENTERPRISE)
    Organization.objects.add_child(Organization.objects.get(pk=under.pk), instance=unit)
    return unit


def an_application(
    unit: Organization, track: Track, by: User, *, filing: Filing = FILING, submit: bool = True
) -> Application:
    """An application of a unit, submitted unless told otherwise."""
    made = draft_application(unit, track=track, filing=filing, by=by)
    if submit:
        submit_application(made, by=by)
    return made


def a_window(event: Event, by: User, **more: object) -> RegistrationWindow:
    """A window of an event that opened yesterday and closes tomorrow."""
    day = timedelta(days=1)
    given = WindowGiven(**{"opens_at": clock.now() - day, "closes_at": clock.now() + day, **more})  # type: ignore[arg-type]
    return set_window(event, given=given, by=by)


def entrants(*names: str, **cells: str) -> list[EntrantRow]:
    """Rows of a sheet with these names, numbered as a spreadsheet numbers them."""
    return [EntrantRow({"name": name, **cells}, row) for row, name in enumerate(names, start=2)]
