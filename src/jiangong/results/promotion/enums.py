"""Closed vocabularies of going on."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SeatState(TextChoices):
    """What became of a seat in the upper event."""

    RESERVE = "reserve", _("递补")
    CALLED = "called", _("待确认")
    CONFIRMED = "confirmed", _("已晋级")
    DECLINED = "declined", _("放弃")
    LAPSED = "lapsed", _("逾期未确认")
    LOST = "lost", _("失去晋级")


class LineTies(TextChoices):
    """Equals on the line of a quota."""

    ALL = "all", _("并列的都晋级")
    NONE = "none", _("并列的都不晋级，名额空着")


HOLDING = (SeatState.CALLED, SeatState.CONFIRMED)
GIVEN_UP = (SeatState.DECLINED, SeatState.LAPSED)
