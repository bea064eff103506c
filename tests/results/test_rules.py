"""Who may settle, publish, look behind and download, of an event that a city hosts."""

import pytest

from jiangong.competitions.enums import EventState, Policy
from jiangong.results import rules
from jiangong.results.models import Publication
from tests.factories import EVERYBODY, a_competition, an_event, an_officer, the_host, those_who_may

pytestmark = pytest.mark.django_db

OFFICERS = {"province officer", "host officer"}
READERS = OFFICERS | {"province auditor", "host auditor"}


@pytest.fixture
def event():
    officer = an_officer(the_host())
    return an_event(officer, a_competition(officer, host=the_host()))


@pytest.mark.parametrize("state", list(EventState))
def test_runs_are_made_by_officers_unless_the_event_is_called_off(event, state: EventState):
    event.state = state
    expected = set() if state == EventState.CANCELLED else OFFICERS

    assert those_who_may(lambda who: rules.can_settle(who, event)) == expected


def test_results_are_published_by_officers_and_runs_seen_by_auditors_too(event):
    assert those_who_may(lambda who: rules.can_publish(who, event)) == OFFICERS
    assert those_who_may(lambda who: rules.can_see_runs(who, event)) == READERS


@pytest.mark.parametrize(
    ("policy", "state", "expected"),
    [
        (Policy.MARKS, EventState.OPEN, set(EVERYBODY)),
        (Policy.SCORES, EventState.OPEN, READERS),
        (Policy.PLACES, EventState.OPEN, READERS),
        (Policy.MARKS, EventState.DRAFT, READERS),
    ],
)
def test_a_bundle_goes_to_those_who_may_see_event_and_marks(
    event, policy: Policy, state: EventState, expected: set[str]
):
    event.competition.policy, event.state = policy, state
    publication = Publication(event=event)

    assert those_who_may(lambda who: rules.may_download_bundle(who, publication)) == expected
