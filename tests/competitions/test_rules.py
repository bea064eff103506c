"""Who may do what with a competition that a city hosts: every role in the province, the host and another city, and a visitor."""

import pytest

from jiangong.competitions import rules
from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Event
from jiangong.foundation import clock
from tests.factories import EVERYBODY, a_competition, a_programme, an_event, an_officer, the_host, those_who_may

pytestmark = pytest.mark.django_db

OFFICERS = {"province officer", "host officer"}
AUDITORS = {"province auditor", "host auditor"}


def an_event_of_the_host(state: EventState = EventState.OPEN) -> Event:
    officer = an_officer(the_host())
    event = an_event(officer, a_competition(officer, host=the_host()))
    event.state = state
    return event


def test_officers_over_the_host_run_its_competitions():
    competition = an_event_of_the_host().competition

    assert those_who_may(lambda who: rules.can_run_competition(who, competition)) == OFFICERS
    assert those_who_may(lambda who: rules.can_change_rulebook(who, competition)) == OFFICERS
    assert those_who_may(lambda who: rules.can_host_in(who, the_host())) == OFFICERS


def test_officers_and_auditors_over_the_host_look_behind():
    competition = an_event_of_the_host().competition

    assert those_who_may(lambda who: rules.can_look_behind(who, competition)) == OFFICERS | AUDITORS


@pytest.mark.parametrize("state", list(EventState))
def test_a_draft_is_seen_by_those_who_look_behind_and_everything_else_by_everybody(state: EventState):
    event = an_event_of_the_host(state)
    expected = OFFICERS | AUDITORS if state == EventState.DRAFT else set(EVERYBODY)

    assert those_who_may(lambda who: rules.can_see_event(who, event)) == expected


@pytest.mark.parametrize("state", list(EventState))
def test_entries_are_taken_by_officers_until_the_event_is_called_off(state: EventState):
    event = an_event_of_the_host(state)
    expected = set() if state == EventState.CANCELLED else OFFICERS

    assert those_who_may(lambda who: rules.can_register_entries(who, event)) == expected


def test_slips_are_printed_by_those_who_run_the_event():
    event = an_event_of_the_host()

    assert those_who_may(lambda who: rules.can_see_slips(who, event)) == OFFICERS


def test_a_programme_is_run_by_officers_of_the_body_that_issued_it():
    programme = a_programme()

    assert those_who_may(lambda who: rules.can_run_programme(who, programme)) == {"province officer"}


def test_nobody_hosts_in_a_closed_organization():
    host = the_host()
    host.closed_on = clock.today()

    assert those_who_may(lambda who: rules.can_host_in(who, host)) == set()
