"""The one way in for rules: whoever adopts them, from a draft, a file, an application or last year's competition, comes through here.

A version keeps who stands behind it and how. Where the programme asks for two people, two different ones are among them.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Competition, RulebookVersion
from jiangong.competitions.programmes.enums import SigningWay
from jiangong.competitions.programmes.models import RulebookSignature
from jiangong.competitions.programmes.selectors import needs_second, signers_of
from jiangong.competitions.services import adopt_rulebook
from jiangong.core.rulebook import load_rulebook, rulebook_hash
from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from jiangong.organizations.models import User


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who stands behind rules, and by what."""

    user: User
    way: SigningWay


@transaction.atomic
def put_in_force(
    competition: Competition, *, text: str, signers: Iterable[Signer], by: User, file: str = "rulebook.toml"
) -> RulebookVersion:
    """Adopt rules as the competition's next version, with those who stand behind them.

    Declined where the programme asks for two people and only one stands behind rules that are not in force already.
    Raises Refused with every mistake of the text.
    """
    behind = {one.user.pk: one for one in signers}
    digest = rulebook_hash(load_rulebook(text, file=file))
    known: RulebookVersion | None = competition.rulebooks.filter(hash=digest).first()
    if known is not None:
        return known
    if len(behind) < 2 and needs_second(competition):
        raise Declined(_("这个项目规定采用规则要两人签字：请先“起草规则”，两人签字采用，再用它新建赛项。"))
    version = adopt_rulebook(competition, text=text, by=by, file=file)
    now = clock.now()
    RulebookSignature.objects.bulk_create(
        RulebookSignature(version=version, by=one.user, way=one.way, at=now) for one in behind.values()
    )
    return version


def carried_over(version: RulebookVersion, *, by: User) -> list[Signer]:
    """Who stands behind rules that go on unchanged: those who adopted them, and whoever carries them over."""
    return [*(Signer(user, SigningWay.BEFORE) for user in signers_of(version)), Signer(by, SigningWay.CARRIED)]
