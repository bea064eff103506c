"""The layers: a list is frozen and its fingerprint shown, then the lots are drawn by a phrase made in the presence of several.

The lots must stay secret, so the phrase alone does not draw them: the machine made a salt when the list was frozen, sealed it
and showed its fingerprint. Nobody knew the salt when the phrase was made, and nobody can exchange it afterwards.
"""

import secrets
from collections.abc import Sequence
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.draws.lots import fingerprint
from jiangong.competitions.draws.services import SHORTEST_PHRASE
from jiangong.competitions.models import Event
from jiangong.evidence.blind.enums import LETTERS, ArrivalState, LayerNumber
from jiangong.evidence.blind.models import Chain, Layer, LayerDraw
from jiangong.evidence.blind.rules import can_draw_layer, can_read_lots
from jiangong.evidence.blind.selectors import is_drawn, layers_of, lots_of
from jiangong.foundation import clock
from jiangong.foundation.limits import is_storable, refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.secrecy import keyring
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require

LONGEST_PHRASE = 200
LONGEST_NUMBER = 20


@transaction.atomic
def freeze_layer(chain: Chain, *, number: int, by: User, outs: Sequence[str] = ()) -> Layer:
    """Freeze what goes into a layer. `outs` are the numbers that it gives, such as the stations of the hall; left out, they are
    made: a letter and figures. Only its keeper does it, and only after the layer before was drawn.
    """
    require(can_draw_layer(by, chain, number))
    Event.objects.select_for_update().get(pk=chain.event_id)
    held = Chain.objects.select_related("event__competition").get(pk=chain.pk)
    entering = _entering(held, number)
    if len(entering) < 2:
        raise Declined(_("到场的不到两个参赛项，没有要抽的号。"))
    given = [line.strip() for line in outs if line.strip()] or _made(number, len(entering))
    _refuse_uneven(given, len(entering))
    salt = secrets.token_hex(16)
    layer = Layer(chain=held, round=held.round, number=number, frozen_by=by, frozen_at=clock.now())
    layer.list, layer.outs = "\n".join(entering), "\n".join(given)
    layer.sha256, layer.salt_sha256 = fingerprint(entering, given), sha256(salt.encode()).hexdigest()
    layer.salt = keyring().seal(salt, bound=layer.reference)
    layer.save()
    detail = {"layer": number, "round": held.round, "sha256": layer.sha256, "salt_sha256": layer.salt_sha256}
    record("freeze_layer", actor=by.reference, subject=layer.reference, detail=detail)
    return layer


def _entering(chain: Chain, number: int) -> list[str]:
    """What goes into a layer: those who came, or the numbers that the layer before gave."""
    layers = layers_of(chain)
    if number > chain.layer_count:
        raise Declined(_("这个赛项的加密没有这一层。"))
    if any(layer.number == number for layer in layers):
        raise Declined(_("这一层已经冻结过了，请直接抽号。"))
    if number == LayerNumber.CHECK_IN:
        return _those_who_came(chain.event)
    before = next((layer for layer in layers if layer.number == number - 1 and is_drawn(layer)), None)
    if before is None:
        words = {"label": LayerNumber(number - 1).label}
        raise Declined(_("上一层“%(label)s”还没有抽，请先抽上一层。") % words)
    return sorted(lots_of(before).values(), key=lambda out: (len(out), out))


def _those_who_came(event: Event) -> list[str]:
    waiting = event.entries.filter(arrival__isnull=True).count()
    if waiting:
        words = {"n": waiting}
        raise Declined(_("还有 %(n)s 个参赛项没有检录。到了的记“已到”，没到的记“缺考”，再抽号。") % words)
    came = event.entries.filter(arrival__state=ArrivalState.PRESENT)
    return list(came.order_by("number").values_list("number", flat=True))


def _made(number: int, count: int) -> list[str]:
    digits = max(2, len(str(count)))
    return [f"{LETTERS[LayerNumber(number)]}{at:0{digits}d}" for at in range(1, count + 1)]


def _refuse_uneven(given: Sequence[str], count: int) -> None:
    if len(set(given)) < len(given):
        raise Declined(_("号码有重复的。每个号码只写一次。"))
    if any(not is_storable(one, LONGEST_NUMBER) for one in given):
        raise Declined(_("号码太长，每个至多 %(limit)s 个字，不能有控制字符。") % {"limit": LONGEST_NUMBER})
    if len(given) < count:
        words = {"numbers": len(given), "count": count}
        raise Declined(_("号码有 %(numbers)s 个，要抽的有 %(count)s 个，不够分。请补上号码。") % words)


@transaction.atomic
def draw_layer(layer: Layer, *, phrase: str, makers: str, by: User) -> LayerDraw:
    """Draw the lots of a frozen layer with a phrase. It happens once; the audit trail holds neither phrase nor lots."""
    held = Layer.objects.select_for_update().select_related("chain__event__competition").get(pk=layer.pk)
    require(can_draw_layer(by, held.chain, held.number))
    if held.round != held.chain.round:
        raise Declined(_("这一次抽号已经作废，请到新的一轮办理。"))
    if LayerDraw.objects.filter(layer=held).exists():
        raise Declined(_("这一层已经抽过了，不能重抽。"))
    phrase, makers = phrase.strip(), makers.strip()
    _refuse_thin(phrase, makers)
    outcome = LayerDraw(layer=held, makers=makers, drawn_by=by, drawn_at=clock.now())
    refuse_unstorable(outcome)
    outcome.phrase = keyring().seal(phrase, bound=held.reference)
    outcome.save()
    detail = {"layer": held.number, "makers": makers}
    record("draw_layer", actor=by.reference, subject=held.reference, detail=detail)
    return outcome


def _refuse_thin(phrase: str, makers: str) -> None:
    if not SHORTEST_PHRASE <= len(phrase) <= LONGEST_PHRASE or "\n" in phrase or "\0" in phrase:
        words = {"least": SHORTEST_PHRASE, "most": LONGEST_PHRASE}
        raise Declined(_("口令 %(least)s 到 %(most)s 个字，写成一行，由到场的几个人各说一段连起来。") % words)
    if len(makers.replace("、", " ").replace("，", " ").split()) < 2:
        raise Declined(_("请写下至少两个说口令的人，例如两名参赛者和一名监督。"))


@transaction.atomic
def note_reading(layer: Layer, *, by: User) -> dict[str, str]:
    """The lots of a layer for somebody who may read them; that they were read stays on record."""
    require(can_read_lots(by, layer))
    if not is_drawn(layer):
        raise Declined(_("这一层还没有抽号。"))
    record("read_layer", actor=by.reference, subject=layer.reference, detail={"layer": layer.number})
    return lots_of(layer)
