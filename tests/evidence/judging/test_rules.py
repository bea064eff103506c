"""Who may bring, correct and read the marks of an event that a city hosts."""

import pytest

from jiangong.competitions.enums import EventState
from jiangong.evidence.judging import rules
from tests.factories import a_competition, an_event, an_officer, the_host, those_who_may

pytestmark = pytest.mark.django_db

OFFICERS = {"province officer", "host officer"}
READERS = OFFICERS | {"province auditor", "host auditor", "province chief_judge", "host chief_judge"}


@pytest.mark.parametrize("state", list(EventState))
def test_marks_are_imported_corrected_and_read(state: EventState):
    officer = an_officer(the_host())
    event = an_event(officer, a_competition(officer, host=the_host()))
    event.state = state
    writers = set() if state == EventState.CANCELLED else OFFICERS

    assert those_who_may(lambda who: rules.can_import_marks(who, event)) == writers
    assert those_who_may(lambda who: rules.can_correct_marks(who, event)) == writers
    assert those_who_may(lambda who: rules.can_see_marks(who, event)) == READERS
