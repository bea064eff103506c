"""Who may open a page about workers. Outside the viewer's scope nothing exists (404); inside, a named rule must say yes (403)."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from jiangong.organizations.people import selectors as people
from jiangong.organizations.people.rules import can_see_roster
from jiangong.organizations.selectors import the_organization
from jiangong.web.lookups import or_404


def allow(is_allowed: bool, unit: Any) -> None:
    """Refuse with a sentence that says who handles the page."""
    if not is_allowed:
        raise PermissionDenied(_("%(unit)s的职工名册由该单位的竞赛管理员办理。") % {"unit": unit.spoken_name})


def unit_at(request: HttpRequest, code: str, may: Callable[[Any, Any], bool] = can_see_roster) -> Any:
    """The unit at an address, if the rule allows this user."""
    unit = or_404(the_organization, code, viewer=request.user)
    allow(may(request.user, unit), unit)
    return unit


def worker_at(request: HttpRequest, pk: int, may: Callable[[Any, Any], bool] | None = None) -> Any:
    """The worker at an address, if the rule allows this user."""
    worker = or_404(people.the_worker, pk, viewer=request.user)
    if may is not None:
        allow(may(request.user, worker), worker.organization)
    return worker


def signed_in(request: HttpRequest) -> Any:
    """The person behind a page that asks for signing in."""
    return request.user
