"""By which days the site counts: the table of holidays, and what the officers of the federation say over it."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiangong.foundation import calendar, clock
from jiangong.foundation.refusals import Declined
from jiangong.organizations import services
from jiangong.organizations.rules import can_see_days, can_state_days
from jiangong.web.bodies.forms import DaysForm, YearForm
from jiangong.web.fields import sent
from jiangong.web.officer.answers import attempt, page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def days(request: HttpRequest) -> HttpResponse:
    """The days of a year that are not what their day of the week says, and a form to state more."""
    if not can_see_days(request.user):
        raise PermissionDenied(_("工作日由省级总工会的竞赛管理员维护，各级竞赛管理员和审计员可以查看。"))
    form = DaysForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        first = typed["first"]
        given = services.DaysGiven(
            first, typed["last"] or first, typed["kind"] == "working", typed["name"], typed["source"]
        )
        done = attempt(form, lambda: services.state_days(given, by=request.user))  # type: ignore[arg-type]
        if done.is_done:
            messages.success(
                request, _("已写入 %(n)s 天。以后起算的期限按它计算，已经写明的截止时间不变。") % {"n": done.result}
            )
            return back_to(first.year)
    return shown(request, asked_year(request), form=form, year_form=YearForm())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def whole_year(request: HttpRequest, year: int) -> HttpResponse:
    """Say that a year is entered in full."""
    if not can_state_days(request.user):
        raise PermissionDenied(_("工作日由省级总工会的竞赛管理员维护。"))
    if year not in choices():
        raise Http404(str(year))
    form = YearForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(
            form,
            lambda: services.state_year(year, source=form.cleaned_data["source"], by=request.user),  # type: ignore[arg-type]
        )
        if done.is_done:
            messages.success(request, _("已登记：%(year)s 年的放假和调休已写全。") % {"year": year})
            return back_to(year)
    return shown(request, year, form=DaysForm(), year_form=form)


@login_required
@require_POST
def unstate(request: HttpRequest, what: str) -> HttpResponse:
    """Take back what was said of a day, or that a year is entered in full."""
    day = date_or_none(what)
    year = day.year if day else int(what) if what.isdigit() and len(what) == 4 else 0
    if not year:
        raise Http404(what)
    try:
        if day:
            services.unstate_day(day, by=request.user)  # type: ignore[arg-type]
        else:
            services.unstate_year(year, by=request.user)  # type: ignore[arg-type]
    except Declined as declined:
        messages.error(request, declined.sentence)
    else:
        messages.success(request, _("已撤回。谁在什么时候撤回，记入审计。"))
    return back_to(year)


def date_or_none(text: str) -> date | None:
    """A day of the calendar as an address names it."""
    try:
        return parse_date(text)
    except ValueError:
        return None


def back_to(year: int) -> HttpResponse:
    """The page of a year."""
    return redirect(f"{reverse('web:workdays')}?year={year}")


def choices() -> list[int]:
    """The years that the page offers: last year to the year after next, and on to the last that is known."""
    now = clock.today().year
    return list(range(now - 1, max(now + 2, calendar.last_known_year()) + 1))


def asked_year(request: HttpRequest) -> int:
    """The year in the address, if the page offers it; else the present one."""
    stated, years = request.GET.get("year", ""), choices()
    return int(stated) if stated.isdigit() and len(stated) == 4 and int(stated) in years else clock.today().year


def shown(request: HttpRequest, year: int, *, form: Any, year_form: Any) -> HttpResponse:
    """The page of a year with its two forms."""
    found = calendar.special_days(year)
    stated_year = calendar.stated_years().get(year)
    context = {
        "year": year,
        "years": choices(),
        "days": found,
        "is_tabled": calendar.is_year_tabled(year),
        "stated_year": stated_year,
        "has_stated": any(one.stated and not one.is_working for one in found),
        "table": calendar.table_name(),
        "may_state": can_state_days(request.user),
        "year_form": year_form,
        "desk_section": "workdays",
    }
    failed = form if form.is_bound else year_form
    context["days_form"] = form
    return page(request, "bodies/workdays.html", context, form=failed)
