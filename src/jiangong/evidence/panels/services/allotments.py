"""Lots of works: the list is frozen, a phrase is made in public, and everybody can repeat who marks what."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.draws.lots import drawn, fingerprint
from jiangong.competitions.draws.services import SHORTEST_PHRASE
from jiangong.evidence.panels.dealing import dealt
from jiangong.evidence.panels.models import Allotment, AllotmentDraw, Panel, Replacement
from jiangong.evidence.panels.rules import can_draw_allotment, can_set_panel
from jiangong.evidence.panels.selectors import allotment_in_force, allotted, entries_to_judge, marking_seats, recusals
from jiangong.evidence.panels.standing_in import stand_in_or_none
from jiangong.foundation import clock
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require

NAMED = 5


@transaction.atomic
def freeze_allotment(panel: Panel, *, judges_each: int, common: int, by: User) -> Allotment:
    """Freeze entries, judges and recusals as they stand. A list that has changed is frozen again, as another one."""
    require(can_set_panel(by, panel.event))
    held = Panel.objects.select_for_update().get(pk=panel.pk)
    numbers = [entry.number for entry in entries_to_judge(held.event)]
    codes = [seat.code for seat in marking_seats(held)]
    barred = recusals(held)
    _refuse_uneven(numbers, codes, judges_each, common)
    _refuse_bare(numbers, codes, judges_each, barred)
    allotment = Allotment(
        panel=held, number=held.allotments.count() + 1, list="\n".join(numbers), codes="\n".join(codes),
        barred=sorted([code, number] for code, found in barred.items() for number in found),
        judges_each=judges_each, common=common, sha256=fingerprint(numbers, codes), frozen_by=by, frozen_at=clock.now(),
    )  # fmt: skip
    allotment.save()
    detail = {"number": allotment.number, "sha256": allotment.sha256, "each": judges_each, "common": common}
    record("freeze_allotment", actor=by.reference, subject=held.reference, detail=detail)
    return allotment


def _refuse_uneven(numbers: Sequence[str], codes: Sequence[str], judges_each: int, common: int) -> None:
    if len(codes) < 2:
        raise Declined(_("已确认、参加评分的裁判不到两名，没有要分的。请先请裁判确认。"))
    if len(numbers) < 2:
        raise Declined(_("参赛项不到两个，没有要分的。请先登记参赛名单。"))
    if not 1 <= judges_each <= len(codes):
        raise Declined(_("每件作品几名裁判：请填 1 到 %(most)s。") % {"most": len(codes)})
    if not 0 <= common <= len(numbers):
        raise Declined(_("共评作品：请填 0 到 %(most)s。") % {"most": len(numbers)})


def _refuse_bare(
    numbers: Sequence[str], codes: Sequence[str], judges_each: int, barred: Mapping[str, Collection[str]]
) -> None:
    """Every entry needs as many judges as a work is to get, after recusals."""
    bare = [n for n in numbers if sum(n not in barred.get(code, ()) for code in codes) < judges_each]
    if bare:
        words = {"numbers": _("、").join(bare[:NAMED]), "count": len(bare), "each": judges_each}
        raise Declined(
            _("回避以后，%(numbers)s 等 %(count)s 个参赛项不够 %(each)s 名裁判。请增补裁判，或减少每件作品的裁判数。")
            % words
        )


@transaction.atomic
def draw_allotment(allotment: Allotment, *, phrase: str, makers: str, by: User) -> AllotmentDraw:
    """Deal the works out by a phrase that several people made in public after the list was frozen. It happens once."""
    held = Allotment.objects.select_for_update().select_related("panel__event__competition", "frozen_by").get(
        pk=allotment.pk
    )  # fmt: skip
    require(can_draw_allotment(by, held))
    if AllotmentDraw.objects.filter(allotment=held).exists():
        raise Declined(_("已经抽过了。要重分，请另外冻结一份名单。"))
    phrase, makers = phrase.strip(), makers.strip()
    if len(phrase) < SHORTEST_PHRASE:
        raise Declined(_("口令至少 %(count)s 个字，由到场的几个人各说一段，当众连起来。") % {"count": SHORTEST_PHRASE})
    if len(makers.replace("、", " ").replace("，", " ").split()) < 2:
        raise Declined(_("请写下至少两个说口令的人，例如两名裁判和一名监督。"))
    lines = dealt_by(held, phrase)
    outcome = AllotmentDraw(allotment=held, phrase=phrase, makers=makers, drawn_by=by, drawn_at=clock.now())
    outcome.lines = [[number, codes] for number, codes in lines]
    refuse_unstorable(outcome)
    outcome.save()
    detail = {"number": held.number, "phrase": phrase, "makers": makers}
    record("draw_allotment", actor=by.reference, subject=held.panel.reference, detail=detail)
    return outcome


def dealt_by(allotment: Allotment, phrase: str) -> list[tuple[str, list[str]]]:
    """Who marks what by a frozen list and a phrase; the same for whoever computes it."""
    barred: dict[str, set[str]] = {}
    for code, number in allotment.barred:
        barred.setdefault(code, set()).add(number)
    works = drawn(allotment.list.split("\n"), seal=allotment.sha256, phrase=phrase)
    judges = drawn(allotment.codes.split("\n"), seal=allotment.sha256, phrase=phrase)
    return dealt(works, judges, each=allotment.judges_each, common=allotment.common, barred=barred)


@dataclass(frozen=True, slots=True)
class Handover:
    """A work, the judge who gives it up, the judge who takes it, and why."""

    number: str
    from_code: str
    to_code: str
    reason: str


@transaction.atomic
def replace_judge(panel: Panel, *, handover: Handover, by: User) -> Replacement:
    """Give a work to another judge. A judge who is recused from it is refused, and another one is proposed."""
    require(can_set_panel(by, panel.event))
    Panel.objects.select_for_update().get(pk=panel.pk)
    allotment, given = allotment_in_force(panel), allotted(panel)
    if allotment is None or handover.from_code not in given.get(handover.number, ()):
        raise Declined(_("%(code)s 没有分到这件作品。请刷新页面看最新的分配。") % {"code": handover.from_code})
    if not handover.reason.strip():
        raise Declined(_("请写明换人的理由，会留在档案里。"))
    _refuse_barred(panel, handover.number, handover.to_code, given[handover.number])
    made = Replacement(allotment=allotment, by=by, at=clock.now(), **asdict(handover))
    refuse_unstorable(made)
    made.save()
    record("replace_judge", actor=by.reference, subject=panel.reference, detail=asdict(handover))
    return made


def _refuse_barred(panel: Panel, number: str, to_code: str, given: Collection[str]) -> None:
    barred = recusals(panel)
    if to_code not in barred or to_code in given:
        raise Declined(_("%(code)s 不能接这件作品：不是本组参加评分的裁判，或已经在评。") % {"code": to_code})
    ground = barred[to_code].get(number)
    if ground is not None:
        other = stand_in_or_none(panel, number)
        words = {"code": to_code, "ground": ground.label, "other": other or _("增补一名裁判")}
        raise Declined(_("%(code)s 应当回避这件作品（%(ground)s）。建议改由：%(other)s。") % words)
