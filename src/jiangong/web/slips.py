"""The slip code on public pages: one sentence for a wrong one, another while there were too many."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from jiangong.competitions.slips.services import entry_by_slip
from jiangong.foundation.refusals import Declined

WRONG_SLIP = _("参赛号和查分码对不上，请照参赛凭条核对。")


def wrong_slip(event: Any, *, number: str, slip: str) -> str:
    """What is wrong with a number and its code, in a sentence; empty where they belong together."""
    return by_slip(event, number=number, slip=slip)[1]


def by_slip(event: Any, *, number: str, slip: str) -> tuple[Any, str]:
    """The entry of a number and its code; or none, and in a sentence what is wrong."""
    try:
        found = entry_by_slip(event, number=number, slip=slip)
    except Declined as declined:
        return None, declined.sentence
    return found, "" if found is not None else str(WRONG_SLIP)
