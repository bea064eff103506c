"""A person publishes a run and firms it up; what is superseded stays readable."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction

from jiangong.competitions.enums import Policy
from jiangong.competitions.services import set_policy
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.judging.services import correct_marks
from jiangong.foundation import clock
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from jiangong.results.enums import Act, PublicationState
from jiangong.results.models import Publication, PublicationStep
from jiangong.results.rules import may_download_bundle
from jiangong.results.selectors import (
    current_publication_or_none,
    figures,
    latest_publications,
    officer_queue,
    publications_of,
    the_publication,
    what_may_be_shown,
)
from jiangong.results.services import (
    check_publication,
    post_public_notice,
    publish_run,
    put_in_effect,
    settle_event,
    step_back,
)
from tests.factories import (
    a_judge,
    a_publication,
    a_settled_event,
    an_auditor,
    an_event,
    an_event_with_marks,
    an_officer,
    checked,
    firm,
)

pytestmark = pytest.mark.django_db


def a_correction(event, by):
    correct_marks(event, changes=[MarkChange("final", "001", "practice", value="90")], reason="抄录有误", by=by)
    return settle_event(event, by=by)


def in_effect(publication: Publication, by) -> Publication:
    return firm(publication, by)


def test_a_published_run_is_provisional_and_signed():
    officer = an_officer()
    publication = publish_run(a_settled_event(officer).runs.get(), by=officer)

    assert (publication.state, publication.number, publication.publisher_name) == ("provisional", 1, "舒宁岩")
    assert publication.last_step.signer_name == "舒宁岩"
    assert [row.act for row in AuditRow.objects.order_by("-number")[:2]] == ["sign_publication", "publish_run"]


def test_a_result_hardens_step_by_step_with_name_and_time():
    officer = an_officer()
    publication = in_effect(a_publication(officer), officer)

    assert [step.state for step in publication.steps_taken] == list(PublicationState)
    assert publication.state == PublicationState.IN_EFFECT
    assert publication.last_step.document == "澄工发〔2026〕7 号"


def test_whoever_published_a_result_does_not_check_it():
    officer = an_officer()
    publication = a_publication(officer)

    with pytest.raises(Declined, match="另一位"):
        check_publication(publication, by=officer)

    assert publication.state == PublicationState.PROVISIONAL


def test_no_step_is_left_out():
    officer = an_officer()
    publication = a_publication(officer)

    with pytest.raises(Declined):
        post_public_notice(publication, by=officer)
    with pytest.raises(Declined):
        put_in_effect(publication, by=officer)
    checked(publication)
    with pytest.raises(Declined):
        checked(publication)
    with pytest.raises(Declined):
        post_public_notice(publication, by=officer, days=0)


def test_nothing_takes_effect_before_its_notice_is_over():
    officer = an_officer()
    publication = a_publication(officer)
    checked(publication)
    until = post_public_notice(publication, by=officer).notice_until

    with clock.stopped_at(until - timedelta(seconds=1)), pytest.raises(Declined):
        put_in_effect(publication, by=officer)
    with clock.stopped_at(until):
        assert put_in_effect(publication, by=officer).state == PublicationState.IN_EFFECT


def test_a_corrected_run_supersedes_the_published_one_for_a_reason_and_keeps_it():
    officer = an_officer()
    first = in_effect(a_publication(officer), officer)
    run = a_correction(first.event, officer)

    with pytest.raises(Declined):
        publish_run(run, by=officer)
    second = publish_run(run, by=officer, reason="更正一项评分")

    assert [publication.number for publication in publications_of(first.event)] == [2, 1]
    first = the_publication(first.event, 1, viewer=None)
    assert (first.is_superseded, first.successor, first.state) == (True, second, PublicationState.IN_EFFECT)
    assert (second.is_superseded, second.state) == (False, PublicationState.PROVISIONAL)
    assert current_publication_or_none(first.event) == second
    with pytest.raises(Declined):
        check_publication(first, by=an_officer())


def test_a_run_is_published_once():
    officer = an_officer()
    publication = a_publication(officer)

    with pytest.raises(Declined):
        publish_run(publication.run, by=officer, reason="再来一次")


def test_a_step_back_is_a_new_publication_of_the_same_run():
    officer = an_officer()
    publication = a_publication(officer)
    with pytest.raises(Declined):
        step_back(publication, reason="复核", by=officer)
    checked(publication)

    again = step_back(publication, reason="复核人发现名单有误", by=officer)

    assert (again.number, again.run, again.state) == (2, publication.run, PublicationState.PROVISIONAL)
    with pytest.raises(Declined):
        step_back(publication, reason="再退", by=officer)


def test_nothing_is_published_of_an_event_that_nobody_sees():
    officer = an_officer()
    event = an_event_with_marks(officer)
    event.state = "draft"
    event.save()

    with pytest.raises(Declined):
        publish_run(settle_event(event, by=officer), by=officer)


def test_others_publish_and_sign_nothing():
    officer = an_officer()
    publication = a_publication(officer)

    for person in (an_auditor(), a_judge()):
        for deed in (check_publication, post_public_notice, put_in_effect):
            with pytest.raises(PermissionDenied):
                deed(publication, by=person)
        with pytest.raises(PermissionDenied):
            publish_run(publication.run, by=person)
        with pytest.raises(PermissionDenied):
            step_back(publication, reason="x", by=person)


def test_freezing_the_board_is_not_publishing_the_newer_run():
    officer = an_officer()
    publication = a_publication(officer)
    draft = a_correction(publication.event, officer)

    public = what_may_be_shown(publication.event, viewer=AnonymousUser())
    behind = what_may_be_shown(publication.event, viewer=an_auditor())

    assert (public.publication, public.draft, public.is_full) == (publication, None, False)
    assert (behind.publication, behind.draft, behind.is_full) == (publication, draft, True)


def test_before_its_publication_nothing_may_be_shown():
    officer = an_officer()
    event = a_settled_event(officer)

    assert what_may_be_shown(event, viewer=None).publication is None
    publication = publish_run(event.runs.get(), by=officer)
    earlier = publication.published_at - timedelta(seconds=1)
    assert what_may_be_shown(event, viewer=None, now=earlier).publication is None
    assert what_may_be_shown(event, viewer=None).superseded == ()


def test_nothing_of_a_draft_event_may_be_shown():
    officer = an_officer()
    publication = a_publication(officer)
    publication.event.state = "draft"
    publication.event.save()

    assert what_may_be_shown(publication.event, viewer=None).publication is None
    with pytest.raises(Publication.DoesNotExist):
        the_publication(publication.event, 1, viewer=None)
    assert latest_publications(viewer=None) == []


@pytest.mark.parametrize(
    ("policy", "everybody"), [(Policy.PLACES, False), (Policy.SCORES, False), (Policy.MARKS, True)]
)
def test_the_bundle_goes_to_those_who_may_see_every_mark(policy: Policy, everybody: bool):
    officer = an_officer()
    publication = a_publication(officer)
    set_policy(publication.event.competition, policy=policy, by=officer)
    publication = the_publication(publication.event, 1, viewer=None)

    assert may_download_bundle(None, publication) is everybody
    assert may_download_bundle(a_judge(), publication) is everybody
    assert may_download_bundle(officer, publication) is True
    assert may_download_bundle(an_auditor(), publication) is True
    assert what_may_be_shown(publication.event, viewer=None).has_bundle is everybody


def test_the_desk_says_what_is_next():
    officer = an_officer()
    an_event(officer)
    event = an_event_with_marks(officer)
    acts = []

    def next_act():
        acts.append([(line.event, line.act) for line in officer_queue(officer)])

    next_act()
    run = settle_event(event, by=officer)
    next_act()
    publication = publish_run(run, by=officer)
    next_act()
    checked(publication)
    next_act()
    until = post_public_notice(publication, by=officer).notice_until
    next_act()
    with clock.stopped_at(until):
        next_act()
        put_in_effect(publication, by=officer)
    next_act()

    expected = [Act.SETTLE, Act.PUBLISH, Act.CHECK, Act.NOTICE, None, Act.EFFECT, None]
    assert acts == [[(event, act)] if act else [] for act in expected]


def test_the_desk_of_others_is_empty():
    an_event_with_marks(an_officer())

    assert officer_queue(an_auditor()) == officer_queue(None) == ()


def test_figures_count_what_everybody_sees():
    officer = an_officer()
    a_publication(officer)
    an_event(officer, is_open=False)

    counted = figures()

    assert (counted.competitions, counted.events, counted.entries, counted.publications) == (1, 1, 3, 1)


@pytest.mark.parametrize("sql", ["UPDATE results_publication SET reason = 'x'", "DELETE FROM results_publicationstep"])
def test_the_database_keeps_publications_and_signatures(sql: str):
    a_publication(an_officer())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("position", [1, 2, 3])
def test_the_database_refuses_a_state_out_of_its_place(position: int):
    publication = a_publication(an_officer())

    with pytest.raises(IntegrityError), transaction.atomic():
        PublicationStep.objects.create(
            publication=publication, position=position, state="in_effect", at=clock.now(), by="x", signer_name="x"
        )


def test_the_database_refuses_two_successors():
    officer = an_officer()
    publication = a_publication(officer)
    words = {"run": publication.run, "published_at": clock.now(), "published_by": "x", "publisher_name": "x"}
    Publication.objects.create(event=publication.event, number=2, supersedes=publication, reason="x", **words)

    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(event=publication.event, number=3, supersedes=publication, reason="x", **words)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(event=publication.event, number=3, **words)


@pytest.mark.parametrize("count", [1, 3])
def test_the_latest_publications_cost_the_same_for_one_and_three(count: int, django_assert_num_queries):
    officer = an_officer()
    for _ in range(count):
        a_publication(officer)

    with django_assert_num_queries(2):
        rows = latest_publications(viewer=None)
        shown = [
            (row.state, row.event.competition.track.name, row.run.short_fingerprint, row.is_superseded) for row in rows
        ]
    assert len(shown) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_desk_costs_the_same_for_one_and_three(count: int, django_assert_num_queries):
    officer = an_officer()
    for _ in range(count):
        a_publication(officer)

    with django_assert_num_queries(9):
        assert [line.act for line in officer_queue(officer)] == [Act.CHECK] * count
