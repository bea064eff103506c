"""A rehearsal is a copy under invented names that nobody sees and nothing counts, and it is discarded whole."""

import pytest
from django.core.exceptions import PermissionDenied

from jiangong.competitions.models import Event
from jiangong.competitions.rehearsing import begin_rehearsal, discard_rehearsal
from jiangong.competitions.rules import can_rehearse, is_rehearsal
from jiangong.competitions.selectors import events_seen_by, rehearsals_of, the_event
from jiangong.competitions.services import EntryRow, cancel_event, open_event, register_entries
from jiangong.evidence.panels.selectors import seats_of
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from jiangong.results.selectors import figures, latest_publications, medals_of_competition, officer_queue
from jiangong.results.services import publish_run, settle_event
from tests.factories import MARKS, a_panel, a_seat, a_table, an_auditor, an_event, an_officer


@pytest.fixture
def officer(db):
    return an_officer()


@pytest.fixture
def event(officer):
    made = an_event(officer)
    rows = [EntryRow(str(at), name=f"真名{at}", unit="真单位", team="真队") for at in (5, 6, 7)]
    register_entries(made, rows=rows, by=officer)
    return made


def settled(event, officer):
    from jiangong.core.scoring import Tables
    from jiangong.evidence.judging.services import import_marks

    import_marks(event, tables=Tables(marks=a_table(MARKS), files={"marks": "m.csv"}), by=officer)
    return settle_event(event, by=officer)


def test_the_copy_has_the_rules_and_as_many_entries_and_no_real_name(event, officer):
    copy = begin_rehearsal(event, by=officer).event

    assert copy.rulebook == event.rulebook
    assert [stage.code for stage in copy.stages.all()] == ["final"]
    assert list(copy.entries.values_list("number", flat=True)) == ["001", "002", "003"]
    texts = " ".join(f"{e.name}{e.unit}{e.team}{e.attributes}" for e in copy.entries.all())
    assert "真" not in texts
    assert copy.entries.values("unit").distinct().count() == 1


def test_without_a_list_as_many_are_invented_as_were_asked_for(officer):
    event = an_event(officer)
    assert begin_rehearsal(event, by=officer, entrants=4).event.entries.count() == 4
    with pytest.raises(Declined):
        begin_rehearsal(event, by=officer, entrants=1)


def test_nobody_without_the_office_finds_it_and_no_count_knows_it(event, officer):
    before = figures()
    copy = begin_rehearsal(event, by=officer).event
    publish_run(settled(copy, officer), by=officer)

    code, slug = copy.competition.code, copy.slug
    assert the_event(code, slug, viewer=officer) == copy
    with pytest.raises(Event.DoesNotExist):
        the_event(code, slug, viewer=None)
    for viewer in (officer, an_auditor(), None):
        assert copy not in events_seen_by(viewer)
        assert latest_publications(viewer=viewer) == []
        assert medals_of_competition(copy.competition, viewer=viewer).rows == ()
    after = figures()
    assert (before.events, before.entries, before.publications) == (after.events, after.entries, after.publications)


def test_it_is_never_opened_to_everybody(event, officer):
    copy = begin_rehearsal(event, by=officer).event

    for act in (lambda: open_event(copy, by=officer), lambda: cancel_event(copy, reason="停", by=officer)):
        with pytest.raises(Declined, match="演练不公开"):
            act()
    assert not can_rehearse(officer, copy)
    assert is_rehearsal(copy)
    assert not is_rehearsal(event)


def test_it_is_discarded_whole_with_a_trace(event, officer):
    rehearsal = begin_rehearsal(event, by=officer)
    copy = rehearsal.event
    seat = a_seat(a_panel(copy, officer), officer)
    settled(copy, officer)
    assert [line.event for line in officer_queue(officer)] == [copy]

    discard_rehearsal(rehearsal, reason="练完了", by=officer)

    with pytest.raises(Event.DoesNotExist):
        the_event(copy.competition.code, copy.slug, viewer=officer)
    assert officer_queue(officer) == ()
    assert seats_of(seat.user) == []
    assert [(one.discarded_by, one.reason) for one in rehearsals_of(event)] == [(officer, "练完了")]
    assert copy.mark_sheets.count() == 1
    row = AuditRow.objects.filter(act="discard_rehearsal").get()
    assert row.details["of"] == event.reference
    with pytest.raises(Declined, match="已经作废"):
        discard_rehearsal(rehearsal, reason="", by=officer)


def test_only_those_who_run_the_event_rehearse_and_discard(event, officer):
    with pytest.raises(PermissionDenied):
        begin_rehearsal(event, by=an_auditor())
    rehearsal = begin_rehearsal(event, by=officer)
    with pytest.raises(PermissionDenied):
        discard_rehearsal(rehearsal, reason="", by=an_auditor())
