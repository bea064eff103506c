"""A competition is set up, from programme to entries."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from jiangong.competitions.enums import EventState, Policy, Slot
from jiangong.competitions.models import Competition, Event
from jiangong.competitions.selectors import (
    current_programme_or_none,
    entries_of,
    free_competition_code,
    free_programme_code,
    rulebook_of,
    stages_of,
    tracks_in_scope,
)
from jiangong.competitions.services import (
    CompetitionDetails,
    EntryRow,
    EventDetails,
    _refuse_taken,
    add_track,
    adopt_rulebook,
    announce_competition,
    cancel_event,
    change_event_rulebook,
    close_event,
    create_event,
    open_event,
    open_programme,
    raise_evidence,
    register_entries,
    set_event_facts,
    set_policy,
)
from jiangong.core.problems import Refused
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from tests.factories import (
    RULES,
    a_city,
    a_competition,
    a_federation,
    a_programme,
    a_rulebook,
    a_track,
    an_auditor,
    an_event,
    an_officer,
)

pytestmark = pytest.mark.django_db


def test_a_programme_has_a_year_a_theme_and_tracks():
    officer = an_officer()
    words = {"title_en": "Achievements", "theme": "建功“十四五”", "theme_en": "In the five-year plan"}
    programme = open_programme("建功", code="jg-2026", year=2026, organization=a_federation(), by=officer, words=words)
    add_track(programme, slot=Slot.LOTUS, name="女职工“芙蓉杯”", by=officer)
    add_track(programme, slot=Slot.REGION, name="区域性引领竞赛", by=officer)

    assert current_programme_or_none() == programme
    assert [track.slot for track in programme.tracks.all()] == [Slot.REGION, Slot.LOTUS]
    assert programme.spoken_theme == "建功“十四五”"


def test_a_slot_holds_one_track():
    officer = an_officer()
    track = a_track(officer)

    with pytest.raises(Declined):
        add_track(track.programme, slot=track.slot, name="再一条", by=officer)


def test_a_code_is_given_once():
    officer = an_officer()
    programme = a_programme(officer)

    with pytest.raises(Declined, match=programme.code):
        open_programme("又一个", code=programme.code, year=2026, organization=a_federation(), by=officer)


def test_a_competition_is_announced_under_its_host():
    officer = an_officer()
    details = CompetitionDetails(venue="麓川市", policy=Policy.PLACES, starts_on=date(2026, 7, 18))
    competition = announce_competition(
        "焊工", track=a_track(officer), host=a_federation(), code="welding", by=officer, details=details
    )

    assert (competition.venue, competition.policy, str(competition)) == ("麓川市", Policy.PLACES, "焊工")
    assert AuditRow.objects.last().subject == "competitions.competition:welding"


def test_days_in_the_wrong_order_are_declined():
    officer = an_officer()
    details = CompetitionDetails(starts_on=date(2026, 7, 18), ends_on=date(2026, 7, 17))

    with pytest.raises(Declined):
        announce_competition("焊工", track=a_track(officer), host=a_federation(), code="w", by=officer, details=details)


def test_a_code_that_nobody_thought_of_is_found_and_never_given_twice(monkeypatch):
    officer, host = an_officer(), a_federation()
    track = a_track(officer)
    year = track.programme.year

    def announced(code="", title_en=""):
        more = CompetitionDetails(title_en=title_en)
        return announce_competition("焊工", track=track, host=host, code=code, by=officer, details=more).code

    assert [announced(), announced(), announced(title_en="Welding Final"), announced(title_en="Welding Final")] == [
        f"{year}-1",
        f"{year}-2",
        f"welding-final-{year}",
        f"welding-final-{year}-2",
    ]
    assert free_competition_code(year) == f"{year}-3"
    assert free_programme_code(1999) == "1999"
    with monkeypatch.context() as race:  # two officers, one moment: the other one was first
        race.setattr("jiangong.competitions.services.free_competition_code", lambda year, title_en: f"{year}-1")
        race.setattr("jiangong.competitions.services._refuse_taken", once_not(_refuse_taken))
        with pytest.raises(Declined, match="已经有了"):
            announced()


def once_not(refuse):
    """The first look finds nothing."""
    calls = []

    def look(is_taken, what):
        calls.append(what)
        if len(calls) > 1:
            refuse(is_taken, what)

    return look


def test_the_desk_counts_the_tracks_of_its_own_scope():
    officer, city = an_officer(), a_city()
    track = a_track(officer)
    event = an_event(officer, a_competition(officer, track=track, host=city))
    register_entries(event, rows=[EntryRow("001"), EntryRow("002")], by=officer)

    def counted(viewer):
        found = tracks_in_scope(track.programme, viewer).get(pk=track.pk)
        return found.competition_count, found.event_count, found.entry_count

    assert counted(officer) == counted(an_officer(city)) == (1, 1, 2)
    assert counted(an_officer(a_city("云渡市总工会", "yundu"))) == counted(None) == (0, 0, 0)


def test_nobody_announces_a_competition_of_another_host():
    officer = an_officer(a_city())

    with pytest.raises(PermissionDenied):
        announce_competition("焊工", track=a_track(), host=a_federation(), code="w", by=officer)


def test_rules_are_adopted_as_versions_and_the_same_rules_once():
    officer = an_officer()
    competition = a_competition(officer)
    first = adopt_rulebook(competition, text=RULES, by=officer)
    again = adopt_rulebook(competition, text="# a comment changes no rule\n" + RULES, by=officer)
    second = adopt_rulebook(competition, text=RULES.replace("0.01", "0.1"), by=officer)

    assert again == first
    assert [version.number for version in competition.rulebooks.all()] == [2, 1]
    assert (first.hash != second.hash, len(first.short_hash)) == (True, 19)


def test_a_rulebook_with_mistakes_is_refused_with_all_of_them():
    officer = an_officer()
    competition = a_competition(officer)

    with pytest.raises(Refused) as refused:
        adopt_rulebook(competition, text=RULES.replace('"70%"', '"60%"').replace("by = ", "bye = ", 1), by=officer)

    assert len(refused.value.problems) >= 2
    assert not competition.rulebooks.exists()


def test_an_adopted_text_cannot_be_changed_even_in_the_database():
    officer = an_officer()
    a_rulebook(a_competition(officer), officer)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE competitions_rulebookversion SET text = 'x'")


def test_an_event_comes_with_the_stages_of_its_rules_and_stays_a_draft():
    event = an_event(an_officer(), is_open=False)

    assert [(stage.code, str(stage)) for stage in stages_of(event)] == [("final", "决赛")]
    assert (event.state, event.slug) == (EventState.DRAFT, "main")
    assert rulebook_of(event).name == "welding"


def test_events_of_one_competition_have_different_codes_and_addresses():
    officer = an_officer()
    competition = a_competition(officer)
    first = an_event(officer, competition, code="2024")
    second = an_event(officer, competition, code="2024 ")

    assert (first.slug, second.slug) == ("2024", "2024-2")
    with pytest.raises(Declined):
        create_event(competition, rulebook=first.rulebook, by=officer, details=EventDetails(code="2024"))


def test_an_event_changes_its_rules_until_marks_are_sealed():
    officer = an_officer()
    event = an_event(officer)
    other = RULES.replace('id = "final"', 'id = "only"')
    version = adopt_rulebook(event.competition, text=other, by=officer)

    change_event_rulebook(event, rulebook=version, by=officer)
    assert [stage.code for stage in stages_of(event)] == ["only"]

    raise_evidence(event, stages=["only"])
    with pytest.raises(Declined):
        change_event_rulebook(event, rulebook=event.competition.rulebooks.last(), by=officer)


def test_a_rulebook_of_another_competition_is_our_defect():
    officer = an_officer()
    event, stranger = an_event(officer), a_rulebook(a_competition(officer), officer)

    with pytest.raises(ValueError, match="another competition"):
        change_event_rulebook(event, rulebook=stranger, by=officer)


def test_only_the_stages_named_have_newer_evidence():
    event = an_event(an_officer())

    raise_evidence(event, stages=["final", "unknown"])
    raise_evidence(event, stages=["final"])

    assert [stage.evidence_version for stage in stages_of(event)] == [2]


def test_the_life_of_an_event():
    officer = an_officer()
    event = an_event(officer, is_open=False)

    open_event(event, by=officer)
    close_event(event, by=officer)
    open_event(event, by=officer)
    cancel_event(event, reason="报名不足 30 人", by=officer)

    assert Event.objects.get().state == EventState.CANCELLED
    with pytest.raises(Declined, match="已取消"):
        open_event(event, by=officer)


def test_an_event_is_called_off_for_a_reason():
    officer = an_officer()

    with pytest.raises(Declined):
        cancel_event(an_event(officer), reason=" ", by=officer)


def test_entries_are_taken_and_changed_by_their_number():
    officer = an_officer()
    event = an_event(officer)
    register_entries(event, rows=[EntryRow("001", name="岑佳禾"), EntryRow("002", unit="青溪造船")], by=officer)
    salt = entries_of(event)[0].slip_salt

    register_entries(
        event, rows=[EntryRow("001", name="岑佳禾", unit="临澜重工", attributes={"age": "31"})], by=officer
    )

    first, second = entries_of(event)
    assert (first.name, first.unit, first.attributes, first.slip_salt) == ("岑佳禾", "临澜重工", {"age": "31"}, salt)
    assert (second.unit, str(second)) == ("青溪造船", "002")


@pytest.mark.parametrize("numbers", [("001", "001"), ("001", " ")])
def test_numbers_are_given_once_and_never_empty(numbers: tuple[str, str]):
    officer = an_officer()
    event = an_event(officer)

    with pytest.raises(Declined):
        register_entries(event, rows=[EntryRow(number) for number in numbers], by=officer)

    assert not entries_of(event).exists()


def test_what_the_rules_read_of_an_event_can_be_set():
    officer = an_officer()
    event = an_event(officer)

    set_event_facts(event, by=officer)
    set_event_facts(event, parameters={"gold": "27"}, by=officer)
    set_event_facts(event, items=[{"item": "dive-1", "difficulty": "3.1"}], by=officer)

    event.refresh_from_db()
    assert (event.parameters, event.items) == ({"gold": "27"}, [{"item": "dive-1", "difficulty": "3.1"}])


def test_the_policy_is_a_recorded_decision():
    officer = an_officer()
    competition = a_competition(officer)

    set_policy(competition, policy=Policy.PLACES, by=officer)

    assert Competition.objects.get().policy == Policy.PLACES
    assert AuditRow.objects.last().details == {"policy": "places"}


def test_the_database_refuses_a_policy_that_does_not_exist():
    competition = a_competition(an_officer())

    with pytest.raises(IntegrityError), transaction.atomic():
        Competition.objects.filter(pk=competition.pk).update(policy="all")


def test_an_auditor_changes_nothing():
    officer, auditor = an_officer(), an_auditor()
    event = an_event(officer)
    attempts = [
        lambda: set_policy(event.competition, policy=Policy.PLACES, by=auditor),
        lambda: adopt_rulebook(event.competition, text=RULES, by=auditor),
        lambda: create_event(event.competition, rulebook=event.rulebook, by=auditor),
        lambda: register_entries(event, rows=[EntryRow("009")], by=auditor),
        lambda: close_event(event, by=auditor),
        lambda: set_event_facts(event, parameters={}, by=auditor),
        lambda: change_event_rulebook(event, rulebook=event.rulebook, by=auditor),
        lambda: open_programme("建功", code="x", year=2026, organization=a_federation(), by=auditor),
    ]
    before = AuditRow.objects.count()

    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()

    assert AuditRow.objects.count() == before
