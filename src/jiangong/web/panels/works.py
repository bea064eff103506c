"""Lots of works: who marks what, whether judges can be compared, and who stands in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.evidence.marking import timing
from jiangong.evidence.panels import selectors as panels
from jiangong.evidence.panels import services
from jiangong.evidence.panels.dealing import overlap
from jiangong.evidence.panels.rules import can_draw_allotment, can_see_panel, can_set_panel
from jiangong.evidence.panels.standing_in import stand_in_or_none
from jiangong.web.draws.views import PhraseForm
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import managed_event
from jiangong.web.officer.answers import attempt, page
from jiangong.web.panels.forms import AllotmentForm, HandoverForm
from jiangong.web.panels.panel import form_page, of, panel_of, set_event


@login_required
@require_safe
def works(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Who marks what as it stands: by the lots, or everything by everybody."""
    found = managed_event(request, competition, event, can_see_panel)
    made = panel_of(found)
    allotments = panels.allotments_of(made)
    in_force = next((one for one in allotments if hasattr(one, "outcome")), None)
    given, barred = panels.allotted(made), panels.recusals(made)
    entries = panels.entries_to_judge(found)
    lines = [
        (entry, [(code, standing(code, entry.number, barred)) for code in sorted(given[entry.number])])
        for entry in entries
        if entry.number in given
    ]
    joined = overlap((entry.number, [c for c, state in codes if not state]) for entry, codes in lines)
    context = {
        "panel": made,
        "allotments": allotments,
        "in_force": in_force,
        "lines": lines,
        "late": [entry for entry in entries if given and entry.number not in given],
        "overlap": joined,
        "groups": [_("、").join(group) for group in joined.groups],
        "seats": panels.marking_seats(made),
        "entry_count": len(entries),
        "times": timing.entry_times(found),
        "may_set": can_set_panel(request.user, found),
    }
    return render(request, "panels/works.html", {**context, **of(found)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Freeze works, judges and recusals for lots."""
    found = set_event(request, competition, event)
    made = panel_of(found)
    form = AllotmentForm(**sent(request), initial={"judges_each": judges_each(found, made)})
    user: Any = request.user
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: services.freeze_allotment(made, by=user, **form.cleaned_data))
        if done.is_done:
            messages.success(request, _("名单已冻结。下一步：当众产生口令，由另一名竞赛管理员录入。"))
            return redirect("web:allotment", competition, event, done.result.number)
    words = {
        "heading": _("冻结名单，分配作品"),
        "lead": _("按现在的参赛项、已确认的裁判和回避冻结，再由口令抽出谁评什么。不分配，就是每名裁判评全部作品。"),
        "submit": _("冻结名单"),
    }
    return form_page(request, form, found, words)


def standing(code: str, number: str, barred: Any) -> str:
    """Nothing where a judge marks a work as allotted; `gone` where the judge left the panel, `barred` where recused since."""
    if code not in barred:
        return "gone"
    return "barred" if number in barred[code] else ""


def judges_each(event: Any, panel: Any) -> int:
    """How many judges a work gets unless somebody says otherwise: as many as the rules ask for, or three."""
    return min(panels.judges_asked(event) or 3, len(panels.marking_seats(panel)))


@login_required
@require_safe
def allotment(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """One list with its fingerprint, the phrase, and what came of it."""
    found = managed_event(request, competition, event, can_see_panel)
    shown = or_404(panels.the_allotment, panel_of(found), number)
    outcome = getattr(shown, "outcome", None)
    context = {
        "allotment": shown,
        "outcome": outcome,
        "entries": shown.list.split("\n"),
        "codes": shown.codes.split("\n"),
        "overlap": overlap(outcome.lines) if outcome else None,
        "may_draw": outcome is None and can_draw_allotment(request.user, shown),
    }
    return render(request, "panels/allotment.html", {**context, **of(found)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """Enter the phrase, once."""
    found = set_event(request, competition, event)
    shown = or_404(panels.the_allotment, panel_of(found), number)
    if not can_draw_allotment(request.user, shown):
        raise PermissionDenied(_("冻结名单的人不能录入口令，请由另一名竞赛管理员办理。"))
    form = PhraseForm(**sent(request))
    user: Any = request.user
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: services.draw_allotment(shown, by=user, **form.cleaned_data))
        if done.is_done:
            messages.success(request, _("已分配。请看裁判之间有没有连起来。"))
            return redirect("web:works", competition, event)
    words = {"heading": _("录入口令"), "lead": _("口令由到场的几个人当众产生，只能抽一次。"), "submit": _("抽签分配")}
    return form_page(request, form, found, words)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def replace(request: HttpRequest, competition: str, event: str, pk: int, code: str) -> HttpResponse:
    """Give a work to another judge; the one with the least to do who is free is proposed."""
    found = set_event(request, competition, event)
    made = panel_of(found)
    entry = next((one for one in panels.entries_to_judge(found) if one.pk == pk), None)
    given = panels.allotted(made)
    if entry is None or code not in given.get(entry.number, ()):
        raise Http404(code)
    free = [
        (seat.code, f"{seat.code} {seat.user.name}")
        for seat in panels.marking_seats(made)
        if seat.code not in given[entry.number]
    ]
    proposed = stand_in_or_none(made, entry.number)
    form = HandoverForm(**sent(request), choices=free, initial={"to_code": proposed})
    user: Any = request.user
    if request.method == "POST" and form.is_valid():
        handover = services.Handover(entry.number, code, **form.cleaned_data)
        if attempt(form, lambda: services.replace_judge(made, handover=handover, by=user)).is_done:
            messages.success(request, _("已改派。"))
            return redirect("web:works", competition, event)
    said = {"number": entry.number, "code": code}
    lead = _("建议改由 %(code)s：没有回避，手上的作品最少。") % {"code": proposed} if proposed else ""
    context = {
        "heading": _("%(number)s 不再由 %(code)s 评") % said,
        "lead": lead or _("现有的裁判都不能接，请先增补裁判。"),
        "submit": _("改派"),
        **of(found),
    }
    return page(request, "officer/form_page.html", context | back_to_works(found), form=form)


def back_to_works(event: Any) -> dict[str, str]:
    """The way back from a form."""
    from django.urls import reverse

    return {"back": reverse("web:works", args=[event.competition.code, event.slug]), "back_title": _("分配作品")}
