"""What people see of competitions; slips; lists that cost the same however long they are."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from jiangong.competitions.enums import Slot
from jiangong.competitions.facts import entries_table, items_table, parameters_table
from jiangong.competitions.models import Competition, Entry, Event, Programme, Track
from jiangong.competitions.selectors import (
    competitions_seen_by,
    entries_of,
    entry_by_slip_or_none,
    events_seen_by,
    officer_competitions,
    rulebook_clauses,
    rulebook_of,
    rulebook_versions,
    slip_code,
    the_competition,
    the_event,
    the_programme,
    the_track,
    tracks_of,
)
from jiangong.competitions.services import EntryRow, register_entries, set_event_facts
from tests.factories import RULES, a_city, a_competition, a_judge, a_rulebook, a_track, an_auditor, an_event, an_officer

pytestmark = pytest.mark.django_db


def two_entries(event: Event, by) -> list[Entry]:
    register_entries(event, rows=[EntryRow("001", name="岑佳禾", unit="临澜重工"), EntryRow("002")], by=by)
    return list(entries_of(event))


@pytest.mark.parametrize(
    ("viewer", "sees"),
    [(AnonymousUser, False), (a_judge, False), (an_officer, True), (an_auditor, True)],
)
def test_a_draft_is_seen_by_those_who_may_look_behind(viewer, sees: bool):
    event = an_event(an_officer(), is_open=False)
    person = viewer()

    assert events_seen_by(person).exists() is sees
    assert competitions_seen_by(person).exists() is sees
    if not sees:
        with pytest.raises(Event.DoesNotExist):
            the_event(event.competition.code, event.slug, viewer=person)
        with pytest.raises(Competition.DoesNotExist):
            the_competition(event.competition.code, viewer=person)


def test_an_officer_of_another_city_does_not_learn_of_a_draft():
    linlan, yundu = a_city(), a_city("云渡市总工会", "yundu")
    officer = an_officer(linlan)
    an_event(officer, a_competition(officer, host=linlan), is_open=False)

    assert not events_seen_by(an_officer(yundu)).exists()


def test_everybody_sees_an_open_event():
    event = an_event(an_officer())

    assert the_event(event.competition.code, event.slug, viewer=AnonymousUser()) == event
    assert the_competition(event.competition.code, viewer=None) == event.competition


def test_officers_run_what_lies_under_them():
    linlan = a_city()
    officer = an_officer(linlan)
    competition = a_competition(officer, host=linlan)
    a_competition()

    assert list(officer_competitions(officer)) == [competition]


def test_tracks_count_what_everybody_sees():
    officer = an_officer()
    track = a_track(officer)
    two_entries(an_event(officer, a_competition(officer, track=track)), officer)
    an_event(officer, a_competition(officer, track=track), is_open=False)

    counted = tracks_of(track.programme).get()

    assert (counted.competition_count, counted.event_count, counted.entry_count) == (1, 1, 2)


def test_programme_and_track_are_found_by_their_codes():
    track = a_track(slot=Slot.PARK)

    assert the_programme(track.programme.code) == track.programme
    assert the_track(track.programme.code, "park") == track
    with pytest.raises(Track.DoesNotExist):
        the_track(track.programme.code, "lotus")
    with pytest.raises(Programme.DoesNotExist):
        the_programme("nowhere")


def test_titles_are_spoken_in_the_readers_language():
    competition = a_competition()

    with translation.override("en"):
        assert competition.spoken_title == "Welding"
        assert competition.track.spoken_name == "区域性引领竞赛"
    with translation.override("zh-hans"):
        assert competition.spoken_title == "焊工"
        assert (competition.spoken_summary, competition.spoken_notice, competition.track.spoken_summary) == ("", "", "")


def test_rules_are_told_clause_by_clause():
    event = an_event(an_officer())
    version = rulebook_versions(event.competition).get()

    assert any("30" in line.zh for clause in rulebook_clauses(version) for line in clause.lines)


def test_a_slip_opens_its_own_entry_and_no_other():
    officer = an_officer()
    event = an_event(officer)
    first, second = two_entries(event, officer)
    slip = slip_code(first)

    assert entry_by_slip_or_none(event, number="001", slip=slip) == first
    assert entry_by_slip_or_none(event, number=" 001 ", slip=slip.lower().replace("-", " ")) == first
    assert entry_by_slip_or_none(event, number="002", slip=slip) is None
    assert entry_by_slip_or_none(event, number="003", slip=slip) is None
    assert entry_by_slip_or_none(event, number="001", slip="") is None
    assert slip_code(second) != slip


def test_a_slip_stays_good_while_the_old_key_is_a_fallback(settings):
    officer = an_officer()
    event = an_event(officer)
    slip = slip_code(two_entries(event, officer)[0])
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another-key", [settings.SECRET_KEY]

    assert entry_by_slip_or_none(event, number="001", slip=slip) is not None
    settings.SECRET_KEY_FALLBACKS = []
    assert entry_by_slip_or_none(event, number="001", slip=slip) is None


def test_a_slip_is_stored_nowhere():
    officer = an_officer()
    entry = two_entries(an_event(officer), officer)[0]
    stored = Entry.objects.filter(pk=entry.pk).values().get()

    assert slip_code(entry) not in map(str, stored.values())


def test_no_name_leaves_with_the_evidence():
    officer = an_officer()
    event = an_event(officer)
    assert entries_table(event, rulebook_of(event)) is None
    two_entries(event, officer)

    assert entries_table(event, rulebook_of(event)).to_pydict() == {"entry": ["001", "002"]}


def test_a_plain_column_goes_to_the_core_where_only_a_formula_reads_it():
    officer = an_officer()
    competition = a_competition(officer)
    text = RULES.replace(
        "[[stage.order]]", "[stage.scores.bonus]\nformula = \"if(entry.category = 'new', 1, 0)\"\n[[stage.order]]", 1
    )
    a_rulebook(competition, officer, text)
    event = an_event(officer, competition)
    register_entries(event, rows=[EntryRow("001", category="new", unit="U")], by=officer)

    assert entries_table(event, rulebook_of(event)).to_pydict() == {"entry": ["001"], "category": ["new"]}


def test_a_column_that_the_rules_compute_is_left_to_the_core_unless_it_was_registered():
    officer = an_officer()
    competition = a_competition(officer)
    text = RULES.replace(
        "[[stage]]",
        '[entries.age]\ntype = "number"\n[entries.young]\ntype = "yes_no"\nformula = "entry.age <= 35"\n[[stage]]',
        1,
    )
    a_rulebook(competition, officer, text)
    event = an_event(officer, competition)
    register_entries(event, rows=[EntryRow("001", attributes={"age": "35"})], by=officer)
    assert entries_table(event, rulebook_of(event)).to_pydict() == {"entry": ["001"], "age": ["35"]}

    register_entries(event, rows=[EntryRow("002", attributes={"young": "1"})], by=officer)

    assert entries_table(event, rulebook_of(event)).to_pydict() == {
        "entry": ["001", "002"],
        "age": ["35", ""],
        "young": ["", "1"],
    }


def test_items_and_parameters_go_to_the_core_as_text():
    officer = an_officer()
    event = an_event(officer, code="2024")
    assert (items_table(event), parameters_table(event)) == (None, None)
    set_event_facts(event, parameters={"gold": "27"}, items=[{"item": "a", "maximum": "7"}, {"item": "b"}], by=officer)

    assert parameters_table(event).to_pydict() == {"event": ["2024"], "gold": ["27"]}
    assert items_table(event).to_pydict() == {"event": ["2024"] * 2, "item": ["a", "b"], "maximum": ["7", ""]}


@pytest.mark.parametrize("count", [1, 3])
def test_lists_cost_the_same_for_one_and_three(count: int, django_assert_num_queries):
    officer = an_officer()
    track = a_track(officer)
    for _ in range(count):
        an_event(officer, a_competition(officer, track=track))

    with django_assert_num_queries(1):
        assert len([row.track.programme.title + row.host.name for row in competitions_seen_by(None)]) == count
    with django_assert_num_queries(1):
        shown = [
            row.competition.track.name + row.competition.host.name + row.rulebook.hash for row in events_seen_by(None)
        ]
        assert len(shown) == count
    with django_assert_num_queries(1):
        assert [row.programme.title for row in tracks_of(track.programme)] == ["建功"]
