"""Who may open a page of marking: the event and stage must exist for the viewer, and a named rule must say yes."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from jiangong.competitions import selectors as competitions
from jiangong.evidence.panels import selectors as panels
from jiangong.web.lookups import or_404


def stage_for(request: HttpRequest, address: tuple[str, str, str], may: Callable[[Any, Any], bool]) -> tuple[Any, Any]:
    """Event and stage at an address, for whoever the rule lets in. Somebody who sits on the panel of an event that is not public
    finds it; for everybody else it does not exist.
    """
    competition, slug, code = address
    event = _event(request, competition, slug)
    stage = next((one for one in competitions.stages_of(event) if one.code == code), None)
    if stage is None:
        raise Http404(code)
    if not may(request.user, event):
        host = event.competition.host.spoken_name
        raise PermissionDenied(
            _("这一页只对这个赛项的裁判组开放。有席位的，请用自己的账号登录；其他人请联系%(host)s。") % {"host": host}
        )
    return event, stage


def _event(request: HttpRequest, competition: str, slug: str) -> Any:
    for seat in panels.seats_of(request.user):
        event = seat.panel.event
        if event.slug == slug and event.competition.code == competition:
            return event
    return or_404(competitions.the_event, competition, slug, viewer=request.user)
