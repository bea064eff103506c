"""A frozen board: what is held back from whom, from when on, and until when."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from jiangong.foundation import clock
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from jiangong.results.freezes.models import Freeze
from jiangong.results.freezes.rules import can_freeze
from jiangong.results.freezes.selectors import freeze_or_none, is_held_back
from jiangong.results.freezes.services import freeze_board, lift_freeze
from jiangong.results.models import Publication
from jiangong.results.selectors import (
    event_lines,
    figures,
    latest_publications,
    medals_of_competition,
    publications_by_fingerprint,
    publications_of,
    the_publication,
    what_may_be_shown,
)
from jiangong.results.services import publish_run
from tests.factories import (
    a_city,
    a_competition,
    a_held_back,
    a_publication,
    a_settled_event,
    an_officer,
    somebody,
    the_host,
    those_who_may,
)

pytestmark = pytest.mark.django_db
PUBLIC = AnonymousUser()


def numbers(rows):
    return [row.number for row in rows]


@pytest.fixture
def officer():
    return an_officer(a_city())


@pytest.fixture
def first(officer):
    return a_publication(officer, a_competition(officer, host=the_host()))


@pytest.fixture
def held(first, officer):
    return a_held_back(first, officer)


@pytest.mark.parametrize("viewer", [None, PUBLIC])
def test_the_public_stays_at_the_publication_before_the_freeze(first, held, viewer):
    event = first.event
    shown = what_may_be_shown(event, viewer=viewer)

    assert (shown.publication, shown.superseded, shown.draft) == (first, (), None)
    assert (shown.publication.is_superseded, shown.publication.successor) == (False, None)
    assert numbers(publications_of(event, viewer=viewer)) == [1]
    assert numbers(publications_of(event)) == [1]
    assert numbers(latest_publications(viewer=viewer)) == [1]
    assert [line.publication for line in event_lines(competition=event.competition, viewer=viewer)] == [first]
    assert publications_by_fingerprint(held.run.fingerprint_outcome, viewer=viewer) == []
    assert publications_by_fingerprint(first.run.fingerprint_outcome, viewer=viewer) == [first]
    assert [row.unit for row in medals_of_competition(event.competition, viewer=viewer).rows] == ["青溪造船"]
    assert figures().publications == 1
    with pytest.raises(Publication.DoesNotExist):
        the_publication(event, 2, viewer=viewer)


def test_whoever_looks_behind_sees_it_and_is_told_that_others_do_not(first, held, officer):
    shown = what_may_be_shown(first.event, viewer=officer).publication

    assert (shown, shown.is_held_back) == (held, True)
    assert the_publication(first.event, 1, viewer=officer).successor == held
    assert not what_may_be_shown(first.event, viewer=None).publication.is_held_back
    assert [row.unit for row in medals_of_competition(first.event.competition, viewer=officer).rows] == ["临澜重工"]


def test_once_lifted_everybody_sees_everything(first, held, officer):
    lift_freeze(first.event, by=officer)

    assert what_may_be_shown(first.event, viewer=None).publication == held
    assert the_publication(first.event, 1, viewer=None).successor == held
    assert not is_held_back(held)
    assert [row.act for row in AuditRow.objects.order_by("-number")[:1]] == ["lift_freeze"]


def test_an_event_without_a_publication_may_be_frozen_and_does_not_show_that_one_was_made(officer):
    event = a_settled_event(officer, a_competition(officer, host=the_host()))
    freeze_board(event, by=officer)
    publication = publish_run(event.runs.get(), by=officer)

    assert is_held_back(publication)
    assert what_may_be_shown(event, viewer=None).publication is None
    assert latest_publications(viewer=None) == []
    assert event_lines(competition=event.competition, viewer=None)[0].publication is None


def test_a_freeze_holds_back_from_its_moment_on(officer):
    event = a_settled_event(officer, a_competition(officer, host=the_host()))
    starts_at = clock.now() + timedelta(hours=1)
    freeze_board(event, by=officer, starts_at=starts_at)
    with clock.stopped_at(starts_at - timedelta(seconds=1)):
        assert not is_held_back(publish_run(event.runs.get(), by=officer))


def test_what_was_published_at_the_very_moment_is_held_back(officer):
    event = a_settled_event(officer, a_competition(officer, host=the_host()))
    starts_at = clock.now() + timedelta(hours=1)
    freeze_board(event, by=officer, starts_at=starts_at)
    with clock.stopped_at(starts_at):
        assert is_held_back(publish_run(event.runs.get(), by=officer))


def test_nothing_is_taken_back(first, officer):
    with pytest.raises(Declined, match="收不回来"):
        freeze_board(first.event, by=officer, starts_at=clock.now() - timedelta(minutes=1))
    freeze_board(first.event, by=officer)
    with pytest.raises(Declined, match="已经封榜"):
        freeze_board(first.event, by=officer)
    lift_freeze(first.event, by=officer)
    with pytest.raises(Declined, match="没有封榜"):
        lift_freeze(first.event, by=officer)
    assert freeze_board(first.event, by=officer).number == 2


def test_one_event_frozen_leaves_the_others_open(first, held, officer):
    other = publish_run(a_settled_event(officer, first.event.competition, code="b").runs.get(), by=officer)

    assert other in latest_publications(viewer=None)
    assert freeze_or_none(other.event) is None


def test_only_those_who_publish_freeze(first):
    event = first.event
    may = those_who_may(lambda user: can_freeze(user, event))
    assert may == {"host officer", "province officer"}
    for service in (freeze_board, lift_freeze):
        with pytest.raises(PermissionDenied):
            service(event, by=somebody("other officer"))
    assert Freeze.objects.count() == 0


def test_too_long_a_note_is_declined(first, officer):
    with pytest.raises(Declined, match="至多"):
        freeze_board(first.event, by=officer, note="字" * 301)
