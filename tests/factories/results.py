"""Marks, runs, publications."""

import pyarrow as pa

from jiangong.competitions.models import Competition, Event
from jiangong.competitions.services import EntryRow, EventDetails, create_event, open_event, register_entries
from jiangong.core.scoring import Tables
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.judging.services import correct_marks, import_marks
from jiangong.foundation import clock
from jiangong.organizations.models import User
from jiangong.results.freezes.services import freeze_board
from jiangong.results.models import Publication, Run
from jiangong.results.services import (
    check_publication,
    post_public_notice,
    publish_run,
    put_in_effect,
    settle_event,
)
from tests.factories.competitions import RULES, a_competition, a_rulebook, an_event
from tests.factories.organizations import an_officer

ENTRIES = (
    EntryRow("001", name="岑佳禾", unit="临澜重工"),
    EntryRow("002", name="闻一川", unit="青溪造船"),
    EntryRow("003", name="路知夏", unit="云渡轨道车辆"),
)
# By hand: 001 = 27 + 56 = 83.00; 002 = 24 + 59.5 = 83.50; 003 was absent from practice.
MARKS = """\
entry,criterion,value,state
001,theory,90,
001,practice,80,
002,theory,80,
002,practice,85,
003,theory,70,
003,practice,,absent
"""


def a_table(text: str) -> pa.Table:
    """A text table as `read_table` would give it: all columns text, and the row numbers of the file."""
    head, *lines = [line.split(",") for line in text.strip().splitlines()]
    columns = {name: pa.array([line[at] for line in lines], pa.string()) for at, name in enumerate(head)}
    return pa.table({**columns, "#row": pa.array(range(2, len(lines) + 2), pa.int64())})


def an_event_with_marks(
    by: User, competition: Competition | None = None, *, marks: str = MARKS, code: str = ""
) -> Event:
    """An open event with three entries and sealed marks, not settled."""
    event = an_event(by, competition, code=code)
    register_entries(event, rows=ENTRIES, by=by)
    import_marks(event, tables=Tables(marks=a_table(marks), files={"marks": "marks.csv"}), by=by)
    return event


def a_settled_event(by: User, competition: Competition | None = None, *, code: str = "") -> Event:
    """An open event with one run, not published."""
    event = an_event_with_marks(by, competition, code=code)
    settle_event(event, by=by)
    return event


def a_publication(by: User, competition: Competition | None = None, *, code: str = "") -> Publication:
    """A provisional publication of a new event."""
    event = a_settled_event(by, competition, code=code)
    return publish_run(event.runs.get(), by=by)


GROUPED_RULES = (
    RULES.replace("[[stage]]\n", '[[stage]]\nwithin = "group"\n') + "[[stage.go_on]]\ntop = 1\nreserve = 2\n"
)
GROUPED = (
    *(("101", "甲组", "90"), ("102", "甲组", "80"), ("103", "甲组", "80"), ("104", "甲组", "")),
    *(("201", "乙组", "95"), ("202", "乙组", "70"), ("203", "乙组", "")),
)
"""Two groups, each with a first and somebody who is absent; 102 and 103 share the second place of theirs."""


def a_grouped_run(by: User, competition: Competition | None = None, *, code: str = "") -> Run:
    """A run of an event whose places are counted within each group; both parts of an entry have the same mark."""
    competition = competition or a_competition(by)
    rulebook = a_rulebook(competition, by, GROUPED_RULES)
    event = create_event(competition, rulebook=rulebook, by=by, details=EventDetails(code=code, title="分组赛"))
    open_event(event, by=by)
    rows = [EntryRow(number, name=f"选手{number}", unit=f"{group}单位", group=group) for number, group, _ in GROUPED]
    register_entries(event, rows=rows, by=by)
    lines = [
        f"{number},{part},{mark},{'' if mark else 'absent'}"
        for number, _, mark in GROUPED
        for part in ("theory", "practice")
    ]
    import_marks(event, tables=Tables(a_table("\n".join(["entry,criterion,value,state", *lines]))), by=by)
    return settle_event(event, by=by)


def a_grouped_publication(by: User, competition: Competition | None = None, *, code: str = "") -> Publication:
    """The same, published."""
    return publish_run(a_grouped_run(by, competition, code=code), by=by)


SECRET_SCORE, SECRET_MARK, SECRET_REASON = "94.97", "97.1", "复核更正乙"
"""What stands in a result that is held back, and nowhere else: by hand, 001 = 27 + 0.7 × 97.1 = 94.97, now the first."""


def a_held_back(publication: Publication, by: User) -> Publication:
    """The event of a publication is frozen, corrected, settled and published again: the new publication is held back."""
    event = publication.event
    freeze_board(event, by=by, note="最终名次在闭幕式揭晓")
    change = MarkChange(stage="final", entry="001", criterion="practice", value=SECRET_MARK)
    correct_marks(event, changes=[change], reason=SECRET_REASON, by=by)
    event.refresh_from_db()
    return publish_run(settle_event(event, by=by), by=by, reason=SECRET_REASON)


def checked(publication: Publication) -> Publication:
    """The same, checked by two officers who did not publish it."""
    for _ in range(2):
        check_publication(publication, by=an_officer())
    return publication


def firm(publication: Publication, by: User) -> Publication:
    """The same, checked, posted and in effect by `by`; the clock stands at the end of the notice inside."""
    step = post_public_notice(checked(publication), by=by)
    with clock.stopped_at(step.notice_until):
        put_in_effect(publication, by=by, document="澄工发〔2026〕7 号")
    return publication
