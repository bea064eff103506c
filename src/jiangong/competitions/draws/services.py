"""Writes of the draws: a list is frozen, then a phrase is entered."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.draws.enums import DrawKind
from jiangong.competitions.draws.lots import drawn, fingerprint
from jiangong.competitions.draws.models import Draw, DrawOutcome
from jiangong.competitions.draws.rules import can_enter_phrase, can_freeze_list
from jiangong.competitions.models import Event
from jiangong.foundation import clock
from jiangong.foundation.limits import refuse_unstorable
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require

SHORTEST_PHRASE = 6


@transaction.atomic
def freeze_list(event: Event, *, title: str, kind: DrawKind, by: User, stations: Sequence[str] = ()) -> Draw:
    """Freeze the entries of an event as they stand, for a draw of their order or of stations. It cannot be taken back; a list
    that has changed is frozen again, as another draw.
    """
    require(can_freeze_list(by, event))
    Event.objects.select_for_update().get(pk=event.pk)
    entries = list(event.entries.order_by("number").values_list("number", flat=True))
    places = [line.strip() for line in stations if line.strip()] if kind == DrawKind.STATION else []
    _refuse_uneven(entries, places, kind)
    draw = Draw(
        event=event,
        number=event.draws.count() + 1,
        kind=kind,
        title=title,
        list="\n".join(entries),
        stations="\n".join(places),
        sha256=fingerprint(entries, places),
        frozen_by=by,
        frozen_at=clock.now(),
    )
    refuse_unstorable(draw)
    draw.save()
    record("freeze_list", actor=by.reference, subject=draw.reference, detail={"sha256": draw.sha256, "title": title})
    return draw


def _refuse_uneven(entries: Sequence[str], stations: Sequence[str], kind: DrawKind) -> None:
    if len(entries) < 2:
        raise Declined(_("参赛名单不到两个参赛项，没有要抽的。请先登记参赛名单。"))
    if len(set(stations)) < len(stations):
        raise Declined(_("工位有重复的。每个工位只写一次。"))
    if kind == DrawKind.STATION and len(stations) < len(entries):
        words = {"stations": len(stations), "entries": len(entries)}
        raise Declined(_("工位有 %(stations)s 个，参赛项有 %(entries)s 个，不够分。请补上工位，或者分批抽签。") % words)


@transaction.atomic
def enter_phrase(draw: Draw, *, phrase: str, makers: str, by: User) -> DrawOutcome:
    """Draw with a phrase that several people made in public after the list was frozen. It happens once."""
    held = Draw.objects.select_for_update().select_related("event__competition__host", "frozen_by").get(pk=draw.pk)
    require(can_enter_phrase(by, held))
    if DrawOutcome.objects.filter(draw=held).exists():
        raise Declined(_("已经抽过了。结果不能重抽；名单变了，请另外冻结一份再抽。"))
    phrase, makers = phrase.strip(), makers.strip()
    if len(phrase) < SHORTEST_PHRASE:
        raise Declined(_("口令至少 %(count)s 个字，由到场的几个人各说一段，当众连起来。") % {"count": SHORTEST_PHRASE})
    if len(makers.replace("、", " ").replace("，", " ").split()) < 2:
        raise Declined(_("请写下至少两个说口令的人，例如两名参赛者和一名监督。"))
    order = drawn(held.list.split("\n"), seal=held.sha256, phrase=phrase)
    places = held.stations.split("\n") if held.stations else [str(n) for n in range(1, len(order) + 1)]
    outcome = DrawOutcome(
        draw=held,
        phrase=phrase,
        makers=makers,
        lines=[list(pair) for pair in zip(order, places, strict=False)],
        drawn_by=by,
        drawn_at=clock.now(),
    )
    refuse_unstorable(outcome)
    outcome.save()
    record("enter_phrase", actor=by.reference, subject=held.reference, detail={"phrase": phrase, "makers": makers})
    return outcome
