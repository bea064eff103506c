"""The small site with an event that is being judged: three judges, a chief judge, two clerks, and an event that takes two people."""

from typing import Any

from jiangong.organizations.models import User


def a_marking_site(site: Any) -> None:
    """Judges `judge-1` to `judge-3` and `chief` mark the event `marked`; `clerk-1` and `clerk-2` type in sheets of paper."""
    from jiangong.competitions.enums import Policy
    from jiangong.competitions.services import EntryRow, register_entries
    from jiangong.evidence.panels.enums import SeatKind
    from jiangong.organizations.enums import Role
    from tests.factories import a_competition, a_panel, a_rulebook, a_seat, a_user, an_event
    from tests.factories.marking import WELD
    from tests.factories.organizations import _holding

    host = site.competition.host
    competition = a_competition(site.officer, host=host, track=site.competition.track, policy=Policy.MARKS)
    a_rulebook(competition, site.officer, WELD % 'second = "none"')
    event = an_event(site.officer, competition, code="marked")
    numbers = [f"{number:02d}" for number in range(1, 7)]
    register_entries(
        event, rows=[EntryRow(one, name=f"选手{one}", unit=f"单位{one}") for one in numbers], by=site.officer
    )
    panel = a_panel(event, site.officer)
    for name in ("judge-1", "judge-2", "judge-3"):
        a_seat(panel, site.officer, user=a_user(name))
    a_seat(panel, site.officer, SeatKind.CHIEF, user=a_user("chief"))
    for name in ("clerk-1", "clerk-2"):
        _holding(Role.CLERK, host, name)
    assert User.objects.filter(username="clerk-2").exists()


def sealed_here_and_there(site: Any) -> None:
    """Sheets in every state: sealed, kept beside, judges who differ, another round, paper typed once and typed differently."""
    from jiangong.competitions.models import Event
    from jiangong.evidence.marking.services import (
        PhotoSent,
        begin_batch,
        end_batch,
        enter_paper,
        keep_photo,
        open_rescoring,
        record_incident,
        report_incident,
        seal_sheet,
        set_batches,
    )
    from jiangong.evidence.marking.services.floor import Again, Happening
    from tests.factories.marking import A_PNG, a_sheet, chief_of, judges_of

    event = Event.objects.get(code="marked")
    one, other, third = judges_of(event)
    seal_sheet(event, a_sheet("01", holes="2"), by=one.user)
    seal_sheet(event, a_sheet("01", answers={"look/joint/": "0"}), by=other.user)
    seal_sheet(event, a_sheet("01", answers={"look/joint/": "1"}), by=other.user)
    seal_sheet(event, a_sheet("02", holes="2"), by=one.user)
    seal_sheet(event, a_sheet("02"), by=other.user)
    open_rescoring(event, Again("final", "02", [other.code], "重评"), by=chief_of(event))
    clerks = [User.objects.get(username=name) for name in ("clerk-1", "clerk-2")]
    enter_paper(event, a_sheet("03"), seat=third.code, by=clerks[0])
    enter_paper(event, a_sheet("03", answers={"look/bead/": "3"}), seat=third.code, by=clerks[1])
    enter_paper(event, a_sheet("04"), seat=third.code, by=clerks[0])
    report_incident(event, Happening("final", "equipment", "焊机断电", "05"), by=one.user)
    stage, chief = event.stages.get(), chief_of(event)
    set_batches(event, stage, count=3, by=chief)
    begin_batch(event, stage, number=1, by=chief)
    record_incident(event, Happening("final", "equipment", "焊机断电", "01", 8, is_moved_last=True), by=chief)
    end_batch(event, stage, number=1, by=chief)
    keep_photo(event, stage, sent=PhotoSent("01", A_PNG), by=one.user)
