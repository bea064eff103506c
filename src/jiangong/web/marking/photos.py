"""Photos that a judge keeps beside a sheet, and who may look at them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.evidence.marking import rules, selectors, services
from jiangong.evidence.marking.services import PhotoSent
from jiangong.evidence.panels import selectors as panels
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.marking.access import stage_for
from jiangong.web.marking.forms import PhotoForm
from jiangong.web.officer.answers import is_taken, page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def photos(request: HttpRequest, competition: str, event: str, stage: str, work: str) -> HttpResponse:
    """A judge's own photos of a work, and a form for another."""
    found, part = stage_for(request, (competition, event, stage), rules.can_seal_sheets)
    seat: Any = panels.seat_in(request.user, found)
    if work not in {one.label for one in panels.works_to_mark(seat, part)}:
        raise Http404(work)
    form = PhotoForm(**sent(request))
    user: Any = request.user
    if is_taken(
        request,
        form,
        lambda: services.keep_photo(found, part, sent=PhotoSent(work, form.cleaned_data["photo"].read()), by=user),
    ):
        messages.success(request, _("照片已保存。"))
        return redirect("web:mark_photos", competition, event, stage, work)
    kept = selectors.photos_of(found, stage, work, seat=seat.code)
    context = {"event": found, "stage": part, "seat": seat, "work": work, "photos": kept}
    return page(request, "marking/photos.html", context, form=form)


@login_required
@require_safe
def photo(request: HttpRequest, competition: str, event: str, stage: str, number: int) -> HttpResponse:
    """The picture, for those who may see it; nobody keeps a copy on the way."""
    found, _part = stage_for(request, (competition, event, stage), rules.may_see_some_photo)
    one = or_404(selectors.the_photo, found, stage, number)
    if not rules.can_see_photo(request.user, found, one.seat):
        raise Http404(str(number))
    answer = HttpResponse(selectors.picture_of(one), content_type=one.kind)
    answer["Cache-Control"] = "private, no-store"
    return answer
