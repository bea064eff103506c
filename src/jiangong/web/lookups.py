"""From an address to the thing it names, or 404. What a viewer may not see does not exist for that viewer."""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest

from jiangong.competitions import selectors as competitions
from jiangong.results import selectors as results

Given = ParamSpec("Given")
Found = TypeVar("Found")


def or_404(selector: Callable[Given, Found], *args: Given.args, **kwargs: Given.kwargs) -> Found:
    """What the selector finds; 404 where it finds nothing for this viewer."""
    try:
        return selector(*args, **kwargs)
    except ObjectDoesNotExist as missing:
        raise Http404(str(missing)) from missing


def event_at(request: HttpRequest, competition: str, event: str) -> Any:
    """The event at an address, as this visitor may see it."""
    return or_404(competitions.the_event, competition, event, viewer=request.user)


def publication_at(request: HttpRequest, competition: str, event: str, number: int) -> Any:
    """The publication at an address; superseded ones stay readable."""
    return or_404(results.the_publication, event_at(request, competition, event), number, viewer=request.user)
