"""A result that is held back: every page, file and feed as every role, before the freeze, during it, in the middle of a reveal
and after it."""

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.test import Client

from jiangong.competitions.selectors import entries_of, slip_code
from jiangong.organizations.enums import Role
from jiangong.results.boards.files import BoardKeeper
from jiangong.results.boards.services import call_place, open_reveal
from jiangong.web.boards import own
from tests.factories import a_held_back
from tests.factories.results import SECRET_MARK, SECRET_REASON, SECRET_SCORE
from tests.web.crawling import BACKEND, body_of, followed, somebody

pytestmark = pytest.mark.leaks

BEHIND = (Role.OFFICER, Role.AUDITOR)
"""Roles over the host that may look behind; in another city they may not."""
HERE = tuple(role for role in Role if role not in BEHIND)
ELSEWHERE = (*BEHIND, Role.ADMINISTRATOR)
WHOLE = (None, ("linlan", *HERE), ("yundu", *ELSEWHERE))
"""A visitor, whoever holds every post of the host that may not look behind, and whoever holds all that may in another city."""
EACH = tuple(("linlan", role) for role in HERE) + tuple(("yundu", role) for role in ELSEWHERE)


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    """A look-up is kept in memory by its address; the next test's site has the same addresses."""
    own._pages.clear()
    yield
    own._pages.clear()


@pytest.fixture
def held(site, settings, tmp_path):
    """The published event of the site is frozen, corrected and published again behind the freeze."""
    settings.JIANGONG_BOARDS = tmp_path
    return a_held_back(site.publication, site.officer)


def secrets(held) -> list[str]:
    """What is nowhere but in the held-back result."""
    run = held.run
    prints = (run.fingerprint_marks, run.fingerprint_outcome)
    return [SECRET_SCORE, SECRET_MARK, SECRET_REASON, *prints, *(one[:16] for one in prints), run.short_fingerprint]


def addresses(site, held) -> list[str]:
    """Every address that could give the result away, whether a link leads there or not."""
    roots = [site.of(site.event, f"standings/{number}/") for number in (1, held.number)]
    files = ["", "why/?entry=001", "own/?entry=001", "standings.csv", "standings.json", "distribution.csv", "bundle.zip",
             "?sort=-score", "?words=001", "ceremony.csv", "ceremony.xlsx", "scoreboard.json", "contest-package.zip"]  # fmt: skip
    data = f"/data/1{site.of(site.event)}"
    return [
        *(root + name for root in roots for name in files),
        "/", "/results/", "/counted/", "/search/?q=焊", "/data/", "/data/1/competitions/", "/data/1/keys/", "/keys/",
        f"/data/1/competitions/{site.competition.code}/", data + "standings/", data + "standings/1/",
        data + f"standings/{held.number}/", data + "entries/001/", data + "entries/002/",
        f"/verify/?fingerprint={held.run.fingerprint_outcome}", f"/verify/?fingerprint={held.run.fingerprint_marks[:12]}",
        site.of(site.event), site.of(site.event, "live/"), site.of(site.event, "standings/"),
        f"/competitions/{site.competition.code}/", f"/competitions/{site.competition.code}/medals/",
        f"/boards/{site.event.pk}.now",
        site.of(site.event, "board/", desk=True), site.of(site.event, "board/lift/", desk=True),
        site.of(site.event, "board/reveals/1/", desk=True), site.of(site.event, "runs/2/", desk=True),
        site.of(site.event, desk=True), site.of(site.event, "runs/2/publish/", desk=True),
        site.of(site.event, f"publications/{held.number}/check/", desk=True),
    ]  # fmt: skip


def everything(client, site, held, *, is_whole: bool = True) -> Iterator[tuple[str, str]]:
    """What this visitor can get by every address above and every link, or every link about the competition; forms are sent as well."""
    within = None if is_whole else re.compile(re.escape(site.competition.code))
    for address, text in followed(client, ["/", "/desk/", *addresses(site, held)], within=within):
        # The page of the verification repeats what was typed.
        yield address, text.replace(address.rpartition("fingerprint=")[2], "") if "fingerprint=" in address else text
    for page in ("", "lift/", "reveals/1/", "reveals/1/file/"):
        yield page, body_of(client.post(site.of(site.event, f"board/{page}", desk=True), {"act": "reveal", "at": "1"}))
    for number in (1, held.number):
        entry = entries_of(site.event)[0]
        for page in ("own/", "why/"):
            typed = {"entry": entry.number, "slip": slip_code(entry)}
            yield f"{number} {page}", body_of(client.post(site.of(site.event, f"standings/{number}/{page}"), typed))


def leaks(client, site, held, *, is_whole: bool = True) -> list[tuple[str, str]]:
    """Addresses whose answer holds something of the result."""
    hidden, texts = secrets(held), everything(client, site, held, is_whole=is_whole)
    return [(address, one) for address, text in texts for one in hidden if one in text]


def seen_by(people, site, held) -> dict[object, list[tuple[str, str]]]:
    """Who of these sees what of the result, and where. Whoever holds one post follows the links about the competition; whoever holds
    all of them has followed all."""
    found = {
        who: leaks(somebody(*who) if who else Client(), site, held, is_whole=who in WHOLE) for who in people
    }  # fmt: skip
    return {who: seen for who, seen in found.items() if seen}


def test_nothing_of_it_is_seen_before_the_reveal(site, held, settings):
    BoardKeeper(settings.JIANGONG_BOARDS).look()
    assert seen_by(WHOLE, site, held) == {}


def test_nothing_of_it_is_seen_in_the_middle_of_the_reveal(site, held, settings):
    """The most is written by now: here each role crawls for itself as well."""
    reveal = open_reveal(held, by=site.officer)
    call_place(reveal, position=1, by=site.officer)
    call_place(reveal, position=2, by=site.officer)
    BoardKeeper(settings.JIANGONG_BOARDS).look()
    assert seen_by((*WHOLE, *EACH), site, held) == {}


def test_what_is_hidden_is_seen_by_the_officer_and_by_everybody_afterwards(site, held, settings):
    """The crawl would find it: else the test above would prove nothing."""
    officer, visitor = Client(), Client()
    officer.force_login(site.officer, backend=BACKEND)
    assert {one for _, one in leaks(officer, site, held, is_whole=False)} == set(secrets(held))
    reveal = open_reveal(held, by=site.officer)
    for position in (1, 2, 3):
        call_place(reveal, position=position, by=site.officer)
    BoardKeeper(settings.JIANGONG_BOARDS).look()
    found = leaks(visitor, site, held)
    assert {one for _, one in found} == set(secrets(held))
    for door in ("live/", f"standings/{held.number}/", f"standings/{held.number}/own/?entry=001"):
        assert any(address == site.of(site.event, door) for address, _ in found), door


def test_pages_that_were_kept_before_the_freeze_are_the_old_ones_and_renew_after_it(site, settings, tmp_path):
    """A look-up is kept in memory: it may be old for seconds, never too new."""
    settings.JIANGONG_BOARDS = tmp_path
    page = site.published("own/?entry=001")
    visitor = Client()
    before = visitor.get(page).content.decode()
    held = a_held_back(site.publication, site.officer)
    officer = Client()
    officer.force_login(site.officer, backend=BACKEND)
    hidden = site.of(site.event, f"standings/{held.number}/own/?entry=001")
    assert SECRET_SCORE in officer.get(hidden).content.decode()
    assert visitor.get(hidden).status_code == 404
    assert "83.00" in before and "83.00" in visitor.get(page).content.decode()


def test_the_public_page_does_not_say_that_another_publication_exists(site, held):
    text = Client().get(site.published()).content.decode()
    assert "取代" not in text and f"standings/{held.number}/" not in text
    officer = Client()
    officer.force_login(site.officer, backend=BACKEND)
    assert "封榜中" in officer.get(site.of(site.event, f"standings/{held.number}/")).content.decode()
    assert quote(str(held.number)) in officer.get(site.published()).content.decode()
