"""Whether an event is judged blind, who keeps which layer, who looks on; and starting over before any mark is sealed."""

from collections.abc import Iterable, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Event
from jiangong.competitions.selectors import has_marks
from jiangong.evidence.blind.enums import LayerNumber
from jiangong.evidence.blind.models import Chain, Keeper, Witness
from jiangong.evidence.blind.rules import can_set_chain
from jiangong.evidence.blind.selectors import is_open, layers_of
from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require


@transaction.atomic
def set_chain(
    event: Event, *, layer_count: int, keepers: Mapping[int, User], by: User, witnesses: Iterable[User] = ()
) -> Chain:
    """Judge an event blind by so many layers, each kept by one person, nobody keeping two or looking on as well.

    Whether these people sit on the panel for it is asked by `panels.services.blind_event`, through which the pages come.
    Declined once the first list is frozen.
    """
    require(can_set_chain(by, event))
    Event.objects.select_for_update().get(pk=event.pk)
    chain = Chain.objects.filter(event=event).first()
    if chain is not None and layers_of(chain):
        raise Declined(_("这个赛项已经开始抽号，不能再改加密设置。要改请先写明理由重新抽号。"))
    looking_on = list(dict.fromkeys(witnesses))
    _refuse_unsound(layer_count, keepers, looking_on)
    said = {"layer_count": layer_count, "set_by": by, "set_at": clock.now()}
    chain, _is_new = Chain.objects.update_or_create(event=event, defaults=said)
    chain.keepers.all().delete()
    chain.witnesses.all().delete()
    Keeper.objects.bulk_create([Keeper(chain=chain, layer=number, user=user) for number, user in keepers.items()])
    Witness.objects.bulk_create([Witness(chain=chain, user=user) for user in looking_on])
    names = {str(number): user.reference for number, user in keepers.items()}
    detail = {"layers": layer_count, "keepers": names, "witnesses": [user.reference for user in looking_on]}
    record("set_chain", actor=by.reference, subject=chain.reference, detail=detail)
    return chain


def _refuse_unsound(layer_count: int, keepers: Mapping[int, User], looking_on: list[User]) -> None:
    if layer_count not in LayerNumber.values or set(keepers) != set(range(1, layer_count + 1)):
        raise Declined(_("每一层都要指定一名加密裁判保管。"))
    if len({user.pk for user in keepers.values()}) < len(keepers):
        raise Declined(_("一个人只能保管一层号码，否则一个人就能从作品查到选手。请为每一层各指定一人。"))
    if {user.pk for user in keepers.values()} & {user.pk for user in looking_on}:
        raise Declined(_("保管号码的人不能同时做监督。请换一人。"))


@transaction.atomic
def leave_chain(event: Event, *, by: User) -> None:
    """Judge an event under its entry numbers after all. Declined once any list was ever frozen: what was drawn stays."""
    require(can_set_chain(by, event))
    chain = Chain.objects.select_for_update().filter(event=event).first()
    if chain is None:
        return
    if chain.layers.exists():
        raise Declined(_("这个赛项已经抽过号，不能取消加密。"))
    reference = chain.reference
    chain.delete()
    record("leave_chain", actor=by.reference, subject=reference)


@transaction.atomic
def start_over(chain: Chain, *, reason: str, by: User) -> None:
    """Draw all layers anew, for a stated reason; the lots drawn so far stay on record and are void. Declined once marks are
    sealed: they stand under the numbers.
    """
    require(can_set_chain(by, chain.event))
    held = Chain.objects.select_for_update().get(pk=chain.pk)
    if not reason.strip():
        raise Declined(_("请写明重新抽号的理由，会留在档案里。"))
    if not layers_of(held):
        raise Declined(_("还没有抽号，不用重新开始。"))
    if has_marks(held.event) or any(is_open(layer) for layer in layers_of(held)):
        raise Declined(_("已经有封存的评分或已经解密，号码不能重抽。"))
    held.round += 1
    held.save(update_fields=["round"])
    chain.refresh_from_db()
    detail = {"round": held.round, "reason": reason.strip()}
    record("start_over", actor=by.reference, subject=chain.reference, detail=detail)


@transaction.atomic
def hand_over_layer(chain: Chain, *, number: int, to: User, reason: str, by: User) -> None:
    """Give a layer to another keeper because the first one cannot go on; the reason stays on record."""
    require(can_set_chain(by, chain.event))
    keeper = Keeper.objects.select_for_update().get(chain=chain, layer=number)
    if not reason.strip():
        raise Declined(_("请写明更换保管人的理由，会留在档案里。"))
    if chain.keepers.filter(user=to).exists() or chain.witnesses.filter(user=to).exists():
        raise Declined(_("这个人已经保管另一层或者是监督，不能再保管这一层。请换一人。"))
    before, keeper.user = keeper.user, to
    keeper.save(update_fields=["user"])
    detail = {"layer": number, "from": before.reference, "to": to.reference, "reason": reason.strip()}
    record("hand_over_layer", actor=by.reference, subject=chain.reference, detail=detail)


def add_witness(chain: Chain, *, user: User) -> None:
    """Let somebody who was confirmed as a supervisor look on; whoever keeps a layer does not. Called inside the confirmation."""
    if not chain.keepers.filter(user=user).exists():
        Witness.objects.get_or_create(chain=chain, user=user)


def remove_witness(chain: Chain, *, user: User) -> None:
    """Take a supervisor who gave up the seat from those who look on. Called inside the release."""
    Witness.objects.filter(chain=chain, user=user).delete()
