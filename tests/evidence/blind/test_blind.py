"""Numbers by lot in sealed layers: each known to one keeper, opened from the last to the first by two people."""

from datetime import timedelta
from hashlib import sha256

import pytest
from django.core.exceptions import PermissionDenied

from jiangong.competitions.draws.lots import fingerprint
from jiangong.competitions.registration.services import register
from jiangong.competitions.services import EntryRow, register_entries
from jiangong.evidence.blind.enums import ArrivalState
from jiangong.evidence.blind.models import Chain, Keeper, Layer, Opening
from jiangong.evidence.blind.rules import (
    can_check_in,
    can_draw_layer,
    can_read_lots,
    can_see_chain,
    can_set_chain,
    can_sign_opening,
)
from jiangong.evidence.blind.selectors import absent_numbers, is_blind, layers_of, lots_of, order_of, shown_labels
from jiangong.evidence.blind.services import (
    Newcomer,
    draw_layer,
    freeze_layer,
    hand_over_layer,
    leave_chain,
    note_arrival,
    note_reading,
    note_rest_absent,
    set_chain,
    sign_opening,
    start_over,
    swap_entrant,
)
from jiangong.foundation import clock
from jiangong.foundation.keeping import KeptRow
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from tests.factories import (
    a_blind_event,
    a_competition,
    a_drawn_chain,
    a_unit,
    a_user,
    a_window,
    an_event,
    an_officer,
    entrants,
    the_host,
    those_who_may,
)

PHRASE, MAKERS = "秋水长天一色", "岑佳禾、温景舟"


@pytest.fixture
def officer(db):
    return an_officer()


@pytest.fixture
def event(officer):
    return a_blind_event(officer)


@pytest.fixture
def chain(event):
    return Chain.objects.get(event=event)


def keeper(chain, number):
    return chain.keepers.get(layer=number).user


def witness(chain):
    return chain.witnesses.get().user


def declined(act):
    with pytest.raises(Declined) as said:
        act()
    return said.value.sentence


def came(event, by):
    for entry in event.entries.filter(arrival__isnull=True):
        note_arrival(entry, state=ArrivalState.PRESENT, by=by)


def test_the_chain_is_set_by_officers_and_the_desk_is_kept_by_them_and_the_first_keeper(db):
    host = the_host()
    officer = an_officer(host)
    event = a_blind_event(officer, competition=a_competition(officer, host=host))
    chain = Chain.objects.get(event=event)

    assert those_who_may(lambda user: can_set_chain(user, event)) == {"host officer", "province officer"}
    assert those_who_may(lambda user: can_check_in(user, event)) == {"host officer", "province officer"}
    behind = {"host officer", "province officer", "host auditor", "province auditor"}
    assert those_who_may(lambda user: can_see_chain(user, chain)) == behind
    assert those_who_may(lambda user: can_draw_layer(user, chain, 1)) == set()
    assert [can_check_in(keeper(chain, number), event) for number in (1, 2, 3)] == [True, False, False]
    assert can_see_chain(witness(chain), chain)


def test_a_layer_is_read_by_its_keeper_alone_until_it_is_open(event, chain, officer):
    a_drawn_chain(event, officer)
    layers = layers_of(chain)
    everybody = [*(keeper(chain, number) for number in (1, 2, 3)), witness(chain), officer, None]

    for at, layer in enumerate(layers):
        assert [can_read_lots(user, layer) for user in everybody] == [one == at for one in range(6)]
    with pytest.raises(PermissionDenied):
        note_reading(layers[0], by=officer)
    assert len(note_reading(layers[0], by=keeper(chain, 1))) == 3
    assert AuditRow.objects.filter(act="read_layer").count() == 1


def test_the_desk_notes_takes_back_and_closes(event, officer):
    first, second, third = event.entries.order_by("number")
    note_arrival(first, state=ArrivalState.PRESENT, by=officer)
    note_arrival(second, state=ArrivalState.PRESENT, by=officer)
    note_arrival(second, state=None, by=officer)

    assert note_rest_absent(event, by=officer) == 2
    assert absent_numbers(event) == {second.number, third.number}
    note_arrival(third, state=ArrivalState.PRESENT, by=officer, note="迟到三分钟")
    assert absent_numbers(event) == {second.number}
    with pytest.raises(PermissionDenied):
        note_arrival(first, state=ArrivalState.ABSENT, by=a_user())


def test_lots_are_drawn_of_those_who_came_and_not_before_everybody_was_asked_for(event, chain, officer):
    assert "还有 3 个参赛项没有检录" in declined(lambda: freeze_layer(chain, number=1, by=keeper(chain, 1)))
    note_arrival(event.entries.get(number="K71"), state=ArrivalState.ABSENT, by=officer)
    came(event, officer)

    layer = freeze_layer(chain, number=1, by=keeper(chain, 1))

    assert layer.list == "K72\nK73"
    assert layer.outs == "R01\nR02"
    assert layer.sha256 == fingerprint(["K72", "K73"], ["R01", "R02"])
    assert "已经冻结" in declined(lambda: note_arrival(event.entries.first(), state=None, by=officer))
    assert "已经冻结" in declined(lambda: note_rest_absent(event, by=officer))


def test_a_layer_is_drawn_by_its_keeper_alone_in_order_and_once(event, chain, officer):
    came(event, officer)
    with pytest.raises(PermissionDenied):
        freeze_layer(chain, number=1, by=officer)
    with pytest.raises(PermissionDenied):
        freeze_layer(chain, number=1, by=keeper(chain, 2))
    assert "上一层" in declined(lambda: freeze_layer(chain, number=2, by=keeper(chain, 2)))
    layer = freeze_layer(chain, number=1, by=keeper(chain, 1))
    assert "冻结过" in declined(lambda: freeze_layer(chain, number=1, by=keeper(chain, 1)))
    assert "口令" in declined(lambda: draw_layer(layer, phrase="短", makers=MAKERS, by=keeper(chain, 1)))
    assert "至少两个" in declined(lambda: draw_layer(layer, phrase=PHRASE, makers="一人", by=keeper(chain, 1)))
    draw_layer(layer, phrase=PHRASE, makers=MAKERS, by=keeper(chain, 1))
    assert "不能重抽" in declined(lambda: draw_layer(layer, phrase=PHRASE, makers=MAKERS, by=keeper(chain, 1)))


def test_stations_may_be_named_and_must_be_enough_and_different(event, chain, officer):
    came(event, officer)
    first = freeze_layer(chain, number=1, by=keeper(chain, 1))
    draw_layer(first, phrase=PHRASE, makers=MAKERS, by=keeper(chain, 1))

    def frozen(*outs):
        return freeze_layer(chain, number=2, by=keeper(chain, 2), outs=outs)

    assert "不够分" in declined(lambda: frozen("东一", "东二"))
    assert "重复" in declined(lambda: frozen("东一", "东一", "东二"))
    layer = frozen("东一", "东二", "西一", "西二")
    draw_layer(layer, phrase=PHRASE, makers=MAKERS, by=keeper(chain, 2))
    assert set(lots_of(layer).values()) == {"东一", "东二", "西一"}


def test_the_procedure_is_the_one_that_the_page_describes(event, chain, officer):
    a_drawn_chain(event, officer)
    layer = layers_of(chain)[0]
    from jiangong.foundation.secrecy import keyring

    salt = keyring().open(layer.salt, bound=layer.reference)
    keys = {n: sha256(f"{layer.sha256}\n{PHRASE}\n{salt}\n{n}".encode()).hexdigest() for n in layer.list.split("\n")}

    assert sha256(salt.encode()).hexdigest() == layer.salt_sha256
    assert order_of(layer) == sorted(keys, key=keys.get)


def test_layers_are_opened_in_reverse_order_by_keeper_and_witness(event, chain, officer):
    a_drawn_chain(event, officer)
    first, _second, third = layers_of(chain)
    assert "请先解“作品号”" in declined(lambda: sign_opening(first, by=keeper(chain, 1), reason="演练"))
    assert "还没有封存的评分" in declined(lambda: sign_opening(third, by=keeper(chain, 3)))
    for stranger in (officer, keeper(chain, 2), a_user()):
        with pytest.raises(PermissionDenied):
            sign_opening(third, by=stranger, reason="演练")

    assert sign_opening(third, by=keeper(chain, 3), reason="演练") is None
    assert sign_opening(third, by=keeper(chain, 3), reason="再签一次") is None
    assert is_blind(event)
    opening = sign_opening(third, by=witness(chain), reason="演练")
    assert {opening.first.user, opening.second.user} == {keeper(chain, 3), witness(chain)}
    assert "已经解密" in declined(lambda: sign_opening(third, by=witness(chain), reason="演练"))
    row = AuditRow.objects.filter(act="open_layer").get()
    assert row.details["present"] == [keeper(chain, 3).reference, witness(chain).reference]


def test_two_signatures_far_apart_are_not_two_people_in_a_room(event, chain, officer):
    a_drawn_chain(event, officer)
    third = layers_of(chain)[2]
    with clock.stopped_at(clock.now() - timedelta(minutes=31)):
        sign_opening(third, by=keeper(chain, 3), reason="演练")

    assert sign_opening(third, by=witness(chain), reason="演练") is None
    assert sign_opening(third, by=keeper(chain, 3), reason="演练") is not None


def test_it_is_blind_until_the_first_layer_is_open_and_labels_stay(event, chain, officer):
    a_drawn_chain(event, officer)
    labels = shown_labels(event, event.stages.get())
    for layer in reversed(layers_of(chain)):
        assert is_blind(event)
        sign_opening(layer, by=keeper(chain, layer.number), reason="演练")
        sign_opening(layer, by=witness(chain), reason="演练")

    assert not is_blind(event)
    assert shown_labels(event, event.stages.get()) == labels
    assert can_read_lots(officer, layers_of(chain)[0])
    assert not can_sign_opening(officer, layers_of(chain)[0])


def test_everything_is_drawn_anew_with_other_numbers_for_a_reason(event, chain, officer):
    a_drawn_chain(event, officer)
    assert "理由" in declined(lambda: start_over(chain, reason=" ", by=officer))
    old = layers_of(chain)[0]
    start_over(chain, reason="漏了一人", by=officer)

    assert shown_labels(event, event.stages.get()) == {}
    assert Layer.objects.filter(chain=chain).count() == 3
    assert "作废" in declined(lambda: draw_layer(old, phrase=PHRASE, makers=MAKERS, by=keeper(chain, 1)))
    note_arrival(event.entries.first(), state=ArrivalState.ABSENT, by=officer)
    a_drawn_chain(event, officer)
    assert len(shown_labels(event, event.stages.get())) == 2


def test_numbers_that_were_opened_are_not_drawn_anew(event, chain, officer):
    a_drawn_chain(event, officer)
    third = layers_of(chain)[2]
    sign_opening(third, by=keeper(chain, 3), reason="演练")
    sign_opening(third, by=witness(chain), reason="演练")

    assert "不能重抽" in declined(lambda: start_over(chain, reason="想重来", by=officer))


def test_one_person_keeps_one_layer_and_nobody_keeps_and_looks_on(officer):
    event, one, two = an_event(officer), a_user(), a_user()
    cases = {
        "每一层都要": {"layer_count": 2, "keepers": {1: one}},
        "只能保管一层": {"layer_count": 2, "keepers": {1: one, 2: one}},
        "不能同时做监督": {"layer_count": 1, "keepers": {1: one}, "witnesses": [one, two]},
    }
    for sentence, given in cases.items():
        assert sentence in declined(lambda given=given: set_chain(event, by=officer, **given))
    set_chain(event, by=officer, layer_count=1, keepers={1: one}, witnesses=[two])
    leave_chain(event, by=officer)
    assert not Chain.objects.filter(event=event).exists()


def test_once_numbers_were_frozen_the_chain_stays(event, chain, officer):
    a_drawn_chain(event, officer)
    assert "不能取消" in declined(lambda: leave_chain(event, by=officer))
    said = declined(lambda: set_chain(event, by=officer, layer_count=1, keepers={1: a_user()}))
    assert "已经开始抽号" in said


def test_a_layer_is_handed_over_for_a_reason_and_then_read_by_the_other(event, chain, officer):
    a_drawn_chain(event, officer)
    old, new = keeper(chain, 2), a_user()
    assert "另一层" in declined(
        lambda: hand_over_layer(chain, number=2, to=keeper(chain, 3), reason="病了", by=officer)
    )
    hand_over_layer(chain, number=2, to=new, reason="病了", by=officer)

    layer = layers_of(chain)[1]
    assert (can_read_lots(old, layer), can_read_lots(new, layer)) == (False, True)
    assert Keeper.objects.get(chain=chain, layer=2).user == new


def test_what_was_drawn_and_opened_is_kept_by_the_database(event, chain, officer):
    a_drawn_chain(event, officer)
    layer = layers_of(chain)[0]

    for row in (layer, layer.outcome):
        with pytest.raises(KeptRow):
            row.save()
    with pytest.raises(KeptRow):
        Layer.objects.filter(chain=chain).delete()
    with pytest.raises(KeptRow):
        Opening.objects.all().update(at=clock.now())


def test_somebody_comes_instead_under_the_same_number(event, officer):
    entry = event.entries.get(number="K71")
    swap_entrant(entry, newcomer=Newcomer("新来的", "新单位", "生病"), by=officer)
    entry.refresh_from_db()

    assert (entry.number, entry.name, entry.unit) == ("K71", "新来的", "新单位")
    assert "理由" in declined(lambda: swap_entrant(entry, newcomer=Newcomer("又来的", "", ""), by=officer))


def test_an_entry_from_registration_is_substituted_there(officer):
    unit = a_unit(officer.posts.get().organization)
    event = an_event(officer)
    a_window(event, officer)
    register(event, rows=entrants("岑佳禾"), by=an_officer(unit), body=unit)

    said = declined(lambda: swap_entrant(event.entries.get(), newcomer=Newcomer("甲", "", "病"), by=officer))

    assert "请到报名里替换" in said


def test_a_lot_of_one_is_no_lot(officer):
    event = a_blind_event(officer, layers=1, numbers=("K1",))
    chain = Chain.objects.get(event=event)
    came(event, officer)

    assert "不到两个" in declined(lambda: freeze_layer(chain, number=1, by=keeper(chain, 1)))
    register_entries(event, rows=[EntryRow("K2")], by=officer)
    assert "没有检录" in declined(lambda: freeze_layer(chain, number=1, by=keeper(chain, 1)))
