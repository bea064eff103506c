"""The audit trail grows and never changes."""

import pytest
from django.db import DatabaseError, connection, transaction

from jiangong.foundation.keeping import KeptRow, lock_table, unlock_table
from jiangong.foundation.models import AuditRow
from jiangong.foundation.selectors import FIRST, trail_rows, verify_trail
from jiangong.foundation.services import record

pytestmark = pytest.mark.django_db


def three_rows() -> list[AuditRow]:
    return [
        record("open_event", actor="user:shu", subject=f"event:{n}", detail={"n": n, "字": "建功"}) for n in (1, 2, 3)
    ]


def tamper(sql: str) -> None:
    """What somebody with the database's own password could do."""
    unlock_table(connection, "foundation_auditrow")
    with connection.cursor() as cursor:
        cursor.execute(sql)
    lock_table(connection, "foundation_auditrow")


def test_rows_count_from_one_and_carry_the_hash_of_the_row_before():
    rows = three_rows()

    assert [row.number for row in rows] == [1, 2, 3]
    assert [row.previous for row in rows] == [FIRST, rows[0].hash, rows[1].hash]


def test_a_whole_trail_verifies():
    three_rows()

    check = verify_trail()

    assert (check.is_whole, check.rows, check.first_broken) == (True, 3, None)


def test_an_empty_trail_is_whole():
    assert verify_trail().is_whole


@pytest.mark.parametrize(
    ("sql", "row", "reason"),
    [
        ("UPDATE foundation_auditrow SET actor = 'user:li' WHERE number = 2", 2, "row 2 was changed"),
        ("UPDATE foundation_auditrow SET detail = '{}' WHERE number = 3", 3, "row 3 was changed"),
        ("DELETE FROM foundation_auditrow WHERE number = 2", 2, "row 2 is missing"),
        ("UPDATE foundation_auditrow SET previous = 'x' WHERE number = 2", 2, "row 2 does not follow row 1"),
    ],
)
def test_a_changed_or_removed_row_is_found(sql: str, row: int, reason: str):
    three_rows()
    tamper(sql)

    check = verify_trail()

    assert (check.is_whole, check.first_broken, check.reason) == (False, row, reason)


def test_a_row_is_neither_changed_nor_removed_by_our_own_code():
    row = three_rows()[0]
    row.actor = "user:li"

    with pytest.raises(KeptRow):
        row.save()
    with pytest.raises(KeptRow):
        row.delete()
    with pytest.raises(KeptRow):
        AuditRow.objects.update(actor="user:li")
    with pytest.raises(KeptRow):
        AuditRow.objects.all().delete()


@pytest.mark.parametrize("sql", ["UPDATE foundation_auditrow SET actor = 'x'", "DELETE FROM foundation_auditrow"])
def test_the_database_itself_refuses_a_change(sql: str):
    three_rows()

    with pytest.raises(DatabaseError, match="kept"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_details_come_back_as_they_were_said():
    assert three_rows()[1].details == {"n": 2, "字": "建功"}


def test_the_trail_of_one_subject_is_newest_first():
    three_rows()
    record("close_event", actor="user:li", subject="event:1")

    assert [row.act for row in trail_rows(subject="event:1")] == ["close_event", "open_event"]
    assert [row.subject for row in trail_rows(actor="user:li")] == ["event:1"]


def test_a_deed_that_is_undone_leaves_no_row():
    with pytest.raises(RuntimeError), transaction.atomic():
        record("open_event", actor="user:shu", subject="event:1")
        raise RuntimeError

    assert not AuditRow.objects.exists()


def test_progress_is_told_on_a_long_trail(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("jiangong.foundation.selectors.STEP", 2)
    three_rows()
    told: list[tuple[int, int]] = []

    verify_trail(progress=lambda done, total: told.append((done, total)))

    assert told == [(2, 3)]
