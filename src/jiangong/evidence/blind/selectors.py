"""Reads of the blind chain. `shown_labels` and `entry_behind` are for the server: no page of a judge holds what they join."""

from collections.abc import Iterable

from django.db.models import QuerySet

from jiangong.competitions.draws.lots import drawn
from jiangong.competitions.models import Entry, Event, Stage
from jiangong.evidence.blind.enums import ArrivalState
from jiangong.evidence.blind.models import Chain, Layer
from jiangong.foundation.secrecy import keyring


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
