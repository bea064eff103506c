"""A photo beside a sheet: never asked for, never part of the mark, bare of what the camera wrote, encrypted at rest."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Event, Stage
from jiangong.evidence.marking.models import SheetPhoto
from jiangong.evidence.marking.rules import can_seal_sheets
from jiangong.evidence.marking.selectors import number_for
from jiangong.evidence.panels.selectors import seat_in
from jiangong.foundation import clock
from jiangong.foundation.pictures import NoPicture, bare_picture
from jiangong.foundation.refusals import Declined
from jiangong.foundation.secrecy import keyring
from jiangong.foundation.services import keep_file, record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require

MOST_PHOTOS = 6
LARGEST = 8 * 1024 * 1024


@transaction.atomic
def keep_photo(event: Event, stage: Stage, *, work: str, data: bytes, by: User) -> SheetPhoto:
    """Keep a photo of a work for the judge who marks it. The file's own name is forgotten with the rest."""
    require(can_seal_sheets(by, event))
    seat = seat_in(by, event)
    assert seat is not None  # the rule has just seen it
    if number_for(seat, stage, work) is None:
        raise Declined(_("这件作品不由你评分，照片没有保存。"))
    if len(data) > LARGEST:
        raise Declined(_("照片超过 %(n)s MB。请把手机相机调到较小的尺寸再拍。") % {"n": LARGEST // 1024 // 1024})
    mine = SheetPhoto.objects.filter(event=event, stage=stage.code, seat=seat.code, work=work)
    if mine.count() >= MOST_PHOTOS:
        raise Declined(_("一件作品至多 %(n)s 张照片。") % {"n": MOST_PHOTOS})
    try:
        bare = bare_picture(data)
    except NoPicture:
        raise Declined(_("这不是 JPEG 或 PNG 照片，或者文件不完整。请重新拍一张。")) from None
    key = secrets.token_hex(16)
    file = keep_file("photo", data=keyring().seal_file(bare.data, bound=key), by=by.reference)
    photo = SheetPhoto(
        event=event, stage=stage.code, seat=seat.code, work=work, file=file, kind=bare.kind, key=key, by=by, at=clock.now()
    )  # fmt: skip
    photo.save()
    detail = {"stage": stage.code, "work": work, "seat": seat.code, "size": len(bare.data)}
    record("keep_photo", actor=by.reference, subject=event.reference, detail=detail)
    return photo
