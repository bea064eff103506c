"""Who feeds an event, who goes on from it, the seats of a link with their traces, and the answers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiangong.competitions import selectors as competitions
from jiangong.competitions.rules import can_see_event
from jiangong.foundation.refusals import Declined
from jiangong.results.enums import PublicationState
from jiangong.results.firming import selectors as firming
from jiangong.results.promotion import selectors as promotion
from jiangong.results.promotion import services
from jiangong.results.promotion.enums import LineTies
from jiangong.results.promotion.late import late_seats
from jiangong.results.promotion.rules import (
    can_answer_for,
    can_decide_late_seat,
    can_fill,
    can_link,
    can_see_promotion,
)
from jiangong.web.fields import sent
from jiangong.web.lookups import event_at, or_404
from jiangong.web.officer.access import managed_event
from jiangong.web.officer.answers import attempt, page
from jiangong.web.promoting.forms import AnswerForm, LinkForm
from jiangong.web.slips import WRONG_SLIP, wrong_slip
from jiangong.web.templatetags.jg import full_title

MANY = 12
"""From how many events on the list of sources has a search."""


@login_required
@require_safe
def overview(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Both sides of an event: what feeds it, and where people go on to from it."""
    found = managed_event(request, competition, event, can_see_promotion)
    links = promotion.shown_links(promotion.links_to(found))
    late = list(late_seats(found))
    context = {
        "event": found,
        "competition": found.competition,
        "late": late,
        "waiting": [one.reference for one in late if not one.act],
        "may_decide": can_decide_late_seat(request.user, found),
        "feeding": links,
        "leading": [
            one
            for one in promotion.shown_links(promotion.links_from(found))
            if can_see_event(request.user, one.link.upper)
        ],
        "total": sum(one.confirmed for one in links),
        "called": sum(one.called for one in links),
        "ripe": [one for one in links if one.is_ripe and not one.is_filled],
        "may_link": can_link(request.user, found),
        "may_fill": can_fill(request.user, found),
        "holds": list(firming.open_holds(found)),
        "desk_section": "contests",
    }
    return render(request, "promoting/overview.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_links(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Tick the events that feed this one, such as fourteen cities at once."""
    found = managed_event(request, competition, event, can_link)
    sources = {str(one.pk): one for one in promotion.possible_sources(found)}
    asked = request.GET.get("q", "").strip()[:80]
    told = [(pk, f"{one.competition.host.spoken_name} · {full_title(one)}") for pk, one in sources.items()]
    shown = [(pk, words) for pk, words in told if asked in words]
    form = LinkForm(**sent(request), sources=shown, initial={"reserves": 2})
    if request.method == "POST" and form.is_valid():
        chosen = [sources[pk] for pk in form.cleaned_data["sources"]]
        done = attempt(form, lambda: linked(found, chosen, form.cleaned_data, request.user))
        if done.is_done:
            messages.success(request, _("已设 %(n)s 个来源。成绩到了那一步，就能按名次填名单。") % {"n": len(chosen)})
            return redirect("web:promotion", competition, event)
    context = {"event": found, "competition": found.competition, "desk_section": "contests", "is_empty": not sources}
    context |= {"asked": asked, "is_long": len(told) > MANY, "found": len(shown)}
    return page(request, "promoting/new_links.html", context, form=form)


def linked(upper: Any, chosen: list[Any], typed: dict[str, Any], by: Any) -> None:
    """One link for each chosen event, from its last stage."""
    numbers = {name: typed[name] for name in ("quota", "most_of_unit", "confirm_hours")}
    given = services.LinkGiven(
        **numbers,
        reserves=0 if typed["reserves"] is None else typed["reserves"],
        ties=LineTies(typed["ties"]),
        ripe_at=PublicationState(typed["ripe_at"]),
    )
    for lower in chosen:
        stage = competitions.stages_of(lower)[-1].code
        services.set_link(upper, lower=lower, stage=stage, given=given, by=by)


@login_required
@require_safe
def link(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """The seats of one link, with the trace of each; open to both sides."""
    found = event_at(request, competition, event)
    one = or_404(promotion.the_link, found, number)
    if not (can_see_promotion(request.user, found) or can_see_promotion(request.user, one.lower)):
        raise Http404("no such link")
    context = {
        "event": found,
        "competition": found.competition,
        "link": one,
        "seats": promotion.seats_of(one),
        "ripe": promotion.is_ripe(one, promotion.standing_publication(one)),
        "may_fill": can_fill(request.user, found),
        "may_answer": can_see_promotion(request.user, one.lower),
        "desk_section": "contests",
    }
    return render(request, "promoting/link.html", context)


@login_required
@require_POST
def act(request: HttpRequest, competition: str, event: str, number: int, what: str) -> HttpResponse:
    """Fill the list of a link from the published run, or take the link away."""
    found = managed_event(request, competition, event, can_fill)
    by: Any = request.user
    one = or_404(promotion.the_link, found, number)
    deeds = {"fill": services.fill_link, "remove": services.remove_link}
    if what not in deeds:
        raise Http404(what)
    try:
        deeds[what](one, by=by)
        said = _("名单已按发布的名次填好。") if what == "fill" else _("已取消这个来源。")
        messages.success(request, said)
    except Declined as declined:
        messages.error(request, declined.sentence)
    if what == "remove":
        return redirect("web:promotion", competition, event)
    return redirect("web:promotion_link", competition, event, number)


@login_required
@require_POST
def fill_all(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Fill every link whose lower result is ripe."""
    found = managed_event(request, competition, event, can_fill)
    count = 0
    for one in promotion.shown_links(promotion.links_to(found)):
        if not one.is_ripe or one.is_filled:
            continue
        try:
            services.fill_link(one.link, by=request.user)  # type: ignore[arg-type]
            count += 1
        except Declined as declined:
            messages.error(request, f"{one.link.lower.spoken_title}{_('：')}{declined.sentence}")
    messages.success(request, _("已填 %(n)s 个来源的名单。") % {"n": count})
    return redirect("web:promotion", competition, event)


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Seats that wait for the answer of this person's unit."""
    context = {"seats": promotion.seats_to_answer(request.user), "desk_section": "promoted"}
    return render(request, "promoting/waiting.html", context)


@login_required
@require_POST
def answer(request: HttpRequest, seat: int, what: str) -> HttpResponse:
    """Confirm a seat, or give it up, for the unit."""
    found = or_404(promotion.the_seat, seat)
    if not can_answer_for(request.user, found) or what not in ("come", "decline"):
        raise Http404("no such seat")
    reason = request.POST.get("reason", "")[:300]
    try:
        services.answer_seat(found, comes=what == "come", by=request.user, reason=reason)  # type: ignore[arg-type]
        said = _("已确认%(name)s晋级。") if what == "come" else _("%(name)s已放弃，名额按顺序递补。")
        messages.success(request, said % {"name": found.name})
    except Declined as declined:
        messages.error(request, declined.sentence)
    return redirect("web:promoted")


@never_cache
@sensitive_post_parameters("slip")
@require_http_methods(["GET", "HEAD", "POST"])
def own(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """A worker's own seat, by entry number and slip code: see it, confirm it, give it up."""
    found = event_at(request, competition, event)
    form = AnswerForm(**sent(request), initial={"entry": request.GET.get("entry", "")})
    seats = None
    if request.method == "POST" and form.is_valid():
        number, slip = form.cleaned_data["entry"], form.cleaned_data["slip"]
        wrong = wrong_slip(found, number=number, slip=slip)
        seats = None if wrong else promotion.seats_by_slip(found, number=number, slip=slip, viewer=request.user)
        if seats is None:
            form.add_error("slip", wrong or WRONG_SLIP)
        elif request.POST.get("seat"):
            answered(request, form, seats)
            seats = promotion.seats_by_slip(found, number=number, slip=slip, viewer=request.user)
    context = {"event": found, "competition": found.competition, "seats": seats}
    return page(request, "promoting/own.html", context, form=form)


def answered(request: HttpRequest, form: Any, seats: Any) -> None:
    """Take the answer for one of the person's own seats."""
    number, slip = form.cleaned_data["entry"], form.cleaned_data["slip"]
    comes = request.POST.get("answer") == "come"
    for seat in seats:
        if str(seat.pk) != request.POST.get("seat"):
            continue
        try:
            services.answer_seat_by_slip(seat, number=number, slip=slip, comes=comes)
            messages.success(request, _("已确认晋级。") if comes else _("已放弃，名额按顺序递补。"))
        except Declined as declined:
            messages.error(request, declined.sentence)
        except PermissionDenied:
            messages.error(request, _("这不是您的名额。"))
