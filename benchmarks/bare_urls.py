"""The site's addresses and one bare view beside them, to measure look-ups against."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from jiangong.config.urls import handler400, handler403, handler404, handler500
from jiangong.config.urls import urlpatterns as site


def bare(_request: HttpRequest) -> HttpResponse:
    """Nothing but the server and the middleware."""
    return HttpResponse("ok")


urlpatterns = [*site, path("bare/", bare)]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
