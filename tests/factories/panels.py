"""Panels with their seats, and events that are judged blind."""

from jiangong.competitions.models import Event
from jiangong.competitions.services import EntryRow, register_entries
from jiangong.evidence.blind.enums import ArrivalState
from jiangong.evidence.blind.models import Chain
from jiangong.evidence.blind.services import draw_layer, freeze_layer, note_arrival
from jiangong.evidence.panels.enums import SeatKind
from jiangong.evidence.panels.models import Panel, Seat
from jiangong.evidence.panels.services import Nominee, blind_event, confirm_seat, invite, nominate, set_panel
from jiangong.organizations.models import User
from tests.factories.competitions import an_event
from tests.factories.organizations import a_user

PHRASE, MAKERS = "秋水长天一色", "岑佳禾、温景舟"


def a_panel(event: Event, by: User, *, judges: int = 0, **settings: object) -> Panel:
    """A panel of an event with so many confirmed judges of no unit."""
    panel = set_panel(event, by=by, **settings)  # type: ignore[arg-type]
    for _ in range(judges):
        a_seat(panel, by)
    return panel


def a_seat(
    panel: Panel, by: User, kind: SeatKind = SeatKind.JUDGE, *, user: User | None = None, **words: object
) -> Seat:
    """A seat on a panel, confirmed."""
    person = user or a_user()
    seat = nominate(panel, person=Nominee(person, kind, **words), by=by)  # type: ignore[arg-type]
    invite([seat], by=by)
    confirm_seat(seat, by=person)
    return seat


def a_blind_event(
    by: User, *, layers: int = 3, judges: int = 2, numbers: tuple[str, ...] = (), **more: object
) -> Event:
    """An event with entries, a panel, an encryption judge for each layer, a supervisor, and a chain; nothing drawn yet."""
    event = an_event(by, **more)  # type: ignore[arg-type]
    rows = [EntryRow(number, name=f"选手{number}", unit=f"单位{number}") for number in numbers or ("K71", "K72", "K73")]
    register_entries(event, rows=rows, by=by)
    panel = a_panel(event, by, judges=judges)
    a_seat(panel, by, SeatKind.SUPERVISOR)
    keepers = {number: a_seat(panel, by, SeatKind.ENCRYPTION) for number in range(1, layers + 1)}
    blind_event(event, layer_count=layers, keepers=keepers, by=by)
    return event


def a_drawn_chain(event: Event, by: User) -> Chain:
    """The chain of a blind event with everybody present and all layers drawn, each by its keeper."""
    for entry in event.entries.filter(arrival__isnull=True):
        note_arrival(entry, state=ArrivalState.PRESENT, by=by)
    chain = Chain.objects.get(event=event)
    for keeper in chain.keepers.select_related("user"):
        layer = freeze_layer(chain, number=keeper.layer, by=keeper.user)
        draw_layer(layer, phrase=PHRASE, makers=MAKERS, by=keeper.user)
    return chain
