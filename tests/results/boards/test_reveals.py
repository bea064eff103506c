"""Places called one by one: what each step shows, what stays hidden, and who may press the key."""

import json

import pytest
from django.core.exceptions import PermissionDenied

from jiangong.competitions.enums import Policy
from jiangong.competitions.services import set_policy
from jiangong.foundation.refusals import Declined
from jiangong.results.boards.files import BoardKeeper
from jiangong.results.boards.models import Reveal, RevealStep
from jiangong.results.boards.rules import can_reveal
from jiangong.results.boards.selectors import board_of, picture, the_reveal, whole_reveal
from jiangong.results.boards.services import call_place, open_reveal
from jiangong.results.freezes.selectors import is_held_back
from jiangong.results.selectors import what_may_be_shown
from jiangong.results.services import publish_run, settle_event
from tests.factories import (
    a_city,
    a_competition,
    a_held_back,
    a_publication,
    an_officer,
    somebody,
    the_host,
    those_who_may,
)
from tests.factories.results import SECRET_MARK, SECRET_REASON, SECRET_SCORE

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return an_officer(a_city())


@pytest.fixture
def first(officer):
    return a_publication(officer, a_competition(officer, host=the_host()))


@pytest.fixture
def held(first, officer):
    return a_held_back(first, officer)


def called(shown):
    return [(group.place, [line.number for line in group.lines]) for group in shown.called]


def test_places_are_called_from_the_last_up_and_the_last_step_opens_the_board(held, officer):
    reveal = open_reveal(held, by=officer)
    assert called(picture(reveal)) == []

    steps = [("", ["003"]), ("2", ["002"]), ("1", ["001"])]
    for position in (1, 2, 3):
        assert is_held_back(held)
        assert call_place(reveal, position=position, by=officer) == position
        assert called(picture(reveal)) == list(reversed(steps[:position]))
    assert not is_held_back(held)
    assert held.event.freezes.get().lift.is_revealed
    assert what_may_be_shown(held.event, viewer=None).publication == held


def test_those_below_the_chosen_place_are_shown_together(held, officer):
    reveal = open_reveal(held, by=officer, from_place=1)
    call_place(reveal, position=1, by=officer)

    assert called(picture(reveal)) == [("", ["002", "003"])]
    assert picture(reveal).total == 2


def test_pressing_twice_calls_one_place_and_going_back_takes_nothing_back(held, officer):
    reveal = open_reveal(held, by=officer)
    call_place(reveal, position=1, by=officer)
    assert call_place(reveal, position=1, by=officer) == 1
    assert call_place(reveal, position=99, by=officer) == 2

    assert called(picture(reveal, at=1)) == [("", ["003"])]
    assert picture(reveal, at=99).at == 2
    assert RevealStep.objects.count() == 2


def test_the_live_board_knows_only_what_was_called(first, held, officer):
    reveal = open_reveal(held, by=officer)
    said = board_of(first.event)
    assert (said["publication"], said["reveal"], said["is_frozen"]) == (1, None, True)
    call_place(reveal, position=1, by=officer)
    call_place(reveal, position=2, by=officer)

    text = json.dumps(board_of(first.event))
    assert '"002"' in text
    assert not any(secret in text for secret in (SECRET_SCORE, SECRET_MARK, SECRET_REASON))
    assert [line["entry"] for line in board_of(first.event)["reveal"]["lines"]] == ["002", "003"]
    call_place(reveal, position=3, by=officer)
    said = board_of(first.event)
    assert (said["publication"], said["is_frozen"], said["reveal"]) == (2, False, None)
    assert SECRET_SCORE in json.dumps(said)


def test_the_screen_keeps_to_the_policy_of_the_competition(held, officer):
    set_policy(held.event.competition, policy=Policy.PLACES, by=officer)
    reveal = open_reveal(held, by=officer)
    assert {line.score for group in whole_reveal(reveal, viewer=officer) for line in group.lines} == {""}


def test_a_later_publication_ends_a_reveal(held, officer):
    reveal = open_reveal(held, by=officer)
    call_place(reveal, position=1, by=officer)
    event = held.event
    event.refresh_from_db()
    from jiangong.evidence.judging.keys import MarkChange
    from jiangong.evidence.judging.services import correct_marks

    change = MarkChange(stage="final", entry="002", criterion="practice", value="99")
    correct_marks(event, changes=[change], reason="再更正", by=officer)
    event.refresh_from_db()
    newer = publish_run(settle_event(event, by=officer), by=officer, reason="再更正")
    with pytest.raises(Declined, match="取代"):
        call_place(reveal, position=2, by=officer)
    with pytest.raises(Declined, match="取代"):
        open_reveal(held, by=officer)
    assert open_reveal(newer, by=officer).number == 2


def test_a_newer_reveal_ends_the_older_one(held, officer):
    older = open_reveal(held, by=officer)
    open_reveal(held, by=officer, from_place=1)
    with pytest.raises(Declined, match="最新一场"):
        call_place(older, position=1, by=officer)


@pytest.mark.parametrize(("words", "says"), [({"stage": "nothing"}, "没有可以揭晓"), ({"from_place": 0}, "1 以上")])
def test_what_cannot_be_called_is_declined(held, officer, words, says):
    with pytest.raises(Declined, match=says):
        open_reveal(held, by=officer, **words)


def test_only_those_who_publish_call_places_and_read_what_is_to_come(held, officer):
    reveal = open_reveal(held, by=officer)
    assert those_who_may(lambda user: can_reveal(user, held.event)) == {"host officer", "province officer"}
    stranger = somebody("other officer")
    for act in (lambda: open_reveal(held, by=stranger), lambda: call_place(reveal, position=1, by=stranger)):
        with pytest.raises(PermissionDenied):
            act()
    for viewer in (stranger, None):
        with pytest.raises(Reveal.DoesNotExist):
            whole_reveal(reveal, viewer=viewer)
        with pytest.raises(Reveal.DoesNotExist):
            the_reveal(held.event, 1, viewer=viewer)


def test_a_public_result_may_be_called_again_and_opens_nothing(first, officer):
    reveal = open_reveal(first, by=officer)
    for position in (1, 2, 3):
        call_place(reveal, position=position, by=officer)
    assert reveal.freeze is None and picture(reveal).is_over


def test_board_files_follow_what_is_written(first, officer, tmp_path):
    keeper = BoardKeeper(tmp_path)
    assert keeper.look() == 1
    assert keeper.look() == 0
    name = (tmp_path / f"{first.event.pk}.now").read_text().strip()
    assert json.loads((tmp_path / name).read_text())["publication"] == 1

    held = a_held_back(first, officer)
    assert keeper.look() == 1
    assert all(SECRET_SCORE not in path.read_text() for path in tmp_path.iterdir())
    reveal = open_reveal(held, by=officer)
    for position in (1, 2, 3):
        assert SECRET_SCORE not in "".join(path.read_text() for path in tmp_path.iterdir())
        call_place(reveal, position=position, by=officer)
        keeper.look()
    newest = (tmp_path / f"{first.event.pk}.now").read_text().strip()
    assert newest != name and SECRET_SCORE in (tmp_path / newest).read_text()
    assert (tmp_path / name).exists(), "phones that were about to ask for it still find it"
    assert BoardKeeper(tmp_path).look() == 1


def test_an_event_called_off_has_no_board(first, officer, tmp_path):
    from jiangong.competitions.enums import EventState
    from jiangong.competitions.models import Event

    keeper = BoardKeeper(tmp_path)
    keeper.look()
    Event.objects.filter(pk=first.event.pk).update(state=EventState.CANCELLED)
    keeper._stamp = None
    keeper.look()
    assert list(tmp_path.iterdir()) == []
