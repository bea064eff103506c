"""Who may open a page of the desk or the chain: those who look behind the event, and those whom its panel entrusted with a part."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest
from django.utils.translation import gettext as _

from jiangong.evidence.panels import selectors as panels
from jiangong.web.lookups import event_at
from jiangong.web.officer.access import allow


def event_with_part(request: HttpRequest, competition: str, event: str) -> Any:
    """The event at an address, for its panel also while it is a draft or a rehearsal."""
    try:
        return panels.event_of_seat(request.user, competition=competition, event=event)
    except ObjectDoesNotExist:
        return event_at(request, competition, event)


def refuse_unless(is_allowed: bool, event: Any) -> None:
    """Refuse with a sentence that says who handles the page."""
    allow(is_allowed, event.competition.host)


def desk_of(event: Any) -> dict[str, Any]:
    """What every desk page of an event says."""
    return {"event": event, "competition": event.competition, "desk_section": "contests"}


def title_of_chain() -> str:
    """How the page of the chain is called."""
    return _("检录和加密")
