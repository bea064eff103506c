"""Whoever gains a seat in an event that is marked already: its panel decides, the list is signed, and a decision taken back takes it back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from jiangong.competitions.models import Entry
from jiangong.core.scoring import Tables
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.judging.services import correct_marks, import_marks
from jiangong.foundation import clock
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from jiangong.results.amendments.enums import AmendmentKind
from jiangong.results.amendments.proposals import Proposal, reversal_of
from jiangong.results.amendments.selectors import preview_amendment
from jiangong.results.amendments.services import sign_amendment
from jiangong.results.firming.selectors import open_holds
from jiangong.results.promotion.deciding import LateGiven, preview_late_seat
from jiangong.results.promotion.enums import LateAct
from jiangong.results.promotion.late import late_seats
from jiangong.results.promotion.models import Seat
from jiangong.results.promotion.services import call_substitutes, decide_late_seat, fill_link
from jiangong.results.selectors import current_publication_or_none, published_standings
from jiangong.results.services import publish_run, settle_event
from tests.factories import a_city, a_table, an_event, an_officer
from tests.factories.keeping import kept
from tests.factories.promoting import a_heat, a_link

pytestmark = pytest.mark.django_db
DEMOTES = Proposal(AmendmentKind.CORRECTION, (MarkChange("final", "002", "theory", value="10"),))
UPPER_MARKS = "entry,criterion,value\n01-001,theory,70\n01-001,practice,60\n01-002,theory,90\n01-002,practice,80\n"
LAST = LateGiven(LateAct.LAST, "裁判组 7 月 24 日决定")


class World:
    """Two of a heat have gone on, the final is marked and published; then the second of the heat falls behind the third."""

    def __init__(self, **terms):
        self.by = an_officer()
        self.heat = a_heat(self.by).event
        self.final = an_event(self.by, self.heat.competition, code="final")
        self.link = fill_link(a_link(self.final, self.heat, self.by, **terms), by=self.by)
        for seat in self.link.seats.filter(state="called"):
            from jiangong.results.promotion.services import answer_seat

            answer_seat(seat, comes=True, by=self.by)
        import_marks(self.final, tables=Tables(a_table(UPPER_MARKS)), by=self.by)
        publish_run(settle_event(self.final, by=self.by), by=self.by)
        self.amendment = self.signed(self.heat, DEMOTES)
        self.late = late_seats(self.final).get()

    def signed(self, event, proposal):
        digest = preview_amendment(event, proposal).digest
        return sign_amendment(event, proposal, digest=digest, reason="按签字原件更正", by=self.by)

    def decided(self, given=LAST, **more):
        digest = preview_late_seat(self.late, given).digest
        return decide_late_seat(self.late, given, **{"digest": digest, "reason": "补入", "by": self.by, **more})

    def seat(self, number="003"):
        return Seat.objects.get(link=self.link, entry__number=number)

    @property
    def upstairs(self):
        return [entry.name for entry in self.final.entries.all()]

    @property
    def held(self):
        return [hold.sentence for hold in open_holds(self.final)]


made, world = kept(World)


def told(preview):
    return [(line.what, line.after) for line in preview.lines]


def test_whoever_gains_a_seat_waits_for_the_panel_and_is_not_on_the_list_yet(world):
    assert world.seat().state == "held" and world.seat().upper_entry is None
    assert world.upstairs == ["岑佳禾", "闻一川"]
    (sentence,) = world.held
    assert "路知夏应补入" in sentence and "裁判组" in sentence


def test_who_is_let_in_competes_last_and_the_result_waits_until_there_are_marks(world):
    preview = preview_late_seat(world.late, LAST)
    assert told(preview) == [
        ("晋级", "已晋级"), ("参赛名单", "列入名单"), ("出场顺序", "最后出场"), ("本赛项成绩", "暂缓生效"),
    ]  # fmt: skip
    decided = world.decided()
    assert (decided.act, decided.panel_words, decided.signer_name) == ("last", LAST.panel_words, world.by.name)
    assert [line["what"] for line in decided.lines] == [line.what for line in preview.lines]
    assert world.seat().state == "confirmed" and world.upstairs == ["岑佳禾", "闻一川", "路知夏"]
    (sentence,) = world.held
    assert "最后出场" in sentence and "评分补齐" in sentence
    assert AuditRow.objects.filter(act="decide_late_seat").count() == 1
    with pytest.raises(Declined, match="已经有决定"):
        world.decided()

    number = world.seat().upper_entry.number
    changes = tuple(MarkChange("final", number, part, value="99") for part in ("theory", "practice"))
    world.signed(world.final, Proposal(AmendmentKind.LATE_MARK, changes))
    assert world.held == []
    lines = published_standings(current_publication_or_none(world.final), viewer=world.by).lines
    assert {line.number: line.place for line in lines}[number] == "1"


def test_an_order_that_is_drawn_anew_names_its_position_and_nothing_else_does(world):
    drawn = LateGiven(LateAct.DRAWN, "裁判组决定", 2)
    assert ("出场顺序", "重新抽签，第 2 位出场") in told(preview_late_seat(world.late, drawn))
    for wrong in (LateGiven(LateAct.DRAWN, "裁判组决定"), LateGiven(LateAct.LAST, "裁判组决定", 2)):
        with pytest.raises(Declined, match="第几位"):
            world.decided(wrong)
    assert world.decided(drawn).position == 2


def test_a_seat_that_is_left_empty_stays_empty_and_holds_nothing_up(world):
    before = current_publication_or_none(world.final)
    world.decided(LateGiven(LateAct.RESERVE, "裁判组决定不补入"))
    assert world.seat().state == "reserve" and world.held == [] and world.upstairs == ["岑佳禾", "闻一川"]
    assert current_publication_or_none(world.final) == before
    again = Proposal(AmendmentKind.CORRECTION, (MarkChange("final", "005", "theory", value="1"),))
    world.signed(world.heat, again)
    assert world.seat().state == "reserve" and world.held == []


def test_what_is_taken_back_below_takes_back_who_waits(world):
    world.signed(world.heat, reversal_of(world.amendment))
    assert (world.seat().state, world.seat("002").state, world.held) == ("reserve", "confirmed", [])
    assert late_seats(world.final).get().act == "taken_back"
    with pytest.raises(Declined, match="不再需要"):
        world.decided()


def test_what_is_taken_back_below_takes_off_the_list_who_was_let_in_and_not_marked(world):
    world.decided()
    shown = preview_amendment(world.heat, reversal_of(world.amendment)).lines
    assert ("003", "confirmed", "reserve", "") in [(one.entry, one.before, one.after, one.note) for one in shown]
    world.signed(world.heat, reversal_of(world.amendment))
    assert world.upstairs == ["岑佳禾", "闻一川"] and world.held == []
    assert world.seat().state == "reserve" and world.seat("002").state == "confirmed"


def test_who_was_let_in_and_is_marked_stays_on_the_list_and_the_result_waits_for_its_officers(world):
    world.decided()
    number = world.seat().upper_entry.number
    correct_marks(world.final, changes=[MarkChange("final", number, "theory", value="99")], reason="补赛", by=world.by)
    world.signed(world.heat, reversal_of(world.amendment))
    assert Entry.objects.filter(event=world.final, number=number).exists()
    assert world.seat().state == "reserve" and world.held != []


def test_who_is_let_in_confirms_first_where_the_link_asks_and_gives_way_in_time():
    world = World(confirm_hours=24)
    assert ("参赛名单", "确认后列入名单") in told(preview_late_seat(world.late, LAST))
    world.decided()
    assert world.seat().state == "called" and world.upstairs == ["岑佳禾", "闻一川"]
    with clock.stopped_at(world.seat().due_at + timedelta(seconds=1)):
        assert call_substitutes() == 1
    assert world.seat().state == "lapsed" and world.seat("004").state == "held"
    (sentence,) = world.held
    assert "江望舒应补入" in sentence


def test_a_list_that_was_overtaken_empty_words_and_strangers_are_declined(world):
    digest = preview_late_seat(world.late, LAST).digest
    with pytest.raises(Declined, match="写明"):
        world.decided(LateGiven(LateAct.LAST, " "))
    with pytest.raises(Declined, match="写明"):
        world.decided(reason=" ")
    with pytest.raises(Declined, match="请选择"):
        world.decided(LateGiven(LateAct.TAKEN_BACK, "x"))
    with pytest.raises(PermissionDenied):
        world.decided(by=an_officer(a_city()))
    correct_marks(world.final, changes=[MarkChange("final", "01-001", "theory", value="71")], reason="x", by=world.by)
    with pytest.raises(Declined, match="又有变化"):
        world.decided(digest=digest)
    assert world.seat().state == "held"
