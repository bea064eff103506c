"""Events that feed each other."""

from jiangong.competitions.models import Event
from jiangong.competitions.services import EntryRow, register_entries
from jiangong.core.scoring import Tables
from jiangong.evidence.judging.services import import_marks
from jiangong.organizations.models import Organization, User
from jiangong.results.enums import PublicationState
from jiangong.results.models import Publication
from jiangong.results.promotion.models import PromotionLink
from jiangong.results.promotion.services import LinkGiven, set_link
from jiangong.results.services import publish_run, settle_event
from tests.factories.competitions import a_competition, an_event
from tests.factories.results import a_table

PEOPLE = (("岑佳禾", "甲厂"), ("闻一川", "甲厂"), ("路知夏", "甲厂"), ("江望舒", "乙厂"), ("简青禾", "乙厂"))


def a_heat(by: User, scores: str = "90,80,70,60,50", *, host: Organization | None = None) -> Publication:
    """A published event: the n-th person has the n-th score in both parts. Three of five are of one unit."""
    event = an_event(by, a_competition(by, host=host))
    numbers = [f"{order:03d}" for order in range(1, len(PEOPLE) + 1)]
    rows = [EntryRow(number, name=name, unit=unit) for number, (name, unit) in zip(numbers, PEOPLE, strict=True)]
    register_entries(event, rows=rows, by=by)
    lines = [
        f"{number},{part},{score}"
        for number, score in zip(numbers, scores.split(","), strict=True)
        for part in ("theory", "practice")
    ]
    import_marks(event, tables=Tables(a_table("\n".join(["entry,criterion,value", *lines]))), by=by)
    return publish_run(settle_event(event, by=by), by=by)


def a_link(upper: Event, lower: Event, by: User, **terms: object) -> PromotionLink:
    """A link that sends two on from a provisional result without asking, unless told otherwise."""
    given = LinkGiven(**{"quota": 2, "ripe_at": PublicationState.PROVISIONAL, **terms})  # type: ignore[arg-type]
    return set_link(upper, lower=lower, stage="final", given=given, by=by)
