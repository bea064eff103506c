"""Going on: the upper list is filled by the run, within quota and cap; the reserve moves up in order; corrections move seats."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from jiangong.competitions.models import Entry
from jiangong.competitions.registration.enums import RegistrationState
from jiangong.competitions.registration.models import Registration
from jiangong.competitions.selectors import slip_code
from jiangong.core.scoring import Tables
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.judging.services import import_marks
from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from jiangong.organizations.notices.models import Notice
from jiangong.results.amendments.enums import AmendmentKind
from jiangong.results.amendments.proposals import Proposal, reversal_of
from jiangong.results.amendments.selectors import preview_amendment
from jiangong.results.amendments.services import sign_amendment
from jiangong.results.enums import PublicationState
from jiangong.results.firming.enums import AfterLoss
from jiangong.results.firming.selectors import open_holds
from jiangong.results.firming.services import RuleGiven, set_publication_rule, settle_hold
from jiangong.results.promotion.lining import Candidate, Terms, lined_up
from jiangong.results.promotion.models import Seat
from jiangong.results.promotion.selectors import links_to, seats_by_slip, shown_links
from jiangong.results.promotion.services import (
    answer_seat,
    answer_seat_by_slip,
    call_substitutes,
    fill_link,
    remove_link,
    set_link,
)
from jiangong.results.promotion.services.links import LinkGiven
from jiangong.results.selectors import current_publication_or_none, published_standings
from jiangong.results.services import publish_run, settle_event
from tests.factories import a_city, a_table, an_event, an_officer
from tests.factories.entering import a_window
from tests.factories.promoting import a_heat, a_link

pytestmark = pytest.mark.django_db


def standing(link):
    return [(seat.entry.number, seat.state) for seat in link.seats.order_by("position")]


def upstairs(event):
    return [(entry.number, entry.name) for entry in event.entries.all()]


def line(numbers, **terms):
    made = [Candidate(n, n, u, p, at, goes_on, None) for at, (n, u, p, goes_on) in enumerate(numbers, 1)]
    given = {"quota": 2, "most_of_unit": None, "reserves": 2, "takes_equals": False, **terms}
    return [(one.candidate.number, one.goes_on) for one in lined_up(made, Terms(**given))]


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({}, [("a", True), ("b", True), ("c", False), ("d", False)]),
        ({"most_of_unit": 1}, [("a", True), ("c", True), ("b", False), ("d", False)]),
        ({"quota": 0}, [("a", False), ("b", False)]),
        ({"quota": 9, "reserves": 0}, [("a", True), ("b", True), ("c", True), ("d", True)]),
    ],
)
def test_quota_cap_and_reserve(terms, expected):
    assert (
        line([("a", "x", 1, None), ("b", "x", 2, None), ("c", "y", 3, None), ("d", "y", 4, None)], **terms) == expected
    )


def test_equals_on_the_line_go_together_or_stay_together():
    tied = [("a", "x", 1, None), ("b", "x", 2, None), ("c", "y", 2, None), ("d", "y", 4, None)]
    assert line(tied) == [("a", True), ("b", False), ("c", False)]
    assert line(tied, takes_equals=True) == [("a", True), ("b", True), ("c", True), ("d", False)]


def test_the_line_of_the_rulebook_is_narrowed_and_never_widened():
    decided = [("a", "x", 1, True), ("b", "x", 2, False), ("c", "y", 3, True)]
    assert line(decided) == [("a", True), ("c", True), ("b", False)]
    assert line(decided, quota=1) == [("a", True), ("c", False), ("b", False)]


def test_the_upper_list_is_filled_by_the_run():
    by = an_officer()
    heat, final = a_heat(by).event, an_event(by)
    link = fill_link(a_link(final, heat, by, most_of_unit=1), by=by)

    assert upstairs(final) == [("01-001", "岑佳禾"), ("01-002", "江望舒")]
    assert standing(link) == [("001", "confirmed"), ("002", "reserve"), ("003", "reserve"), ("004", "confirmed")]
    assert [seat.why for seat in link.seats.order_by("position")][1] == "第 2 名，本单位已满 1 名"
    assert [(one.confirmed, one.reserve, one.is_filled) for one in shown_links(links_to(final))] == [(2, 2, True)]
    with pytest.raises(Declined, match="已经填好"):
        fill_link(link, by=by)
    with pytest.raises(Declined, match="不能再改"):
        a_link(final, heat, by, quota=5)
    with pytest.raises(Declined, match="不能取消"):
        remove_link(link, by=by)


def test_whoever_is_concerned_by_several_seats_is_told_once():
    by, one_unit = an_officer(), an_officer(a_city())
    one_unit.language = "en"
    one_unit.save()
    heat, final = a_heat(by).event, an_event(by)
    Registration.objects.create(
        window=a_window(heat, by), entry=heat.entries.get(number="001"), receipt="R1", person="p1", name="岑佳禾",
        arrival=1, state=RegistrationState.CONFIRMED, at=clock.now(), by=one_unit,
    )  # fmt: skip

    fill_link(a_link(final, heat, by), by=by)

    (told,) = Notice.objects.filter(to=by, kind="promotion")
    assert told.subject == f"已晋级：2 人，{final.title}"
    assert told.text == "岑佳禾：第 1 名；闻一川：第 2 名"
    (own,) = Notice.objects.filter(to=one_unit, kind="promotion")
    assert own.subject.startswith("Gone on: 岑佳禾") and own.text == "第 1 名"


def test_an_unripe_result_a_circle_and_a_marked_upper_event_are_declined():
    by = an_officer()
    heat, final = a_heat(by).event, an_event(by)
    with pytest.raises(Declined, match="已生效"):
        fill_link(a_link(final, heat, by, ripe_at=PublicationState.IN_EFFECT), by=by)
    with pytest.raises(Declined, match="圈"):
        set_link(heat, lower=final, stage="final", given=LinkGiven(), by=by)
    with pytest.raises(Declined, match="自己"):
        set_link(heat, lower=heat, stage="final", given=LinkGiven(), by=by)
    with pytest.raises(Declined, match="阶段"):
        set_link(final, lower=heat, stage="nowhere", given=LinkGiven(), by=by)
    with pytest.raises(PermissionDenied):
        fill_link(links_to(final).get(), by=an_officer(a_city()))


def test_what_is_not_confirmed_in_time_goes_to_the_next_in_order():
    by = an_officer()
    heat, final = a_heat(by).event, an_event(by)
    link = fill_link(a_link(final, heat, by, confirm_hours=48), by=by)
    first, second = link.seats.order_by("position")[:2]
    assert upstairs(final) == []
    slip = slip_code(first.entry)
    assert [seat.pk for seat in seats_by_slip(heat, number="001", slip=slip, viewer=None)] == [first.pk]
    assert seats_by_slip(heat, number="001", slip="AAAA-AAAA", viewer=None) is None

    answer_seat_by_slip(first, number="001", slip=slip, comes=True)
    with pytest.raises(PermissionDenied):
        answer_seat_by_slip(second, number="001", slip=slip, comes=True)
    assert call_substitutes() == 0
    with clock.stopped_at(second.due_at + timedelta(seconds=1)):
        with pytest.raises(Declined, match="逾期"):
            answer_seat(second, comes=True, by=by)
        assert (call_substitutes(), call_substitutes()) == (1, 0)
        third = link.seats.get(entry__number="003")
        assert third.due_at == clock.now() + timedelta(hours=48)
        answer_seat(third, comes=True, by=by)

    assert standing(link) == [("001", "confirmed"), ("002", "lapsed"), ("003", "confirmed"), ("004", "reserve")]
    assert upstairs(final) == [("01-001", "岑佳禾"), ("01-002", "路知夏")]
    assert [(move.before, move.after) for move in third.moves.all()] == [
        ("", "reserve"),
        ("reserve", "called"),
        ("called", "confirmed"),
    ]


def test_a_substitute_keeps_within_the_cap_of_the_unit():
    by = an_officer()
    heat, final = a_heat(by).event, an_event(by)
    link = fill_link(a_link(final, heat, by, most_of_unit=1, reserves=3), by=by)
    answer_seat(link.seats.get(entry__number="004"), comes=False, by=by, reason="工作原因")

    # 002 and 003 stand higher, and their unit is full.
    assert dict(standing(link))["005"] == "confirmed"
    assert [name for _number, name in upstairs(final)] == ["岑佳禾", "简青禾"]


DEMOTES = Proposal(AmendmentKind.CORRECTION, (MarkChange("final", "002", "theory", value="10"),))


def signed(event, proposal, by):
    digest = preview_amendment(event, proposal).digest
    return sign_amendment(event, proposal, digest=digest, reason="按签字原件更正", by=by)


def seat_lines(event, proposal):
    lines = preview_amendment(event, proposal).lines
    return [(line.entry, line.before, line.after, line.note) for line in lines if line.source == "promotion"]


@pytest.mark.parametrize(
    ("rule", "shown", "names"),
    [
        (
            AfterLoss.LOSE,
            [("002", "confirmed", "reserve", ""), ("003", "reserve", "confirmed", "")],
            ["岑佳禾", "路知夏"],
        ),
        (
            AfterLoss.KEEP,
            [("002", "confirmed", "kept", ""), ("003", "reserve", "confirmed", "")],
            ["岑佳禾", "闻一川", "路知夏"],
        ),
        (
            AfterLoss.REPLAY,
            [("002", "confirmed", "kept", "replay"), ("003", "reserve", "confirmed", "replay")],
            ["岑佳禾", "闻一川", "路知夏"],
        ),
    ],
)
def test_a_correction_demotes_somebody_who_had_gone_on_and_is_reversed(rule, shown, names):
    by = an_officer()
    heat, final = a_heat(by).event, an_event(by)
    set_publication_rule(heat.competition, given=RuleGiven(after_loss=rule), by=by)
    link = fill_link(a_link(final, heat, by, reserves=2), by=by)
    before = (standing(link), upstairs(final))

    assert seat_lines(heat, DEMOTES) == shown
    amendment = signed(heat, DEMOTES, by)
    assert [name for _number, name in upstairs(final)] == names
    assert open_holds(final).exists() == (rule == AfterLoss.REPLAY)
    assert not open_holds(heat).exists()

    back = reversal_of(amendment)
    assert ("003", "confirmed", "reserve", "") in seat_lines(heat, back)
    signed(heat, back, by)
    assert (standing(link), upstairs(final)) == before
    assert not open_holds(final).exists()


def test_where_the_upper_event_has_marks_the_entry_stays_and_its_result_is_held_up():
    by = an_officer()
    heat, final = a_heat(by).event, an_event(by)
    link = fill_link(a_link(final, heat, by), by=by)
    marks = "entry,criterion,value\n01-001,theory,90\n01-001,practice,80\n01-002,theory,70\n01-002,practice,60\n"
    import_marks(final, tables=Tables(a_table(marks)), by=by)

    assert [line[3] for line in seat_lines(heat, DEMOTES)] == ["marked", "panel"]
    signed(heat, DEMOTES, by)

    assert Entry.objects.filter(event=final, number="01-002").exists()
    assert Seat.objects.get(link=link, entry__number="002").state == "reserve"
    assert Seat.objects.get(link=link, entry__number="003").state == "held"
    hold, late = open_holds(final)
    settle_hold(late, why="已补赛", by=by)
    with pytest.raises(Declined):
        settle_hold(hold, why=" ", by=by)
    with pytest.raises(PermissionDenied):
        settle_hold(hold, why="已补赛", by=an_officer(a_city()))
    settle_hold(hold, why="已补赛", by=by)
    assert not open_holds(final).exists()


UPPER_MARKS = "entry,criterion,value\n01-001,theory,70\n01-001,practice,60\n01-002,theory,90\n01-002,practice,80\n"


def a_marked_final(by, heat, rule=AfterLoss.LOSE):
    """Two of the heat have gone on, and the final is marked and published: the second of the heat has won it."""
    final = an_event(by, heat.competition, code="final")
    set_publication_rule(heat.competition, given=RuleGiven(after_loss=rule), by=by)
    link = fill_link(a_link(final, heat, by), by=by)
    import_marks(final, tables=Tables(a_table(UPPER_MARKS)), by=by)
    return link, publish_run(settle_event(final, by=by), by=by)


def lines_above(heat, proposal=None):
    lines = preview_amendment(heat, proposal or DEMOTES).lines
    return {(line.entry, line.kind, line.before, line.after) for line in lines if line.source == "above"}


def test_the_list_shows_what_a_lost_seat_does_in_a_final_that_is_marked_and_signing_does_it():
    by = an_officer()
    heat = a_heat(by).event
    link, before = a_marked_final(by, heat)
    final = link.upper

    notes = {line[0]: line[3] for line in seat_lines(heat, DEMOTES)}
    assert notes == {"002": "carried", "003": "panel"}
    shown = lines_above(heat)
    assert {("01-002", "place", "1", ""), ("01-001", "place", "2", "1")} <= shown
    assert ("01-002", "state", "", "disqualified") in shown
    assert ("01-002", "award", "first", "") in shown and ("01-001", "award", "", "first") in shown
    assert current_publication_or_none(final) == before

    amendment = signed(heat, DEMOTES, by)
    follows = final.amendments.get()
    assert follows.ground == f"amendment:{heat.competition.code}/{heat.slug}/{amendment.number}"
    assert current_publication_or_none(final).number == 2
    hold = open_holds(final).get()
    assert "路知夏" in hold.sentence

    signed(heat, reversal_of(amendment), by)
    follows.refresh_from_db()
    assert follows.is_reversed
    standing_now = published_standings(current_publication_or_none(final), viewer=by).lines
    places = {line.number: line.place for line in standing_now}
    assert (places["01-002"], places["01-001"]) == ("1", "2")
    assert not open_holds(final).exists()


@pytest.mark.parametrize(("rule", "is_held"), [(AfterLoss.KEEP, False), (AfterLoss.REPLAY, True)])
def test_who_is_kept_or_replayed_keeps_the_marks_of_a_final(rule, is_held):
    by = an_officer()
    heat = a_heat(by, "90,80,70,60,50").event
    link, before = a_marked_final(by, heat, rule)
    assert lines_above(heat) == set()
    signed(heat, DEMOTES, by)
    assert current_publication_or_none(link.upper) == before
    held = [hold.sentence for hold in open_holds(link.upper)]
    assert any("须重赛" in one for one in held) == is_held


def test_whoever_may_not_sign_for_the_final_leaves_it_held_up_for_its_own_officers():
    boss, city = an_officer(), a_city()
    by = an_officer(city)
    heat = a_heat(by, host=city).event
    final = an_event(boss)
    set_publication_rule(heat.competition, given=RuleGiven(after_loss=AfterLoss.LOSE), by=by)
    fill_link(a_link(final, heat, boss), by=boss)
    import_marks(final, tables=Tables(a_table(UPPER_MARKS)), by=boss)
    before = publish_run(settle_event(final, by=boss), by=boss)

    assert ("01-002", "place", "1", "") in lines_above(heat)
    signed(heat, DEMOTES, by)

    assert current_publication_or_none(final) == before
    assert final.amendments.count() == 0
    assert open_holds(final).exists()


def test_a_change_in_the_seats_between_looking_and_signing_asks_for_a_new_list():
    by = an_officer()
    heat, final = a_heat(by).event, an_event(by)
    link = fill_link(a_link(final, heat, by), by=by)
    digest = preview_amendment(heat, DEMOTES).digest
    answer_seat(link.seats.get(entry__number="002"), comes=False, by=by)
    with pytest.raises(Declined, match="又有变化"):
        sign_amendment(heat, DEMOTES, digest=digest, reason="x", by=by)


def test_several_cities_feed_the_province_and_the_list_costs_the_same(django_assert_max_num_queries):
    by = an_officer()
    final = an_event(by)
    heats = [a_heat(by, host=None).event for _ in range(3)]
    for heat in heats:
        fill_link(a_link(final, heat, by), by=by)
    assert [number for number, _name in upstairs(final)] == ["01-001", "01-002", "02-001", "02-002", "03-001", "03-002"]
    with django_assert_max_num_queries(3):
        assert len(shown_links(links_to(final))) == 3
