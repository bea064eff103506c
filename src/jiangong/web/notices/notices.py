"""What a person should know."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from jiangong.organizations.notices import selectors
from jiangong.organizations.notices.services import mark_read


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """The notices of this person; they are read once the person says so."""
    shown = selectors.notices_of(request.user)
    if request.method == "POST":
        mark_read(shown, by=request.user)  # type: ignore[arg-type]
        return redirect("web:notices")
    unread = any(notice.read_at is None for notice in shown)
    return render(request, "notices/notices.html", {"notices": shown, "unread": unread, "desk_section": "notices"})
