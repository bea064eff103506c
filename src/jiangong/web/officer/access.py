"""Who may open an officer's page: the thing must exist for the viewer (404), and a named rule must say yes (403)."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from jiangong.competitions import selectors as competitions
from jiangong.web.lookups import event_at, or_404


def allow(is_allowed: bool, host: Any) -> None:
    """Refuse with a sentence that says who handles the page."""
    if not is_allowed:
        raise PermissionDenied(_("这一页由%(host)s的竞赛管理员办理。") % {"host": host.spoken_name})


def managed_event(request: HttpRequest, competition: str, event: str, may: Callable[[Any, Any], bool]) -> Any:
    """The event at an address, if the rule allows this user."""
    found = event_at(request, competition, event)
    allow(may(request.user, found), found.competition.host)
    return found


def managed_competition(request: HttpRequest, competition: str, may: Callable[[Any, Any], bool]) -> Any:
    """The competition at an address, if the rule allows this user."""
    found = or_404(competitions.the_competition, competition, viewer=request.user)
    allow(may(request.user, found), found.host)
    return found
