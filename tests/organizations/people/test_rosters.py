"""A roster file from the door to the rosters."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pyarrow as pa
import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from jiangong.foundation import clock
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from jiangong.foundation.sheets import read_table, write_table
from jiangong.organizations.people import vault
from jiangong.organizations.people.columns import template
from jiangong.organizations.people.enums import Skill, Stage
from jiangong.organizations.people.models import FactChange, Roster, RosterRow, UnitCount, Worker
from jiangong.organizations.people.reasons import sentences
from jiangong.organizations.people.services import (
    carry_on,
    check_roster,
    checked_sheet,
    confirm_roster,
    drop_roster,
    receive_roster,
)
from jiangong.organizations.people.services import rosters as working
from jiangong.organizations.people.spelling import spelled
from tests.factories import a_checked_roster, a_city, a_worker, an_auditor, an_identity, an_imported_roster, an_officer
from tests.factories import a_unit as another_unit

pytestmark = pytest.mark.django_db

HEAD = "单位,工号,姓名,性别,出生日期,工种,技能等级,从业起始年份,用工形式,手机号,所获荣誉,身份证号\n"
PLAIN = HEAD + "linlan,A1,岑佳禾,女,1990-05-01,焊工,高级工,2012,正式职工,0731-0000001,市技术能手,\n"


def reasons(roster: Roster) -> dict[int, list[str]]:
    return {row.row: row.reasons.split(";") for row in roster.rows.filter(verdict="refused")}


def counts(roster: Roster) -> tuple[int, int, int, int]:
    return roster.added_count, roster.changed_count, roster.same_count, roster.refused_count


def test_a_dry_run_touches_no_roster():
    roster = a_checked_roster(a_city(), PLAIN)

    assert (roster.stage, counts(roster), Worker.objects.count()) == (Stage.CHECKED, (1, 0, 0, 0), 0)


def test_a_confirmed_file_adds_the_workers_with_source_and_day():
    city = a_city()
    roster = an_imported_roster(city, PLAIN)
    worker = Worker.objects.get()

    assert (worker.name, worker.sex, worker.born_on.isoformat(), worker.trade) == (
        "岑佳禾",
        "female",
        "1990-05-01",
        "焊工",
    )
    assert (worker.skill, worker.in_trade_since, worker.employment) == (Skill.SENIOR, 2012, "regular")
    assert (worker.organization, worker.path) == (city, city.path)
    assert (worker.source, worker.stated_on) == (roster.reference, clock.today())
    assert (roster.stage, UnitCount.objects.get().worker_count) == (Stage.MERGED, 1)
    assert roster.job.state == "done"


def test_the_same_file_twice_changes_nothing():
    city = a_city()
    text = PLAIN + f"linlan,A2,闻一川,,,,,,,,,{an_identity()}\n"
    an_imported_roster(city, text)
    before = list(Worker.objects.values())
    again = a_checked_roster(city, text)

    assert counts(again) == (0, 0, 2, 0)
    assert again.rows.count() == 0
    with pytest.raises(Declined, match="没有新增，也没有变更"):
        confirm_roster(again, by=an_officer(city))
    assert list(Worker.objects.values()) == before


def test_a_later_file_changes_what_it_says_and_what_was_stays_beside_it():
    city = a_city()
    an_imported_roster(city, PLAIN)
    later = an_imported_roster(city, "工号,姓名,技能等级,工种,从业起始年份\nA1,岑佳禾,技师,,2011\n")
    worker = Worker.objects.get()

    assert counts(later) == (0, 1, 0, 0)
    assert (worker.skill, worker.trade, worker.in_trade_since) == (Skill.TECHNICIAN, "焊工", 2011)
    assert set(FactChange.objects.values_list("fact", "before", "after", "source")) == {
        ("skill", "senior", "technician", later.reference),
        ("in_trade_since", "2012", "2011", later.reference),
    }


BAD = [
    ("丙厂,B1,甲,,,,,,,,,", ["unit_unknown:丙厂"]),
    (",B1,,,,,,,,,,", ["name_missing"]),
    (",,甲,,,,,,,,,", ["key_missing"]),
    (",B1,甲\ue000,,,,,,,,,", ["name_odd"]),
    (",B1,王?,,,,,,,,,", ["name_lost"]),
    (",B1,王*芳,,,,,,,,,", ["name_lost"]),
    (",B1,=1+1,,,,,,,,,", ["name_sign"]),
    (",B1,+甲,,,,,,,,,", ["name_sign"]),
    (",=1+1,甲,,,,,,,,,", ["number_odd:=1+1"]),
    (",B1,甲,男,1899-12-31,,,,,,,", ["born_early:1899-12-31"]),
    (",B1,甲,男,2030-01-01,,,,,,,", ["born_future:2030-01-01"]),
    (",B1,甲,男,2015-06-01,,,,,,,", ["born_young:2015-06-01"]),
    (",B1,甲,男,1990-13-01,,,,,,,", ["born_unread:1990-13-01"]),
    (",B1,甲,男,33001,,,,,,,", ["born_unread:33001"]),
    (",B1,甲,不详,,,九级,,临时,,,", ["sex_word:不详", "skill_word:九级", "employment_word:临时"]),
    (",B1,甲,,,,,12,,电话,,", ["since_unread:12", "phone_shape"]),
    (",B1,甲,,,,,,,,,1234", ["identity_shape"]),
]


@pytest.mark.parametrize(("line", "expected"), BAD)
def test_a_row_that_cannot_be_says_why(line: str, expected: list[str]):
    with clock.stopped_at(datetime(2026, 11, 25, tzinfo=UTC)):
        roster = a_checked_roster(a_city(), HEAD + line + "\n")

    assert reasons(roster) == {2: expected}
    assert all(sentences(reason) for reason in expected)


def test_sixteen_is_counted_to_the_day():
    with clock.stopped_at(datetime(2026, 11, 25, tzinfo=UTC)):
        roster = a_checked_roster(a_city(), HEAD + ",B1,甲,,2010-11-25,,,,,,,\n,B2,乙,,2010-11-26,,,,,,,\n")

    assert reasons(roster) == {3: ["born_young:2010-11-26"]}


def test_an_identity_number_is_checked_and_agrees_with_the_rest():
    right = an_identity("19900501", 2)
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    roster = a_checked_roster(
        a_city(),
        HEAD
        + f",B1,甲,,,,,,,,,{wrong}\n,B2,乙,男,,,,,,,,{right}\n,B3,丙,,1991-05-01,,,,,,,{an_identity('19900501', 4)}\n",
    )

    assert reasons(roster) == {2: ["identity_check"], 3: ["identity_sex"], 4: ["identity_born:1991-05-01"]}


def test_an_identity_number_gives_birthday_and_sex_and_lies_sealed():
    identity = an_identity("19900501", 3)
    an_imported_roster(a_city(), HEAD + f",B1,甲,,,,,,,,,{identity}\n")
    worker = Worker.objects.get()

    assert (worker.born_on.isoformat(), worker.sex, worker.identity_last) == ("1990-05-01", "male", identity[-4:])
    stored = [
        str(value)
        for model in (Worker, RosterRow, Roster, AuditRow)
        for row in model.objects.values_list()
        for value in row
    ]
    assert not any(identity in value or identity[6:14] in value for value in stored)


def test_an_identity_number_needs_the_units_word_that_its_workers_agreed():
    roster = a_checked_roster(a_city(), HEAD + f",B1,甲,,,,,,,,,{an_identity()}\n,B2,乙,,,,,,,,,\n", basis="")

    assert reasons(roster) == {2: ["identity_consent"]}


def test_two_rows_that_contradict_are_both_refused_and_a_repetition_once():
    roster = a_checked_roster(
        a_city(), HEAD + ",B1,甲,,1980-01-01,,,,,,,\n,B1,甲,,1981-01-01,,,,,,,\n,B2,乙,,,,,,,,,\n,B2,乙,,,,,,,,,\n"
    )

    assert reasons(roster) == {2: ["contradicts:3"], 3: ["contradicts:2"], 5: ["twice:4"]}
    assert counts(roster) == (1, 0, 0, 3)


def test_one_person_under_two_units_of_a_file_is_refused_twice():
    city = a_city()
    unit = a_unit(city)
    identity = an_identity()
    roster = a_checked_roster(city, HEAD + f"linlan,B1,甲,,,,,,,,,{identity}\n{unit.code},C9,甲,,,,,,,,,{identity}\n")

    assert reasons(roster) == {2: ["identity_twice:3"], 3: ["identity_twice:2"]}


def a_unit(city, code="plant"):
    from jiangong.organizations.models import Organization

    city.refresh_from_db()
    unit = Organization(code=code, name=f"{code}工会", level="enterprise")
    Organization.objects.add_child(city, instance=unit)
    return unit


def test_a_person_of_another_unit_in_scope_is_named_and_one_outside_is_not_betrayed():
    linlan, yundu = a_city(), a_city("云渡市总工会", "yundu")
    identity = an_identity()
    a_worker(yundu, number="Y1", identity=identity)
    text = f"单位,工号,姓名,身份证号\nlinlan,L1,甲,{identity}\n"
    from tests.factories import a_federation

    federation = a_federation()
    inside = a_checked_roster(federation, text)
    outside = a_checked_roster(linlan, text)

    assert reasons(inside) == {2: ["identity_elsewhere:云渡市总工会"]}
    assert counts(outside) == (1, 0, 0, 0)


def test_a_unit_outside_the_scope_reads_as_none_at_all():
    linlan = a_city()
    a_city("云渡市总工会", "yundu")
    roster = a_checked_roster(linlan, HEAD + "yundu,B1,甲,,,,,,,,,\n没有的厂,B2,乙,,,,,,,,,\n")

    assert reasons(roster) == {2: ["unit_unknown:yundu"], 3: ["unit_unknown:没有的厂"]}


def test_a_unit_written_a_little_differently_is_asked_about_and_none_outside_is_offered():
    linlan = a_city()
    a_city("云渡市总工会", "yundu")
    roster = a_checked_roster(linlan, HEAD + "临澜总工会,B1,甲,,,,,,,,,\n云渡总工会,B2,乙,,,,,,,,,\n")

    assert reasons(roster) == {2: ["unit_unknown:临澜总工会→临澜市总工会"], 3: ["unit_unknown:云渡总工会"]}
    assert "是不是“临澜市总工会”？" in sentences(reasons(roster)[2][0])


def test_one_of_the_same_name_and_birthday_elsewhere_is_asked_about_and_not_refused():
    city = a_city()
    unit = a_unit(city)
    there = a_worker(city, number="Z9", name="岑佳禾")
    Worker.objects.filter(pk=there.pk).update(born_on="1990-05-01")
    roster = a_checked_roster(
        city,
        HEAD
        + f"linlan,B1,甲某,,1980-01-01,,,,,,,\n{unit.code},C9,甲某,,1980-01-01,,,,,,,\n,B2,岑佳禾,,1990-05-01,,,,,,,\n"
        + f",B3,乙某,,1980-01-01,,,,,,,{an_identity('19800101', 1)}\n,B4,乙某,,1980-01-01,,,,,,,{an_identity('19800101', 3)}\n",
    )
    asked = dict(roster.rows.exclude(reasons="").values_list("row", "reasons"))

    assert (counts(roster), roster.doubtful_count) == ((5, 0, 0, 0), 3)
    assert asked == {2: "alike_row:3", 3: "alike_row:2", 4: "alike_record:Z9→临澜市总工会"}
    assert all(sentences(said, verdict="added").startswith("请核对") for said in asked.values())


def test_namesakes_are_asked_about_in_the_whole_scope_of_the_file_and_nobody_outside_it_is_told_of():
    city = a_city()
    here, beside = a_unit(city), another_unit(city, "临澜二厂", "linlan-two")
    elsewhere = another_unit(a_city("云渡市总工会", "yundu"), "云渡机械", "yundu-machines")
    for at, number, name in ((beside, "S1", "岑佳禾"), (elsewhere, "E1", "闻一川"), (beside, "S2", "甲某")):
        there = a_worker(at, number=number, name=name)
        Worker.objects.filter(pk=there.pk).update(born_on="1990-05-01")
    gone = a_worker(beside, number="S3", name="乙某")
    Worker.objects.filter(pk=gone.pk).update(born_on="1990-05-01", standing="left")
    file = HEAD + "".join(
        f"{here.code},B{n},{name},,{born},,,,,,,\n"
        for n, (name, born) in enumerate(
            [("岑佳禾", "1990-05-01"), ("闻一川", "1990-05-01"), ("甲某", "1991-05-01"), ("乙某", "1990-05-01")]
        )
    )

    by_city, by_unit = a_checked_roster(city, file), a_checked_roster(here, file)

    assert dict(by_city.rows.exclude(reasons="").values_list("row", "reasons")) == {2: "alike_record:S1→临澜二厂"}
    assert by_city.doubtful_count == 1
    assert not by_unit.rows.exclude(reasons="").exists()


def test_very_many_newcomers_are_looked_for_in_the_units_that_the_file_names(monkeypatch):
    monkeypatch.setattr(working, "MOST_NEWCOMERS", 1)
    city = a_city()
    beside = another_unit(city, "临澜二厂", "linlan-two")
    for at, number, name in ((beside, "S1", "岑佳禾"), (city, "S2", "闻一川")):
        Worker.objects.filter(pk=a_worker(at, number=number, name=name).pk).update(born_on="1990-05-01")

    roster = a_checked_roster(city, HEAD + ",B1,岑佳禾,,1990-05-01,,,,,,,\n,B2,闻一川,,1990-05-01,,,,,,,\n")

    assert dict(roster.rows.exclude(reasons="").values_list("row", "reasons")) == {3: "alike_record:S2→临澜市总工会"}


def test_a_worker_without_a_staff_number_is_known_by_the_identity_number_and_gets_the_number_later():
    city = a_city()
    identity = an_identity()
    an_imported_roster(city, f"姓名,身份证号\n甲,{identity}\n")
    assert Worker.objects.get().number.startswith("#")
    again = a_checked_roster(city, f"姓名,身份证号\n甲,{identity}\n")
    assert counts(again) == (0, 0, 1, 0)
    an_imported_roster(city, f"工号,姓名,身份证号\nN7,甲,{identity}\n")

    assert Worker.objects.get().number == "N7"


EITHER_WAY = [
    "", "王 芳", "Anna  Li", " J. Smith ", "迪丽.热巴", "a·b", "阿・依 古丽", "𠮷 野", "〇甲", "e\u0301", "﨑", "王\U000e0101", "甲\u3000乙 ", "a\u200db",
    "阿依古丽。买买提", "- 甲", "·甲", "甲 ·", "ᠮᠣᠩᠭᠣᠯ", "ئايگۈل",
]  # fmt: skip


def test_a_name_is_spelled_alike_by_columns_and_by_itself():
    import duckdb

    from jiangong.organizations.people import statements

    with duckdb.connect() as engine:
        for macro in statements.MACROS:
            engine.execute(macro)
        engine.execute("CREATE TABLE typed AS SELECT unnest(?) AS name", [EITHER_WAY])
        found = engine.execute(f"SELECT name, {statements.NAME} FROM typed").fetchall()

    assert dict(found) == {name: spelled(name) for name in EITHER_WAY}


NAMES = [
    ("王 芳", "王芳"),
    ("阿依古丽•买买提", "阿依古丽·买买提"),
    ("阿依古丽・买买提", "阿依古丽·买买提"),
    ("阿依古丽‧买买提", "阿依古丽·买买提"),
    ("阿依古丽.买买提", "阿依古丽·买买提"),
    ("阿依古丽 · 买买提", "阿依古丽·买买提"),
    ("甲\u200b乙\u202e", "甲乙"),
    ("𬭳𮧵", "𬭳𮧵"),
    ("𠮷野䶮", "𠮷野䶮"),
    ("　岑佳禾 ", "岑佳禾"),
    ("Anna  Li", "Anna Li"),
]


@pytest.mark.parametrize(("typed", "kept"), NAMES)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_names_come_in_as_they_are_meant(typed: str, kept: str, encoding: str):
    city = a_city()
    officer = an_officer(city)
    roster = receive_roster(city, name="r.csv", data=f"工号,姓名\nB1,{typed}\n".encode(encoding), by=officer)
    check_roster(roster)
    confirm_roster(roster, by=officer)
    carry_on(roster)

    assert Worker.objects.get().name == kept == spelled(typed)


def test_a_workbook_and_its_template_are_read_like_a_text_file():
    city = a_city()
    data = write_table(template(), ".xlsx")
    officer = an_officer(city)
    roster = receive_roster(city, name="名册.xlsx", data=data, by=officer)
    check_roster(roster)
    roster.refresh_from_db()

    assert counts(roster) == (1, 0, 0, 0)


UNREAD = [
    ("", "空文件"),
    ("张三,李四\n1,2\n", "不认识的列"),
    ("姓名,工号,职工姓名\n1,2,3\n", "有两列"),
    ("工号,工种\n1,2\n", "没有“姓名”列"),
    ("姓名,工种\n1,2\n", "也没有“身份证号”列"),
]


@pytest.mark.parametrize(("text", "sentence"), UNREAD)
def test_a_file_that_is_no_roster_says_what_is_missing(text: str, sentence: str):
    roster = a_checked_roster(a_city(), text)

    assert roster.stage == Stage.FAILED
    assert sentence in roster.sentence
    assert roster.sentence_en and roster.job.state == "failed"


def test_a_file_with_only_a_heading_does_nothing():
    roster = a_checked_roster(a_city(), HEAD)

    assert (roster.stage, counts(roster)) == (Stage.CHECKED, (0, 0, 0, 0))


def test_the_checked_sheet_is_the_same_sheet_with_outcome_and_reason_and_can_come_back():
    city = a_city()
    roster = a_checked_roster(city, "工号,姓名,出生日期\nB1,甲,1980-01-01\nB2,乙,1880-01-01\n")
    sheet = checked_sheet(roster)

    assert sheet.column_names == ["工号", "姓名", "出生日期", "检查结果", "不收的原因"]
    assert sheet.column("检查结果").to_pylist() == ["新增", "不收"]
    assert sheet.column("不收的原因").to_pylist() == ["", "出生日期 1880-01-01 早于 1900 年。请对照证件核对。"]
    assert checked_sheet(roster, only_refused=True).num_rows == 1
    back = receive_roster(city, name="back.csv", data=write_table(sheet, ".csv"), by=an_officer(city))
    check_roster(back)
    back.refresh_from_db()
    assert counts(back) == (1, 0, 0, 1)


def test_the_reasons_are_said_in_english_as_well():
    roster = a_checked_roster(a_city(), "工号,姓名,出生日期\nB2,乙,1880-01-01\n")
    with override("en"):
        said = checked_sheet(roster).column("不收的原因").to_pylist()[0]

    assert said.isascii()


def test_an_import_broken_off_goes_on_where_it_was(monkeypatch):
    city = a_city()
    officer = an_officer(city)
    lines = "".join(f"N{n},工人{n}\n" for n in range(7))
    roster = a_checked_roster(city, "工号,姓名\n" + lines, by=officer)
    confirm_roster(roster, by=officer)
    monkeypatch.setattr(working, "SLICE", 3)
    merge, calls = working.merge_slice, []

    def falls_over(roster, *, upto):
        calls.append(upto)
        if len(calls) == 2:
            raise RuntimeError("the power went")
        merge(roster, upto=upto)

    monkeypatch.setattr(working, "merge_slice", falls_over)
    with pytest.raises(RuntimeError):
        carry_on(roster)
    roster.refresh_from_db()
    assert (Worker.objects.count(), roster.stage, roster.merged_to) == (3, Stage.MERGING, 4)

    monkeypatch.setattr(working, "merge_slice", merge)
    carry_on(roster)
    roster.refresh_from_db()
    assert (Worker.objects.count(), roster.stage) == (7, Stage.MERGED)
    carry_on(roster)
    assert Worker.objects.count() == 7


def test_a_check_broken_off_begins_anew():
    city = a_city()
    roster = receive_roster(city, name="r.csv", data=PLAIN.encode(), by=an_officer(city))
    RosterRow.objects.create(roster=roster, row=2, verdict="added", path="", number="A1", name="半截")
    carry_on(roster)

    assert [row.name for row in roster.rows.all()] == ["岑佳禾"]


def test_only_one_runner_works_on_a_file_until_it_gives_no_sign_of_life():
    city = a_city()
    roster = receive_roster(city, name="r.csv", data=PLAIN.encode(), by=an_officer(city))
    Roster.objects.filter(pk=roster.pk).update(runner="other", touched_at=clock.now())
    with pytest.raises(Declined, match="正在处理"):
        carry_on(roster)
    Roster.objects.filter(pk=roster.pk).update(touched_at=clock.now() - timedelta(minutes=4))
    carry_on(roster)
    roster.refresh_from_db()

    assert roster.stage == Stage.CHECKED


def test_a_file_that_is_given_up_is_deleted_with_all_that_was_found():
    city = a_city()
    officer = an_officer(city)
    roster = a_checked_roster(city, PLAIN, by=officer)
    key = roster.file_key
    drop_roster(roster, by=officer)

    assert roster.rows.count() == 0
    with pytest.raises(FileNotFoundError):
        vault.brought_out(key)
    with pytest.raises(Declined, match="不能确认"):
        confirm_roster(roster, by=officer)


def test_a_file_lies_sealed(settings):
    city = a_city()
    roster = receive_roster(city, name="r.csv", data=PLAIN.encode(), by=an_officer(city))
    lying = (settings.JIANGONG_FILES / "sealed" / roster.file_key[:2] / roster.file_key).read_bytes()

    assert "岑佳禾".encode() not in lying
    assert vault.brought_out(roster.file_key) == PLAIN.encode()


def test_only_an_officer_over_the_unit_brings_a_roster(settings):
    linlan, yundu = a_city(), a_city("云渡市总工会", "yundu")
    for other in (an_auditor(linlan), an_officer(yundu)):
        with pytest.raises(PermissionDenied):
            receive_roster(linlan, name="r.csv", data=PLAIN.encode(), by=other)
    settings.UPLOAD_LIMIT = 10
    with pytest.raises(Declined, match="文件超过"):
        receive_roster(linlan, name="r.csv", data=PLAIN.encode(), by=an_officer(linlan))


def test_every_step_is_in_the_audit_trail_without_a_name():
    an_imported_roster(a_city(), PLAIN)
    rows = AuditRow.objects.filter(subject__startswith="people.roster").order_by("number")

    assert [row.act for row in rows] == ["receive_roster", "confirm_roster", "merge_roster"]
    assert not any("岑佳禾" in row.detail for row in rows)


def test_read_table_takes_dates_of_a_workbook():
    from datetime import date

    from rustpy_xlsxwriter import write_worksheet

    sink = BytesIO()
    write_worksheet([{"工号": "B1", "姓名": "甲", "出生日期": date(1990, 5, 1)}], sink)
    table = read_table(sink.getvalue(), name="r.xlsx", dates=True)
    assert isinstance(table, pa.Table)
    city = a_city()
    roster = receive_roster(city, name="r.xlsx", data=sink.getvalue(), by=an_officer(city))
    check_roster(roster)

    assert roster.rows.get().born_on.isoformat() == "1990-05-01"
