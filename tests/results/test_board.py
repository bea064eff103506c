"""Lists, dates and counts of the home page and the competition's page."""

from datetime import timedelta

import pytest

from jiangong.competitions.models import Competition
from jiangong.competitions.selectors import found
from jiangong.foundation import clock
from jiangong.results.enums import Act
from jiangong.results.selectors import (
    coming_dates,
    event_lines,
    events_in_progress,
    next_act,
    officer_queue,
    publications_by_fingerprint,
)
from jiangong.results.services import post_public_notice, publish_run, settle_event
from tests.factories import a_competition, a_publication, an_event, an_event_with_marks, an_officer, checked

pytestmark = pytest.mark.django_db


def test_events_of_a_competition_stand_with_their_publication_and_entries():
    officer = an_officer()
    competition = a_competition(officer)
    publication = a_publication(officer, competition, code="2023")
    an_event(officer, competition, code="2024")
    an_event(officer, competition, code="2025", is_open=False)

    lines = event_lines(competition=competition, viewer=None)

    assert [(line.event.code, line.publication, line.entry_count) for line in lines] == [
        ("2023", publication, 3),
        ("2024", None, 0),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_events_of_a_competition_cost_the_same_for_one_and_three(count: int, django_assert_num_queries):
    officer = an_officer()
    competition = a_competition(officer)
    for number in range(count):
        a_publication(officer, competition, code=str(number))

    with django_assert_num_queries(3):
        lines = event_lines(competition=competition, viewer=None)
        assert [line.publication.state for line in lines] == ["provisional"] * count


def test_an_event_with_marks_is_in_progress_until_it_is_published():
    officer = an_officer()
    an_event(officer)
    event = an_event_with_marks(officer)

    assert [(one.event, one.done, one.total) for one in events_in_progress(viewer=None)] == [(event, 3, 3)]
    publish_run(settle_event(event, by=officer), by=officer)
    assert events_in_progress(viewer=None) == ()


def test_coming_dates_are_the_nearest_first():
    officer = an_officer()
    publication = a_publication(officer)
    today = clock.today()
    Competition.objects.update(starts_on=today + timedelta(days=30), ends_on=today + timedelta(days=31))
    checked(publication)
    post_public_notice(publication, by=officer, days=1)

    dates = coming_dates(viewer=None)

    assert [one.kind for one in dates] == ["notice_ends", "starts", "ends"]
    assert (dates[0].event, dates[1].event) == (publication.event, None)
    assert dates[0].on.weekday() < 5
    assert len(coming_dates(viewer=None, limit=1)) == 1


def test_a_day_that_is_over_does_not_come():
    officer = an_officer()
    an_event(officer)
    Competition.objects.update(starts_on=clock.today() - timedelta(days=1))

    assert coming_dates(viewer=None) == ()


def test_a_publication_is_found_by_the_beginning_of_a_fingerprint():
    publication = a_publication(an_officer())
    run = publication.run

    for text in (
        run.fingerprint_outcome,
        run.short_fingerprint.upper(),
        run.fingerprint_marks[:8],
        run.fingerprint_rulebook,
    ):
        assert publications_by_fingerprint(text, viewer=None) == [publication]
    assert publications_by_fingerprint(run.fingerprint_outcome[:7], viewer=None) == []
    assert publications_by_fingerprint("%" * 8, viewer=None) == []


def test_a_search_finds_competitions_and_events_that_one_may_see():
    officer = an_officer()
    event = an_event(officer)
    an_event(officer, is_open=False)

    assert found("焊工", viewer=None).competitions == (event.competition,)
    assert found("WELD", viewer=None).competitions == (event.competition,)
    assert found("省决赛", viewer=None).events == (event,)
    assert len(found("省决赛", viewer=officer).events) == 2
    assert found(" ", viewer=None).events == ()


def test_the_next_act_of_one_event():
    officer = an_officer()
    event = an_event(officer)
    assert next_act(event) == "import"
    event = an_event_with_marks(officer)
    assert next_act(event) == Act.SETTLE
    run = settle_event(event, by=officer)
    assert (next_act(event), run.is_current) == (Act.PUBLISH, True)
    publish_run(run, by=officer)
    assert next_act(event) == Act.CHECK
    event.state = "cancelled"
    assert next_act(event) == ""


def test_the_desk_tells_the_publisher_that_somebody_else_checks():
    officer, other = an_officer(), an_officer()
    a_publication(officer)

    own, theirs = (officer_queue(user)[0] for user in (officer, other))

    assert (own.act, theirs.act) == (Act.CHECK, Act.CHECK)
    assert own.why.zh == "由本人发布，等待另一人复核"
    assert theirs.why.zh == "已暂定发布，等待复核"
    assert (own.waits_for_others, theirs.waits_for_others) == (True, False)


def test_the_desk_says_since_when_and_until_when():
    officer = an_officer()
    publication = a_publication(officer)
    checked(publication)
    step = post_public_notice(publication, by=officer, days=1)

    with clock.stopped_at(step.notice_until):
        line = officer_queue(officer)[0]

    assert (line.act, line.run, line.publication, line.since) == (
        Act.EFFECT,
        publication.run,
        publication,
        step.notice_until,
    )
    assert line.due is not None
    assert line.why.zh
