"""Language, text size and theme, kept in cookies and set by plain links, so that they work without scripts."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

TEXT_SIZES = ("normal", "large", "larger")
THEMES = ("light", "dark")
YEAR = 365 * 24 * 3600


def choices() -> dict[str, tuple[str, ...]]:
    """What each preference may be set to."""
    languages = tuple(code for code, _ in settings.LANGUAGES)
    return {"text": TEXT_SIZES, "theme": THEMES, "language": languages}


def cookie_name(name: str) -> str:
    """The cookie that keeps a preference."""
    return str(settings.LANGUAGE_COOKIE_NAME) if name == "language" else f"jg_{name}"


def preference(request: HttpRequest, name: str) -> str:
    """The visitor's choice, or the first possible value."""
    allowed = choices()[name]
    chosen = request.COOKIES.get(cookie_name(name), "")
    return chosen if chosen in allowed else allowed[0]


@require_safe
def set_preference(request: HttpRequest, name: str, value: str) -> HttpResponse:
    """Keep a preference in a cookie and go back to the page it was set on.

    A GET may set it: it changes how pages look to this visitor and nothing else.
    """
    if value not in choices().get(name, ()):
        raise Http404(f"{name} cannot be {value}")
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(
        cookie_name(name), value, max_age=YEAR, httponly=True, samesite="Lax", secure=request.is_secure()
    )
    return response


class ChosenLanguage:
    """Pages in Chinese, unless this visitor chose English by the link: what a browser's maker preset decides nothing."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer in the language that was chosen; caches keep the languages apart."""
        language = preference(request, "language")
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        patch_vary_headers(response, ("Cookie",))
        response.headers.setdefault("Content-Language", language)
        return response
