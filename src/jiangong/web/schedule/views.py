"""The schedule of a competition: for everybody to read, for those who run it to plan."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiangong.competitions import selectors as competitions
from jiangong.competitions.schedule import selectors as planned
from jiangong.competitions.schedule import services
from jiangong.competitions.schedule.rules import can_plan
from jiangong.foundation.icalendar import Happening
from jiangong.foundation.refusals import Declined
from jiangong.web.entering.forms import moment_field
from jiangong.web.entering.slips import calendar_answer
from jiangong.web.fields import HouseForm, sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import managed_competition
from jiangong.web.officer.answers import is_taken, page


class VenueForm(HouseForm):
    """A place."""

    name = forms.CharField(label=gettext_lazy("场地名称"), max_length=100)
    address = forms.CharField(label=gettext_lazy("地址"), max_length=200, required=False)
    stations = forms.CharField(
        label=gettext_lazy("工位"),
        required=False,
        max_length=40_000,
        help_text=gettext_lazy("一行一个，例如 A01。抽工位时从这里取。"),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class SittingForm(HouseForm):
    """Something that takes place."""

    what = forms.ChoiceField(label=gettext_lazy("哪一个赛项"))
    title = forms.CharField(
        label=gettext_lazy("做什么"), max_length=100, help_text=gettext_lazy("例如：理论考试、第一批实操。")
    )
    venue = forms.ChoiceField(label=gettext_lazy("场地"))
    begins_at = moment_field(gettext_lazy("开始"), required=True)
    ends_at = moment_field(gettext_lazy("结束"), required=True)

    def __init__(self, *args: Any, stages: dict[str, Any], venues: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = [(key, label) for key, (label, *_rest) in stages.items()]  # type: ignore[attr-defined]
        self.fields["venue"].choices = [(key, venue.name) for key, venue in venues.items()]  # type: ignore[attr-defined]


@require_safe
def schedule(request: HttpRequest, competition: str) -> HttpResponse:
    """What takes place where and when."""
    found = or_404(competitions.the_competition, competition, viewer=request.user)
    context = {
        "competition": found,
        "days": planned.timetable(found, viewer=request.user),
        "may_plan": can_plan(request.user, found),
    }
    return render(request, "schedule/schedule.html", context)


@require_safe
def schedule_calendar(request: HttpRequest, competition: str) -> HttpResponse:
    """The same for a calendar."""
    found = or_404(competitions.the_competition, competition, viewer=request.user)
    url = request.build_absolute_uri(reverse("web:schedule", args=[competition]))
    happenings = [
        Happening(
            f"sitting-{one.pk}@jiangong",
            f"{one.event.spoken_title} {one.title}",
            one.begins_at,
            one.ends_at,
            " ".join(filter(None, (one.venue.name, one.venue.address))),
            url,
        )  # fmt: skip
        for day in planned.timetable(found, viewer=None)
        for one in day.sittings
    ]
    return calendar_answer(happenings, f"{competition}.ics")


@login_required
@require_safe
def plan(request: HttpRequest, competition: str) -> HttpResponse:
    """Venues, sittings, and who would have to be in two places."""
    found = managed_competition(request, competition, can_plan)
    context = {
        "competition": found,
        "days": planned.timetable(found, viewer=request.user),
        "venues": planned.venues_of(found),
        "twice": planned.people_in_two_places(found),
        "desk_section": "contests",
    }
    return render(request, "schedule/plan.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_venue(request: HttpRequest, competition: str) -> HttpResponse:
    """Add a place."""
    found = managed_competition(request, competition, can_plan)
    form = VenueForm(**sent(request))
    if is_taken(request, form, lambda: _added(found, form.cleaned_data, request.user)):
        messages.success(request, _("场地已加上。下一步：安排时间。"))
        return redirect("web:plan_schedule", competition)
    return _form(request, found, form, heading=_("增加场地"), submit=_("增加"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_sitting(request: HttpRequest, competition: str) -> HttpResponse:
    """Plan something."""
    found = managed_competition(request, competition, can_plan)
    stages, venues = _stages(found, request.user), {str(venue.pk): venue for venue in planned.venues_of(found)}
    if not venues or not stages:
        messages.error(request, _("先增加场地，再安排时间。") if stages else _("这项竞赛还没有赛项。请先新建赛项。"))
        return redirect("web:plan_schedule", competition)
    form = SittingForm(**sent(request), stages=stages, venues=venues)
    if is_taken(request, form, lambda: _planned(form.cleaned_data, stages, venues, request.user)):
        messages.success(request, _("已排入日程，公开页面马上看得到。"))
        return redirect("web:plan_schedule", competition)
    return _form(request, found, form, heading=_("安排时间"), submit=_("排入日程"))


@login_required
@require_POST
def drop_venue(request: HttpRequest, competition: str, venue: int) -> HttpResponse:
    """Take a place away."""
    found = managed_competition(request, competition, can_plan)
    there = or_404(planned.the_venue, found, venue)
    return _done(request, competition, lambda: services.remove_venue(there, by=request.user), _("场地已删去。"))  # type: ignore[arg-type]


@login_required
@require_POST
def drop_sitting(request: HttpRequest, competition: str, sitting: int) -> HttpResponse:
    """Take something out of the schedule."""
    found = managed_competition(request, competition, can_plan)
    there = or_404(planned.the_sitting, found, sitting)
    return _done(request, competition, lambda: services.cancel_sitting(there, by=request.user), _("已从日程取消。"))  # type: ignore[arg-type]


def _done(request: HttpRequest, competition: str, act: Any, sentence: str) -> HttpResponse:
    try:
        act()
        messages.success(request, sentence)
    except Declined as declined:
        messages.error(request, declined.sentence)
    return redirect("web:plan_schedule", competition)


def _stages(competition: Any, viewer: Any) -> dict[str, Any]:
    """Events and their stages to choose from: key → words, event, stage."""
    choices: dict[str, Any] = {}
    for event in competitions.events_seen_by(viewer, competition=competition).prefetch_related("stages"):
        choices[f"{event.pk}"] = (event.spoken_title, event, None)
        for stage in event.stages.all():
            choices[f"{event.pk}-{stage.pk}"] = (f"{event.spoken_title}：{stage.spoken_title}", event, stage)
    return choices


def _added(competition: Any, typed: dict[str, Any], by: Any) -> Any:
    return services.add_venue(competition, **{**typed, "stations": typed["stations"].splitlines()}, by=by)


def _planned(typed: dict[str, Any], stages: dict[str, Any], venues: dict[str, Any], by: Any) -> Any:
    _words, event, stage = stages[typed["what"]]
    times = {name: typed[name] for name in ("begins_at", "ends_at")}
    given = services.SittingGiven(typed["title"], venues[typed["venue"]], **times, stage=stage)
    return services.plan_sitting(event, given=given, by=by)


def _form(request: HttpRequest, competition: Any, form: Any, *, heading: str, submit: str) -> HttpResponse:
    context = {
        "heading": heading,
        "submit": submit,
        "back": reverse("web:plan_schedule", args=[competition.code]),
        "back_title": _("日程"),
        "desk_section": "contests",
    }
    return page(request, "officer/form_page.html", context, form=form)
