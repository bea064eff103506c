"""A programme is kept by the officers of the body that issued it."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from jiangong.competitions.enums import EventState, Slot
from jiangong.competitions.models import Competition, Entry
from jiangong.competitions.programmes import rules, services
from jiangong.competitions.programmes.copying import copy_programme, next_code
from jiangong.competitions.programmes.enums import ListKind
from jiangong.competitions.programmes.selectors import (
    all_tracks_of,
    lists_of,
    members_of,
    programmes_seen_by,
    rules_of,
    tracks_in_use,
)
from jiangong.competitions.selectors import tracks_of
from jiangong.competitions.services import EntryRow, add_track, register_entries
from jiangong.foundation.refusals import Declined
from jiangong.foundation.selectors import trail_rows
from tests.factories import (
    a_city,
    a_competition,
    a_federation,
    a_programme,
    an_event,
    an_officer,
    those_who_may,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return an_officer(a_federation())


@pytest.fixture
def programme(officer):
    made = a_programme(officer)
    for slot in (Slot.REGION, Slot.PLANT, Slot.PARK):
        add_track(made, slot=slot, name=str(slot.label), by=officer)
    return made


def test_who_keeps_and_who_looks_into_a_programme(programme):
    managed = services.open_list(programme, title="百", kind=ListKind.UNITS, by=an_officer(a_federation()))

    assert those_who_may(lambda who: rules.can_keep_list(who, managed)) == {"province officer"}
    assert those_who_may(lambda who: rules.can_look_into_programme(who, programme)) == {
        "province officer",
        "province auditor",
    }


def test_words_year_and_issuers_are_edited_on_the_trail(programme, officer):
    words = {"title": "建功新征程", "theme": "建功“十四五”，奋进新征程", "issuers": "省人社厅\n\n省工信厅"}

    services.edit_programme(programme, year=2027, words=words, by=officer)

    programme.refresh_from_db()
    assert (programme.year, programme.title, programme.theme) == (2027, "建功新征程", "建功“十四五”，奋进新征程")
    assert programme.issuing_bodies == ["演示省总工会", "省人社厅", "省工信厅"]
    assert trail_rows(subject=programme.reference)[0].act == "edit_programme"
    with pytest.raises(PermissionDenied):
        services.edit_programme(programme, year=2028, words={}, by=an_officer(a_city()))


def test_a_programme_without_its_own_rules_has_the_usual_ones(programme, officer):
    assert (rules_of(programme).most_applications, rules_of(programme).least_entrants) == (3, 30)

    services.set_programme_rules(programme, rules=services.RulesGiven(most_applications=5), by=officer)
    services.set_programme_rules(programme, rules=services.RulesGiven(least_entrants=20), by=officer)

    assert (rules_of(programme).most_applications, rules_of(programme).least_entrants) == (3, 20)
    backwards = services.RulesGiven(date(2026, 5, 2), date(2026, 5, 1))
    with pytest.raises(Declined, match="截止日期"):
        services.set_programme_rules(programme, rules=backwards, by=officer)


def test_a_renamed_track_keeps_its_slot(programme, officer):
    track = programme.tracks.get(slot=Slot.PARK)

    services.rename_track(track, words={"name": "“六好”园区竞赛"}, by=officer)

    track.refresh_from_db()
    assert (track.slot, track.name) == ("park", "“六好”园区竞赛")


def test_a_retired_track_takes_nothing_new_and_can_come_back(programme, officer):
    track = programme.tracks.get(slot=Slot.PLANT)

    services.retire_track(track, by=officer)

    assert [one.slot for one in tracks_of(programme)] == ["region", "park"]
    assert [one.slot for one in all_tracks_of(programme)] == ["region", "park", "plant"]
    services.restore_track(track, by=officer)
    assert len(tracks_in_use(programme)) == 3


def test_the_last_track_in_use_stays(programme, officer):
    for track in list(programme.tracks.all())[:2]:
        services.retire_track(track, by=officer)

    with pytest.raises(Declined, match="最后一条"):
        services.retire_track(programme.tracks.get(retired_on__isnull=True), by=officer)


def test_tracks_are_put_in_order(programme, officer):
    services.order_tracks(programme, slots=["park", "region"], by=officer)

    assert [one.slot for one in tracks_of(programme)] == ["park", "region", "plant"]


def test_a_full_list_refuses_with_a_sentence(programme, officer):
    managed = services.open_list(programme, title="百个单位", kind=ListKind.UNITS, limit=1, by=officer)
    first, second = a_city(), a_city("云渡市总工会", "yundu")

    row = services.add_to_list(managed, member=first, by=officer)

    assert (row.added_by, str(row)) == (officer, "临澜市总工会")
    with pytest.raises(Declined, match="限 1 个，已经满了"):
        services.add_to_list(managed, member=second, by=officer)
    with pytest.raises(Declined, match="已经在这份名单上"):
        services.add_to_list(managed, member=first, by=officer)
    services.remove_from_list(row, by=officer)
    services.add_to_list(managed, member=second, by=officer)
    assert [str(one) for one in members_of(managed, viewer=officer)] == ["云渡市总工会"]
    assert [row.act for row in trail_rows(subject=managed.reference)][:2] == ["add_to_list", "remove_from_list"]


def test_a_limit_is_not_lowered_below_what_is_on_the_list(programme, officer):
    managed = services.open_list(programme, title="百个单位", kind=ListKind.UNITS, limit=100, by=officer)
    services.add_to_list(managed, member=a_city(), by=officer)

    with pytest.raises(Declined, match="已有 1 个"):
        services.edit_list(managed, title="百个单位", limit=0, by=officer)
    services.edit_list(managed, title="双百单位", limit=None, by=officer)
    assert [(one.title, one.member_count) for one in lists_of(programme)] == [("双百单位", 1)]


def test_a_list_holds_one_kind_of_thing(programme, officer):
    managed = services.open_list(programme, title="百项竞赛", kind=ListKind.COMPETITIONS, limit=100, by=officer)

    with pytest.raises(ValueError, match="one kind"):
        services.add_to_list(managed, member=a_city(), by=officer)


def test_drafts_on_a_list_are_not_told_to_everybody(programme, officer):
    managed = services.open_list(programme, title="百项竞赛", kind=ListKind.COMPETITIONS, limit=100, by=officer)
    competition = a_competition(officer, track=programme.tracks.first())
    services.add_to_list(managed, member=competition, by=officer)

    assert list(members_of(managed, viewer=None)) == []
    an_event(officer, competition)
    assert [str(one) for one in members_of(managed, viewer=None)] == ["焊工"]


def test_a_programme_is_copied_to_the_next_year_without_entries(programme, officer):
    track = programme.tracks.get(slot=Slot.REGION)
    services.retire_track(programme.tracks.get(slot=Slot.PARK), by=officer)
    services.open_list(programme, title="百项竞赛", kind=ListKind.COMPETITIONS, limit=100, by=officer)
    services.set_programme_rules(
        programme, rules=services.RulesGiven(date(2026, 1, 1), date(2026, 2, 1), least_entrants=12), by=officer
    )
    competition = a_competition(officer, track=track)
    event = an_event(officer, competition)
    register_entries(event, rows=[EntryRow("001", name="岑佳禾")], by=officer)

    copied = copy_programme(programme, year=2027, code="next", title="建功 2027", by=officer)

    made = copied.programme
    assert (made.year, copied.competition_count, copied.left_out) == (2027, 1, ())
    assert [(one.slot, one.name) for one in tracks_of(made)] == [
        (one.slot, one.name) for one in tracks_in_use(programme)
    ]
    assert [(one.title, one.limit, one.member_count) for one in lists_of(made)] == [("百项竞赛", 100, 0)]
    assert (rules_of(made).least_entrants, rules_of(made).applications_close_on) == (12, None)
    draft = Competition.objects.get(track__programme=made).events.get()
    assert (draft.state, draft.rulebook.hash) == (EventState.DRAFT, event.rulebook.hash)
    assert Entry.objects.count() == 1
    with pytest.raises(Declined, match="年度"):
        copy_programme(programme, year=2026, code="same", title="x", by=officer)


def test_the_code_of_a_copy_carries_the_new_year(officer):
    competition = a_competition(officer)
    Competition.objects.filter(pk=competition.pk).update(code="welding-2026")

    assert next_code("welding-2026", 2026, 2027) == "welding-2027"
    assert next_code("welding-2025", 2025, 2026) == "welding-2026-2"
    assert next_code("welding", 2026, 2027) == "welding-2027"


def test_programmes_are_listed_for_their_own_officers(programme, officer):
    assert list(programmes_seen_by(officer)) == [programme]
    assert list(programmes_seen_by(an_officer(a_city()))) == []
