"""Who may open a page of a draft: it must exist for the viewer (404), and a named rule must say yes (403)."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils.translation import gettext as _

from jiangong.competitions.rulebooks import selectors as rulebooks
from jiangong.web.lookups import or_404


def draft_at(request: HttpRequest, number: int, may: Callable[[Any, Any], bool]) -> Any:
    """The draft at an address, if the rule allows this user."""
    found = or_404(rulebooks.the_draft, number, viewer=request.user)
    if not may(request.user, found):
        if not found.is_open:
            raise PermissionDenied(_("这份草稿已经定了，不能再改。要改请以它采用的版本另起一稿。"))
        raise PermissionDenied(_("这一页由%(host)s的竞赛管理员办理。") % {"host": found.organization.spoken_name})
    return found
