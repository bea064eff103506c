"""A judge's own seats: the invitation, the answer, the ties. Nothing here names an entry."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiangong.competitions.selectors import stages_of
from jiangong.evidence.blind import selectors as blind
from jiangong.evidence.blind.rules import has_part_in
from jiangong.evidence.panels import selectors as panels
from jiangong.evidence.panels import services
from jiangong.foundation.refusals import Declined
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.answers import attempt, is_taken, page
from jiangong.web.panels.forms import AsideForm, TieForm, WhyForm
from jiangong.web.panels.panel import tie_of


@login_required
@require_safe
def seats(request: HttpRequest) -> HttpResponse:
    """Every seat that was offered to this person."""
    return render(request, "panels/seats.html", {"seats": panels.own_seats(request.user), "desk_section": "seats"})


@login_required
@require_safe
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """One seat: what it is, the answer, the works by their numbers, the ties."""
    found: Any = or_404(panels.own_seat, request.user, pk)
    event = found.panel.event
    chain = blind.chain_or_none(event)
    stages = [(stage, [work.label for work in panels.works_to_mark(found, stage)]) for stage in stages_of(event)]
    context = {
        "seat": found,
        "event": event,
        "competition": event.competition,
        "chain": chain,
        "has_part": chain is not None and has_part_in(request.user, chain),
        "stages": stages,
        "only_chairs": found.kind == "chief" and found.state == "confirmed" and not found.panel.chief_marks,
        "is_marking": bool(found.code) and found.state == "confirmed",
        "desk_section": "seats",
    }
    return render(request, "panels/seat.html", context)


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes."""
    found = or_404(panels.own_seat, request.user, pk)
    try:
        services.confirm_seat(found, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("已确认。有要回避的人，请在下面申报。"))
    except Declined as declined:
        messages.error(request, declined.sentence)
    return redirect("web:seat", pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Say no, or give the seat up."""
    found: Any = or_404(panels.own_seat, request.user, pk)
    form = WhyForm(**sent(request))
    user: Any = request.user
    if is_taken(request, form, lambda: services.decline_seat(found, reason=form.cleaned_data["reason"], by=user)):
        messages.success(request, _("已谢绝，主办单位会收到通知。"))
        return redirect("web:seats")
    words = {"heading": _("不能担任"), "submit": _("确认不能担任"), "lead": _("理由主办单位会看到。")}
    return seat_form(request, found, form, words)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare a tie."""
    found = or_404(panels.own_seat, request.user, pk)
    form = TieForm(**sent(request))
    user: Any = request.user
    if is_taken(request, form, lambda: services.declare_tie(found, tie=tie_of(form), by=user)):
        messages.success(request, _("已申报。对方如果参赛，他的作品不会分给您评。"))
        return redirect("web:seat", pk)
    words = {
        "heading": _("申报回避"),
        "submit": _("申报"),
        "lead": _("亲属、师徒、指导过的人，或有其他利害关系的人和单位，都请申报。不用知道他是否参赛，系统会自己比对。"),
    }
    return seat_form(request, found, form, words)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a work that one knows on sight."""
    found: Any = or_404(panels.own_seat, request.user, pk)
    stage = next(iter(stages_of(found.panel.event)), None)
    form = AsideForm(**sent(request), initial={"label": request.GET.get("label", "")[:100]})
    user: Any = request.user
    if request.method == "POST" and form.is_valid() and stage is not None:
        given: Any = form.cleaned_data
        if attempt(form, lambda: services.step_aside(found, stage=stage, by=user, **given)).is_done:
            messages.success(request, _("已回避这件作品，主办单位会另作安排。"))
            return redirect("web:seat", pk)
    words = {
        "heading": _("认出作品，回避"),
        "submit": _("回避这件作品"),
        "lead": _("看作品认出了是谁的，就在这里写下作品号，不要写姓名。"),
    }
    return seat_form(request, found, form, words)


def seat_form(request: HttpRequest, seat: Any, form: Any, words: dict[str, str]) -> HttpResponse:
    """A form of one's own seat."""
    context = {
        "back": reverse("web:seat", args=[seat.pk]),
        "back_title": seat.panel.event.spoken_title,
        "event": seat.panel.event,
        "desk_section": "seats",
        **words,
    }
    return page(request, "officer/form_page.html", context, form=form)
