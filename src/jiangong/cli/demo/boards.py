"""The demo's frozen event: corrected and published behind the freeze, ready to be called on the big screen."""

from typing import Any

from jiangong.cli.demo.diary import Diary
from jiangong.cli.demo.people import Province
from jiangong.competitions.models import Event
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.judging.selectors import sealed_marks
from jiangong.evidence.judging.services import correct_marks
from jiangong.results.boards.services import open_reveal
from jiangong.results.freezes.services import freeze_board
from jiangong.results.services import publish_run, settle_event
from jiangong.results.signing.services import announce_key

KEY = ("stage", "criterion", "item", "attempt", "source")
REASON = "复核后补录一项评分，以签字原件为准"
FROM_PLACE = 5


def plan_boards(province: Province, diary: Diary, *, competition: str) -> None:
    """Announce the signing key, and freeze the event of one competition an hour ago."""
    diary.write(1 / 24, lambda: _freeze(province, Event.objects.get(competition__code=competition)))
    announce_key(by="site:demo")


def _freeze(province: Province, event: Event) -> None:
    by = province.officer
    freeze_board(event, by=by, note="最终名次在闭幕式上揭晓")
    correct_marks(event, changes=[_change(event)], reason=REASON, by=by)
    event.refresh_from_db()
    publication = publish_run(settle_event(event, by=by), by=by, reason=REASON)
    open_reveal(publication, by=by, from_place=FROM_PLACE)


def _change(event: Event) -> MarkChange:
    """The mark of one entry becomes what another has under the same key: always a mark that the rules allow."""
    marks: list[dict[str, Any]] = sealed_marks(event).to_pylist()
    rows = sorted(
        (row for row in marks if row["value"] and not row["state"]), key=lambda row: (row["entry"], *map(row.get, KEY))
    )
    for first in rows:
        for other in rows:
            if first["value"] != other["value"] and all(first[name] == other[name] for name in KEY):
                return MarkChange(entry=first["entry"], value=other["value"], **{name: first[name] for name in KEY})
    raise AssertionError("all marks are equal")
