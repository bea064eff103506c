"""Appeals as they come in."""

from jiangong.competitions.models import Event
from jiangong.organizations.models import User
from jiangong.results.appeals.enums import AppealKind
from jiangong.results.appeals.models import Appeal
from jiangong.results.appeals.services import AppealGiven, lodge_appeal, name_panel
from tests.factories.organizations import an_auditor, an_officer

PHOTO = b"\xff\xd8\xff\xe0" + b"\0" * 60


def an_appeal(event: Event, *, number: str = "001", kind: AppealKind = AppealKind.RESULT, **more: object) -> Appeal:
    """An appeal of an entry about its result."""
    given = {"text": "第 3 项尺寸漏记，请复测。", "entry": event.entries.get(number=number), **more}
    return lodge_appeal(event, kind=kind, given=AppealGiven(**given))  # type: ignore[arg-type]


def a_panel(appeal: Appeal, by: User) -> list[User]:
    """Three people without a tie, the first as the head."""
    people = [an_officer(), an_auditor(), an_auditor()]
    name_panel(appeal, usernames=[one.username for one in people], by=by)
    return people
