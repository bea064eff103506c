"""A blind event from its list to its result in effect: before and after each seal, each opening, each run and each publication, whoever
may not know it learns no identity, no draft and no mark that is not published. What is frozen stands in `test_held_back`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.test import Client

from jiangong.competitions.enums import Policy
from jiangong.competitions.models import Event
from jiangong.competitions.selectors import slip_code
from jiangong.competitions.services import EntryRow, register_entries
from jiangong.evidence.blind.enums import ArrivalState
from jiangong.evidence.blind.services import note_arrival
from jiangong.evidence.judging.keys import MarkChange
from jiangong.evidence.judging.services import correct_marks
from jiangong.evidence.marking.content import SheetSent
from jiangong.evidence.marking.services import seal_sheet
from jiangong.evidence.panels.enums import SeatKind
from jiangong.evidence.panels.models import Seat
from jiangong.evidence.panels.selectors import works_to_mark
from jiangong.evidence.panels.services import blind_event
from jiangong.foundation import clock
from jiangong.organizations.enums import Role
from jiangong.organizations.models import User
from jiangong.results.services import (
    check_publication,
    post_public_notice,
    publish_run,
    put_in_effect,
    settle_event,
)
from tests.factories import a_competition, a_drawn_chain, a_panel, a_rulebook, a_seat, an_event, an_officer
from tests.factories.marking import an_opened_chain, judges_of
from tests.web.crawling import BACKEND, body_of, followed, somebody

pytestmark = pytest.mark.leaks

RULES = """\
rulebook = 1
name = "moments"
title = { zh = "面点", en = "Pastry" }
[[stage]]
id = "works"
title = { zh = "评审", en = "Works" }
[stage.criteria.taste]
title = { zh = "口味", en = "Taste" }
by = ["source"]
count = { source = 2 }
range = [0, 100]
decimals = 2
steps = [{ over = "source", take = "mean", round = "0.01" }]
[[stage.order]]
by = "taste"
"""
NAMES = ("匿藏甲", "匿藏乙", "匿藏丙")
FIRST, SECOND = ("61.37", "62.49", "63.53"), ("81.93", "84.73", "87.97")
"""What each of the two judges gives the three works."""
SCORES = ("71.65", "73.61", "75.75")
"""By hand: the mean of both."""
CORRECTED, CORRECTED_SCORE = "97.07", "79.22"
"""The second judge's mark of the first entry after a correction: (61.37 + 97.07) / 2."""
LOW = tuple(
    role for role in Role if role not in (Role.OFFICER, Role.AUDITOR, Role.CHIEF_JUDGE, Role.CLERK, Role.ENCRYPTION_JUDGE)
)  # fmt: skip
"""Posts that open nothing of an event's inside. The others each open something, and stand for themselves below."""
WITHIN = re.compile(r"/desk/(seats|marking)/.")
SESSION = "sessionid"


@dataclass
class World:
    """The event, and what has happened to it so far."""

    event: Event
    officer: User

    @property
    def judges(self) -> list[Seat]:
        """The two judges."""
        return judges_of(self.event)

    def seat(self, kind: SeatKind) -> User:
        """Who sits on the panel as this."""
        return Seat.objects.select_related("user").get(panel__event=self.event, kind=kind).user

    def give(self, seat: Seat, marks: tuple[str, ...]) -> None:
        """A judge seals a sheet for every work: the n-th entry gets the n-th mark, whatever number it stands under."""
        from jiangong.evidence.blind.selectors import shown_labels

        stage = self.event.stages.get()
        labels = shown_labels(self.event, stage)
        worth = {labels[number]: mark for number, mark in zip(sorted(labels), marks, strict=True)}
        for work in works_to_mark(seat, stage):
            sent = SheetSent("works", work.label, f"{seat.code}-{work.label}-sent", {"taste//": worth[work.label]})
            assert seal_sheet(self.event, sent, by=seat.user).is_new

    def settle(self) -> None:
        """A run of what is sealed by now."""
        self.event.refresh_from_db()
        settle_event(self.event, by=self.officer)

    def publish(self) -> None:
        """The newest run, published."""
        publish_run(self.event.runs.order_by("-number").first(), by=self.officer, reason="按更正后的评分")

    def correct(self) -> None:
        """A mark corrected and settled; nobody published it yet."""
        change = MarkChange(stage="works", entry="001", criterion="taste", source=self.judges[1].code, value=CORRECTED)
        correct_marks(self.event, changes=[change], reason="抄录有误", by=self.officer)
        self.settle()

    def firm(self, step: str) -> None:
        """The publication that stands goes one step on."""
        publication = self.event.publications.order_by("-number").first()
        if step == "check":
            for _ in range(2):
                check_publication(publication, by=an_officer())
        elif step == "notice":
            post_public_notice(publication, by=self.officer)
        else:
            with clock.stopped_at(publication.steps.order_by("-pk").first().notice_until):
                put_in_effect(publication, by=self.officer, document="澄工发〔2026〕9 号")


@pytest.fixture
def world(site) -> World:
    """An open event whose three people have come; two judges, a chief judge, a supervisor, one who keeps the numbers."""
    by = site.officer
    competition = a_competition(
        by, host=site.competition.host, track=site.competition.track, policy=Policy.SCORES, are_named=False
    )
    competition.code = "moments"
    competition.save()
    a_rulebook(competition, by, RULES)
    event = an_event(by, competition)
    rows = [EntryRow(f"00{at}", name=name, unit=f"单位{at}") for at, name in enumerate(NAMES, start=1)]
    register_entries(event, rows=rows, by=by)
    panel = a_panel(event, by, judges=2)
    for kind in (SeatKind.CHIEF, SeatKind.SUPERVISOR):
        a_seat(panel, by, kind)
    blind_event(event, layer_count=1, keepers={1: a_seat(panel, by, SeatKind.ENCRYPTION)}, by=by)
    for entry in event.entries.all():
        note_arrival(entry, state=ArrivalState.PRESENT, by=by)
    return World(event, by)


MOMENTS = (
    ("the list stands", lambda world: None),
    ("the numbers are drawn", lambda world: a_drawn_chain(world.event, world.officer)),
    ("one judge has sealed", lambda world: world.give(world.judges[0], FIRST)),
    ("both have sealed", lambda world: world.give(world.judges[1], SECOND)),
    ("the numbers are opened", lambda world: an_opened_chain(world.event)),
    ("it is settled", World.settle),
    ("it is published", World.publish),
    ("it is corrected", World.correct),
    ("the correction is published", World.publish),
    ("it is checked", lambda world: world.firm("check")),
    ("it is on notice", lambda world: world.firm("notice")),
    ("it is in effect", lambda world: world.firm("effect")),
)
AT = {name: number for number, (name, _step) in enumerate(MOMENTS)}


def not_public(moment: str) -> set[str]:
    """What stands on no public page now: names, for nobody allowed them; marks, for only scores are public; scores until published."""
    hidden = {*NAMES, *FIRST, *SECOND, CORRECTED}
    if AT[moment] < AT["it is published"]:
        hidden |= set(SCORES)
    if AT[moment] < AT["the correction is published"]:
        hidden.add(CORRECTED_SCORE)
    return hidden


def people_at(world: World, moment: str) -> Iterator[tuple[str, Client, set[str]]]:
    """Who looks at a moment, and what must not be seen by each. A visitor, every low post and a judge look each time; the others, who
    see more of the inside, take turns, so that each looks before and after a seal, an opening and a publication."""
    hidden, at = not_public(moment), AT[moment]
    is_open = at >= AT["the numbers are opened"]
    # Once the numbers are open whoever sits on the panel may know whose the works were.
    names = set(NAMES) if is_open else set()
    yield "a visitor", Client(), hidden
    yield "every low post", somebody_once("linlan", *LOW), hidden
    yield "a judge", signed_in(world.judges[0].user), hidden - set(FIRST) - names
    if at % 3 == 0:
        yield "another judge", signed_in(world.judges[1].user), hidden - {*SECOND, CORRECTED} - names
        yield "who keeps the numbers", signed_in(world.seat(SeatKind.ENCRYPTION)), hidden - set(NAMES)
    elif at % 3 == 1:
        yield "clerk", somebody_once("linlan", Role.CLERK), hidden - set(NAMES)
        yield "everybody of another city", somebody_once("yundu", *Role), hidden
    else:
        # Who leads the judging reads every sheet, and no name before the opening.
        yield "the supervisor", signed_in(world.seat(SeatKind.SUPERVISOR)), hidden - names
        yield "the chief judge", signed_in(world.seat(SeatKind.CHIEF)), hidden - {*FIRST, *SECOND} - names


def signed_in(user: User) -> Client:
    """A browser of somebody."""
    client = Client()
    client.force_login(user, backend=BACKEND)
    return client


def somebody_once(city: str, *roles: Role) -> Client:
    """The same person at every moment."""
    name = roles[0].value.replace("_", "-") if len(roles) == 1 else f"{len(roles)}-posts"
    known = User.objects.filter(username=f"crawler-{city}-{name}").first()
    return signed_in(known) if known else somebody(city, *roles)


def addresses(world: World, *, is_desk: bool) -> list[str]:
    """What could tell, whether a link leads there or not; of the desk for those only who are signed in."""
    root = f"competitions/moments/{world.event.slug}/"
    desk, works = f"/desk/{root}", f"/desk/marking/moments/{world.event.slug}/works/"
    numbers = {1, world.event.publications.count() + 1, world.event.publications.count() or 1}
    standings = [f"/{root}standings/{number}/{page}" for number in numbers for page in ("", "why/?entry=001", "own/?entry=001",
                 "standings.csv", "bundle.zip", "ceremony.csv", "contest-package.zip", "distribution.csv")]  # fmt: skip
    data = f"/data/1/{root}"
    pages = ("", "panel/", "panel/works/", "panel/recusals/", "chain/", "chain/1/lots/", "check-in/", "check-in/sheet/", "slips/", "marks/",
             "correct/", "correct/?entry=001", "amend/", "amend/evidence/", "board/", "promotion/", "runs/1/", "runs/2/", "runs/1/publish/",
             "publications/1/check/", "publications/1/postings/", "registration/list.csv")  # fmt: skip
    marking = ("", "second/", "paper/", "paper/blank/", "paper/filled/", "live/", "live/severity/", "live/incident/",
               *(f"live/works/{label}/" for label in ("A01", "A02", "01", "001")))  # fmt: skip
    public = [
        f"/{root}", f"/{root}live/", f"/{root}blind/", f"/{root}standings/", f"/{root}appeal/", *standings, data + "standings/",
        data + "entries/001/", "/results/", "/search/?q=匿藏甲", "/competitions/moments/", "/competitions/moments/medals/",
        f"/boards/{world.event.pk}.now",
    ]  # fmt: skip
    inside = ["/desk/", "/desk/seats/", "/desk/notices/", "/desk/marking/", *(desk + page for page in pages)]
    return [*public, *inside, *(works + page for page in marking)] if is_desk else public


def leaks(client: Client, world: World, hidden: set[str]) -> list[tuple[str, str]]:
    """Where an answer holds what is hidden. The page of a search repeats what was asked."""
    return sorted(
        {
            (address, one)
            for address, text in followed(client, addresses(world, is_desk=SESSION in client.cookies), within=WITHIN)
            for one in hidden
            if one in (text.replace("匿藏甲", "") if "q=" in address else text)
        }
    )


def test_nobody_learns_at_any_moment_what_they_may_not_know(world):
    found = {}
    for moment, step in MOMENTS:
        step(world)
        for who, client, hidden in people_at(world, moment):
            told = leaks(client, world, hidden)
            if told:
                found[moment, who] = told
    assert found == {}


def test_the_same_look_finds_what_is_hidden_for_those_who_may_see_it(world):
    """Else the test above would prove nothing."""
    for moment, step in MOMENTS:
        step(world)
        if moment == "both have sealed":
            judge = {one for _, one in leaks(signed_in(world.judges[0].user), world, {*FIRST, *SECOND})}
            chief = {one for _, one in leaks(signed_in(world.seat(SeatKind.CHIEF)), world, {*FIRST, *SECOND})}
            assert judge == set(FIRST) and chief == {*FIRST, *SECOND}
        if moment == "it is corrected":
            break
    officer = signed_in(world.officer)
    assert {one for _, one in leaks(officer, world, {*NAMES, *SCORES, CORRECTED_SCORE})} == {
        *NAMES, *SCORES, CORRECTED_SCORE,
    }  # fmt: skip
    public = {one for _, one in leaks(Client(), world, {*SCORES, CORRECTED_SCORE})}
    assert public == set(SCORES)
    entry = world.event.entries.get(number="001")
    typed = {"entry": "001", "slip": slip_code(entry)}
    page = f"/competitions/moments/{world.event.slug}/standings/1/why/"
    own = body_of(Client().post(page, typed))
    assert FIRST[0] in own and SECOND[0] in own and CORRECTED not in own
