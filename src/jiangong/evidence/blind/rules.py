"""Who may check in, draw, read and open, as named questions."""

from jiangong.competitions.enums import EventState
from jiangong.competitions.models import Event
from jiangong.competitions.rules import can_look_behind, can_run_competition
from jiangong.evidence.blind.models import Chain, Layer
from jiangong.organizations.models import User
from jiangong.organizations.rules import type_of_viewer


def can_set_chain(user: type_of_viewer, event: Event) -> bool:
    """Whether an event is judged blind is decided by those who run it, unless it is called off."""
    return event.state != EventState.CANCELLED and can_run_competition(user, event.competition)


def is_keeper(user: type_of_viewer, chain: Chain, number: int) -> bool:
    """Whether a layer is this person's to draw and to read."""
    return isinstance(user, User) and user.is_active and chain.keepers.filter(layer=number, user=user).exists()


def is_witness(user: type_of_viewer, chain: Chain) -> bool:
    """Whether a person may look on when a layer is opened."""
    return isinstance(user, User) and user.is_active and chain.witnesses.filter(user=user).exists()


def can_check_in(user: type_of_viewer, event: Event) -> bool:
    """The check-in desk is kept by those who run the event, and by the keeper of the first layer, who sees everybody anyway."""
    if event.state == EventState.CANCELLED:
        return False
    chain = Chain.objects.filter(event=event).first()
    return can_run_competition(user, event.competition) or (chain is not None and is_keeper(user, chain, 1))


def can_draw_layer(user: type_of_viewer, chain: Chain, number: int) -> bool:
    """A layer is frozen and drawn by its keeper alone."""
    return chain.event.state != EventState.CANCELLED and is_keeper(user, chain, number)


def can_read_lots(user: type_of_viewer, layer: Layer) -> bool:
    """Until a layer is open only its keeper reads what it joins; from then on whoever may see how the chain stands."""
    if hasattr(layer, "opening"):
        return can_see_chain(user, layer.chain)
    return is_keeper(user, layer.chain, layer.number)


def can_sign_opening(user: type_of_viewer, layer: Layer) -> bool:
    """The keeper of the layer and a witness open it together."""
    return is_keeper(user, layer.chain, layer.number) or is_witness(user, layer.chain)


def has_part_in(user: type_of_viewer, chain: Chain) -> bool:
    """Whether a person keeps a layer of the chain or is its witness."""
    keeps = isinstance(user, User) and chain.keepers.filter(user=user).exists()
    return keeps or is_witness(user, chain)


def can_see_chain(user: type_of_viewer, chain: Chain) -> bool:
    """How a chain stands is seen by those who look behind the event and those who have a part in it. It holds no lots."""
    return can_look_behind(user, chain.event.competition) or has_part_in(user, chain)
