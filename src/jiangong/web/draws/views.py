"""Draws: the frozen lists and what came of them for everybody; freezing and drawing for those who run the event."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.competitions.draws import selectors
from jiangong.competitions.draws.enums import DrawKind
from jiangong.competitions.draws.rules import can_enter_phrase, can_freeze_list
from jiangong.competitions.draws.services import enter_phrase, freeze_list
from jiangong.competitions.schedule.selectors import stations_of
from jiangong.web.fields import HouseForm, sent
from jiangong.web.lookups import event_at, or_404
from jiangong.web.officer.access import managed_event
from jiangong.web.officer.answers import attempt, page


class FreezeForm(HouseForm):
    """What is drawn."""

    title = forms.CharField(label=gettext_lazy("抽签名称"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("抽什么"), choices=DrawKind.choices)
    stations = forms.CharField(
        label=gettext_lazy("工位"),
        required=False,
        max_length=20_000,
        help_text=gettext_lazy("抽工位时填，一行一个，不少于参赛项。"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class PhraseForm(HouseForm):
    """What was said in public."""

    phrase = forms.CharField(
        label=gettext_lazy("口令"),
        max_length=200,
        help_text=gettext_lazy("到场的几个人各说一段，当众连起来，一字不差地写。"),
    )
    makers = forms.CharField(
        label=gettext_lazy("说口令的人"), max_length=300, help_text=gettext_lazy("至少两人，用顿号隔开，会公开。")
    )


@require_safe
def draws(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """The draws of an event."""
    found = event_at(request, competition, event)
    context = {
        "event": found,
        "competition": found.competition,
        "draws": selectors.draws_of(found, viewer=request.user),
        "may_freeze": can_freeze_list(request.user, found),
    }
    return render(request, "draws/draws.html", context)


@require_safe
def draw(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """One draw: the list and its fingerprint, then the phrase and what came of it, and how to repeat it."""
    found = event_at(request, competition, event)
    shown = or_404(selectors.the_draw, found, number, viewer=request.user)
    context = {
        "event": found,
        "competition": found.competition,
        "draw": shown,
        "outcome": getattr(shown, "outcome", None),
        "entries": shown.list.split("\n"),
        "may_draw": can_enter_phrase(request.user, shown),
    }
    return render(request, "draws/draw.html", context)


@require_safe
def frozen_list(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """The list byte by byte as its fingerprint names it."""
    shown = or_404(selectors.the_draw, event_at(request, competition, event), number, viewer=request.user)
    lines = [*shown.list.split("\n"), "", *(shown.stations.split("\n") if shown.stations else [])]
    return HttpResponse("".join(f"{line}\n" for line in lines), content_type="text/plain; charset=utf-8")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def freeze(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Freeze the list of entries."""
    found = managed_event(request, competition, event, can_freeze_list)
    form = FreezeForm(**sent(request), initial={"stations": "\n".join(stations_of(found))})
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: _frozen(found, form.cleaned_data, request.user))
        if done.is_done:
            messages.success(request, _("名单已冻结，指纹已公开。下一步：当众产生口令，由另一个人录入。"))
            return redirect("web:draw", competition, event, done.result.number)
    context = {"event": found, "competition": found.competition, "desk_section": "contests"}
    return page(request, "draws/freeze.html", context, form=form)


def _frozen(event: Any, typed: dict[str, Any], by: Any) -> Any:
    return freeze_list(
        event, title=typed["title"], kind=DrawKind(typed["kind"]), by=by, stations=typed["stations"].splitlines()
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def phrase(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """Enter the phrase, once."""
    found = managed_event(request, competition, event, can_freeze_list)
    shown = or_404(selectors.the_draw, found, number, viewer=request.user)
    if not can_enter_phrase(request.user, shown):
        raise PermissionDenied(_("冻结名单的人不能录入口令，请由另一名竞赛管理员办理。"))
    form = PhraseForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: enter_phrase(shown, **form.cleaned_data, by=request.user))  # type: ignore[arg-type]
        if done.is_done:
            messages.success(request, _("抽签完成，结果已公开。"))
            return redirect("web:draw", competition, event, number)
    context = {"event": found, "competition": found.competition, "draw": shown, "desk_section": "contests"}
    return page(request, "draws/phrase.html", context, form=form)
