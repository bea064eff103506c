"""Who may do what with the records of workers, as truth tables."""

import pytest

from jiangong.organizations.people import rules
from jiangong.organizations.people.enums import Standing
from jiangong.organizations.people.models import Worker
from jiangong.organizations.people.services import ask_for
from tests.factories import a_worker, an_identity, somebody, the_host, those_who_may

pytestmark = pytest.mark.django_db

OFFICERS = {"province officer", "host officer"}
AUDITORS = {"province auditor", "host auditor"}


def test_the_roster_of_a_unit_is_seen_by_officers_and_auditors_over_it():
    assert those_who_may(lambda who: rules.can_see_roster(who, the_host())) == OFFICERS | AUDITORS


def test_the_roster_of_a_unit_is_kept_by_officers_over_it():
    assert those_who_may(lambda who: rules.can_keep_roster(who, the_host())) == OFFICERS


def test_an_identity_number_is_revealed_to_officers_over_the_unit_where_there_is_one():
    worker, without = a_worker(the_host(), identity=an_identity()), a_worker(the_host())

    assert those_who_may(lambda who: rules.can_reveal_identity(who, worker)) == OFFICERS
    assert those_who_may(lambda who: rules.can_reveal_identity(who, without)) == set()


@pytest.mark.parametrize(
    ("standing", "answer"),
    [
        (Standing.ACTIVE, OFFICERS),
        (Standing.LEFT, OFFICERS),
        (Standing.RESTRICTED, set()),
        (Standing.ERASED, set()),
    ],
)
def test_a_record_is_corrected_unless_its_processing_was_stopped(standing: Standing, answer: set[str]):
    worker = a_worker(the_host())
    worker.standing = standing

    assert those_who_may(lambda who: rules.can_correct_record(who, worker)) == answer


def test_a_request_is_answered_once_by_officers_over_the_unit():
    request = ask_for(a_worker(the_host()), kind="delete")
    assert those_who_may(lambda who: rules.can_answer_request(who, request)) == OFFICERS
    request.state = "granted"

    assert those_who_may(lambda who: rules.can_answer_request(who, request)) == set()


def test_how_long_data_are_kept_is_decided_by_officers_of_the_federation():
    the_host()
    assert those_who_may(rules.can_set_retention) == {"province officer"}
    assert not rules.can_set_retention(somebody("visitor"))


@pytest.mark.parametrize(("standing", "answer"), [*((s, s != Standing.ERASED) for s in Standing)])
def test_whoever_has_a_record_may_ask(standing: Standing, answer: bool):
    assert rules.can_ask(Worker(standing=standing)) is answer


@pytest.mark.parametrize("standing", list(Standing))
@pytest.mark.parametrize("has_consent", [False, True])
def test_a_real_name_is_published_with_a_ground_and_where_processing_goes_on(standing: Standing, has_consent: bool):
    expected = has_consent and standing in (Standing.ACTIVE, Standing.LEFT)

    assert rules.is_publishable(standing, has_consent) is expected
