"""Every address of the site lies in the web room, and so do the pages that say what went wrong."""

from django.conf import settings
from django.urls import include, path

from jiangong.web.urls import handler400, handler403, handler404, handler500

urlpatterns = [path("", include("jiangong.web.urls"))]
if settings.IDENTITY_SERVER:
    urlpatterns += [path("account/identity/", include("allauth.socialaccount.providers.openid_connect.urls"))]

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
