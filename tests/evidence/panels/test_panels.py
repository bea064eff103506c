"""Seats are offered and taken; three powers stay apart; quotas, ties and lots say no in a sentence that says what to do."""

import pytest
from django.core.exceptions import PermissionDenied

from jiangong.competitions.draws.lots import fingerprint
from jiangong.competitions.registration.services import register
from jiangong.competitions.services import EntryRow, cancel_event, register_entries
from jiangong.evidence.blind.models import Chain
from jiangong.evidence.panels.enums import SeatKind, SeatState, TieGround, TieKind
from jiangong.evidence.panels.models import Seat, Tie
from jiangong.evidence.panels.rules import can_draw_allotment, can_see_panel, can_set_panel, is_own_seat
from jiangong.evidence.panels.selectors import allotted, own_seat, recusals, seats_of, works_of, works_to_mark
from jiangong.evidence.panels.services import (
    Handover,
    Nominee,
    TieGiven,
    blind_event,
    confirm_seat,
    declare_tie,
    decline_seat,
    draw_allotment,
    drop_tie,
    freeze_allotment,
    invite,
    nominate,
    release_seat,
    replace_judge,
    set_panel,
    step_aside,
)
from jiangong.evidence.panels.services.allotments import dealt_by
from jiangong.evidence.panels.standing_in import refusals
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from jiangong.organizations.notices.models import Notice
from tests.factories import (
    a_blind_event,
    a_competition,
    a_drawn_chain,
    a_panel,
    a_seat,
    a_unit,
    a_user,
    a_window,
    an_event,
    an_officer,
    entrants,
    the_host,
    those_who_may,
)

ROWS = (EntryRow("001", name="岑佳禾", unit="临澜重工"), EntryRow("002", name="闻一川", unit="青溪造船"),
        EntryRow("003", name="路知夏", unit="青溪造船"))  # fmt: skip
PHRASE, MAKERS = "秋水长天一色", "岑佳禾、温景舟"


@pytest.fixture
def officer(db):
    return an_officer()


@pytest.fixture
def event(officer):
    made = an_event(officer)
    register_entries(made, rows=ROWS, by=officer)
    return made


@pytest.fixture
def panel(event, officer):
    return a_panel(event, officer)


def declined(act):
    with pytest.raises(Declined) as said:
        act()
    return said.value.sentence


def test_panels_are_set_by_officers_over_the_host_and_seen_by_auditors_too(db):
    host = the_host()
    officer = an_officer(host)
    event = an_event(officer, a_competition(officer, host=host))

    assert those_who_may(lambda user: can_set_panel(user, event)) == {"host officer", "province officer"}
    assert those_who_may(lambda user: can_see_panel(user, event)) == {
        "host officer", "province officer", "host auditor", "province auditor",
    }  # fmt: skip
    cancel_event(event, reason="停办", by=officer)
    assert those_who_may(lambda user: can_set_panel(user, event)) == set()


def test_a_seat_is_answered_by_its_holder_alone(panel, officer):
    seat = a_seat(panel, officer)

    assert is_own_seat(seat.user, seat)
    assert not is_own_seat(officer, seat)
    for act in (lambda: confirm_seat(seat, by=officer), lambda: decline_seat(seat, reason="代", by=officer)):
        with pytest.raises(PermissionDenied):
            act()
    with pytest.raises(PermissionDenied):
        nominate(panel, person=Nominee(a_user(), SeatKind.JUDGE), by=a_user())
    with pytest.raises(Seat.DoesNotExist):
        own_seat(officer, seat.pk)


def test_whoever_was_nominated_is_told_once_and_cannot_say_yes_before(panel, officer):
    user = a_user()
    seat = nominate(panel, person=Nominee(user, SeatKind.JUDGE), by=officer)
    assert "已提名" in declined(lambda: confirm_seat(seat, by=user))

    assert invite([seat], by=officer) == 1
    assert invite([seat], by=officer) == 0
    assert Notice.objects.filter(to=user).count() == 1
    confirm_seat(seat, by=user)
    confirm_seat(seat, by=user)
    assert seat.state == SeatState.CONFIRMED
    assert AuditRow.objects.filter(act="confirm_seat").count() == 1
    assert Notice.objects.filter(to=officer, kind="panel").count() == 1


def test_a_unit_sends_at_most_its_quota_whatever_spaces_are_typed(panel, officer):
    a_seat(panel, officer, unit="临澜重工")
    a_seat(panel, officer, unit="临澜 重工")

    assert "至多 2 名" in declined(lambda: a_seat(panel, officer, unit="临澜重工"))
    a_seat(panel, officer, SeatKind.SUPERVISOR, unit="临澜重工")
    set_panel(panel.event, by=officer, most_of_unit=3)
    panel.refresh_from_db()
    assert a_seat(panel, officer, unit="临澜重工").code == "J03"


def test_nobody_holds_two_seats_and_there_is_one_chief(panel, officer):
    seat = a_seat(panel, officer, SeatKind.ENCRYPTION)
    assert "加密裁判" in declined(lambda: nominate(panel, person=Nominee(seat.user, SeatKind.JUDGE), by=officer))

    a_seat(panel, officer, SeatKind.CHIEF)
    assert "裁判长" in declined(lambda: a_seat(panel, officer, SeatKind.CHIEF))


def test_a_code_is_never_given_twice(panel, officer):
    first = a_seat(panel, officer)
    release_seat(first, reason="出差", by=officer)

    assert (first.code, a_seat(panel, officer).code) == ("J01", "J02")
    assert "理由" in declined(lambda: decline_seat(a_seat(panel, officer), reason=" ", by=Seat.objects.last().user))


def test_kin_by_name_and_a_whole_unit_are_recused_and_the_judge_is_not_told_who(panel, officer):
    seat = a_seat(panel, officer)
    declare_tie(seat, tie=TieGiven(TieKind.KIN, name="岑 佳禾"), by=seat.user)
    declare_tie(seat, tie=TieGiven(TieKind.COACHED, name="闻一川", unit="别的单位"), by=seat.user)

    assert recusals(panel)[seat.code] == {"001": TieGround.DECLARED}
    declare_tie(seat, tie=TieGiven(TieKind.OTHER, unit="青溪造船"), by=officer)
    assert set(recusals(panel)[seat.code]) == {"001", "002", "003"}
    assert "至少一样" in declined(lambda: declare_tie(seat, tie=TieGiven(TieKind.KIN), by=seat.user))
    assert not any("岑" in row.detail for row in AuditRow.objects.filter(act="declare_tie"))


def test_a_tie_is_taken_back_by_those_who_run_the_event_with_a_reason(panel, officer):
    seat = a_seat(panel, officer)
    tie = declare_tie(seat, tie=TieGiven(TieKind.KIN, name="岑佳禾"), by=seat.user)

    with pytest.raises(PermissionDenied):
        drop_tie(tie, reason="写错", by=seat.user)
    assert "理由" in declined(lambda: drop_tie(tie, reason="", by=officer))
    drop_tie(tie, reason="同名不同人", by=officer)
    assert recusals(panel)[seat.code] == {}


def test_a_unit_is_known_by_the_tree_where_both_are_linked(officer):
    host = officer.posts.get().organization
    unit = a_unit(host)
    event = an_event(officer, a_competition(officer))
    a_window(event, officer)
    register(event, rows=entrants("岑佳禾", "闻一川"), by=an_officer(unit), body=unit)
    panel = a_panel(event, officer)
    colleague = a_seat(panel, officer, unit="旧名称", body=unit)
    of_the_host = a_seat(panel, officer, body=host)

    assert set(recusals(panel)[colleague.code].values()) == {TieGround.SAME_UNIT}
    assert recusals(panel)[of_the_host.code] == {}


def test_a_work_that_is_known_on_sight_is_given_up_by_its_label(officer):
    event = a_blind_event(officer, layers=1)
    a_drawn_chain(event, officer)
    seat = next(seat for seat in event.panel.seats.all() if seat.code == "J01")
    stage = event.stages.get()

    step_aside(seat, stage=stage, label="R02", by=seat.user)

    assert [work.label for work in works_to_mark(seats_of(seat.user)[0], stage)] == ["R01", "R03"]
    assert "没有这个号码" in declined(lambda: step_aside(seat, stage=stage, label="K71", by=seat.user))
    assert not any("R02" in row.detail for row in AuditRow.objects.all())
    assert Tie.objects.get().label == "R02"


def test_under_a_chain_nobody_marks_who_sees_the_list(officer):
    event = a_blind_event(officer, layers=1)
    assert "管着或审计着" in declined(lambda: a_seat(event.panel, officer, user=an_officer()))

    plain = an_event(officer)
    panel = a_panel(plain, officer)
    a_seat(panel, officer, user=an_officer(username="both"))
    a_seat(panel, officer, SeatKind.SUPERVISOR)
    keeper = a_seat(panel, officer, SeatKind.ENCRYPTION)
    assert "不能由他们评" in declined(lambda: blind_event(plain, layer_count=1, keepers={1: keeper}, by=officer))
    assert not Chain.objects.filter(event=plain).exists()


def test_a_layer_is_entrusted_to_confirmed_encryption_judges_of_this_panel(panel, officer):
    a_seat(panel, officer, SeatKind.SUPERVISOR)
    judge = a_seat(panel, officer)

    said = declined(lambda: blind_event(panel.event, layer_count=1, keepers={1: judge}, by=officer))

    assert "不是这个裁判组已确认的加密裁判" in said


def test_whoever_keeps_numbers_hands_them_over_before_leaving(officer):
    event = a_blind_event(officer, layers=1)
    keeper = next(seat for seat in event.panel.seats.all() if seat.kind == SeatKind.ENCRYPTION)

    assert "换人保管" in declined(lambda: decline_seat(keeper, reason="有事", by=keeper.user))


def drawn_allotment(panel, officer, **given):
    allotment = freeze_allotment(panel, by=officer, **{"judges_each": 1, "common": 0, **given})
    draw_allotment(allotment, phrase=PHRASE, makers=MAKERS, by=an_officer())
    return allotment


def test_works_are_dealt_by_a_list_that_was_frozen_first_and_anybody_can_repeat_it(panel, officer):
    for _ in range(3):
        a_seat(panel, officer)

    allotment = drawn_allotment(panel, officer, judges_each=2)

    assert allotment.sha256 == fingerprint(["001", "002", "003"], ["J01", "J02", "J03"])
    assert [tuple(line) for line in allotment.outcome.lines] == [(n, c) for n, c in dealt_by(allotment, PHRASE)]
    stage = panel.event.stages.get()
    assert sum(len(works_of(seat, stage)) for seat in panel.seats.all()) == 6


def test_a_list_is_drawn_once_by_somebody_else_than_who_froze_it(panel, officer):
    a_seat(panel, officer)
    a_seat(panel, officer)
    allotment = freeze_allotment(panel, judges_each=1, common=0, by=officer)
    assert not can_draw_allotment(officer, allotment)
    other = an_officer()
    assert "口令至少" in declined(lambda: draw_allotment(allotment, phrase="短", makers=MAKERS, by=other))
    assert "至少两个" in declined(lambda: draw_allotment(allotment, phrase=PHRASE, makers="一人", by=other))
    draw_allotment(allotment, phrase=PHRASE, makers=MAKERS, by=other)
    assert "抽过" in declined(lambda: draw_allotment(allotment, phrase=PHRASE, makers=MAKERS, by=other))


def test_a_list_that_leaves_a_work_without_judges_is_refused_with_the_works(panel, officer):
    for _ in range(2):
        a_seat(panel, officer, unit="青溪造船")

    assert "002、003" in declined(lambda: freeze_allotment(panel, judges_each=1, common=0, by=officer))
    assert "1 到 2" in declined(lambda: freeze_allotment(panel, judges_each=3, common=0, by=officer))
    assert "0 到 3" in declined(lambda: freeze_allotment(panel, judges_each=1, common=4, by=officer))


def test_a_recusal_after_the_lots_proposes_who_stands_in_and_refuses_who_may_not(panel, officer):
    free, barred, late = a_seat(panel, officer), a_seat(panel, officer, unit="临澜重工"), a_seat(panel, officer)
    drawn_allotment(panel, officer)
    holder = next(iter(allotted(panel)["001"]))
    assert holder != barred.code
    seat = free if holder == free.code else late
    declare_tie(seat, tie=TieGiven(TieKind.KIN, name="岑佳禾"), by=seat.user)

    first = refusals(panel)[0]
    other = ({free.code, late.code} - {holder}).pop()
    assert (first.number, first.seat.code, first.proposed) == ("001", holder, other)
    said = declined(lambda: replace_judge(panel, handover=Handover("001", holder, barred.code, "回避"), by=officer))
    assert f"建议改由：{other}" in said
    replace_judge(panel, handover=Handover("001", holder, other, "回避"), by=officer)
    assert allotted(panel)["001"] == {other}
    assert "没有分到" in declined(
        lambda: replace_judge(panel, handover=Handover("001", holder, other, "回避"), by=officer)
    )


def test_an_entry_that_came_after_the_lots_is_marked_by_everybody(panel, officer):
    seats = [a_seat(panel, officer) for _ in range(2)]
    drawn_allotment(panel, officer)
    register_entries(panel.event, rows=[EntryRow("004", name="新")], by=officer)

    for seat in seats:
        assert "004" in [work.number for work in works_of(seat, panel.event.stages.get())]
