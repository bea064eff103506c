"""A list is frozen before anybody knows the phrase; what is drawn can be repeated by anybody, and happens once."""

from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from jiangong.competitions.draws.enums import DrawKind
from jiangong.competitions.draws.lots import drawn, fingerprint
from jiangong.competitions.draws.models import Draw, DrawOutcome
from jiangong.competitions.draws.rules import can_enter_phrase, can_freeze_list
from jiangong.competitions.draws.selectors import draws_of, the_draw
from jiangong.competitions.draws.services import enter_phrase, freeze_list
from jiangong.competitions.services import EntryRow, register_entries
from jiangong.foundation.keeping import KeptRow
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from tests.factories import a_city, a_competition, a_user, an_event, an_officer

PHRASE, MAKERS = "秋水长天一色", "岑佳禾、温景舟"


@given(st.sets(st.text(min_size=1, max_size=6), min_size=2, max_size=30), st.text(min_size=1, max_size=20))
def test_a_draw_is_an_order_of_all_and_does_not_depend_on_how_the_list_lay(entries, phrase):
    order = drawn(sorted(entries), seal="s", phrase=phrase)

    assert sorted(order) == sorted(entries)
    assert drawn(sorted(entries, reverse=True), seal="s", phrase=phrase) == order


def test_another_phrase_and_another_list_give_another_order():
    entries = [f"{n:02d}" for n in range(40)]
    first = drawn(entries, seal=fingerprint(entries), phrase="a")

    assert first != drawn(entries, seal=fingerprint(entries), phrase="b")
    assert first != drawn(entries, seal=fingerprint([*entries, "41"]), phrase="a")


def test_the_procedure_is_the_one_that_the_page_describes():
    seal = sha256(b"A\nB\n\nX\nY\n").hexdigest()
    keys = {entry: sha256(f"{seal}\n口令口令口令\n{entry}".encode()).hexdigest() for entry in "AB"}

    assert fingerprint(["A", "B"], ["X", "Y"]) == seal
    assert drawn(["A", "B"], seal=seal, phrase="口令口令口令") == sorted("AB", key=keys.get)


@pytest.fixture
def event(db):
    officer = an_officer()
    made = an_event(officer, a_competition(officer))
    register_entries(made, rows=[EntryRow(number) for number in ("A1", "A2", "A3")], by=officer)
    made.officer = officer
    return made


def frozen(event, **more):
    return freeze_list(event, **{"title": "决赛出场顺序", "kind": DrawKind.ORDER, "by": event.officer, **more})


def second_officer(event):
    return an_officer(event.competition.host, username="second")


def test_a_list_is_frozen_and_drawn_by_two_people(event):
    draw = frozen(event)
    assert draw.sha256 == fingerprint(["A1", "A2", "A3"])
    with pytest.raises(PermissionDenied):
        enter_phrase(draw, phrase=PHRASE, makers=MAKERS, by=event.officer)
    outcome = enter_phrase(draw, phrase=PHRASE, makers=MAKERS, by=second_officer(event))

    order = drawn(["A1", "A2", "A3"], seal=draw.sha256, phrase=PHRASE)
    assert outcome.lines == [[entry, str(n)] for n, entry in enumerate(order, 1)]
    assert [row.act for row in AuditRow.objects.order_by("-number")[:2]] == ["enter_phrase", "freeze_list"]


def test_it_happens_once_and_nothing_of_it_can_be_changed(event):
    draw, second = frozen(event), second_officer(event)
    enter_phrase(draw, phrase=PHRASE, makers=MAKERS, by=second)

    with pytest.raises(Declined, match="不能重抽"):
        enter_phrase(draw, phrase="另一句口令再来", makers=MAKERS, by=second)
    for rows in (Draw.objects, DrawOutcome.objects):
        with pytest.raises(KeptRow):
            rows.all().delete()


def test_stations_go_to_entries_in_the_order_drawn(event):
    draw = frozen(event, kind=DrawKind.STATION, stations=["1 号", " 2 号 ", "", "3 号", "4 号"])
    outcome = enter_phrase(draw, phrase=PHRASE, makers=MAKERS, by=second_officer(event))

    assert [station for _, station in outcome.lines] == ["1 号", "2 号", "3 号"]


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"kind": DrawKind.STATION, "stations": ["1"]}, "不够分"),
        ({"kind": DrawKind.STATION, "stations": ["1", "1", "2"]}, "重复"),
    ],
)
def test_a_list_that_cannot_be_drawn_is_not_frozen(event, given_, said):
    with pytest.raises(Declined, match=said):
        frozen(event, **given_)


def test_one_entry_is_no_draw(event):
    event.entries.exclude(number="A1").delete()

    with pytest.raises(Declined, match="两个"):
        frozen(event)


@pytest.mark.parametrize(("phrase", "makers", "said"), [("短", MAKERS, "至少"), (PHRASE, "岑佳禾", "两个")])
def test_a_phrase_is_made_by_several_and_is_long_enough(event, phrase, makers, said):
    with pytest.raises(Declined, match=said):
        enter_phrase(frozen(event), phrase=phrase, makers=makers, by=second_officer(event))


def test_who_freezes_who_draws_and_who_sees(event):
    draw = frozen(event)
    elsewhere, nobody = an_officer(a_city("云渡市总工会", "yundu")), a_user()

    assert can_freeze_list(event.officer, event) and not can_freeze_list(elsewhere, event)
    assert not can_freeze_list(nobody, event) and not can_enter_phrase(event.officer, draw)
    assert can_enter_phrase(second_officer(event), draw) and not can_enter_phrase(elsewhere, draw)
    assert the_draw(event, 1, viewer=None) == draw
    with pytest.raises(Draw.DoesNotExist):
        the_draw(event, 2, viewer=None)


def test_draws_of_a_draft_are_seen_by_those_who_run_it(db):
    officer = an_officer()
    made = an_event(officer, a_competition(officer), is_open=False)
    register_entries(made, rows=[EntryRow("A1"), EntryRow("A2")], by=officer)
    freeze_list(made, title="顺序", kind=DrawKind.ORDER, by=officer)

    assert len(draws_of(made, viewer=officer)) == 1 and draws_of(made, viewer=None) == []
