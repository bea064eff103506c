"""The panel of an event as those see it who run it: seats, invitations, recusals."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiangong.evidence.blind import selectors as blind
from jiangong.evidence.panels import selectors as panels
from jiangong.evidence.panels import services
from jiangong.evidence.panels.enums import SeatKind, TieKind
from jiangong.evidence.panels.rules import can_see_panel, can_set_panel
from jiangong.evidence.panels.standing_in import refusals
from jiangong.foundation.refusals import Declined
from jiangong.organizations.selectors import body_named_or_none, user_or_none
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import managed_event
from jiangong.web.officer.answers import attempt, is_taken, page
from jiangong.web.panels.forms import NomineeForm, PanelForm, TieForm, WhyForm


@login_required
@require_safe
def panel(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Who sits on the panel, what is missing, and where to go from here."""
    found = managed_event(request, competition, event, can_see_panel)
    made = panels.panel_or_none(found)
    seats = panels.live_seats(made) if made else []
    kinds = {seat.kind for seat in seats}
    asked, marking = panels.judges_asked(found), panels.marking_seats(made) if made else []
    chain = blind.chain_or_none(found)
    context = {
        "panel": made,
        "seats": seats,
        "gone": panels.seats_given_up(made) if made else [],
        "missing": [kind.label for kind in (SeatKind.CHIEF, SeatKind.JUDGE) if kind not in kinds],
        "to_invite": sum(1 for seat in seats if seat.state == "nominated"),
        "refusal_count": len(refusals(made)) if made else 0,
        "allotment": panels.allotment_in_force(made) if made else None,
        "chain": chain,
        "knowing": panels.judges_who_know(made) if made and chain else [],
        "asked": asked,
        "marking_count": len(marking),
        "is_short": bool(made) and len(marking) < asked,
        "may_set": can_set_panel(request.user, found),
    }
    return render(request, "panels/panel.html", {**context, **of(found)})


def of(event: Any) -> dict[str, Any]:
    """What every desk page of an event says."""
    return {"event": event, "competition": event.competition, "desk_section": "contests"}


def set_event(request: HttpRequest, competition: str, event: str) -> Any:
    """The event, for those who set up its panel."""
    return managed_event(request, competition, event, can_set_panel)


def panel_of(event: Any) -> Any:
    """The panel of an event, or 404."""
    made = panels.panel_or_none(event)
    return made if made is not None else or_404(_no_panel)


def _no_panel() -> Any:
    from django.core.exceptions import ObjectDoesNotExist

    raise ObjectDoesNotExist("no panel")


def form_page(request: HttpRequest, form: Any, event: Any, words: dict[str, str]) -> HttpResponse:
    """A form of the panel on a page of its own."""
    back = reverse("web:panel", args=[event.competition.code, event.slug])
    context = {"back": back, "back_title": _("裁判组"), **of(event), **words}
    return page(request, "officer/form_page.html", context, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Set the panel up, or change its settings."""
    found = set_event(request, competition, event)
    made = panels.panel_or_none(found)
    initial = {"most_of_unit": made.most_of_unit, "chief_marks": made.chief_marks} if made else {}
    form = PanelForm(**sent(request), initial=initial)
    user: Any = request.user
    if is_taken(request, form, lambda: services.set_panel(found, by=user, **form.cleaned_data)):
        messages.success(request, _("已保存。下一步：提名裁判。"))
        return redirect("web:panel", competition, event)
    words = {"heading": _("裁判组设置"), "submit": _("保存")}
    return form_page(request, form, found, words)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Put somebody forward."""
    found = set_event(request, competition, event)
    form = NomineeForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        person = nominee(form)
        user: Any = request.user
        if person and attempt(form, lambda: nominated(found, person, user)).is_done:
            messages.success(request, _("已提名%(name)s。提名齐了，一起发邀请。") % {"name": person.user.name})
            return redirect("web:panel", competition, event)
    lead = _("评分、加密、监督三样分开，一个人只担任一样。")
    words = {"heading": _("提名裁判"), "submit": _("提名"), "lead": lead}
    return form_page(request, form, found, words)


@transaction.atomic
def nominated(event: Any, person: Any, user: Any) -> Any:
    """Put somebody forward; the first one brings the panel with the usual settings."""
    made = panels.panel_or_none(event) or services.set_panel(event, by=user)
    return services.nominate(made, person=person, by=user)


def nominee(form: Any) -> Any:
    """Who was typed; the unit is linked to the tree where a body has that very name."""
    typed = form.cleaned_data
    user = user_or_none(typed["username"])
    if user is None or not user.is_active:
        form.add_error("username", _("没有这个用户名，请核对，或先请系统管理员开账号。"))
        return None
    unit = typed["unit"].strip()
    return services.Nominee(
        user=user, kind=SeatKind(typed["kind"]), unit=unit, body=body_named_or_none(unit), team=typed["team"],
        qualification=typed["qualification"],
    )  # fmt: skip


@login_required
@require_POST
def invite(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Invite everybody who is nominated."""
    found = set_event(request, competition, event)
    done = services.invite(panels.live_seats(panel_of(found)), by=request.user)  # type: ignore[arg-type]
    messages.success(request, ngettext("已邀请 %(n)s 人。", "已邀请 %(n)s 人。", done) % {"n": done})
    return redirect("web:panel", competition, event)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def release(request: HttpRequest, competition: str, event: str, pk: int) -> HttpResponse:
    """Take somebody off the panel."""
    found = set_event(request, competition, event)
    seat = or_404(panels.the_seat, panel_of(found), pk)
    form = WhyForm(**sent(request))
    user: Any = request.user
    if is_taken(request, form, lambda: services.release_seat(seat, reason=form.cleaned_data["reason"], by=user)):
        messages.success(request, _("%(name)s已退出裁判组。") % {"name": seat.user.name})
        return redirect("web:panel", competition, event)
    words = {
        "heading": _("让%(name)s退出") % {"name": seat.user.name},
        "lead": _("已经封存的评分不变；还没评的作品，请到“分配作品”改派。"),
        "submit": _("确认退出"),
    }
    return form_page(request, form, found, words)


@login_required
@require_safe
def recusals(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Who may not judge whom and why, with somebody to stand in; and what was declared."""
    found = managed_event(request, competition, event, can_see_panel)
    made = panel_of(found)
    context = {
        "panel": made,
        "refusals": refusals(made),
        "ties": panels.declared_ties(made),
        "asked": panels.judges_asked(found),
        "allotment": panels.allotment_in_force(made),
        "may_set": can_set_panel(request.user, found),
    }
    return render(request, "panels/recusals.html", {**context, **of(found)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest, competition: str, event: str, pk: int) -> HttpResponse:
    """Declare a tie of a judge, for instance because somebody pointed it out."""
    found = set_event(request, competition, event)
    seat = or_404(panels.the_seat, panel_of(found), pk)
    form = TieForm(**sent(request))
    user: Any = request.user
    if is_taken(request, form, lambda: services.declare_tie(seat, tie=tie_of(form), by=user)):
        messages.success(request, _("已记下。"))
        return redirect("web:recusals", competition, event)
    words = {"heading": _("%(name)s的回避") % {"name": seat.user.name}, "submit": _("记下"), "lead": ""}
    return form_page(request, form, found, words)


def tie_of(form: Any) -> Any:
    """What was typed of a tie."""
    typed = form.cleaned_data
    return services.TieGiven(TieKind(typed["kind"]), typed["name"], typed["unit"], typed["note"])


@login_required
@require_POST
def drop(request: HttpRequest, competition: str, event: str, pk: int) -> HttpResponse:
    """Take a tie back."""
    found = set_event(request, competition, event)
    tie = or_404(panels.the_tie, panel_of(found), pk)
    try:
        services.drop_tie(tie, reason=request.POST.get("reason", "")[:500], by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("已撤销，档案里留有记录。"))
    except Declined as declined:
        messages.error(request, declined.sentence)
    return redirect("web:recusals", competition, event)
