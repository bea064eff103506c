"""Every address of the site lies in the web room."""

from django.urls import include, path

urlpatterns = [path("", include("jiangong.web.urls"))]

handler400 = "jiangong.web.errors.bad_request"
handler403 = "jiangong.web.errors.forbidden"
handler404 = "jiangong.web.errors.not_found"
handler500 = "jiangong.web.errors.server_error"
