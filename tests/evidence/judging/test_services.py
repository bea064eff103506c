"""Marks are sealed whole or not at all, and corrected by sealing again."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from jiangong.competitions.selectors import entries_of, stages_of
from jiangong.competitions.services import cancel_event, close_event
from jiangong.core.problems import Refused
from jiangong.core.scoring import Tables
from jiangong.evidence.judging.enums import SheetKind
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.judging.models import Mark, MarkSheet
from jiangong.evidence.judging.selectors import judge_codes, mark_sheets, marks_of_entry, sealed_marks
from jiangong.evidence.judging.services import Sealing, correct_marks, import_competition_marks, import_marks
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import keep_file
from tests.factories import (
    MARKS,
    RULES,
    a_competition,
    a_judge,
    a_panel,
    a_rulebook,
    a_table,
    an_auditor,
    an_event,
    an_event_with_marks,
    an_officer,
)

pytestmark = pytest.mark.django_db


def given(text: str, **more: str) -> Tables:
    files = {"marks": "成绩.csv"}
    return Tables(marks=a_table(text), files=files, **{name: a_table(table) for name, table in more.items()})


def values(event) -> dict[tuple[str, str], str]:
    rows = sealed_marks(event).to_pylist()
    return {(row["entry"], row["criterion"]): row["value"] or row["state"] for row in rows}


def test_a_whole_file_is_sealed_with_a_receipt():
    officer = an_officer()
    event = an_event(officer)
    file = keep_file("成绩.csv", data=MARKS.encode(), by=officer.reference)

    sheet = import_marks(event, tables=given(MARKS), by=officer, file=file)

    assert (sheet.revision, sheet.kind, sheet.row_count, sheet.file, sheet.sealer_name) == (
        1,
        "import",
        6,
        file,
        "舒宁岩",
    )
    assert len(sheet.receipt) == 9
    assert values(event)["003", "practice"] == "absent"
    assert [stage.evidence_version for stage in stages_of(event)] == [1]
    assert AuditRow.objects.last().act == "seal_mark_sheet"


def test_chinese_headers_are_understood():
    officer = an_officer()
    event = an_event(officer)

    import_marks(event, tables=given("参赛号,评分项,数值\n001,theory,90\n001,practice,80\n"), by=officer)

    assert values(event) == {("001", "theory"): "90", ("001", "practice"): "80"}


def test_entries_are_taken_from_the_marks_where_none_are_registered():
    officer = an_officer()
    event = an_event(officer)

    import_marks(event, tables=given(MARKS), by=officer)

    assert [entry.number for entry in entries_of(event)] == ["001", "002", "003"]


def test_an_entries_file_fills_the_register():
    officer = an_officer()
    event = an_event(officer)
    entries = "参赛号,姓名,单位\n001,岑佳禾,临澜重工\n002,闻一川,青溪造船\n003,路知夏,云渡轨道车辆\n"

    import_marks(event, tables=given(MARKS, entries=entries), by=officer)

    assert [(entry.name, entry.unit) for entry in entries_of(event)][0] == ("岑佳禾", "临澜重工")


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        (MARKS.replace("001,theory,90", "001,theory,190"), 2, "value"),
        (MARKS.replace("002,practice,85", "002,practise,85"), 5, "criterion"),
        (MARKS.replace("absent", "ill"), 7, "state"),
        (MARKS + "001,theory,91,\n", 8, None),
    ],
)
def test_a_file_with_a_mistake_names_the_row_and_stores_nothing(text: str, row: int, column: str | None):
    officer = an_officer()
    event = an_event(officer)

    with pytest.raises(Refused) as refused:
        import_marks(event, tables=given(text), by=officer)

    problem = refused.value.problems[0]
    assert (problem.file, problem.row) == ("成绩.csv", row)
    assert column is None or problem.column == column
    assert not MarkSheet.objects.exists()
    assert not entries_of(event).exists()
    assert [stage.evidence_version for stage in stages_of(event)] == [0]


def test_a_file_of_another_event_is_refused():
    officer = an_officer()
    event = an_event(officer, code="2024")
    text = "event,entry,criterion,value\n2023,001,theory,90\n2023,001,practice,80\n"

    with pytest.raises(Refused) as refused:
        import_marks(event, tables=given(text), by=officer)

    assert refused.value.problems[0].column == "event"


def test_a_second_file_replaces_the_whole_for_a_reason_and_keeps_the_first():
    officer = an_officer()
    event = an_event_with_marks(officer)
    text = MARKS.replace("001,practice,80", "001,practice,81")

    with pytest.raises(Declined):
        import_marks(event, tables=given(text), by=officer)
    import_marks(event, tables=given(text), by=officer, reason="第一份漏了一页")

    assert [sheet.revision for sheet in mark_sheets(event)] == [2, 1]
    assert values(event)["001", "practice"] == "81"
    old = sealed_marks(event, up_to=1).to_pylist()
    assert [row["value"] for row in old if (row["entry"], row["criterion"]) == ("001", "practice")] == ["80"]


def test_a_correction_is_a_new_revision_with_a_reason():
    officer = an_officer()
    event = an_event_with_marks(officer)

    sheet = correct_marks(
        event, changes=[MarkChange("final", "001", "practice", value="86.5")], reason="抄录有误", by=officer
    )

    assert (sheet.revision, sheet.kind, sheet.reason, sheet.row_count) == (2, SheetKind.CORRECTION, "抄录有误", 1)
    assert values(event)["001", "practice"] == "86.5"
    assert [stage.evidence_version for stage in stages_of(event)] == [2]
    shown = {mark.key.criterion: (mark.value, mark.revision) for mark in marks_of_entry(event, "001")}
    assert shown == {"theory": ("90", 1), "practice": ("86.5", 2)}


def test_a_mark_can_become_a_state_and_can_be_withdrawn():
    officer = an_officer()
    event = an_event_with_marks(officer)
    changes = [
        MarkChange("final", "001", "practice", state="disqualified"),
        MarkChange("final", "002", "theory", is_withdrawn=True),
    ]

    correct_marks(event, changes=changes, reason="裁判长裁定", by=officer)

    assert values(event)["001", "practice"] == "disqualified"
    assert ("002", "theory") not in values(event)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ([MarkChange("final", "001", "practice", value="86.5")], " "),
        ([MarkChange("final", "001", "practice", value="80")], "没有变化"),
        ([], "没有变化"),
        ([MarkChange("final", "001", "practice", value=value) for value in ("81", "82")], "两次"),
        ([MarkChange("final", "001", "theory", source="J09", is_withdrawn=True)], "没有这一项"),
    ],
)
def test_a_correction_without_reason_or_change_is_declined(changes: list[MarkChange], reason: str):
    officer = an_officer()
    event = an_event_with_marks(officer)

    with pytest.raises(Declined):
        correct_marks(event, changes=changes, reason=reason, by=officer)

    assert mark_sheets(event).count() == 1


def test_a_correction_out_of_range_is_refused():
    officer = an_officer()
    event = an_event_with_marks(officer)

    with pytest.raises(Refused):
        correct_marks(
            event, changes=[MarkChange("final", "001", "practice", value="186")], reason="抄录有误", by=officer
        )


def test_nothing_can_be_corrected_before_it_is_sealed():
    officer = an_officer()

    with pytest.raises(Declined):
        correct_marks(
            an_event(officer), changes=[MarkChange("final", "001", "theory", value="1")], reason="抄录", by=officer
        )


def test_judges_named_in_a_file_stand_under_codes():
    officer = an_officer()
    competition = a_competition(officer)
    rules = RULES.replace(
        "[stage.criteria.practice]",
        '[stage.criteria.practice]\nby = ["source"]\nsteps = [{ over = "source", take = "mean", round = "0.01" }]',
    )
    a_rulebook(competition, officer, rules)
    event = an_event(officer, competition)
    text = "entry,criterion,source,value\n1,theory,,90\n1,practice,王裁判,80\n1,practice,J02,82\n1,practice,李裁判,81\n"

    import_marks(event, tables=given(text), by=officer)

    assert judge_codes(event) == {"J01": "王裁判", "J03": "李裁判"}
    assert sorted(mark.source for mark in Mark.objects.filter(criterion="practice")) == ["J01", "J02", "J03"]


def test_a_judge_named_in_a_file_never_stands_under_the_code_of_the_panel():
    officer = an_officer()
    competition = a_competition(officer)
    rules = RULES.replace(
        "[stage.criteria.practice]",
        '[stage.criteria.practice]\nby = ["source"]\nsteps = [{ over = "source", take = "mean", round = "0.01" }]',
    )
    a_rulebook(competition, officer, rules)
    event = an_event(officer, competition)
    panel = a_panel(event, officer, judges=2)
    assert [seat.code for seat in panel.seats.order_by("code")] == ["J01", "J02"]

    import_marks(event, tables=given("entry,criterion,source,value\n1,theory,,90\n1,practice,王裁判,80\n"), by=officer)

    assert judge_codes(event) == {"J03": "王裁判"}


def test_a_file_with_many_events_seals_each_and_creates_those_that_are_missing():
    officer = an_officer()
    competition = a_competition(officer)
    rulebook = a_rulebook(competition, officer)
    text = "event,entry,criterion,value\n" + "".join(
        f"{year},{entry},{criterion},{value}\n"
        for year, entry in (("2023", "1"), ("2024", "1"), ("2024", "2"))
        for criterion, value in (("theory", "80"), ("practice", "90"))
    )

    sheets = import_competition_marks(competition, rulebook=rulebook, tables=given(text), sealing=Sealing(officer))

    assert [(sheet.event.code, sheet.row_count) for sheet in sheets] == [("2023", 2), ("2024", 4)]
    assert {row["event"] for row in sealed_marks(sheets[1].event).to_pylist()} == {"2024"}


def test_a_file_with_many_events_leaves_an_event_with_other_rules_alone():
    officer = an_officer()
    event = an_event(officer, code="2023")
    other = a_rulebook(event.competition, officer, RULES.replace("0.01", "0.1"))
    text = "event,entry,criterion,value\n2023,1,theory,80\n2023,1,practice,90\n"

    with pytest.raises(Declined):
        import_competition_marks(event.competition, rulebook=other, tables=given(text), sealing=Sealing(officer))

    assert not mark_sheets(event).exists()


def test_those_who_do_not_run_the_event_seal_and_correct_nothing():
    officer = an_officer()
    event = an_event_with_marks(officer)
    change = [MarkChange("final", "001", "theory", value="1")]

    for person in (an_auditor(), a_judge()):
        with pytest.raises(PermissionDenied):
            import_marks(event, tables=given(MARKS), by=person, reason="x")
        with pytest.raises(PermissionDenied):
            correct_marks(event, changes=change, reason="x", by=person)


def test_a_closed_event_is_corrected_and_a_cancelled_one_is_not():
    officer = an_officer()
    event = an_event_with_marks(officer)
    close_event(event, by=officer)
    correct_marks(event, changes=[MarkChange("final", "001", "theory", value="1")], reason="抄录", by=officer)
    other = an_event_with_marks(officer)
    cancel_event(other, reason="报名不足", by=officer)

    with pytest.raises(PermissionDenied):
        correct_marks(other, changes=[MarkChange("final", "001", "theory", value="1")], reason="抄录", by=officer)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE judging_mark SET value = '100'",
        "DELETE FROM judging_mark",
        "UPDATE judging_marksheet SET reason = 'x'",
    ],
)
def test_the_database_keeps_what_is_sealed(sql: str):
    an_event_with_marks(an_officer())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_refuses_a_replacement_without_a_reason_and_a_mark_that_says_nothing():
    event = an_event_with_marks(an_officer())
    sheet = mark_sheets(event).get()
    again = {field.name: getattr(sheet, field.name) for field in MarkSheet._meta.fields if field.name != "id"}

    with pytest.raises(IntegrityError), transaction.atomic():
        MarkSheet.objects.create(**again | {"revision": 2})
    with pytest.raises(IntegrityError), transaction.atomic():
        Mark.objects.create(sheet=sheet, stage="final", entry="001", criterion="extra")
