"""Statements that are composed once: the same rows, the same refusals as by the ORM."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from jiangong.foundation import clock
from jiangong.foundation.enums import JobState
from jiangong.foundation.models import AuditRow, Job
from jiangong.foundation.statements import MOST_VALUES, Hole, Question, add_rows, write_columns

pytestmark = pytest.mark.django_db

STATES = Question(
    lambda: (
        Job.objects.filter(kind=Hole("kind"), state__in=[Hole("one"), JobState.FAILED])
        .order_by("title")
        .values_list("title", "opened_at")
    )
)


def a_job(title: str, kind: str = "rush") -> Job:
    return Job(title=title, kind=kind, state=JobState.RUNNING, by="user:wen", opened_at=clock.now())


def test_rows_are_added_in_portions_and_know_their_keys():
    count = MOST_VALUES // 10 * 2 + 7
    jobs = [a_job(f"第 {n} 件") for n in range(count)]

    add_rows(jobs)

    assert {job.pk: job.title for job in jobs} == dict(Job.objects.values_list("pk", "title"))
    assert len({job.pk for job in jobs}) == count
    jobs[3].title = "改过"
    jobs[3].save()
    assert Job.objects.count() == count


def test_the_database_refuses_what_it_refuses_otherwise():
    wrong = a_job("不存在的状态")
    wrong.state = "dreaming"

    with pytest.raises(IntegrityError), transaction.atomic():
        add_rows([wrong])
    assert not Job.objects.exists()


def test_a_question_is_asked_again_with_other_values_and_answers_in_pythons_types():
    moment = clock.now() - timedelta(days=2)
    job = a_job("甲")
    job.opened_at = moment
    add_rows([job, a_job("乙"), a_job("丙", kind="other")])

    assert [title for title, _ in STATES.rows(kind="rush", one=JobState.RUNNING)] == ["乙", "甲"]
    assert STATES.rows(kind="rush", one=JobState.RUNNING)[1] == ("甲", moment)
    assert STATES.rows(kind="other", one=JobState.DONE) == []
    assert STATES.rows(kind="'; --", one=JobState.DONE) == []


def test_columns_of_a_row_are_written_and_no_others():
    job = a_job("甲")
    add_rows([job])
    job.done, job.title = 4, "没有写"

    write_columns(job, "done", "total")

    assert Job.objects.values_list("title", "done", "total").get() == ("甲", 4, 0)


def test_nothing_to_add_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        add_rows([])


def test_the_trail_is_whole_after_rows_written_so():
    from jiangong.foundation.selectors import verify_trail
    from jiangong.foundation.services import record

    for n in range(3):
        record("try", actor="user:wen", subject=f"job:{n}", detail={"姓": "岑", "n": n})

    assert verify_trail().is_whole and AuditRow.objects.count() == 3
