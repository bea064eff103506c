"""Response headers of every page, and the refusal of uploads that are too large to be read."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from jiangong.foundation import clock
from jiangong.organizations.rules import read_once
from jiangong.web.account.second import ASKS, ENROLS
from jiangong.web.errors import too_large

# Nothing inline, nothing from another host, no frames. A page that breaks this is a defect; a test looks for it.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
PIECE = 1024 * 1024
READ_AT_MOST = 128 * PIECE
FORM_ROOM = 64 * 1024

Respond = Callable[[HttpRequest], HttpResponse]


class PageHeaders:
    """A strict content policy, no sniffing, no referrer to other sites."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers added where the view set none of its own."""
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response


class Received:
    """The moment at which a request reached this site, before anything of it was read: a term is kept by this clock, however
    long a slow line takes to send the rest."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Note the time."""
        request.received_at = clock.now()  # type: ignore[attr-defined]
        return self.get_response(request)


class PlainQuery:
    """A NUL in an address is nothing that a person typed, and PostgreSQL refuses it: it is left out before anybody reads it."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as if it had not been sent."""
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query:
            request.META["QUERY_STRING"] = query.replace("%00", "")
        return self.get_response(request)


class UploadLimit:
    """Answer 413 in plain words before anything of an oversized upload is parsed or stored."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse a body that is larger than the largest file with room for the form around it."""
        if announced_length(request) > int(settings.UPLOAD_LIMIT) + FORM_ROOM:
            forget_body(request)
            return too_large(request)
        return self.get_response(request)


def announced_length(request: HttpRequest) -> int:
    """The announced length of the body in bytes; 0 where none is announced."""
    stated = request.META.get("CONTENT_LENGTH") or "0"
    return int(stated) if str(stated).isdigit() else 0


def forget_body(request: HttpRequest) -> None:
    """Read and forget the body, up to a bound: a browser shows the answer only after it has sent its file."""
    left = min(announced_length(request), READ_AT_MOST)
    while left > 0:
        piece = request.read(min(PIECE, left))
        if not piece:
            return
        left -= len(piece)


class OwnPassword:
    """Whoever signed in with a password that somebody else made chooses another one before anything else."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The desk waits until the password is the person's own."""
        if request.path.startswith("/desk/") and getattr(request.user, "must_change_password", False):
            return redirect("web:change_password")
        return self.get_response(request)


class OneReading:
    """Whoever reads a page of the desk is asked of once which posts they hold, however many lists and acts stand on it."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Only where nothing is written."""
        is_reading = request.method in ("GET", "HEAD") and request.path.startswith("/desk/")
        if is_reading and request.user.is_authenticated:
            read_once(request.user)
        return self.get_response(request)


class SecondFactor:
    """The desk opens once the code was typed, or the codes set up where they are required."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """What a session owes was written into it when the password was right."""
        if request.path.startswith("/desk/") and request.user.is_authenticated:
            if request.session.get(ENROLS):
                return redirect("web:enrol_codes")
            if request.session.get(ASKS) and not request.user.is_verified():  # type: ignore[attr-defined]
                return redirect(f"{reverse('web:second_factor')}?{urlencode({'next': request.get_full_path()})}")
        return self.get_response(request)
