"""Batches: parted before the first begins, begun and ended by the clock of the server, changed afterwards by a signed incident only."""

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Event, Stage
from jiangong.evidence.judging.services import lock_event
from jiangong.evidence.marking.models import Batch
from jiangong.evidence.marking.rules import can_run_batches
from jiangong.evidence.marking.timing import batches_of, works_in_order
from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from jiangong.foundation.services import record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require

MOST_BATCHES = 60


@transaction.atomic
def set_batches(event: Event, stage: Stage, *, count: int, by: User) -> list[Batch]:
    """Part the works of a stage into so many batches, by their numbers, as evenly as can be. Parting anew is possible until one begins."""
    require(can_run_batches(by, event))
    lock_event(event)
    works = works_in_order(event, stage)
    if not works:
        raise Declined(_("还没有作品号。请先抽签定号，再分批。"))
    if not 1 <= count <= min(MOST_BATCHES, len(works)):
        raise Declined(
            _("可以分 1 到 %(most)s 批，现在有 %(n)s 件作品。")
            % {"most": min(MOST_BATCHES, len(works)), "n": len(works)}
        )
    before = batches_of(event, stage)
    if any(batch.begun_at for batch in before):
        raise Declined(_("已有一批开始，不能再重新分批。个别作品要换批次的，请裁判长记录现场事件。"))
    Batch.objects.filter(event=event, stage=stage.code).delete()
    made = [
        Batch(event=event, stage=stage.code, number=number, works=part)
        for number, part in enumerate(_parts(works, count), start=1)
    ]
    Batch.objects.bulk_create(made)
    detail = {"stage": stage.code, "batches": [batch.works for batch in made]}
    record("set_batches", actor=by.reference, subject=event.reference, detail=detail)
    return made


def _parts(works: list[str], count: int) -> list[list[str]]:
    """Neighbours stay together; the first batches are larger by one where it does not come out even."""
    size, over = divmod(len(works), count)
    ends = [size * (at + 1) + min(at + 1, over) for at in range(count)]
    return [works[start:end] for start, end in zip([0, *ends], ends, strict=False)]


@transaction.atomic
def begin_batch(event: Event, stage: Stage, *, number: int, by: User) -> Batch:
    """The batch begins now; those before it have begun."""
    batch = _the_batch(event, stage, number, by)
    if batch.begun_at is not None:
        raise Declined(_("第 %(n)s 批已经开始了。请刷新页面。") % {"n": number})
    if any(one.begun_at is None for one in batches_of(event, stage) if one.number < number):
        raise Declined(_("前面还有没开始的批次。请按先后开始。"))
    batch.begun_at = clock.now()
    batch.save()
    _recorded("begin_batch", batch, by)
    return batch


@transaction.atomic
def end_batch(event: Event, stage: Stage, *, number: int, by: User) -> Batch:
    """The batch ends now; from here the time for sealing runs."""
    batch = _the_batch(event, stage, number, by)
    if batch.begun_at is None or batch.ended_at is not None:
        raise Declined(_("第 %(n)s 批没有在进行。请刷新页面。") % {"n": number})
    batch.ended_at = clock.now()
    batch.save()
    _recorded("end_batch", batch, by)
    return batch


def move_to_last(event: Event, *, stage: str, work: str, by: User) -> None:
    """A work leaves its batch for the last one that has not begun; there is a new one where all have. Only inside the transaction of the
    decision. Where the stage was not parted the decision stands by itself."""
    lock_event(event)
    batches = list(Batch.objects.filter(event=event, stage=stage))
    if not batches:
        return
    last = batches[-1]
    if last.begun_at is not None:
        last = Batch(event=event, stage=stage, number=last.number + 1, works=[])
    if work in last.works:
        return
    for batch in batches:
        if work in batch.works:
            batch.works = [one for one in batch.works if one != work]
            batch.save()
    last.works = [*last.works, work]
    last.save()
    detail = {"stage": stage, "work": work, "batch": last.number}
    record("move_work", actor=by.reference, subject=event.reference, detail=detail)


def _the_batch(event: Event, stage: Stage, number: int, by: User) -> Batch:
    require(can_run_batches(by, event))
    lock_event(event)
    found = Batch.objects.filter(event=event, stage=stage.code, number=number).first()
    if found is None:
        raise Declined(_("没有第 %(n)s 批。请刷新页面。") % {"n": number})
    return found


def _recorded(act: str, batch: Batch, by: User) -> None:
    detail = {"stage": batch.stage, "batch": batch.number, "works": batch.works}
    record(act, actor=by.reference, subject=batch.event.reference, detail=detail)
