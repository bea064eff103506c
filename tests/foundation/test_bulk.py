"""Very many rows are inserted as plain values, under the same constraints."""

import pytest
from django.db import IntegrityError, transaction

from jiangong.foundation import clock
from jiangong.foundation.bulk import insert_rows
from jiangong.foundation.models import Job

pytestmark = pytest.mark.django_db
COLUMNS = ("kind", "title", "state", "done", "total", "problem_count", "sentence", "by", "opened_at")


def test_rows_are_inserted_as_they_are():
    rows = [("import", f"第 {n} 份", "running", n, 10, 0, "", "user:shu", clock.now()) for n in range(1_000)]

    insert_rows(Job, COLUMNS, rows)

    assert Job.objects.count() == 1_000
    assert Job.objects.get(done=7).title == "第 7 份"


def test_a_row_that_the_database_refuses_undoes_all():
    good = ("import", "好", "running", 1, 10, 0, "", "user:shu", clock.now())
    bad = ("import", "坏", "unknown", 1, 10, 0, "", "user:shu", clock.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(Job, COLUMNS, [good, bad])

    assert not Job.objects.exists()


def test_an_unknown_column_is_our_defect():
    with pytest.raises(KeyError):
        insert_rows(Job, ("nothing",), [("x",)])
