"""Sealed evidence becomes an immutable run."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from jiangong.competitions.services import EntryRow, cancel_event, register_entries
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.judging.services import correct_marks
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from jiangong.results.bundle import read_bundle, verify_bundle
from jiangong.results.models import Run, StandingRow
from jiangong.results.selectors import bundle_bytes, events_awaiting_run, runs_of, the_run
from jiangong.results.services import settle_event, sweep
from tests.factories import (
    a_city,
    a_competition,
    a_federation,
    a_judge,
    a_settled_event,
    an_auditor,
    an_event,
    an_event_with_marks,
    an_officer,
)

pytestmark = pytest.mark.django_db


def test_a_run_holds_the_standings_as_worked_by_hand():
    officer = an_officer()
    event = an_event_with_marks(officer)

    run = settle_event(event, by=officer)

    rows = [(row.number, row.place, row.score, row.state, row.award, row.scores["total"]) for row in run.rows.all()]
    assert rows == [
        ("002", 1, "83.50", "", "first", "83.50"),
        ("001", 2, "83.00", "", "", "83.00"),
        ("003", None, "", "absent", "", ""),
    ]
    assert [(row.position, row.name, row.unit) for row in run.rows.all()][0] == (1, "闻一川", "青溪造船")
    assert (run.number, run.entry_count, run.rulebook, run.evidence_revision) == (1, 3, event.rulebook, 1)
    assert AuditRow.objects.last().act == "settle_event"


def test_the_bundle_of_a_run_recomputes_to_the_same_standings():
    run = settle_event(an_event_with_marks(officer := an_officer()), by=officer)

    verdict = verify_bundle(bundle_bytes(run))

    assert verdict.is_identical
    assert str(verdict.fingerprint) == run.fingerprint_line


def test_no_name_stands_in_the_bundle():
    run = settle_event(an_event_with_marks(officer := an_officer()), by=officer)

    members = read_bundle(bundle_bytes(run)).members

    assert not any("闻一川".encode() in data or "青溪造船".encode() in data for data in members.values())


def test_settling_again_without_news_gives_the_same_run():
    officer = an_officer()
    event = an_event_with_marks(officer)

    assert settle_event(event, by=officer) == settle_event(event, by=officer)
    assert Run.objects.count() == 1


def test_a_corrected_name_makes_a_new_run_with_the_same_outcome():
    officer = an_officer()
    event = an_event_with_marks(officer)
    first = settle_event(event, by=officer)
    register_entries(event, rows=[EntryRow("002", name="闻一川", unit="青溪造船厂")], by=officer)

    second = settle_event(event, by=officer)

    assert (second.number, second.fingerprint_outcome) == (2, first.fingerprint_outcome)
    assert first.rows.get(number="002").unit == "青溪造船"
    assert second.rows.get(number="002").unit == "青溪造船厂"


def test_the_new_run_stands_beside_the_old():
    officer = an_officer()
    event = an_event_with_marks(officer)
    old = settle_event(event, by=officer)
    correct_marks(event, changes=[MarkChange("final", "001", "practice", value="90")], reason="抄录有误", by=officer)

    new = settle_event(event, by=officer)

    assert list(runs_of(event)) == [new, old]
    assert [row.number for row in old.rows.all()][:2] == ["002", "001"]
    assert [row.number for row in new.rows.all()][:2] == ["001", "002"]
    assert (new.evidence_revision, new.fingerprint_marks != old.fingerprint_marks) == (2, True)


def test_the_sweep_settles_what_is_newer_than_its_run_and_nothing_else():
    officer = an_officer()
    settled, unsettled = a_settled_event(officer), an_event_with_marks(officer)
    an_event(officer)
    told: list[tuple[int, int]] = []

    runs = sweep(by=officer, progress=lambda done, total: told.append((done, total)))

    assert [run.event for run in runs] == [unsettled]
    assert told == [(1, 1)]
    assert sweep(by=officer) == []
    correct_marks(settled, changes=[MarkChange("final", "001", "theory", value="1")], reason="抄录有误", by=officer)
    assert [run.event for run in sweep(by=officer)] == [settled]


def test_the_sweep_of_one_city_leaves_another_alone():
    linlan, yundu = a_city(), a_city("云渡市总工会", "yundu")
    mine, other = an_officer(linlan), an_officer(yundu)
    an_event_with_marks(other, a_competition(other, host=yundu))

    assert sweep(by=mine) == []
    assert [event.competition.host for event in events_awaiting_run(other)] == [yundu]


def test_nothing_sealed_is_nothing_to_settle():
    officer = an_officer()

    with pytest.raises(Declined):
        settle_event(an_event(officer), by=officer)


def test_others_settle_nothing():
    event = an_event_with_marks(an_officer())

    for person in (an_auditor(), a_judge()):
        with pytest.raises(PermissionDenied):
            settle_event(event, by=person)


def test_an_event_that_is_called_off_is_not_settled():
    officer = an_officer()
    event = an_event_with_marks(officer)
    cancel_event(event, reason="报名不足", by=officer)

    with pytest.raises(PermissionDenied):
        settle_event(event, by=officer)
    assert sweep(by=officer) == []


def test_a_run_is_a_draft_that_only_those_who_look_behind_find():
    event = a_settled_event(an_officer())

    assert the_run(event, 1, viewer=an_auditor()).number == 1
    for person in (None, a_judge()):
        with pytest.raises(Run.DoesNotExist):
            the_run(event, 1, viewer=person)


@pytest.mark.parametrize("table", ["results_run", "results_standingrow", "results_runstage"])
def test_the_database_keeps_runs_as_they_are(table: str):
    a_settled_event(an_officer())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table}")


def test_the_database_refuses_one_entry_twice_in_a_stage():
    run = a_settled_event(an_officer()).runs.get()
    row = run.rows.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        StandingRow.objects.create(run=run, stage=row.stage, position=99, number=row.number)
    with pytest.raises(IntegrityError), transaction.atomic():
        StandingRow.objects.create(run=run, stage=row.stage, position=99, number="9", goes_on=True, reserve=1)


def test_the_federation_settles_for_its_cities():
    linlan = a_city()
    mine = an_officer(linlan)
    event = an_event_with_marks(mine, a_competition(mine, host=linlan))

    assert settle_event(event, by=an_officer(a_federation())).number == 1
