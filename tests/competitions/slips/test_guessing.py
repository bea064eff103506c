"""Slip codes cannot be guessed on the public pages, and nobody is watched for it."""

from datetime import timedelta

import pytest
from django.test import Client

from jiangong.competitions.enums import Policy
from jiangong.competitions.selectors import slip_code
from jiangong.competitions.slips import services
from jiangong.competitions.slips.models import SlipTries
from jiangong.competitions.slips.services import SPAN, entry_by_slip
from jiangong.foundation import clock
from jiangong.foundation.models import AuditRow
from jiangong.foundation.refusals import Declined
from tests.factories import a_competition, a_publication, an_officer

pytestmark = pytest.mark.django_db
WRONG = "0000-0000"
MOST_WRONG = 10


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Ten instead of hundreds, for a test's patience."""
    assert services.MOST_WRONG >= 100  # by hand nobody pauses another's code
    monkeypatch.setattr(services, "MOST_WRONG", MOST_WRONG)


@pytest.fixture
def publication():
    return a_publication(an_officer())


def entry_of(publication, number="001"):
    return publication.event.entries.get(number=number)


def tried(publication, times, number="001"):
    for _ in range(times):
        assert entry_by_slip(publication.event, number=number, slip=WRONG) is None


def test_after_ten_wrong_codes_not_even_the_right_one_opens_for_a_quarter_of_an_hour(publication):
    entry, event = entry_of(publication), publication.event
    began = clock.now()
    tried(publication, MOST_WRONG - 1)
    assert entry_by_slip(event, number="001", slip=slip_code(entry)) == entry
    tried(publication, 1)
    with pytest.raises(Declined, match="15 分钟后再试"):
        entry_by_slip(event, number="001", slip=slip_code(entry))
    with clock.stopped_at(began + SPAN + timedelta(minutes=1)):
        assert entry_by_slip(event, number="001", slip=slip_code(entry)) == entry
        tried(publication, MOST_WRONG - 1)
        assert entry_by_slip(event, number="001", slip=slip_code(entry)) == entry


def test_other_entries_are_untouched_and_numbers_that_nobody_has_are_not_counted(publication):
    tried(publication, MOST_WRONG)
    other = entry_of(publication, "002")
    assert entry_by_slip(publication.event, number="002", slip=slip_code(other)) == other
    tried(publication, 3 * MOST_WRONG, number="nobody")
    assert SlipTries.objects.count() == 1


def test_right_codes_write_nothing_and_no_row_says_who_tried(publication):
    entry = entry_of(publication)
    for _ in range(30):
        assert entry_by_slip(publication.event, number="001", slip=slip_code(entry)) == entry
    assert SlipTries.objects.count() == 0
    tried(publication, MOST_WRONG)
    assert {field.name for field in SlipTries._meta.get_fields()} == {"id", "entry", "since", "wrong"}
    (row,) = AuditRow.objects.filter(act="pause_slip")
    assert (row.actor, row.details) == ("public", {"entry": "001"})


@pytest.mark.parametrize("page", ["own/", "why/"])
def test_the_page_says_it_plainly_and_shows_nothing_own(page):
    officer = an_officer()
    publication = a_publication(officer, a_competition(officer, policy=Policy.SCORES))
    event = publication.event
    address = f"/competitions/{event.competition.code}/{event.slug}/standings/{publication.number}/{page}"
    client = Client()
    for _ in range(MOST_WRONG):
        said = client.post(address, {"entry": "001", "slip": WRONG})
        assert said.status_code == 400 and "对不上" in said.content.decode()
    paused = client.post(address, {"entry": "001", "slip": slip_code(entry_of(publication))})
    assert paused.status_code == 400
    assert "分钟后再试" in paused.content.decode()
    assert "按选手凭条显示" not in paused.content.decode()


def test_an_appeal_and_a_seat_are_guarded_by_the_same_count(publication):
    tried(publication, MOST_WRONG)
    event, slip = publication.event, slip_code(entry_of(publication))
    root = f"/competitions/{event.competition.code}/{event.slug}/"
    going = Client().post(root + "going-on/", {"entry": "001", "slip": slip})
    assert "分钟后再试" in going.content.decode()
    lodged = Client().post(
        root + "appeal/?as=entry", {"kind": "result", "text": "漏计一项", "entry": "001", "slip": slip, "as": "entry"}
    )
    assert "分钟后再试" in lodged.content.decode()
