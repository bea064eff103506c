"""Somebody gained a seat in an event that is marked: what its panel decided, the list of what follows, and the signature under it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from jiangong.results.promotion import late as late_rows
from jiangong.results.promotion.deciding import LateGiven, preview_late_seat
from jiangong.results.promotion.enums import LateAct
from jiangong.results.promotion.rules import can_decide_late_seat, can_see_promotion
from jiangong.results.promotion.services import decide_late_seat
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import managed_event
from jiangong.web.officer.answers import attempt, page
from jiangong.web.officer.forms import SigningForm
from jiangong.web.promoting.forms import LateForm

SALT = "jiangong.late-seat"
GOOD_FOR = 12 * 3600  # seconds


def context_of(event: Any, late: Any, **more: Any) -> dict[str, Any]:
    """What every page about a late seat says."""
    back = reverse("web:promotion", args=[event.competition.code, event.slug])
    facts = {"event": event, "competition": event.competition, "late": late, "desk_section": "contests", "back": back}
    return {**facts, **more}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, competition: str, event: str, pk: int) -> HttpResponse:
    """What the panel decided; once it is signed, the decision with its list."""
    found = managed_event(request, competition, event, can_see_promotion)
    late = or_404(late_rows.the_late_seat, found, pk)
    if late.act or not can_decide_late_seat(request.user, found):
        return render(request, "promoting/late.html", context_of(found, late))
    form = LateForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        given = LateGiven(LateAct(typed["act"]), typed["panel_words"].strip(), typed["position"])
        return list_to_sign(request, found, late, given)
    return page(request, "promoting/decide_late.html", context_of(found, late), form=form)


def list_to_sign(
    request: HttpRequest, event: Any, late: Any, given: LateGiven, *, form: Any = None, status: int = 200
) -> HttpResponse:
    """The page with the list and the signature. Between the two nothing is stored."""
    preview = preview_late_seat(late, given)
    told = {"late": late.pk, "act": given.act.value, "words": given.panel_words, "position": given.position}
    context = context_of(
        event,
        late,
        preview=preview,
        form=form or SigningForm(request=request, asks=("reason",)),
        hidden={"decision": signing.dumps(told, salt=SALT, compress=True), "digest": preview.digest},
        sign_url=reverse("web:sign_late_seat", args=[event.competition.code, event.slug, late.pk]),
        sign_label=_("签署决定"),
    )
    return render(request, "promoting/sign_late.html", context, status=status)


def unsealed(late: Any, token: str) -> LateGiven:
    """What `list_to_sign` sealed, for the same seat and not too long ago; 404 otherwise."""
    try:
        found = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature as bad:
        raise Http404("no such decision") from bad
    if found["late"] != late.pk:
        raise Http404("a decision about another seat")
    return LateGiven(LateAct(found["act"]), found["words"], found["position"])


@sensitive_post_parameters("password")
@login_required
@require_POST
def sign(request: HttpRequest, competition: str, event: str, pk: int) -> HttpResponse:
    """Carry out what was shown; if anything moved since, show the new list instead."""
    found = managed_event(request, competition, event, can_decide_late_seat)
    late = or_404(late_rows.the_late_seat, found, pk)
    given = unsealed(late, request.POST.get("decision", ""))
    form = SigningForm(**sent(request), request=request, asks=("reason",))
    if form.is_valid():
        digest, by = request.POST.get("digest", ""), request.user
        reason = form.cleaned_data["reason"]
        done = attempt(form, lambda: decide_late_seat(late, given, digest=digest, reason=reason, by=by))  # type: ignore[arg-type]
        if done.is_done:
            messages.success(request, _("已签署裁判组的决定。"))
            return redirect("web:late_seat", competition, event, pk)
    late = or_404(late_rows.the_late_seat, found, pk)
    if late.act:
        return redirect("web:late_seat", competition, event, pk)
    return list_to_sign(request, found, late, given, form=form, status=400)
