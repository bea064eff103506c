"""What every page shows around its content: whose site it is, the visitor's preferences, the main navigation."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from jiangong.organizations import selectors as organizations
from jiangong.web.officer.navigation import desk_groups
from jiangong.web.preferences import TEXT_SIZES, preference


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context of the frame. The federation is read only when a template asks for it."""
    text = preference(request, "text")
    following = TEXT_SIZES[(TEXT_SIZES.index(text) + 1) % len(TEXT_SIZES)]
    return {
        "federation": SimpleLazyObject(organizations.federation_or_none),
        "text_size": text,
        "next_text_size": following,
        "theme": preference(request, "theme"),
        "here": request.get_full_path(),
        "this_page": this_page(request),
        "section": section_of(request),
        "own_posts": SimpleLazyObject(lambda: organizations.posts_of(request.user)),
        "desk_groups": SimpleLazyObject(lambda: desk_groups(request.user)),
    }


def this_page(request: HttpRequest) -> str:
    """The address under which somebody may write about this page: of its query only whose result it shows, for a slip code is
    nobody else's to know, and the suggestion box is not about itself.
    """
    if request.path.startswith("/suggestions/"):
        return "/"
    if request.path.startswith("/me/"):  # a personal link is a key: it goes into nobody else's letter-box
        return "/me/"
    entry = request.GET.get("entry")
    return f"{request.path}?{urlencode({'entry': entry})}" if entry else request.path


def section_of(request: HttpRequest) -> str:
    """The entry of the main navigation that the page belongs to."""
    match = getattr(request, "resolver_match", None)
    name = (match.url_name or "") if match else ""
    if name in ("publications", "standings", "why", "own_result", "medals"):
        return "results"
    if name in ("rules", "rulebooks"):
        return "rules"
    if name in ("verify", "entering"):
        return name
    return "competitions" if name in ("home", "track", "competition", "event", "search") else ""
