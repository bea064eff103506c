"""Batches and their clock: parted, begun, ended; an incident moves a work and adds minutes; late sheets are taken and flagged."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from jiangong.core.rulebook import load_rulebook, rulebook_hash
from jiangong.evidence.marking.models import Batch
from jiangong.evidence.marking.services import (
    begin_batch,
    end_batch,
    record_incident,
    report_incident,
    seal_sheet,
    set_batches,
)
from jiangong.evidence.marking.services.floor import Happening
from jiangong.evidence.marking.timing import running_order, work_times
from jiangong.evidence.marking.watching import live_floor, severity
from jiangong.foundation import clock
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from tests.factories import a_rulebook, an_officer
from tests.factories.marking import WELD, a_judged_event, a_sheet, chief_of, judges_of, stage_of

pytestmark = pytest.mark.django_db
NOON = clock.now().replace(hour=4, minute=0, second=0, microsecond=0)


@pytest.fixture
def officer():
    return an_officer()


def timed(officer, *, works=5):
    """An event whose rules give a batch 120 minutes, and judges 30 minutes after its end."""
    event = a_judged_event(officer, works=works)
    text = WELD % 'second = "none"\nwork_minutes = 120\nseal_minutes = 30'
    event.rulebook = a_rulebook(event.competition, officer, text)
    event.save()
    return event


def order_of(event):
    return [list(one.batch.works) for one in running_order(event, stage_of(event))]


def run(event, number, *, begin=0, end=None):
    """A batch begins, and ends, so many minutes after noon."""
    with clock.stopped_at(NOON + timedelta(minutes=begin)):
        begin_batch(event, stage_of(event), number=number, by=chief_of(event))
    if end is not None:
        with clock.stopped_at(NOON + timedelta(minutes=end)):
            end_batch(event, stage_of(event), number=number, by=chief_of(event))


def decided(event, work, minutes=0, *, last=True):
    what = Happening("final", "equipment", "焊机断电", work, minutes, is_moved_last=last)
    return record_incident(event, what, by=chief_of(event))


def test_works_are_parted_by_number_and_may_be_parted_anew_until_one_batch_begins(officer):
    event = timed(officer)
    set_batches(event, stage_of(event), count=2, by=chief_of(event))
    assert order_of(event) == [["01", "02", "03"], ["04", "05"]]
    set_batches(event, stage_of(event), count=3, by=officer)
    assert order_of(event) == [["01", "02"], ["03", "04"], ["05"]]
    run(event, 1)
    with pytest.raises(Declined, match="不能再重新分批"):
        set_batches(event, stage_of(event), count=2, by=officer)


@pytest.mark.parametrize("count", [0, 6, 61])
def test_there_are_no_more_batches_than_works(officer, count):
    event = timed(officer)
    with pytest.raises(Declined, match="可以分 1 到 5 批"):
        set_batches(event, stage_of(event), count=count, by=officer)


def test_batches_run_in_order_and_judges_do_not_run_them(officer):
    event = timed(officer)
    set_batches(event, stage_of(event), count=2, by=officer)
    with pytest.raises(Declined, match="按先后开始"):
        run(event, 2)
    with pytest.raises(Declined, match="没有在进行"):
        end_batch(event, stage_of(event), number=1, by=officer)
    with pytest.raises(PermissionDenied):
        begin_batch(event, stage_of(event), number=1, by=judges_of(event)[0].user)
    run(event, 1)
    with pytest.raises(Declined, match="已经开始了"):
        run(event, 1)


def test_a_signed_decision_moves_a_work_to_the_last_batch_that_has_not_begun_and_adds_its_minutes(officer):
    event = timed(officer)
    set_batches(event, stage_of(event), count=2, by=officer)
    run(event, 1)
    report_incident(event, Happening("final", "equipment", "焊机断电", "02"), by=judges_of(event)[0].user)
    assert order_of(event) == [["01", "02", "03"], ["04", "05"]]
    decided(event, "02", 8)
    assert order_of(event) == [["01", "03"], ["04", "05", "02"]]
    time = work_times(event, stage_of(event))["02"]
    assert (time.batch, time.added, time.is_moved, time.until) == (2, 8, True, None)
    run(event, 2, begin=150)
    times = work_times(event, stage_of(event))
    assert times["02"].until == NOON + timedelta(minutes=150 + 120 + 8)
    assert times["04"].until == NOON + timedelta(minutes=150 + 120)
    assert AuditRow.objects.get(act="move_work").details == {"batch": 2, "stage": "final", "work": "02"}


def test_where_every_batch_has_begun_there_is_another_one(officer):
    event = timed(officer)
    set_batches(event, stage_of(event), count=1, by=officer)
    run(event, 1)
    decided(event, "03")
    assert order_of(event) == [["01", "02", "04", "05"], ["03"]]
    decided(event, "03")
    assert order_of(event) == [["01", "02", "04", "05"], ["03"]]


def test_an_event_without_batches_keeps_the_decision_by_itself(officer):
    event = timed(officer)
    decided(event, "03", 5)
    assert Batch.objects.count() == 0
    assert work_times(event, stage_of(event)) == {}
    assert live_floor(event, stage_of(event)).lines[2].minutes == 5


def test_a_sheet_after_its_time_is_taken_and_flagged(officer):
    event = timed(officer, works=2)
    set_batches(event, stage_of(event), count=1, by=officer)
    run(event, 1, end=100)
    one, other = judges_of(event)[:2]
    for minutes, judge in ((130, one), (131, other)):
        with clock.stopped_at(NOON + timedelta(minutes=minutes)):
            assert seal_sheet(event, a_sheet("01", holes="2" if judge == one else ""), by=judge.user).is_new
    with clock.stopped_at(NOON + timedelta(minutes=129)):
        found = {(work, cell.seat) for work, cell in live_floor(event, stage_of(event)).late}
        assert found == {("01", other.code)}
    with clock.stopped_at(NOON + timedelta(minutes=140)):
        found = {(work, cell.seat) for work, cell in live_floor(event, stage_of(event)).late}
        assert ("02", one.code) in found and ("01", one.code) not in found


def test_rules_without_a_time_flag_nothing(officer):
    event = a_judged_event(officer, works=2)
    set_batches(event, stage_of(event), count=1, by=officer)
    run(event, 1, end=1)
    with clock.stopped_at(NOON + timedelta(days=3)):
        assert live_floor(event, stage_of(event)).late == ()


def test_severity_is_read_of_one_batch(officer):
    event = timed(officer, works=4)
    set_batches(event, stage_of(event), count=2, by=officer)
    for at, judge in enumerate(judges_of(event)):
        for work in ("01", "02", "03", "04"):
            levels = "3" if at == 0 and work in ("01", "02") else "2"
            answers = {"look/joint/": levels, "look/bead/": levels}
            assert seal_sheet(event, a_sheet(work, holes="1" if at == 0 else "", answers=answers), by=judge.user).is_new
    first, second = (
        severity(event, stage_of(event), works=one.batch.works) for one in running_order(event, stage_of(event))
    )
    strict = judges_of(event)[0].code
    assert next(row for row in first if row.judge == strict).mean_difference > 0
    assert next(row for row in second if row.judge == strict).mean_difference == 0


def test_rules_that_say_nothing_of_time_keep_the_hash_that_they_had():
    before = "3f864ca9a72dcc0b37fcb3ff5b83011cd7766ae07d91a61dd03658fab1bd96ff"
    assert rulebook_hash(load_rulebook(WELD % 'second = "confirm"')) == before
    assert rulebook_hash(load_rulebook(WELD % 'second = "confirm"\nwork_minutes = 120')) != before
