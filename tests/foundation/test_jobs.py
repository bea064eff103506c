"""Long jobs tell how far they are and how they ended."""

import pytest
from django.db import IntegrityError, transaction

from jiangong.foundation.enums import JobState
from jiangong.foundation.models import Job
from jiangong.foundation.selectors import jobs_of
from jiangong.foundation.services import advance_job, fail_job, finish_job, open_job, stop_job

pytestmark = pytest.mark.django_db


def test_a_job_tells_how_far_it_is():
    job = open_job("导入评分", kind="import", by="user:shu", total=100)

    advance_job(job, done=40, problem_count=2)

    job.refresh_from_db()
    assert (str(job), job.state, job.done, job.total, job.problem_count) == ("导入评分", JobState.RUNNING, 40, 100, 2)
    assert list(jobs_of("user:shu")) == [job]


def test_a_job_ends_done_failed_or_stopped_with_its_time():
    jobs = [open_job("导入", kind="import", by="user:shu") for _ in range(3)]

    finish_job(jobs[0], sentence="完成")
    fail_job(jobs[1], sentence="磁盘已满")
    stop_job(jobs[2])

    assert [job.state for job in jobs] == [JobState.DONE, JobState.FAILED, JobState.STOPPED]
    assert all(job.ended_at for job in jobs)


def test_the_database_refuses_a_job_that_is_done_without_an_end():
    job = open_job("导入", kind="import", by="user:shu")

    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.filter(pk=job.pk).update(state=JobState.DONE)
