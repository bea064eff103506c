"""The chief judge's desk: the grid, where judges differ, another round, what happened on the floor, how strictly each marked."""

from fractions import Fraction

import pytest
from django.core.exceptions import PermissionDenied

from jiangong.core.fairness.severity import Given, judge_figures
from jiangong.evidence.marking import rules
from jiangong.evidence.marking.models import DeviceNote, Incident
from jiangong.evidence.marking.selectors import incidents_of, minutes_added
from jiangong.evidence.marking.services import (
    answer_held,
    note_device,
    open_rescoring,
    record_incident,
    report_incident,
    seal_sheet,
)
from jiangong.evidence.marking.services.floor import Again, Happening
from jiangong.evidence.marking.watching import live_floor, severity
from jiangong.evidence.panels.enums import SeatKind
from jiangong.evidence.panels.models import Panel
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from jiangong.organizations.notices.models import Notice
from tests.factories import a_seat, a_user, an_auditor, an_officer
from tests.factories.keeping import kept
from tests.factories.marking import a_judged_event, a_sheet, chief_of, judges_of, stage_of

pytestmark = pytest.mark.django_db


made, event = kept(lambda: a_judged_event(an_officer()))


def test_the_grid_says_who_sealed_what_and_where_judges_differ(event):
    one, other, third = judges_of(event)
    seal_sheet(event, a_sheet(holes="1"), by=one.user)
    seal_sheet(event, a_sheet(answers={"look/joint/": "0"}), by=other.user)
    note_device(event, device="device-0001", waiting=2, by=third.user)
    note_device(event, device="device-0001", waiting=1, by=third.user)
    floor = live_floor(event, stage_of(event))

    assert (floor.done, floor.total, [line.missing for line in floor.lines]) == (2, 9, [1, 3, 3])
    [line] = floor.differing
    assert [(d.field.key, d.said_width) for d in line.differences] == [("look/joint/", "2")]
    assert [judge.note.waiting if judge.note else None for judge in floor.judges] == [None, None, 1]
    assert DeviceNote.objects.count() == 1


def test_after_judges_talked_they_score_again_and_the_difference_is_gone(event):
    one, other, _third = judges_of(event)
    seal_sheet(event, a_sheet(holes="1"), by=one.user)
    seal_sheet(event, a_sheet(answers={"look/joint/": "0"}), by=other.user)
    again = Again("final", "01", [one.code, other.code], "相差 2，已商议", ["look/joint/"])
    assert open_rescoring(event, again, by=chief_of(event)).round == 2
    assert set(Notice.objects.filter(kind="marking").values_list("to", flat=True)) == {one.user_id, other.user_id}
    for judge in (one, other):
        sheet = a_sheet(answers={"look/joint/": "1"}, round=2)
        del sheet.answers["look/bead/"]
        assert seal_sheet(event, sheet, by=judge.user).sheet.round == 2

    floor = live_floor(event, stage_of(event))
    assert (floor.differing, [line.missing for line in floor.lines]) == ((), [1, 3, 3])


def test_only_the_chief_judge_decides_and_always_for_a_reason(event):
    one = judges_of(event)[0]
    chief = chief_of(event)
    again = Again("final", "01", [one.code], "理由")
    for nobody in (one.user, an_officer(event.competition.host), a_user()):
        with pytest.raises(PermissionDenied):
            open_rescoring(event, again, by=nobody)
    for wrong in (
        Again("final", "01", [], "理由"),
        Again("final", "01", [one.code], " "),
        Again("final", "99", [one.code], "理由"),
    ):
        with pytest.raises(Declined):
            open_rescoring(event, wrong, by=chief)


def test_a_sheet_kept_beside_is_decided_once(event):
    one, chief = judges_of(event)[1], chief_of(event)
    seal_sheet(event, a_sheet(), by=one.user)
    held = seal_sheet(event, a_sheet(answers={"look/bead/": "3"}), by=one.user).held
    for act, reason in (("other", "理由"), ("stands", " ")):
        with pytest.raises(Declined):
            answer_held(held, act=act, reason=reason, by=chief)
    answer_held(held, act="stands", reason="第二份是误触", by=chief)
    with pytest.raises(Declined):
        answer_held(held, act="again", reason="理由", by=chief)
    assert live_floor(event, stage_of(event)).held == ()


def test_an_incident_grants_time_and_is_signed(event):
    chief, judge = chief_of(event), judges_of(event)[0].user
    report_incident(event, Happening("final", "equipment", "焊机断电", "01", minutes_added=30), by=judge)
    record_incident(
        event, Happening("final", "equipment", "焊机断电 12 分钟", "01", minutes_added=12, is_moved_last=True), by=chief
    )
    record_incident(event, Happening("final", "equipment", "再次断电", "01", minutes_added=3), by=chief)

    assert minutes_added(event, "final") == {"01": 15}
    assert [(one.is_decision, one.minutes_added) for one in incidents_of(event, "final").order_by("pk")] == [
        (False, 0), (True, 12), (True, 3),
    ]  # fmt: skip
    assert AuditRow.objects.filter(act="record_incident", actor=chief.reference).count() == 2
    for wrong in (
        Happening("final", "other", " ", "01"),
        Happening("final", "storm", "大风", "01"),
        Happening("final", "other", "话", "99"),
        Happening("final", "other", "话", "01", minutes_added=10_000),
    ):
        with pytest.raises(Declined):
            record_incident(event, wrong, by=chief)
    with pytest.raises(PermissionDenied):
        record_incident(event, Happening("final", "other", "话"), by=judge)
    assert Incident.objects.count() == 3


def test_severity_is_told_to_the_chief_judge_and_the_auditor_only(event):
    one, other, third = judges_of(event)
    for work in ("01", "02", "03"):
        seal_sheet(event, a_sheet(work, holes="1"), by=one.user)
        seal_sheet(event, a_sheet(work), by=other.user)
        seal_sheet(event, a_sheet(work, answers={"look/joint/": "0", "look/bead/": "1"}), by=third.user)

    figures = severity(event, stage_of(event))
    assert [(row.judge, row.compared, row.is_flagged) for row in figures] == [
        (one.code, 6, True), (other.code, 6, True), (third.code, 6, True),
    ]  # fmt: skip
    assert [row.said_difference.zh for row in figures] == ["+50%", "+50%", "−100%"]
    officer = an_officer(event.competition.host)
    auditor = an_auditor(event.competition.host)
    told = [rules.can_see_severity(who, event) for who in (chief_of(event), auditor, officer, one.user, a_user(), None)]
    assert told == [True, True, False, False, False, False]


def test_a_judge_alone_is_not_compared_and_few_marks_raise_no_flag():
    alone = judge_figures([Given("J1", "A", "x", Fraction(5))])
    few = judge_figures([Given("J1", "A", "x", Fraction(9)), Given("J2", "A", "x", Fraction(1))])

    assert (alone[0].mean_difference, alone[0].said_difference.zh, alone[0].is_flagged) == (None, "无法比较", False)
    assert [(row.said_difference.zh, row.is_flagged) for row in few] == [("+100%", False), ("−100%", False)]


def test_who_may_what_on_the_floor(event):
    panel = Panel.objects.get(event=event)
    officer = an_officer(event.competition.host)
    keeper = a_seat(panel, officer, SeatKind.ENCRYPTION).user
    supervisor = a_seat(panel, officer, SeatKind.SUPERVISOR).user
    judge, chief = judges_of(event)[0].user, chief_of(event)
    people = {
        "judge": judge,
        "chief": chief,
        "keeper": keeper,
        "supervisor": supervisor,
        "officer": officer,
        "nobody": None,
    }

    def those(rule):
        return {name for name, who in people.items() if rule(who, event)}

    assert those(rules.can_seal_sheets) == {"judge"}
    assert those(rules.can_enter_second) == {"judge", "chief", "supervisor"}
    assert those(rules.can_enter_paper) == {"officer"}
    assert those(rules.can_watch) == {"chief", "officer"}
    assert those(rules.can_decide_on_floor) == {"chief"}
    assert those(rules.can_report_incident) == {"judge", "chief", "keeper", "supervisor"}
