"""A photo beside a sheet: never asked for, never part of the mark, bare of what the camera wrote, encrypted at rest."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from jiangong.competitions.models import Event, Stage
from jiangong.evidence.marking.models import PhotoSeal, SheetPhoto
from jiangong.evidence.marking.rules import can_seal_sheets
from jiangong.evidence.marking.selectors import lying_place, number_for, photos_under_earlier_keys, picture_of
from jiangong.evidence.panels.models import Seat
from jiangong.evidence.panels.selectors import seat_in
from jiangong.foundation import clock
from jiangong.foundation.pictures import NoPicture, Picture, bare_picture
from jiangong.foundation.refusals import Declined
from jiangong.foundation.secrecy import keyring
from jiangong.foundation.services import keep_file, record
from jiangong.organizations.models import User
from jiangong.organizations.rules import require

MOST_PHOTOS = 6
LARGEST = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PhotoSent:
    """A photo as somebody sent it. `client` is made on the device, so that a photo sent twice is kept once."""

    work: str
    data: bytes
    client: str = ""


@transaction.atomic
def keep_photo(event: Event, stage: Stage, *, sent: PhotoSent, by: User) -> SheetPhoto:
    """Keep a photo of a work for the judge who marks it. The file's own name is forgotten with the rest."""
    require(can_seal_sheets(by, event))
    Event.objects.select_for_update().get(pk=event.pk)  # the same photo from two tabs, and the count
    sent_as = known_as(by, sent.client)
    earlier = PhotoSeal.objects.select_related("photo").filter(sent_as=sent_as).first()
    if earlier is not None:
        return earlier.photo
    seat = seat_in(by, event)
    assert seat is not None  # the rule has just seen it
    bare = _taken(event, stage, seat, sent)
    key = secrets.token_hex(16)
    file = keep_file("photo", data=keyring().seal_file(bare.data, bound=key), by=by.reference)
    photo = SheetPhoto(
        event=event, stage=stage.code, seat=seat.code, work=sent.work, file=file, kind=bare.kind, key=key, by=by, at=clock.now()
    )  # fmt: skip
    photo.save()
    PhotoSeal.objects.create(photo=photo, file=file, mark=keyring().current.mark, sent_as=sent_as)
    detail = {"stage": stage.code, "work": sent.work, "seat": seat.code, "size": len(bare.data)}
    record("keep_photo", actor=by.reference, subject=event.reference, detail=detail)
    return photo


def known_as(by: User, client: str) -> str:
    """By what a photo is known again: nobody's number on a device meets that of another."""
    return hashlib.sha256(f"{by.reference} {client or secrets.token_hex(16)}".encode()).hexdigest()


def _taken(event: Event, stage: Stage, seat: Seat, sent: PhotoSent) -> Picture:
    """The bare picture, if this judge may still keep one of this work."""
    if number_for(seat, stage, sent.work) is None:
        raise Declined(_("这件作品不由你评分，照片没有保存。"))
    if len(sent.data) > LARGEST:
        raise Declined(_("照片超过 %(n)s MB。请把手机相机调到较小的尺寸再拍。") % {"n": LARGEST // 1024 // 1024})
    mine = SheetPhoto.objects.filter(event=event, stage=stage.code, seat=seat.code, work=sent.work)
    if mine.count() >= MOST_PHOTOS:
        raise Declined(_("一件作品至多 %(n)s 张照片。") % {"n": MOST_PHOTOS})
    try:
        return bare_picture(sent.data)
    except NoPicture:
        raise Declined(_("这不是 JPEG 或 PNG 照片，或者文件不完整。请重新拍一张。")) from None


def reseal_photos(*, progress: Callable[[int, int], None] | None = None, actor: str = "site:keys") -> int:
    """Seal every photo by the current data key; gives how many. A broken run goes on where it ended."""
    waiting = list(photos_under_earlier_keys().values_list("pk", flat=True))
    count = 0
    for done, number in enumerate(waiting, start=1):
        count += _reseal_one(photos_under_earlier_keys().get(pk=number))
        if progress:
            progress(done, len(waiting))
    if count:
        detail = {"photos": count, "key": keyring().current.name}
        record("reseal_photos", actor=actor, subject="site:keys", detail=detail)
    return count


@transaction.atomic
def _reseal_one(photo: SheetPhoto) -> int:
    """One photo under the current key. The earlier bytes go only after the row points to the new ones."""
    ring, earlier = keyring(), lying_place(photo)
    with default_storage.open(earlier.path, "rb") as stream:
        is_sealed_now = stream.read(len(ring.current.mark)) == ring.current.mark.encode()
    file = earlier
    if not is_sealed_now:
        file = keep_file(
            "photo", data=ring.seal_file(picture_of(photo), bound=photo.key), by=earlier.by, has_limit=False
        )
        transaction.on_commit(lambda: default_storage.delete(earlier.path))
    sent_as = photo.seal.sent_as if hasattr(photo, "seal") else known_as(photo.by, photo.key)
    PhotoSeal.objects.update_or_create(
        photo=photo, defaults={"file": file, "mark": ring.current.mark, "sent_as": sent_as}
    )
    return not is_sealed_now
