"""Consequences before commitment: the list is shown, bound to what is done, and taken back by another."""

import pytest
from django.core.exceptions import PermissionDenied

from jiangong.competitions.services import EntryRow, adopt_rulebook, register_entries
from jiangong.core.problems import Refused
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.judging.selectors import marks_of_entry
from jiangong.evidence.judging.services import correct_marks
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from jiangong.foundation.selectors import verify_trail
from jiangong.results.amendments import lines as lines_of
from jiangong.results.amendments.enums import AmendmentKind
from jiangong.results.amendments.lines import Line, Source, add_source
from jiangong.results.amendments.models import Amendment
from jiangong.results.amendments.proposals import Proposal, out_of_place, reversal_of
from jiangong.results.amendments.selectors import preview_amendment, the_amendment
from jiangong.results.amendments.services import ListMovedOn, sign_amendment
from jiangong.results.models import Publication, Run
from jiangong.results.selectors import current_publication_or_none, published_standings
from jiangong.results.services import settle_event
from tests.factories import (
    RULES,
    a_city,
    a_competition,
    a_publication,
    a_settled_event,
    an_auditor,
    an_event,
    an_event_with_marks,
    an_officer,
    firm,
)

pytestmark = pytest.mark.django_db
BETTER = Proposal(AmendmentKind.CORRECTION, (MarkChange("final", "001", "practice", value="90"),))


def signed(event, proposal, by, reason="按签字原件更正"):
    return sign_amendment(event, proposal, digest=preview_amendment(event, proposal).digest, reason=reason, by=by)


def told(preview):
    return {(line.source, line.kind, line.entry, line.before, line.after) for line in preview.lines}


def test_a_correction_is_shown_whole_and_nothing_is_stored_before_it_is_signed():
    by = an_officer()
    event = a_publication(by).event
    before = (AuditRow.objects.count(), Run.objects.count(), event.mark_sheets.count())

    preview = preview_amendment(event, BETTER)

    assert told(preview) == {
        ("standings", "award", "001", "", "first"), ("standings", "award", "002", "first", ""),
        ("standings", "place", "001", "2", "1"), ("standings", "place", "002", "1", "2"),
        ("standings", "score", "001", "83.00", "90.00"),
    }  # fmt: skip
    assert [line.name for line in preview.lines if line.kind == "place"] == ["岑佳禾", "闻一川"]
    assert before == (AuditRow.objects.count(), Run.objects.count(), event.mark_sheets.count())


def test_what_is_signed_is_done_in_one_go():
    by = an_officer()
    publication = firm(a_publication(by), by)
    event = publication.event
    preview = preview_amendment(event, BETTER)

    amendment = signed(event, BETTER, by)

    standing = current_publication_or_none(event)
    assert (standing.number, standing.reason, standing.state) == (2, "按签字原件更正", "provisional")
    assert amendment.publication == standing
    assert amendment.digest == preview.digest
    assert [line["entry"] for line in amendment.lines] == [line.entry for line in preview.lines]
    assert published_standings(standing, viewer=None).lines[0].name == "岑佳禾"
    assert AuditRow.objects.filter(act="sign_amendment").count() == 1
    assert verify_trail().is_whole


def test_a_list_that_was_overtaken_is_not_carried_out():
    by = an_officer()
    event = a_publication(by).event
    digest = preview_amendment(event, BETTER).digest
    correct_marks(event, changes=[MarkChange("final", "002", "practice", value="95")], reason="另一处", by=by)

    with pytest.raises(ListMovedOn):
        sign_amendment(event, BETTER, digest=digest, reason="按签字原件更正", by=by)

    assert not Amendment.objects.exists()
    assert event.mark_sheets.count() == 2
    assert preview_amendment(event, BETTER).digest != digest


def test_another_proposal_is_not_carried_out_under_the_list_of_the_first():
    by = an_officer()
    event = a_publication(by).event
    digest = preview_amendment(event, BETTER).digest
    other = Proposal(AmendmentKind.CORRECTION, (MarkChange("final", "001", "practice", value="91"),))

    with pytest.raises(ListMovedOn):
        sign_amendment(event, other, digest=digest, reason="x", by=by)


def test_a_change_of_names_or_of_the_publication_asks_for_a_new_list():
    by = an_officer()
    event = a_publication(by).event
    digest = preview_amendment(event, BETTER).digest
    register_entries(event, rows=[EntryRow("001", name="岑嘉禾", unit="临澜重工")], by=by)

    with pytest.raises(ListMovedOn):
        sign_amendment(event, BETTER, digest=digest, reason="x", by=by)


def test_a_decision_is_reversed_by_another_that_shows_its_own_list():
    by = an_officer()
    publication = a_publication(by)
    event = publication.event
    amendment = signed(event, BETTER, by)

    back = reversal_of(amendment)
    preview = preview_amendment(event, back)
    assert ("standings", "place", "001", "1", "2") in told(preview)
    reversal = signed(event, back, by, reason="原件核对后恢复")

    assert reversal.reverses == amendment
    assert reversal.run_after.fingerprint_outcome == publication.run.fingerprint_outcome
    assert [mark.value for mark in marks_of_entry(event, "001")] == ["90", "80"]
    assert current_publication_or_none(event).number == 3
    amendment.refresh_from_db()
    assert amendment.is_reversed
    with pytest.raises(Declined, match="已经撤销过"):
        signed(event, back, by)
    with pytest.raises(Declined, match="不能再撤销"):
        signed(event, reversal_of(reversal), by)


def test_a_late_mark_gives_a_place_and_is_withdrawn_by_the_reversal():
    by = an_officer()
    marks = "entry,criterion,value,state\n001,theory,90,\n001,practice,80,\n002,theory,80,\n002,practice,85,\n003,theory,70,\n"
    event = an_event_with_marks(by, marks=marks)
    settle_event(event, by=by)
    late = Proposal(AmendmentKind.LATE_MARK, (MarkChange("final", "003", "practice", value="100"),))

    assert ("standings", "place", "003", "", "1") in told(preview_amendment(event, late))
    amendment = signed(event, late, by)
    assert amendment.publication is None
    signed(event, reversal_of(amendment), by)

    assert [mark.key.criterion for mark in marks_of_entry(event, "003")] == ["theory"]


def test_a_disqualification_takes_place_and_award():
    by = an_officer()
    event = a_publication(by).event
    out = out_of_place(event, number="002", stages=["final"], state="disqualified")

    assert told(preview_amendment(event, out)) >= {
        ("standings", "award", "002", "first", ""), ("standings", "place", "002", "1", ""),
        ("standings", "state", "002", "", "disqualified"), ("standings", "place", "001", "2", "1"),
    }  # fmt: skip
    signed(event, out, by)
    assert published_standings(current_publication_or_none(event), viewer=None).lines[0].number == "001"


def test_other_rules_show_what_they_change_and_go_back():
    by = an_officer()
    event = a_publication(by).event
    other = adopt_rulebook(
        event.competition, text=RULES.replace('"30%"', '"70%"').replace('practice = "70%"', 'practice = "30%"'), by=by
    )
    proposal = Proposal(AmendmentKind.RULES, rulebook=other.number)

    preview = preview_amendment(event, proposal)
    assert ("standings", "place", "001", "2", "1") in told(preview)
    event.refresh_from_db()
    assert event.rulebook.number == 1
    amendment = signed(event, proposal, by)
    event.refresh_from_db()
    assert event.rulebook == other
    signed(event, reversal_of(amendment), by)
    event.refresh_from_db()
    assert event.rulebook.number == 1


def test_rules_with_other_stages_are_declined():
    by = an_officer()
    event = a_publication(by).event
    other = adopt_rulebook(event.competition, text=RULES.replace('id = "final"', 'id = "heat"'), by=by)
    proposal = Proposal(AmendmentKind.RULES, rulebook=other.number)

    with pytest.raises((Declined, Refused)):
        signed(event, proposal, by)
    event.refresh_from_db()
    assert event.rulebook.number == 1


def test_idle_empty_and_unfit_proposals_are_refused():
    by = an_officer()
    event = a_publication(by).event
    same = Proposal(AmendmentKind.CORRECTION, (MarkChange("final", "001", "practice", value="80"),))
    with pytest.raises(Declined):
        signed(event, same, by)
    with pytest.raises(Declined, match="理由"):
        signed(event, BETTER, by, reason="  ")
    wild = Proposal(AmendmentKind.CORRECTION, (MarkChange("final", "001", "practice", value="101"),))
    with pytest.raises(Refused):
        preview_amendment(event, wild)
    with pytest.raises(Declined, match="没有算出名次"):
        preview_amendment(an_event(by), BETTER)


def test_only_those_who_run_the_competition_sign_and_only_those_who_look_behind_read():
    city = a_city()
    by = an_officer(city)
    event = a_settled_event(by, a_competition(by, host=city))
    digest = preview_amendment(event, BETTER).digest
    for person in (an_auditor(), an_officer(a_city("云渡市总工会", "yundu"))):
        with pytest.raises(PermissionDenied):
            sign_amendment(event, BETTER, digest=digest, reason="x", by=person)
    boss = an_officer()
    amendment = sign_amendment(event, BETTER, digest=digest, reason="x", by=boss)
    assert the_amendment(event, 1, viewer=an_auditor()) == amendment
    with pytest.raises(Amendment.DoesNotExist):
        the_amendment(event, 1, viewer=None)


def test_a_room_above_adds_its_lines_and_its_deeds_to_the_same_list(monkeypatch):
    monkeypatch.setattr(lines_of, "_added", {})
    done = []
    line = Line("honours", "certificate", "002", "闻一川", "", "final", "一等奖证书", "", note="C-0007")
    add_source(
        Source("honours", lambda _situation: [line], lambda _situation, deed: done.append(deed.publication.number))
    )
    by = an_officer()
    event = a_publication(by).event

    preview = preview_amendment(event, BETTER)
    assert preview.lines[-1] == line
    amendment = signed(event, BETTER, by)

    assert amendment.lines[-1]["note"] == "C-0007"
    assert done == [2]


def test_a_deed_that_fails_takes_everything_back(monkeypatch):
    def failing(_situation, _deed):
        raise Declined("证书库不可用")

    monkeypatch.setattr(lines_of, "_added", {})
    add_source(Source("honours", lambda _situation: [], failing))
    by = an_officer()
    event = a_publication(by).event
    with pytest.raises(Declined, match="证书库"):
        signed(event, BETTER, by)
    assert not Amendment.objects.exists()
    assert (event.mark_sheets.count(), Run.objects.count(), Publication.objects.count()) == (1, 1, 1)
