"""Batches on the live desk: parting the works, beginning and ending each batch."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiangong.evidence.marking import rules, services, timing
from jiangong.foundation.refusals import Declined
from jiangong.web.fields import sent
from jiangong.web.marking.access import stage_for
from jiangong.web.marking.forms import BatchesForm
from jiangong.web.officer.answers import is_taken, page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def part(request: HttpRequest, competition: str, event: str, stage: str) -> HttpResponse:
    """Part the works into batches."""
    found, phase = stage_for(request, (competition, event, stage), rules.can_run_batches)
    form = BatchesForm(**sent(request), initial={"count": len(timing.batches_of(found, phase)) or None})
    user: Any = request.user
    if is_taken(request, form, lambda: services.set_batches(found, phase, count=form.cleaned_data["count"], by=user)):
        messages.success(request, _("已分批。每一批开始、结束时，请在现场页按一下。"))
        return redirect("web:mark_live", competition, event, stage)
    words = {
        "heading": _("分批"), "submit": _("分批"), "lead": phase.spoken_title, "back_title": _("现场"),
        "back": reverse("web:mark_live", args=[competition, event, stage]),
    }  # fmt: skip
    return page(request, "officer/form_page.html", {**words, "desk_section": "marking"}, form=form)


@login_required
@require_POST
def run(request: HttpRequest, competition: str, event: str, stage: str, number: int, act: str) -> HttpResponse:
    """A batch begins, or ends."""
    found, phase = stage_for(request, (competition, event, stage), rules.can_run_batches)
    deeds = {"begin": services.begin_batch, "end": services.end_batch}
    if act not in deeds:
        raise Http404(act)
    user: Any = request.user
    try:
        deeds[act](found, phase, number=number, by=user)
    except Declined as declined:
        messages.error(request, declined.sentence)
        return redirect("web:mark_live", competition, event, stage)
    said = _("第 %(n)s 批开始。") if act == "begin" else _("第 %(n)s 批结束。封存以后，请看这一批的宽严检查。")
    messages.success(request, said % {"n": number})
    return redirect("web:mark_live", competition, event, stage)
