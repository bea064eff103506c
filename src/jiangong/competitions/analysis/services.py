"""Writes of the analysis."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.analysis.industries import industries
from jiangong.competitions.analysis.models import CompetitionKind
from jiangong.competitions.analysis.rules import can_classify
from jiangong.competitions.models import Competition
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require


@dataclass(frozen=True, slots=True)
class KindGiven:
    """What is said of a competition; blank where nothing is."""

    industry: str = ""
    era: str = ""
    intensity: str = ""
    cluster: str = ""
    enterprise: str = ""


@transaction.atomic
def classify_competition(competition: Competition, *, given: KindGiven, by: User) -> CompetitionKind:
    """Say of which kind a competition is; saying it again replaces what was said."""
    require(can_classify(by, competition))
    if given.industry and given.industry not in industries():
        raise Declined(_("没有“%(code)s”这个行业门类，请从 A 到 T 里选。") % {"code": given.industry[:5]})
    Competition.objects.select_for_update().get(pk=competition.pk)
    kind = CompetitionKind.objects.filter(competition=competition).first() or CompetitionKind(competition=competition)
    for name, value in asdict(given).items():
        setattr(kind, name, value.strip())
    refuse_unstorable(kind)
    kind.save()
    subject = f"competitions.competition:{competition.code}"
    record("classify_competition", actor=by.reference, subject=subject, detail=asdict(given))
    return kind
