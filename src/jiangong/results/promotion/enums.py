"""Closed vocabularies of going on."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SeatState(TextChoices):
    """What became of a seat in the upper event."""

    RESERVE = "reserve", _("递补")
    HELD = "held", _("待裁判组决定")
    CALLED = "called", _("待确认")
    CONFIRMED = "confirmed", _("已晋级")
    DECLINED = "declined", _("放弃")
    LAPSED = "lapsed", _("逾期未确认")
    LOST = "lost", _("失去晋级")


class LineTies(TextChoices):
    """Equals on the line of a quota."""

    ALL = "all", _("并列的都晋级")
    NONE = "none", _("并列的都不晋级，名额空着")


class LateAct(TextChoices):
    """What the panel of an event that is already marked decides about somebody who gained a seat in it."""

    LAST = "last", _("补入，最后出场")
    DRAWN = "drawn", _("补入，重新抽出场顺序")
    RESERVE = "reserve", _("不补入，保留递补，名额空着")
    TAKEN_BACK = "taken_back", _("名额已收回，不再需要决定")


ADMITTING = (LateAct.LAST, LateAct.DRAWN)
HOLDING = (SeatState.HELD, SeatState.CALLED, SeatState.CONFIRMED)
GIVEN_UP = (SeatState.DECLINED, SeatState.LAPSED)
