"""Closed vocabularies of the blind chain."""

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class ArrivalState(TextChoices):
    """What the check-in desk knows of an entry on the day."""

    PRESENT = "present", _("已到")
    ABSENT = "absent", _("缺考")


class LayerNumber(IntegerChoices):
    """The layers of a chain, from the entry to the work; a chain has the first one, two, or all three."""

    CHECK_IN = 1, _("检录号")
    STATION = 2, _("工位号")
    WORK = 3, _("作品号")


LETTERS = {LayerNumber.CHECK_IN: "R", LayerNumber.STATION: "S", LayerNumber.WORK: "W"}
"""The letter before the numbers of a layer (roll call, station, work), so that nobody takes one for another, or for an entry number,
which often begins with an A."""


class Side(TextChoices):
    """The two who must be present when a layer is opened."""

    KEEPER = "keeper", _("加密裁判")
    WITNESS = "witness", _("监督")
