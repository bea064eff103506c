"""Reads of the blind chain. `shown_labels` and `entry_behind` are for the server: no page of a judge holds what they join."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from jiangong.competitions.draws.lots import drawn
from jiangong.competitions.models import Entry, Event, Stage
from jiangong.evidence.blind.enums import ArrivalState, LayerNumber
from jiangong.evidence.blind.models import Chain, Layer, Opening, OpeningSignature
from jiangong.foundation import clock
from jiangong.foundation.secrecy import keyring
from jiangong.organizations.models import User

TOGETHER = timedelta(minutes=30)
"""How soon the second signature of an opening must follow the first: both people are in the room."""
WAITING = "waiting"


def competing_entries(event: Event) -> QuerySet[Entry]:
    """The entries of an event by number, without those that the check-in desk noted as absent."""
    return event.entries.exclude(arrival__state=ArrivalState.ABSENT).order_by("number")


def absent_numbers(event: Event) -> frozenset[str]:
    """The entries that the check-in desk noted as absent."""
    return frozenset(event.entries.filter(arrival__state=ArrivalState.ABSENT).values_list("number", flat=True))


def chain_or_none(event: Event) -> Chain | None:
    """The blind chain of an event; none where judges see the entry numbers."""
    return Chain.objects.select_related("event__competition__host").filter(event=event).first()


def the_chain(event: Event) -> Chain:
    """The blind chain of an event. Raises Chain.DoesNotExist."""
    return Chain.objects.select_related("event__competition__host").get(event=event)


def layers_of(chain: Chain) -> list[Layer]:
    """The layers of the chain's present round that are frozen, from the entry to the work."""
    rows = chain.layers.filter(round=chain.round).select_related(
        "outcome__drawn_by", "opening__first__user", "opening__second__user", "frozen_by"
    )
    return list(rows.order_by("number"))


def is_drawn(layer: Layer) -> bool:
    """Whether the lots of a layer were drawn."""
    return hasattr(layer, "outcome")


def is_open(layer: Layer) -> bool:
    """Whether a layer was opened in the presence of two."""
    return hasattr(layer, "opening")


def is_blind(event: Event) -> bool:
    """Whether, at this moment, nobody may learn which entry a work is: a chain is set and its first layer is not open."""
    chain = chain_or_none(event)
    return chain is not None and not any(layer.number == 1 and is_open(layer) for layer in layers_of(chain))


def still_blind() -> Q:
    """The same as a condition on events."""
    opened = Opening.objects.filter(
        layer__number=1, layer__chain__event=OuterRef("pk"), layer__round=F("layer__chain__round")
    )
    return Q(blind_chain__isnull=False) & ~Q(Exists(opened))


def lots_of(layer: Layer) -> dict[str, str]:
    """What goes into a drawn layer → the number that it was given. Whoever calls it must know that it may be read."""
    return dict(zip(order_of(layer), layer.outs.split("\n"), strict=False))


def order_of(layer: Layer) -> list[str]:
    """The list of a drawn layer in the order drawn: by SHA-256, with the phrase and the salt on a line of its own."""
    return drawn(layer.list.split("\n"), seal=layer.sha256, phrase=spoken_phrase(layer))


def spoken_phrase(layer: Layer) -> str:
    """The phrase and, on the next line, the salt, as the lots were drawn by them."""
    ring = keyring()
    phrase = ring.open(layer.outcome.phrase, bound=layer.reference)
    return f"{phrase}\n{ring.open(layer.salt, bound=layer.reference)}"


def lots_under_earlier_keys() -> int:
    """How many layers were sealed by an earlier data key. Their rows are kept as they are, so that key has to stay."""
    mark = keyring().current.mark
    return Layer.objects.exclude(salt__startswith=mark, outcome__phrase__startswith=mark).count()


def shown_labels(event: Event, stage: Stage) -> dict[str, str]:
    """Entry number → what a judge sees of it, in the order of what is seen. Absent entries are left out.

    Without a chain a judge sees the entry number. With one, the number of its last layer; until all its layers are drawn
    there is nothing to judge yet, and nothing is given.
    """
    if stage.event_id != event.pk:
        raise ValueError("the stage belongs to another event")
    present = list(competing_entries(event).values_list("number", flat=True))
    chain = chain_or_none(event)
    if chain is None:
        return {number: number for number in present}
    return _in_order(_through(chain, present))


def entry_behind(event: Event, stage: Stage, label: str) -> str:
    """The number of the entry that a judge sees under a label. Raises Entry.DoesNotExist, which repeats nothing."""
    for number, shown in shown_labels(event, stage).items():
        if shown == label:
            return number
    raise Entry.DoesNotExist("no entry behind this label")


def numbers_behind(event: Event) -> dict[str, str]:
    """What judges saw → the entry's number, of every entry, once the layers are open; empty while they are not, and where judges
    saw the entry numbers.
    """
    chain = chain_or_none(event)
    if chain is None or is_blind(event):
        return {}
    numbers = event.entries.order_by("number").values_list("number", flat=True)
    return {label: number for number, label in _through(chain, numbers).items()}


def _through(chain: Chain, numbers: Iterable[str]) -> dict[str, str]:
    """The numbers through all layers; nothing unless every layer is drawn."""
    layers = [layer for layer in layers_of(chain) if is_drawn(layer)]
    if len(layers) < chain.layer_count:
        return {}
    reached = {number: number for number in numbers}
    for layer in layers:
        lots = lots_of(layer)
        reached = {number: lots[at] for number, at in reached.items() if at in lots}
    return reached


def _in_order(labels: dict[str, str]) -> dict[str, str]:
    """By what is seen: an order by entry number would say too much."""
    return dict(sorted(labels.items(), key=lambda pair: (len(pair[1]), pair[1])))


@dataclass(frozen=True, slots=True)
class LayerLine:
    """How far a layer has come. It holds no lots."""

    number: int
    label: str
    keeper: User | None
    layer: Layer | None
    is_drawn: bool
    opening: Opening | None
    waiting: OpeningSignature | None


def layer_lines(chain: Chain) -> list[LayerLine]:
    """The layers of a chain in order, with who keeps each, what was done, and a signature that waits for the second one."""
    keepers = {keeper.layer: keeper.user for keeper in chain.keepers.select_related("user")}
    layers = {layer.number: layer for layer in layers_of(chain)}
    fresh = OpeningSignature.objects.filter(layer__in=layers.values(), at__gte=clock.now() - TOGETHER)
    waiting = {signature.layer_id: signature for signature in fresh.select_related("user").order_by("pk")}
    lines = []
    for number in range(1, chain.layer_count + 1):
        layer = layers.get(number)
        opening = getattr(layer, "opening", None)
        signed = waiting.get(layer.pk) if layer is not None and opening is None else None
        drawn_now = layer is not None and is_drawn(layer)
        label = str(LayerNumber(number).label)
        lines.append(LayerLine(number, label, keepers.get(number), layer, drawn_now, opening, signed))
    return lines


def the_layer(chain: Chain, number: int) -> Layer:
    """A frozen layer of the present round. Raises Layer.DoesNotExist."""
    for layer in layers_of(chain):
        if layer.number == number:
            return layer
    raise Layer.DoesNotExist


def rounds_voided(chain: Chain) -> int:
    """How many rounds of lots were drawn and started over."""
    return chain.round - 1


def entries_expected(event: Event) -> QuerySet[Entry]:
    """Every entry by number, with what the check-in desk noted and the registration it came from."""
    return event.entries.select_related("arrival", "registration").order_by("number")


def with_words(rows: QuerySet[Entry], words: str) -> QuerySet[Entry]:
    """Entries whose number, name, unit or team holds the words."""
    asked = Q(number__icontains=words) | Q(name__icontains=words) | Q(unit__icontains=words) | Q(team__icontains=words)
    return rows.filter(asked)


def in_state(rows: QuerySet[Entry], state: str) -> QuerySet[Entry]:
    """Entries that the desk noted so; `waiting` are those that it has not noted."""
    return rows.filter(arrival__isnull=True) if state == WAITING else rows.filter(arrival__state=state)


def arrival_counts(event: Event) -> dict[str, int]:
    """How many entries are in each state, and how many the desk still waits for."""
    found = event.entries.order_by().values_list("arrival__state").annotate(n=Count("pk"))
    return {state or WAITING: count for state, count in found}


def the_entry(event: Event, pk: int) -> Entry:
    """An entry of the event by its row. Raises Entry.DoesNotExist."""
    return entries_expected(event).select_related("event__competition__host").get(pk=pk)


def is_desk_closed(event: Event) -> bool:
    """Whether the first list is frozen, so that the check-in desk notes nothing any more."""
    chain = chain_or_none(event)
    return chain is not None and bool(layers_of(chain))
