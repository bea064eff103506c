"""Registration: who may come in, by which rules, in which order."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from jiangong.competitions.models import Entry, Event, RulebookVersion
from jiangong.competitions.registration import rules, services
from jiangong.competitions.registration.enums import EntrantKind, EntryList, RegistrationState, WindowState
from jiangong.competitions.registration.models import Registration, RegistrationWindow
from jiangong.competitions.registration.selectors import (
    clashes,
    columns_of,
    counts_by_state,
    is_too_small,
    public_list,
    registrations_seen_by,
    small_windows,
    waiting_rank,
    window_state,
    windows_to_decide,
)
from jiangong.competitions.registration.services import (
    approve_registration,
    keep_small_event,
    refuse_registration,
    refuse_registrations,
    register,
    substitute,
    withdraw_registration,
)
from jiangong.competitions.selectors import slip_code
from jiangong.competitions.services import cancel_event
from jiangong.core.problems import Refused
from jiangong.core.scoring import Tables
from jiangong.evidence.judging.services import import_marks
from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from jiangong.organizations.notices.models import Notice
from tests.factories import (
    MARKS,
    a_city,
    a_competition,
    a_table,
    a_unit,
    a_user,
    a_window,
    an_event,
    an_officer,
    entrants,
    the_host,
    those_who_may,
)

pytestmark = pytest.mark.django_db

CONFIRMED, WAITING, SUBMITTED = RegistrationState.CONFIRMED, RegistrationState.WAITING, RegistrationState.SUBMITTED


@pytest.fixture
def host():
    return the_host()


@pytest.fixture
def officer(host):
    return an_officer(host)


@pytest.fixture
def event(officer, host):
    return an_event(officer, a_competition(officer, host=host))


@pytest.fixture
def unit(host):
    return a_unit(host)


@pytest.fixture
def clerk(unit):
    return an_officer(unit)


def states(event):
    return [(one.name, str(one.state)) for one in Registration.objects.filter(window__event=event).order_by("arrival")]


def test_a_unit_registers_its_people_and_they_become_entries(event, officer, clerk, unit):
    a_window(event, officer)

    made = register(event, rows=entrants("岑佳禾", "闻一川"), by=clerk, body=unit)

    assert [(one.arrival, one.state, one.unit) for one in made] == [
        (1, CONFIRMED, "临澜重工"),
        (2, CONFIRMED, "临澜重工"),
    ]
    entries = Entry.objects.filter(event=event)
    assert [(one.number, one.name, one.unit) for one in entries] == [
        ("001", "岑佳禾", "临澜重工"), ("002", "闻一川", "临澜重工"),
    ]  # fmt: skip
    assert made[0].entry == entries[0]


def test_places_run_out_and_the_rest_wait_in_order(event, officer, clerk, unit):
    window = a_window(event, officer, capacity=2)

    register(event, rows=entrants("甲", "乙", "丙"), by=clerk, body=unit)
    register(event, rows=entrants("丁"), by=clerk, body=unit)

    assert states(event) == [("甲", "confirmed"), ("乙", "confirmed"), ("丙", "waiting"), ("丁", "waiting")]
    assert waiting_rank(Registration.objects.get(name="丁")) == 2
    window.refresh_from_db()
    assert (window.taken, window.arrivals, window_state(window)) == (2, 4, WindowState.FULL)


def test_a_withdrawal_moves_the_line_up_and_frees_the_number(event, officer, clerk, unit):
    a_window(event, officer, capacity=1)
    first, _second, _third = register(event, rows=entrants("甲", "乙", "丙"), by=clerk, body=unit)

    withdraw_registration(first, by=clerk, reason="工期冲突")

    assert states(event) == [("甲", "withdrawn"), ("乙", "confirmed"), ("丙", "waiting")]
    assert [(one.number, one.name) for one in Entry.objects.filter(event=event)] == [("002", "乙")]
    first.refresh_from_db()
    assert (first.entry, first.reason) == (None, "工期冲突")
    with pytest.raises(Declined, match="已退出"):
        withdraw_registration(first, by=clerk)


def test_who_left_may_come_again_at_the_end_of_the_line(event, officer, clerk, unit):
    a_window(event, officer, capacity=1)
    first, _second = register(event, rows=entrants("甲", "乙"), by=clerk, body=unit)
    withdraw_registration(first, by=clerk)

    register(event, rows=entrants("甲"), by=clerk, body=unit)

    assert states(event) == [("甲", "withdrawn"), ("乙", "confirmed"), ("甲", "waiting")]


def test_more_places_let_in_those_who_wait_and_fewer_than_taken_are_declined(event, officer, clerk, unit):
    a_window(event, officer, capacity=1)
    register(event, rows=entrants("甲", "乙", "丙"), by=clerk, body=unit)

    a_window(event, officer, capacity=2)

    assert states(event) == [("甲", "confirmed"), ("乙", "confirmed"), ("丙", "waiting")]
    with pytest.raises(Declined, match="不能减到 1"):
        a_window(event, officer, capacity=1)


def test_the_table_itself_refuses_one_place_too_many(event, officer):
    window = a_window(event, officer, capacity=1)

    with pytest.raises(IntegrityError), transaction.atomic():
        RegistrationWindow.objects.filter(pk=window.pk).update(taken=2)


def test_approval_comes_before_the_number(event, officer, clerk, unit):
    a_window(event, officer, capacity=2, needs_approval=True)
    one, two, three = register(event, rows=entrants("甲", "乙", "丙"), by=clerk, body=unit)
    assert [one.state, two.state, three.state] == [SUBMITTED, SUBMITTED, WAITING]
    assert [window.submitted_count for window in windows_to_decide(officer)] == [2]

    approve_registration(one, by=officer)
    with pytest.raises(Declined, match="理由"):
        refuse_registration(two, reason="", by=officer)
    refuse_registration(two, reason="年限证明不符", by=officer)

    assert states(event) == [("甲", "confirmed"), ("乙", "refused"), ("丙", "submitted")]
    assert [one.entry.number, two.reason, two.decided_by] == ["001", "年限证明不符", officer]
    with pytest.raises(PermissionDenied):
        approve_registration(Registration.objects.get(name="丙"), by=clerk)


def test_several_are_refused_for_one_reason_and_the_line_moves_up(event, officer, clerk, unit):
    a_window(event, officer, capacity=2, needs_approval=True)
    one, two, _three = register(event, rows=entrants("甲", "乙", "丙"), by=clerk, body=unit)
    approve_registration(one, by=officer)
    receipts = [one.receipt, two.receipt]
    with pytest.raises(Declined, match="理由"):
        refuse_registrations(event, receipts=receipts, reason=" ", by=officer)
    with pytest.raises(PermissionDenied):
        refuse_registrations(event, receipts=receipts, reason="年限证明不符", by=clerk)

    assert refuse_registrations(event, receipts=receipts, reason="年限证明不符", by=officer) == 1

    assert states(event) == [("甲", "confirmed"), ("乙", "refused"), ("丙", "submitted")]
    two.refresh_from_db()
    assert two.reason == "年限证明不符"


def test_a_refusal_quotes_the_rule(event, officer, clerk, unit):
    a_window(event, officer, presets=(("least_age", 18), ("least_level", 3), ("no_teachers", None)))
    rows = entrants("甲", age="17", level="中级工", is_teacher="否")

    with pytest.raises(Refused) as refused:
        register(event, rows=rows, by=clerk, body=unit)

    said = [(one.row, one.column, one.found.zh, one.expected.zh) for one in refused.value.problems]
    assert said == [
        (2, "年龄", "甲：年龄 17", "报名条件第 1 条：年满 18 周岁"),
        (2, "职业技能等级", "甲：职业技能等级 中级工", "报名条件第 2 条：职业技能等级在高级工（三级）以上"),
    ]
    assert not Registration.objects.exists()
    register(event, rows=entrants("甲", age="18", level="技师", is_teacher="否"), by=clerk, body=unit)
    assert Entry.objects.get(event=event).attributes == {"age": "18", "level": "2", "is_teacher": "否"}


def test_a_written_condition_is_checked_when_it_is_set(event, officer, clerk, unit):
    good = ("entry.age - entry.years >= 16", "参加工作时年满 16 周岁", "At least 16 when starting work")
    a_window(event, officer, conditions=(good,))
    with pytest.raises(Refused) as refused:
        register(event, rows=entrants("甲", age="30", years="20"), by=clerk, body=unit)
    assert refused.value.problems[0].expected.en == "condition 1 of entering: At least 16 when starting work"

    with pytest.raises(Refused) as refused:
        a_window(event, officer, conditions=(("entry.height > 180", "够高", ""), ("entry.age > 1", " ", "")))
    assert [problem.row for problem in refused.value.problems] == [1, 2]
    assert event.window.rules.get().condition == good[0]


def test_a_sheet_with_mistakes_stores_nothing_and_lists_each_by_row(event, officer, clerk, unit):
    a_window(event, officer, presets=(("least_age", 16),))
    rows = entrants(*[f"职工{n}" for n in range(20)], age="30")
    rows[3].cells["age"] = "三十"  # type: ignore[index]
    rows[7].cells["name"] = "职工0"  # type: ignore[index]
    rows[11].cells["age"] = ""  # type: ignore[index]

    with pytest.raises(Refused) as refused:
        register(event, rows=rows, by=clerk, body=unit, file="名单.xlsx")

    assert sorted({problem.row for problem in refused.value.problems}) == [2, 5, 9, 13]
    assert not Registration.objects.exists() and not Entry.objects.exists()


def test_the_same_person_is_registered_once_and_a_staff_number_tells_two_apart(event, officer, clerk, unit):
    a_window(event, officer)
    register(event, rows=entrants("甲"), by=clerk, body=unit)

    with pytest.raises(Refused) as refused:
        register(event, rows=entrants("甲"), by=clerk, body=unit)
    assert "已报名" in refused.value.problems[0].found.zh
    register(event, rows=entrants("甲", staff_number="0187"), by=clerk, body=unit)
    assert Registration.objects.count() == 2


def test_quotas_of_unit_and_team_hold(event, officer, clerk, unit):
    a_window(event, officer, most_of_unit=3, most_of_team=1)
    register(event, rows=entrants("甲"), by=clerk, body=unit)
    rows = entrants("乙", "丙", "丁")
    for row in rows[:2]:
        row.cells["team"] = "一队"  # type: ignore[index]

    with pytest.raises(Refused) as refused:
        register(event, rows=rows, by=clerk, body=unit)

    assert [(one.row, one.expected.zh) for one in refused.value.problems] == [(4, "每个单位至多报 3 人")]


def test_one_event_a_person(event, officer, clerk, unit):
    other = an_event(officer, event.competition, code="second")
    for one in (event, other):
        a_window(one, officer, is_one_event_a_person=True)
    (first,) = register(event, rows=entrants("甲"), by=clerk, body=unit)

    with pytest.raises(Refused) as refused:
        register(other, rows=entrants("甲"), by=clerk, body=unit)
    assert "一人只报一个赛项" in refused.value.problems[0].expected.zh
    withdraw_registration(first, by=clerk)
    register(other, rows=entrants("甲"), by=clerk, body=unit)


def test_a_substitute_takes_place_number_and_a_new_slip(event, officer, clerk, unit):
    a_window(event, officer, capacity=1)
    old, _waiting = register(event, rows=entrants("甲", "乙"), by=clerk, body=unit)
    before = slip_code(old.entry)
    with pytest.raises(Declined, match="原因"):
        substitute(old, row=entrants("丙")[0], reason="", by=clerk)

    made = substitute(old, row=entrants("丙")[0], reason="伤病", by=clerk)

    assert states(event) == [("甲", "replaced"), ("乙", "waiting"), ("丙", "confirmed")]
    entry = Entry.objects.get(event=event)
    assert (entry.number, entry.name, made.replaces, made.entry) == ("001", "丙", old, entry)
    assert slip_code(entry) != before
    assert RegistrationWindow.objects.get().taken == 1


def test_a_substitute_is_held_against_the_same_rules(event, officer, clerk, unit):
    a_window(event, officer, presets=(("least_age", 18),))
    (old,) = register(event, rows=entrants("甲", age="20"), by=clerk, body=unit)

    with pytest.raises(Refused):
        substitute(old, row=entrants("丙", age="17")[0], reason="伤病", by=clerk)
    assert states(event) == [("甲", "confirmed")]


def test_sealed_marks_close_the_list(event, officer, clerk, unit):
    a_window(event, officer)
    one, *_ = register(event, rows=entrants("甲", "乙", "丙"), by=clerk, body=unit)
    import_marks(event, tables=Tables(marks=a_table(MARKS), files={"marks": "m.csv"}), by=officer)

    with pytest.raises(Declined, match="封存"):
        withdraw_registration(one, by=clerk)
    with pytest.raises(Declined, match="封存"):
        substitute(one, row=entrants("丁")[0], reason="伤病", by=clerk)


def test_the_window_opens_and_closes(event, officer, clerk, unit):
    day = timedelta(days=1)
    now = clock.now()
    a_window(event, officer, opens_at=now + day, closes_at=now + 2 * day)
    with pytest.raises(Declined, match="还没有开始"):
        register(event, rows=entrants("甲"), by=clerk, body=unit)
    with clock.stopped_at(now + 2 * day), pytest.raises(Declined, match="截止"):
        register(event, rows=entrants("甲"), by=clerk, body=unit)
    with clock.stopped_at(now + day):
        register(event, rows=entrants("甲"), by=clerk, body=unit)
    with pytest.raises(Declined, match="晚于"):
        a_window(event, officer, opens_at=now + day, closes_at=now + day)


def test_a_draft_or_cancelled_event_takes_nobody(officer, host, clerk, unit):
    draft = an_event(officer, a_competition(officer, host=host), is_open=False)
    a_window(draft, officer)
    with pytest.raises(Declined, match="还没有公开"):
        register(draft, rows=entrants("甲"), by=clerk, body=unit)


def test_who_may_register_for_a_unit_and_who_alone(event, officer, unit):
    window = a_window(event, officer)
    elsewhere = a_unit(a_city("青溪市总工会", "qingxi"), "青溪造船", "qingxi-ships")

    over = {"province officer", "host officer"}
    assert those_who_may(lambda who: rules.can_register_for(who, window, unit)) == over
    assert those_who_may(lambda who: rules.can_register_for(who, window, elsewhere)) == set()
    assert those_who_may(lambda who: rules.can_register_for(who, window, None)) == over
    window.takes_anyone = True
    assert "visitor" not in those_who_may(lambda who: rules.can_register_for(who, window, None))
    assert rules.can_register_for(a_user(), window, None)
    assert those_who_may(lambda who: rules.can_set_window(who, event)) == over


def test_who_sees_and_changes_a_registration(event, officer, clerk, unit):
    a_window(event, officer, takes_anyone=True)
    (units,) = register(event, rows=entrants("甲"), by=clerk, body=unit)
    alone_by = a_user()
    (alone,) = register(event, rows=entrants("乙", unit="个人"), by=alone_by)

    officers, auditors = {"province officer", "host officer"}, {"province auditor", "host auditor"}
    for one in (units, alone):
        assert those_who_may(lambda who, one=one: rules.can_see_registration(who, one)) == officers | auditors
        assert those_who_may(lambda who, one=one: rules.can_change_registration(who, one)) == officers
        assert those_who_may(lambda who, one=one: rules.can_decide_registration(who, one)) == officers
    assert rules.can_change_registration(clerk, units) and not rules.can_see_registration(clerk, alone)
    assert rules.can_change_registration(alone_by, alone) and not rules.can_see_registration(alone_by, units)
    assert list(registrations_seen_by(clerk)) == [units]
    assert list(registrations_seen_by(alone_by)) == [alone]
    assert list(registrations_seen_by(None)) == []
    assert counts_by_state(event.window, viewer=officer) == {"confirmed": 2}


def test_people_named_in_two_events_at_one_time_are_found(event, officer, clerk, unit):
    other = an_event(officer, event.competition, code="second")
    start = clock.now() + timedelta(days=9)
    a_window(event, officer, begins_at=start, ends_at=start + timedelta(hours=3))
    a_window(other, officer, begins_at=start + timedelta(hours=2))
    rows = register(event, rows=entrants("甲", "乙"), by=clerk, body=unit)
    register(other, rows=entrants("甲"), by=clerk, body=unit)

    assert [(one.registration.name, one.other.window.event) for one in clashes(rows)] == [("甲", other)]
    a_window(other, officer, begins_at=start + timedelta(hours=4))
    assert clashes(rows) == []


def test_the_public_list_follows_its_policy(event, officer, clerk, unit):
    window = a_window(event, officer, capacity=2, entry_list=EntryList.NAMES)
    register(event, rows=entrants("甲", "乙", "丙"), by=clerk, body=unit)

    assert public_list(window).people == (("甲", "临澜重工"), ("乙", "临澜重工"))
    window.entry_list = EntryList.UNITS
    assert [(one.unit, one.count) for one in public_list(window).units] == [("临澜重工", 2)]
    window.entry_list = EntryList.NOTHING
    assert (public_list(window).count, public_list(window).people, public_list(window).units) == (2, (), ())


def test_a_small_event_is_flagged_and_a_named_person_decides(event, officer, clerk, unit):
    a_window(event, officer)
    register(event, rows=entrants("甲"), by=clerk, body=unit)
    with pytest.raises(Declined, match="不需要决定"):
        keep_small_event(event, reason="首次举办", by=officer)

    with clock.stopped_at(clock.now() + timedelta(days=2)):
        assert [window.event for window in small_windows(officer)] == [event]
        with pytest.raises(Declined, match="理由"):
            keep_small_event(event, reason=" ", by=officer)
        keep_small_event(event, reason="首次举办", by=officer)
        assert small_windows(officer) == []
        event.window.refresh_from_db()
        assert (event.window.kept_by, event.window.kept_reason) == (officer, "首次举办")


def test_a_selection_event_needs_fewer(event, officer, clerk, unit):
    a_window(event, officer, is_selection=True)
    register(event, rows=entrants(*[f"职工{n}" for n in range(15)]), by=clerk, body=unit)

    with clock.stopped_at(clock.now() + timedelta(days=2)):
        event.window.refresh_from_db()
        assert not is_too_small(event.window) and small_windows(officer) == []
        a_window(event, officer, opens_at=clock.now() - timedelta(days=5), closes_at=clock.now() - timedelta(days=4))
        event.window.refresh_from_db()
        assert is_too_small(event.window) and len(small_windows(officer)) == 1
        cancel_event(event, reason="不足 30 人", by=officer)
        assert small_windows(officer) == []


def test_numbers_that_are_taken_are_passed_over(event, officer, clerk, unit):
    from jiangong.competitions.services import EntryRow, register_entries

    register_entries(event, rows=[EntryRow("001", name="原有"), EntryRow("002", name="原有")], by=officer)
    a_window(event, officer)

    (made,) = register(event, rows=entrants("甲"), by=clerk, body=unit)

    assert made.entry.number == "003"


def test_the_list_is_asked_for_as_often_for_three_as_for_one(event, officer, clerk, unit, django_assert_num_queries):
    a_window(event, officer, begins_at=clock.now() + timedelta(days=3))
    register(event, rows=entrants("甲"), by=clerk, body=unit)

    def read():
        return [(one.name, one.body.name, one.by.name) for one in registrations_seen_by(officer)], clashes(
            registrations_seen_by(officer)
        )

    with django_assert_num_queries(7):
        read()
    register(event, rows=entrants("乙", "丙"), by=clerk, body=unit)
    with django_assert_num_queries(7):
        read()


def test_a_team_is_asked_for_its_name_and_no_staff_number(event, officer):
    window = a_window(event, officer, kind=EntrantKind.TEAM, presets=(("least_age", 16),))

    assert [column.title.zh for column in columns_of(window)] == ["队名", "单位", "年龄"]


def test_a_condition_whose_column_is_gone_lets_nobody_in_and_says_who_mends_it(event, officer, clerk, unit):
    window = a_window(event, officer, presets=(("least_age", 16),))
    window.rules.update(condition="entry.height > 160")

    with pytest.raises(Refused) as refused:
        register(event, rows=entrants("甲"), by=clerk, body=unit)

    assert [problem.expected.zh for problem in refused.value.problems] == ["请主办单位修改报名设置后再报"]
    assert [column.name for column in columns_of(window)] == ["name", "unit", "staff_number"]


def test_whoever_registered_is_told_what_others_decided(event, officer, clerk, unit):
    a_window(event, officer, capacity=1, needs_approval=True)
    one, two = register(event, rows=entrants("甲", "乙"), by=clerk, body=unit)
    refuse_registration(one, reason="证明不符", by=officer)
    two.refresh_from_db()
    approve_registration(two, by=officer)

    said = [(notice.to, notice.subject.split("（")[0], notice.text) for notice in Notice.objects.order_by("pk")]
    assert said == [
        (clerk, "候补转为待审核：乙", ""), (clerk, "报名未通过：甲", "证明不符"), (clerk, "报名已确认：乙", ""),
    ]  # fmt: skip


def test_nobody_is_told_of_their_own_doing(event, officer, clerk, unit):
    a_window(event, officer, capacity=1)
    one, _two = register(event, rows=entrants("甲", "乙"), by=clerk, body=unit)
    withdraw_registration(one, by=clerk)

    assert not Notice.objects.exists()


def test_a_condition_that_was_set_after_somebody_came_holds_for_the_next(event, officer, clerk, unit):
    a_window(event, officer, presets=(("least_age", 16),))
    register(event, rows=entrants("甲", age="17"), by=clerk, body=unit)

    a_window(event, officer, presets=(("least_age", 18),))

    with pytest.raises(Refused) as refused:
        register(event, rows=entrants("乙", age="17"), by=clerk, body=unit)
    assert refused.value.problems[0].expected.zh == "报名条件第 1 条：年满 18 周岁"


def test_rows_are_read_again_where_the_window_was_set_while_they_waited_in_line(
    event, officer, clerk, unit, monkeypatch
):
    a_window(event, officer, presets=(("least_age", 16),))
    register(event, rows=entrants("甲", age="30"), by=clerk, body=unit)
    lock = services.locked_window

    def at_last(of):
        monkeypatch.setattr(services, "locked_window", lock)
        a_window(event, officer, presets=(("least_age", 40),))
        return lock(of)

    monkeypatch.setattr(services, "locked_window", at_last)
    with pytest.raises(Refused) as refused:
        register(event, rows=entrants("乙", age="30"), by=clerk, body=unit)

    assert refused.value.problems[0].expected.zh == "报名条件第 1 条：年满 40 周岁"
    assert states(event) == [("甲", "confirmed")]


def test_who_waited_in_line_while_the_event_was_called_off_is_not_let_in(event, officer, clerk, unit):
    a_window(event, officer)
    register(event, rows=entrants("甲"), by=clerk, body=unit)
    cancel_event(Event.objects.get(pk=event.pk), reason="场地不能用", by=officer)

    with pytest.raises(Declined, match="已经结束"):
        register(event, rows=entrants("乙"), by=clerk, body=unit)


def test_other_rules_of_the_event_count_at_once(event, officer, clerk, unit):
    a_window(event, officer)
    register(event, rows=entrants("甲"), by=clerk, body=unit)
    asking = event.rulebook.text + '\n[entries]\nheight = { type = "number" }\n'
    other = RulebookVersion.objects.create(
        competition=event.competition, number=2, text=asking, hash="2" * 64, adopted_at=clock.now(), adopted_by="x"
    )
    Event.objects.filter(pk=event.pk).update(rulebook=other)

    (made,) = register(event, rows=entrants("乙", height="180"), by=clerk, body=unit)

    assert made.attributes == {"height": "180"}


def test_who_only_waits_costs_nine_statements(event, officer, unit, django_assert_num_queries):
    a_window(event, officer, capacity=1, takes_anyone=True)
    person = a_user()
    register(event, rows=entrants("甲"), by=person)

    with django_assert_num_queries(9):  # with the two of the transaction
        register(event, rows=entrants("乙"), by=person)
    assert states(event) == [("甲", "confirmed"), ("乙", "waiting")]
