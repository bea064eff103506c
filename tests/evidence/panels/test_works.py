"""Which works a seat marks: everything, or what the lots gave it; under the number of the last layer where the event is blind."""

import pytest

from jiangong.competitions.models import Entry
from jiangong.competitions.services import EntryRow, register_entries
from jiangong.evidence.blind.enums import ArrivalState
from jiangong.evidence.blind.selectors import entry_behind, shown_labels
from jiangong.evidence.blind.services import note_arrival
from jiangong.evidence.panels.enums import SeatKind
from jiangong.evidence.panels.selectors import seat_in, seats_marking, seats_of, works_of
from jiangong.evidence.panels.services import decline_seat
from tests.factories import a_blind_event, a_drawn_chain, a_panel, a_seat, an_event, an_officer

ROWS = (EntryRow("001", unit="临澜重工"), EntryRow("002", unit="青溪造船"), EntryRow("003", team="二队"))


@pytest.fixture
def officer(db):
    return an_officer()


@pytest.fixture
def event(officer):
    made = an_event(officer)
    register_entries(made, rows=ROWS, by=officer)
    return made


def stage_of(event):
    return event.stages.get()


def test_without_lots_every_judge_marks_every_entry_under_its_number(event, officer):
    panel = a_panel(event, officer, judges=2)

    found = seats_marking(event, stage_of(event))

    assert [one.seat.code for one in found] == ["J01", "J02"]
    assert [[(work.number, work.label, work.is_recused) for work in one.works] for one in found] == [
        [(number, number, False) for number in ("001", "002", "003")]
    ] * 2
    assert panel.event == event


def test_a_recused_entry_is_in_the_list_and_says_so(event, officer):
    panel = a_panel(event, officer)
    seat = a_seat(panel, officer, unit=" 青溪 造船", team="二队")

    assert [work.is_recused for work in works_of(seat, stage_of(event))] == [False, True, True]


def test_the_chief_judge_marks_only_where_the_panel_says_so(event, officer):
    panel = a_panel(event, officer)
    chief = a_seat(panel, officer, SeatKind.CHIEF)
    assert works_of(chief, stage_of(event)) == []

    a_panel(event, officer, chief_marks=True)
    assert len(works_of(chief, stage_of(event))) == 3


def test_encryption_judges_and_supervisors_mark_nothing_and_have_no_code(event, officer):
    panel = a_panel(event, officer)
    for kind in (SeatKind.ENCRYPTION, SeatKind.SUPERVISOR):
        seat = a_seat(panel, officer, kind)
        assert (seat.code, works_of(seat, stage_of(event))) == ("", [])


def test_seats_are_those_that_were_confirmed_and_not_given_up(event, officer):
    seat = a_seat(a_panel(event, officer), officer)
    assert seats_of(seat.user) == [seat]
    assert seat_in(seat.user, event) == seat

    decline_seat(seat, reason="有事", by=seat.user)
    assert seats_of(seat.user) == []
    assert seat_in(seat.user, event) is None
    assert seats_of(None) == []


def test_who_is_absent_is_not_marked(event, officer):
    note_arrival(event.entries.get(number="002"), state=ArrivalState.ABSENT, by=officer)

    assert list(shown_labels(event, stage_of(event))) == ["001", "003"]


def test_a_blind_event_shows_nothing_until_every_layer_is_drawn_and_then_the_last_number(officer):
    event = a_blind_event(officer, layers=2)
    stage = stage_of(event)
    assert shown_labels(event, stage) == {}

    a_drawn_chain(event, officer)
    labels = shown_labels(event, stage)

    assert set(labels) == {"K71", "K72", "K73"}
    assert list(labels.values()) == ["S01", "S02", "S03"]
    assert [entry_behind(event, stage, label) for label in labels.values()] == list(labels)
    for wrong in ("K71", "R01", "W01", ""):
        with pytest.raises(Entry.DoesNotExist):
            entry_behind(event, stage, wrong)


def test_a_work_does_not_print_its_entry(officer):
    event = a_blind_event(officer, layers=1)
    a_drawn_chain(event, officer)

    works = seats_marking(event, stage_of(event))[0].works

    assert "K7" not in repr(works)
    assert [work.label for work in works] == ["R01", "R02", "R03"]


def test_the_stage_of_another_event_is_a_defect(event, officer):
    with pytest.raises(ValueError, match="another event"):
        shown_labels(event, stage_of(an_event(officer)))
