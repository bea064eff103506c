"""What follows from a decision is computed once for each list, however many read it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jiangong.core.scoring import Tables
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.judging.services import import_marks
from jiangong.results.amendments import places
from jiangong.results.amendments import selectors as amendments
from jiangong.results.amendments.enums import AmendmentKind
from jiangong.results.amendments.proposals import Proposal
from jiangong.results.amendments.selectors import preview_amendment
from jiangong.results.amendments.services import sign_amendment
from jiangong.results.promotion.services import fill_link
from jiangong.results.services import publish_run, settle_event
from tests.factories import a_table, an_event, an_officer
from tests.factories.promoting import a_heat, a_link

pytestmark = pytest.mark.django_db
DEMOTES = Proposal(AmendmentKind.CORRECTION, (MarkChange("final", "002", "theory", value="10"),))
UPPER_MARKS = "entry,criterion,value\n01-001,theory,70\n01-001,practice,60\n01-002,theory,90\n01-002,practice,80\n"


def counted(monkeypatch, module, name):
    """Calls of a function, as a list that grows."""
    calls, whole = [], getattr(module, name)
    monkeypatch.setattr(module, name, lambda *args, **more: calls.append(1) or whole(*args, **more))
    return calls


def test_seats_are_computed_once_for_the_list_and_once_for_the_signature(monkeypatch):
    by = an_officer()
    heat = a_heat(by).event
    final = an_event(by, heat.competition, code="final")
    fill_link(a_link(final, heat, by), by=by)
    import_marks(final, tables=Tables(a_table(UPPER_MARKS)), by=by)
    publish_run(settle_event(final, by=by), by=by)

    seats, settled = counted(monkeypatch, places, "seat_changes"), counted(monkeypatch, amendments, "settle")
    with CaptureQueriesContext(connection) as shown:
        digest = preview_amendment(heat, DEMOTES).digest
    assert (len(seats), len(settled)) == (1, 2), "one link; the heat and the final are each settled once"
    assert len(shown) < 50
    with CaptureQueriesContext(connection) as signed:
        sign_amendment(heat, DEMOTES, digest=digest, reason="按签字原件更正", by=by)
    # The list again, to see that it is the same, and the final once more after the heat was published.
    assert (len(seats), len(settled)) == (2, 5) and len(signed) < 300
    assert final.amendments.count() == 1
