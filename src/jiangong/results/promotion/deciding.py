"""What a decision of the panel about a late seat would do, as the list that is signed. Nothing is written here."""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from jiangong.competitions.models import Event
from jiangong.evidence.blind.selectors import chain_or_none, layers_of
from jiangong.evidence.judging.selectors import last_revision
from jiangong.evidence.marking.timing import batches_of
from jiangong.results.promotion.enums import ADMITTING, LateAct, SeatState
from jiangong.results.promotion.models import LateSeat
from jiangong.results.selectors import current_publication_or_none


@dataclass(frozen=True, slots=True)
class LateGiven:
    """What the panel decided: which act, the position where one was drawn, and its words."""

    act: LateAct
    panel_words: str
    position: int | None = None


@dataclass(frozen=True, slots=True)
class LateLine:
    """Something that becomes another thing."""

    what: str
    before: str
    after: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class LatePreview:
    """The list to sign, bound to what it was computed from."""

    late: LateSeat
    given: LateGiven
    lines: tuple[LateLine, ...]
    digest: str


def preview_late_seat(late: LateSeat, given: LateGiven) -> LatePreview:
    """What a decision would change, all of it in one list."""
    lines = tuple(_admitting(late, given) if given.act in ADMITTING else _leaving_empty())
    return LatePreview(late, given, lines, _digest(late, given, lines))


def state_once_admitted(late: LateSeat) -> SeatState:
    """Whoever is let in confirms first, where the link asks for it."""
    return SeatState.CALLED if late.seat.link.confirm_hours else SeatState.CONFIRMED


def _admitting(late: LateSeat, given: LateGiven) -> list[LateLine]:
    upper, after = late.seat.link.upper, state_once_admitted(late)
    lines = [
        LateLine(_("晋级"), str(SeatState.HELD.label), str(after.label)),
        LateLine(_("参赛名单"), _("不在名单上"), _("确认后列入名单") if after == SeatState.CALLED else _("列入名单")),
        LateLine(_("出场顺序"), "–", order_words(given)),
    ]
    for stage in upper.stages.order_by("position"):
        if batches := batches_of(upper, stage):
            number = batches[-1].number + (batches[-1].begun_at is not None)
            lines.append(LateLine(_("批次：%(stage)s") % {"stage": stage.title}, "–", _("第 %(n)s 批") % {"n": number}))
    if is_drawn_blind(upper):
        lines.append(
            LateLine(
                _("匿名评审"),
                _("作品号已抽"),
                _("没有作品号"),
                _("号码已经抽定，只补一个号等于写明是谁，所以不补号；解密以后由裁判组评分，用“补录评分”录入"),
            )
        )
    lines.append(LateLine(_("本赛项成绩"), _("暂缓生效"), _("暂缓生效"), _("评分补齐、重新发布以后解除")))
    return lines


def order_words(given: LateGiven) -> str:
    """When somebody who is let in competes."""
    return _("最后出场") if given.act == LateAct.LAST else _("重新抽签，第 %(n)s 位出场") % {"n": given.position}


def _leaving_empty() -> list[LateLine]:
    return [
        LateLine(_("晋级"), str(SeatState.HELD.label), str(SeatState.RESERVE.label)),
        LateLine(_("名额"), _("等待补入"), _("空着，不再递补")),
        LateLine(_("参赛名单"), _("不在名单上"), _("不变")),
        LateLine(_("本赛项成绩"), _("因此暂缓生效"), _("不再因此暂缓"), _("名次和奖项不变")),
    ]


def is_drawn_blind(event: Event) -> bool:
    """Whether works of an event are judged under numbers that are drawn already, so that nobody new can be given one."""
    chain = chain_or_none(event)
    return chain is not None and any(hasattr(layer, "outcome") for layer in layers_of(chain))


def _digest(late: LateSeat, given: LateGiven, lines: tuple[LateLine, ...]) -> str:
    upper = late.seat.link.upper
    publication = current_publication_or_none(upper)
    said = {
        "event": upper.reference, "late": late.pk, "seat": [late.seat.entry.number, late.seat.state, late.seat.name],
        "act": given.act.value, "panel": given.panel_words, "position": given.position, "revision": last_revision(upper),
        "publication": publication.number if publication else 0, "lines": [asdict(line) for line in lines],
    }  # fmt: skip
    return sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
