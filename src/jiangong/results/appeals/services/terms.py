"""The terms of appealing, set per competition and kind."""

from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Competition
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require
from jiangong.results.appeals.enums import AppealKind, TimeUnit
from jiangong.results.appeals.models import AppealRule
from jiangong.results.appeals.rules import can_set_appeal_rules
from jiangong.results.appeals.terms import appeal_rule


@dataclass(frozen=True, slots=True)
class TermsGiven:
    """The terms of one kind, as an officer sets them. From when it counts belongs to the kind."""

    is_taken: bool = True
    amount: int = 48
    unit: TimeUnit = TimeUnit.HOURS
    answer_amount: int = 2
    answer_unit: TimeUnit = TimeUnit.WORKING_DAYS
    takes_entries: bool = True
    takes_units: bool = True
    takes_anyone: bool = False
    panel_size: int = 3


@transaction.atomic
def set_appeal_rule(competition: Competition, *, kind: AppealKind, given: TermsGiven, by: User) -> AppealRule:
    """Set the terms of a kind. Appeals that came already keep the end of window and the term that they came by."""
    require(can_set_appeal_rules(by, competition))
    if given.amount < 1 or given.answer_amount < 1:
        raise Declined(_("时限和答复期限都至少是 1。"))
    if not 1 <= given.panel_size <= 9:
        raise Declined(_("听证人员一到九名。"))
    if given.is_taken and not (given.takes_entries or given.takes_units or given.takes_anyone):
        raise Declined(_("请至少选一种可以提出的人，或者关闭这一类。"))
    rule = appeal_rule(competition, kind)
    for name, value in asdict(given).items():
        setattr(rule, name, value)
    rule.save()
    detail = {name: str(value) for name, value in asdict(given).items()} | {"kind": kind.value}
    record(
        "set_appeal_rule",
        actor=by.reference,
        subject=f"competitions.competition:{competition.code}",
        detail=detail,
    )
    return rule
