"""One judge, one work, one sheet: sealed once, unaltered, with a receipt; whatever differs is kept beside."""

import random
from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from jiangong.competitions.services import close_event
from jiangong.evidence.blind.selectors import entry_behind
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.judging.models import Mark, MarkSheet
from jiangong.evidence.judging.selectors import marks_of_entry, sealed_marks
from jiangong.evidence.judging.services import correct_marks
from jiangong.evidence.marking.content import SheetSent
from jiangong.evidence.marking.models import HeldSheet, SealedSheet
from jiangong.evidence.marking.selectors import is_latest, receipt_or_none, tasks_of
from jiangong.evidence.marking.services import open_rescoring, seal_sheet
from jiangong.evidence.marking.services.floor import Again
from jiangong.foundation.keeping import KeptRow
from jiangong.foundation.refusals import Declined
from jiangong.foundation.selectors import verify_trail
from jiangong.results.selectors import next_act
from jiangong.results.selectors.runs import events_awaiting_run
from jiangong.results.services import settle_event, sweep
from tests.factories import a_judge, an_officer
from tests.factories.keeping import kept
from tests.factories.marking import a_judged_event, a_sheet, an_opened_chain, chief_of, judges_of, stage_of
from tests.factories.panels import a_blind_event, a_drawn_chain

pytestmark = pytest.mark.django_db


made, event = kept(lambda: a_judged_event(an_officer()))


def sealed(event, judge, sheet, **more):
    return seal_sheet(event, sheet, by=judge.user, **more)


def test_a_sealed_sheet_is_evidence_under_the_judges_code_and_has_a_receipt(event):
    first = judges_of(event)[0]
    outcome = sealed(event, first, a_sheet(holes="4"))
    sheet = outcome.sheet

    assert (outcome.is_new, outcome.held, outcome.slips) == (True, None, ())
    assert (sheet.mark_sheet.kind, sheet.mark_sheet.row_count, len(sheet.fingerprint)) == ("sealed", 3, 64)
    rows = {(row["criterion"], row["item"], row["source"], row["value"]) for row in sealed_marks(event).to_pylist()}
    assert rows == {("look", "joint", first.code, "2"), ("look", "bead", first.code, "2"), ("holes", "", "", "4")}
    assert receipt_or_none(sheet.receipt.lower().replace("-", " ")) == sheet
    assert receipt_or_none("0000-0000") is None and receipt_or_none("short") is None
    assert verify_trail().is_whole


def test_only_the_first_judge_of_a_work_measures_it(event):
    first, second, _third = judges_of(event)

    assert [task.is_measuring for task in tasks_of(first, stage_of(event))] == [True] * 3
    assert [task.is_measuring for task in tasks_of(second, stage_of(event))] == [False] * 3
    assert [slip.key for slip in sealed(event, second, a_sheet(holes="4"), is_draft=True).slips] == ["holes//"]
    assert [slip.key for slip in sealed(event, first, a_sheet(), is_draft=True).slips] == ["holes//"]
    assert not SealedSheet.objects.exists() and not HeldSheet.objects.exists()


def test_the_same_sheet_sent_again_gets_the_same_receipt_from_whichever_device(event):
    judge = judges_of(event)[1]
    sheet = a_sheet()
    first = sealed(event, judge, sheet).sheet

    again = sealed(event, judge, sheet)
    other_device = sealed(
        event, judge, replace(sheet, client="another-device", answers={**sheet.answers, "look/bead/": "2.0"})
    )

    assert (again.sheet, again.is_new) == (other_device.sheet, False) == (first, False)
    assert (MarkSheet.objects.count(), Mark.objects.count(), HeldSheet.objects.count()) == (1, 2, 0)


def test_another_content_for_the_same_work_is_kept_beside_and_changes_nothing(event):
    judge = judges_of(event)[1]
    sheet = a_sheet()
    first = sealed(event, judge, sheet).sheet
    other = replace(sheet, answers={**sheet.answers, "look/bead/": "3"})

    for sent in (other, replace(other, client="another-device"), other):
        outcome = sealed(event, judge, sent)
        assert (outcome.sheet, outcome.held.why, outcome.held.over) == (first, "differs", first)
    assert HeldSheet.objects.count() == 1
    assert MarkSheet.objects.count() == 1
    assert tasks_of(judge, stage_of(event))[0].standing.open_held[0].answers["look/bead/"] == "3"


def test_a_sheet_from_a_device_that_does_not_fit_is_kept_and_not_counted(event):
    judge = judges_of(event)[1]
    outcome = sealed(event, judge, a_sheet(answers={"look/bead/": "7"}))

    assert (outcome.sheet, outcome.held.why, [slip.key for slip in outcome.slips]) == (None, "slips", ["look/bead/"])
    assert outcome.held.answers["look/bead/"] == "7"
    assert sealed(event, judge, a_sheet("99")).held.why == "not_asked"
    with pytest.raises(Declined):
        sealed(event, judge, a_sheet("99"), is_draft=True)
    assert not MarkSheet.objects.exists()


def test_junk_beside_a_sealed_content_does_not_pass_for_it(event):
    judge = judges_of(event)[1]
    sheet = a_sheet()
    sealed(event, judge, sheet)

    assert sealed(event, judge, replace(sheet, answers={**sheet.answers, "look/rust/": "1"})).held.why == "slips"


def test_in_whatever_order_and_however_often_sheets_arrive_the_same_stands(event):
    judge = judges_of(event)[1]
    sheets = [a_sheet(work) for work in ("01", "02", "03")]
    arrivals = sheets * 3
    random.Random(7).shuffle(arrivals)
    receipts = {sealed(event, judge, sheet).sheet.receipt for sheet in arrivals}

    assert len(receipts) == SealedSheet.objects.count() == 3
    assert {(row["entry"], row["item"]) for row in sealed_marks(event).to_pylist()} == {
        (work, item) for work in ("01", "02", "03") for item in ("joint", "bead")
    }


def test_one_client_number_for_two_works_loses_neither(event):
    judge = judges_of(event)[1]
    one, other = (sealed(event, judge, a_sheet(work, client="same-client")).sheet for work in ("01", "02"))

    assert one.receipt != other.receipt
    assert sealed(event, judge, a_sheet("02", client="same-client")).sheet == other


def test_a_state_stands_in_place_of_a_value(event):
    first = judges_of(event)[0]
    sealed(event, first, a_sheet(answers={"holes//": "=broken"}))

    row = next(row for row in sealed_marks(event).to_pylist() if row["criterion"] == "holes")
    assert (row["value"], row["state"]) == ("", "broken")


def test_judges_score_again_and_both_rounds_are_kept(event):
    judge, chief = judges_of(event)[1], chief_of(event)
    before = sealed(event, judge, a_sheet()).sheet
    open_rescoring(event, Again("final", "01", [judge.code], "相差超过 1", ["look/bead/"]), by=chief)

    task = tasks_of(judge, stage_of(event))[0]
    assert (task.standing.state, task.standing.round) == ("again", 2)
    late = a_sheet(answers={"look/bead/": "3"})
    assert sealed(event, judge, late).held.why == "late"
    assert sealed(event, judge, replace(late, client="resent-client", answers=before.answers)).sheet == before
    after = sealed(event, judge, SheetSent("final", "01", "client-round2", {"look/bead/": "1"}, round=2)).sheet
    rows = {row["item"]: row["value"] for row in sealed_marks(event).to_pylist()}
    assert rows == {"joint": "2", "bead": "1"}
    assert Mark.objects.filter(item="bead").count() == 2
    assert (is_latest(before), is_latest(after)) == (False, True)


@pytest.mark.parametrize("client", ["", "short", "x" * 40, "没有这样的编号吧没有"])
def test_a_sheet_without_a_usable_number_is_declined(event, client):
    with pytest.raises(Declined):
        sealed(event, judges_of(event)[1], replace(a_sheet(), client=client))


def test_nobody_seals_without_a_seat_or_after_the_end(event):
    with pytest.raises(PermissionDenied):
        seal_sheet(event, a_sheet(), by=a_judge())
    with pytest.raises(PermissionDenied):
        seal_sheet(event, a_sheet(), by=chief_of(event))
    with pytest.raises(Declined):
        sealed(event, judges_of(event)[1], replace(a_sheet(), stage="other"))
    close_event(event, by=an_officer())
    with pytest.raises(PermissionDenied):
        sealed(event, judges_of(event)[1], a_sheet())


def test_a_sealed_sheet_can_be_neither_changed_nor_removed(event):
    sheet = sealed(event, judges_of(event)[1], a_sheet()).sheet
    sheet.note = "改"
    with pytest.raises(KeptRow):
        sheet.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        SealedSheet.objects.all()._raw_delete("default")


def test_no_row_joins_a_blind_work_to_its_entry_until_the_layers_are_open():
    officer = an_officer()
    event = a_blind_event(officer, judges=2)
    a_drawn_chain(event, officer)
    seats = judges_of(event)
    tasks = tasks_of(seats[0], stage_of(event))
    assert {task.label[0] for task in tasks} == {"W"}
    sent = SheetSent("final", tasks[0].label, "client-blind", {"theory//": "80", "practice//": "90"})

    outcome = seal_sheet(event, sent, by=seats[0].user)

    # neither a sheet nor a mark says whose it is, and nothing is settled, until both have signed for every layer
    assert set(Mark.objects.values_list("entry", flat=True)) == {tasks[0].label}
    assert outcome.sheet.work == tasks[0].label
    told = SealedSheet.objects.values().get()
    assert told.pop("receipt") == outcome.sheet.receipt  # eight letters of a digest, which may hold a K7 by chance
    assert not any("K7" in str(value) for value in told.values())
    with pytest.raises(Declined, match="解密"):
        settle_event(event, by=officer)
    assert not events_awaiting_run(officer).exists() and sweep(by=officer) == []
    assert next_act(event) == "opening"
    number = entry_behind(event, stage_of(event), tasks[0].label)
    assert marks_of_entry(event, number) == []

    an_opened_chain(event)

    assert list(events_awaiting_run(officer)) == [event]
    assert next_act(event) == "settle"
    assert {row["entry"] for row in sealed_marks(event).to_pylist()} == {number}
    assert {(mark.key.entry, mark.value) for mark in marks_of_entry(event, number)} == {(number, "80"), (number, "90")}
    correct_marks(event, changes=[MarkChange("final", number, "theory", value="81")], reason="复核", by=officer)
    assert {row["value"] for row in sealed_marks(event).to_pylist()} == {"81", "90"}
    assert (
        seal_sheet(event, replace(sent, work=tasks[1].label, client="client-late"), by=seats[0].user).held.why
        == "opened"
    )
    for entry in event.entries.exclude(number=number):
        rows = [MarkChange("final", entry.number, name, value="70") for name in ("theory", "practice")]
        correct_marks(event, changes=rows, reason="补录", by=officer)
    assert settle_event(event, by=officer).number == 1
