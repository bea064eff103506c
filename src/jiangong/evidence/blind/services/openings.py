"""Opening: layer by layer in reverse order, by two named people who sign in again, one shortly after the other."""

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.selectors import has_marks
from jiangong.evidence.blind.enums import LayerNumber, Side
from jiangong.evidence.blind.models import Layer, Opening, OpeningSignature
from jiangong.evidence.blind.rules import can_sign_opening, is_keeper
from jiangong.evidence.blind.selectors import TOGETHER, is_drawn, is_open, layers_of
from jiangong.foundation import clock
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require


@transaction.atomic
def sign_opening(layer: Layer, *, by: User, reason: str = "") -> Opening | None:
    """Sign that a layer is opened; the page has asked for the password again. The second of the two signatures opens it.

    Declined out of order; and before any mark is sealed, unless a reason is written down.
    """
    held = Layer.objects.select_for_update().select_related("chain__event__competition").get(pk=layer.pk)
    require(can_sign_opening(by, held))
    _refuse_out_of_order(held)
    if not has_marks(held.chain.event) and not reason.strip():
        raise Declined(_("这个赛项还没有封存的评分，现在解密评委就会知道作品是谁的。确要解密，请写明理由。"))
    side = Side.KEEPER if is_keeper(by, held.chain, held.number) else Side.WITNESS
    mine = OpeningSignature(layer=held, side=side, user=by, reason=reason.strip(), at=clock.now())
    refuse_unstorable(mine)
    mine.save()
    record("sign_opening", actor=by.reference, subject=held.reference, detail={"side": side.value, "reason": reason})
    theirs = waiting_signature(held, side)
    return _opened(held, theirs, mine) if theirs is not None else None


def waiting_signature(layer: Layer, side: Side) -> OpeningSignature | None:
    """The newest signature of the other side that is still fresh."""
    fresh = clock.now() - TOGETHER
    return layer.signatures.exclude(side=side).filter(at__gte=fresh).select_related("user").last()


def _refuse_out_of_order(layer: Layer) -> None:
    chain = layer.chain
    layers = layers_of(chain)
    if layer.round != chain.round or len([one for one in layers if is_drawn(one)]) < chain.layer_count:
        raise Declined(_("号码还没有全部抽完，没有要解密的。"))
    if any(one.pk == layer.pk and is_open(one) for one in layers):
        raise Declined(_("这一层已经解密了。"))
    above = [one for one in layers if one.number > layer.number and not is_open(one)]
    if above:
        words = {"label": LayerNumber(above[-1].number).label}
        raise Declined(_("解密按相反的顺序，请先解“%(label)s”这一层。") % words)


def _opened(layer: Layer, first: OpeningSignature, second: OpeningSignature) -> Opening:
    opening = Opening(layer=layer, first=first, second=second, at=clock.now())
    opening.save()
    detail = {"layer": layer.number, "present": [first.user.reference, second.user.reference]}
    record("open_layer", actor=second.user.reference, subject=layer.reference, detail=detail)
    return opening
