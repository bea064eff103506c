"""Until the layers are opened no answer of the site tells a judge which entry a work is: every link, every address, every kind of
sending, before the draw, after it, after marks are sealed, and layer by layer."""

import re

import pyarrow as pa
import pytest
from django.test import Client

from jiangong.competitions.services import EntryRow, register_entries
from jiangong.core.scoring import Tables
from jiangong.evidence.blind.enums import ArrivalState
from jiangong.evidence.blind.models import Chain
from jiangong.evidence.blind.selectors import layers_of, shown_labels
from jiangong.evidence.blind.services import draw_layer, freeze_layer, note_arrival, sign_opening
from jiangong.evidence.judging.services import import_marks
from jiangong.evidence.panels.enums import SeatKind
from jiangong.evidence.panels.selectors import panel_or_none
from jiangong.evidence.panels.services import blind_event
from jiangong.foundation.models import AuditRow
from jiangong.organizations.notices.models import Notice
from jiangong.results.services import settle_event
from tests.factories import a_panel, a_seat, an_event
from tests.web.test_crawl import BACKEND, crawled

pytestmark = pytest.mark.leaks

NUMBERS = ("Q9071", "Q9072", "Q9073")
SECRETS = (*NUMBERS, "匿藏甲", "匿藏乙", "匿藏丙", "匿藏一厂", "匿藏二厂")
OWN_QUERY = re.compile(r"entry(=|%3D|%253D)Q9071")
"""What the test itself wrote into an address, as the page repeats it."""
PHRASE, MAKERS = "秋水长天一色", "岑佳禾、温景舟"
DESK = (
    "", "panel/", "panel/settings/", "panel/nominate/", "panel/invite/", "panel/recusals/", "panel/works/",
    "panel/works/freeze/", "panel/works/lots/1/", "check-in/", "check-in/rest/", "check-in/sheet/", "chain/",
    "chain/settings/", "chain/start-over/", "chain/1/lots/", "chain/2/lots/", "chain/3/lots/", "chain/1/freeze/",
    "chain/1/draw/", "chain/1/open/", "chain/2/open/", "chain/3/open/", "chain/1/keeper/", "rehearsals/", "marks/",
    "slips/", "correct/", "correct/?entry=Q9071", "runs/1/", "registration/", "registration/list.csv",
)  # fmt: skip
PUBLIC = ("", "blind/", "draws/", "rules/", "register/", "standings/", "own/")


@pytest.fixture
def event(site):
    made = an_event(site.officer, site.competition, code="blind")
    rows = [
        EntryRow("Q9071", name="匿藏甲", unit="匿藏一厂"), EntryRow("Q9072", name="匿藏乙", unit="匿藏二厂"),
        EntryRow("Q9073", name="匿藏丙", unit="匿藏一厂"),
    ]  # fmt: skip
    register_entries(made, rows=rows, by=site.officer)
    panel = a_panel(made, site.officer)
    for kind in (SeatKind.CHIEF, SeatKind.JUDGE, SeatKind.JUDGE, SeatKind.SUPERVISOR):
        a_seat(panel, site.officer, kind)
    keepers = {number: a_seat(panel, site.officer, SeatKind.ENCRYPTION) for number in (1, 2, 3)}
    blind_event(made, layer_count=3, keepers=keepers, by=site.officer)
    return made


def drawn_to(event, last):
    chain = Chain.objects.get(event=event)
    for keeper in chain.keepers.filter(layer__lte=last).select_related("user"):
        if not chain.layers.filter(number=keeper.layer).exists():
            layer = freeze_layer(chain, number=keeper.layer, by=keeper.user)
            draw_layer(layer, phrase=PHRASE, makers=MAKERS, by=keeper.user)


def marked(event, by):
    rows = [(number, kind, str(70 + at)) for at, number in enumerate(NUMBERS) for kind in ("theory", "practice")]
    entry, criterion, value = zip(*rows, strict=True)
    marks = pa.table({"entry": entry, "criterion": criterion, "value": value})
    import_marks(event, tables=Tables(marks=marks, files={"marks": "m.csv"}), by=by)
    settle_event(event, by=by)


def opened_to(event, first):
    chain = Chain.objects.get(event=event)
    witness = chain.witnesses.get().user
    for layer in reversed(layers_of(chain)):
        if layer.number >= first and not hasattr(layer, "opening"):
            sign_opening(layer, by=chain.keepers.get(layer=layer.number).user)
            sign_opening(layer, by=witness)


def present(event, by):
    for entry in event.entries.all():
        note_arrival(entry, state=ArrivalState.PRESENT, by=by)


def everything_answered(user, event):
    """What the site answers to this person at every link and at every address of the event, read or sent, as texts."""
    client = Client(raise_request_exception=False)
    client.force_login(user, backend=BACKEND)
    found = {address: text for address, _status, text in crawled(client).values()}
    root = f"competitions/{event.competition.code}/{event.slug}/"
    labels = [*shown_labels(event, event.stages.get()).values(), "W99"]
    for page in (*(f"/desk/{root}{part}" for part in DESK), *(f"/{root}{part}" for part in PUBLIC)):
        for send in (client.get, client.post):
            answer = send(page, {"label": labels[0], "words": "匿"} if send == client.post else {})
            body = b"" if answer.streaming else answer.content
            found[f"{send.__name__} {page}"] = f"{answer.headers} {body.decode(errors='replace')}"
    for pk in event.entries.values_list("pk", flat=True):
        for page in (f"/desk/{root}check-in/{pk}/swap/", f"/desk/{root}check-in/{pk}/note/present/"):
            found[page] = client.post(page).content.decode()
    return found


def told(event, user):
    """Where an answer holds something of an entry."""
    return sorted({
        (address, secret)
        for address, text in everything_answered(user, event).items()
        for secret in SECRETS
        if secret in OWN_QUERY.sub("", text)
    })  # fmt: skip


def people(event, *kinds):
    panel = panel_or_none(event)
    return [seat.user for seat in panel.seats.filter(kind__in=kinds).select_related("user")]


STEPS = {
    "before anybody came": lambda event, by: None,
    "after the draws": lambda event, by: (present(event, by), drawn_to(event, 3)),
    "after the marks": lambda event, by: (present(event, by), drawn_to(event, 3), marked(event, by)),
    "with two layers open": lambda event, by: (
        present(event, by), drawn_to(event, 3), marked(event, by), opened_to(event, 2),
    ),
}  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_no_answer_tells_a_judge_whose_work_it_is(site, event, step):
    STEPS[step](event, site.officer)

    kinds = [SeatKind.JUDGE] if step != "after the marks" else [SeatKind.CHIEF, SeatKind.JUDGE, SeatKind.SUPERVISOR]
    for kind in kinds:
        assert told(event, people(event, kind)[0]) == []


def test_the_keepers_of_later_layers_learn_no_entry(site, event):
    present(event, site.officer)
    drawn_to(event, 3)
    chain = Chain.objects.get(event=event)

    for number in (2, 3):
        assert told(event, chain.keepers.get(layer=number).user) == []


def test_once_all_is_open_the_numbers_may_be_repeated_by_everybody(site, event):
    for part in (present, lambda e, by: drawn_to(e, 3), marked, lambda e, by: opened_to(e, 1)):
        part(event, site.officer)

    page = Client().get(f"/competitions/{event.competition.code}/{event.slug}/blind/").content.decode()

    assert all(number in page for number in NUMBERS)
    assert PHRASE in page


def test_neither_the_trail_nor_a_notice_nor_a_table_joins_a_work_to_its_entry(site, event):
    present(event, site.officer)
    before = AuditRow.objects.count()
    drawn_to(event, 3)

    said = [row.detail + row.subject for row in AuditRow.objects.filter(number__gt=before)]
    said += [notice.subject + notice.text + notice.address for notice in Notice.objects.all()]
    assert said
    assert [one for one in said if any(secret in one for secret in (*SECRETS, PHRASE))] == []
    for layer in layers_of(Chain.objects.get(event=event)):
        assert PHRASE not in layer.outcome.phrase
        assert layer.salt.startswith(("aes:", "sm:"))
        assert sorted(layer.list.split("\n")) == layer.list.split("\n")
        assert sorted(layer.outs.split("\n")) == layer.outs.split("\n")
