"""The counter: a unit registers its people one by one or by a sheet; a person registers alone where that is allowed."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.competitions.registration import selectors as registration
from jiangong.competitions.registration.enums import EntrantKind
from jiangong.competitions.registration.intake import EntrantRow
from jiangong.competitions.registration.people import facts_of
from jiangong.competitions.registration.rules import can_register_for
from jiangong.competitions.registration.services import register
from jiangong.competitions.registration.sheet import rows_of
from jiangong.core.problems import Refused
from jiangong.foundation.refusals import Declined
from jiangong.foundation.sheets import read_table
from jiangong.foundation.words import language, said
from jiangong.organizations.people import selectors as people
from jiangong.web.entering.forms import EntrantForm, SheetForm
from jiangong.web.entering.host import template_csv
from jiangong.web.lookups import event_at, or_404
from jiangong.web.officer.answers import Problems

SHOWN = 200
FOUND = 12
MOST_DIGITS = 18
MOST_UNITS = 2_000


@require_safe
def open_now(request: HttpRequest) -> HttpResponse:
    """Every event that takes registrations now, the first to close first; and what the visitor registered alone."""
    context = {
        "windows": [(one, registration.places_left(one)) for one in registration.open_windows(request.user)],
        "alone": registration.registrations_made_alone(request.user),
    }
    return render(request, "entering/open_now.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Register for an event, as a unit or alone."""
    found = event_at(request, competition, event)
    window = or_404(registration.the_window, found)
    bodies = registration.bodies_to_register(request.user, window)
    body = chosen_body(request, bodies)
    if not can_register_for(request.user, window, body):
        raise PermissionDenied(_("这个赛项由单位的竞赛管理员报名。请联系本单位工会。"))
    columns = registration.columns_of(window)
    unit = body.name if body else ""
    act = request.POST.get("act", "")
    initial = picked_facts(request, body) if window.kind == EntrantKind.PERSON else {}
    one = EntrantForm(request.POST if act == "one" else None, columns=columns, unit=unit, initial=initial)
    sheet = SheetForm(request.POST, request.FILES) if act == "sheet" else SheetForm()
    problems = None
    if request.method == "POST":
        made, problems = taken(request, window, body, one if act == "one" else sheet)
        if made is not None:
            messages.success(request, receipt(made))
            return redirect(f"{request.path}?{urlencode({'unit': body.code})}" if body else request.path)
    context = counter_context(request, window, body, bodies)
    failed = problems is not None or bool(one.errors or sheet.errors)
    context |= {
        "form": one if act != "sheet" else sheet,
        "one": one,
        "sheet": sheet,
        "columns": columns,
        "problems": problems,
        "find": request.GET.get("find", "").strip()[:40],
        "found": found_in_roster(request, window, body),
        "picked": initial,
    }
    return render(request, "entering/counter.html", context, status=400 if failed else 200)


def found_in_roster(request: HttpRequest, window: Any, body: Any) -> list[Any] | None:
    """People of the unit's roster whose name or staff number begins as asked; none at all where nothing was asked."""
    words = request.GET.get("find", "").strip()
    if not words or body is None or window.kind != EntrantKind.PERSON:
        return None
    return people.roster_page(body, wanted=people.Wanted(words=words)).workers[:FOUND]


def picked_facts(request: HttpRequest, body: Any) -> dict[str, str]:
    """What the roster knows of the person picked there, to begin the form with."""
    asked = request.GET.get("worker", "")
    if body is None or not asked.isdecimal() or len(asked) > MOST_DIGITS:
        return {}
    worker = or_404(people.the_worker, int(asked), viewer=request.user)
    if not worker.path.startswith(body.path):
        raise Http404
    return facts_of(worker)


def chosen_body(request: HttpRequest, bodies: Any) -> Any:
    """The unit in the address; where the person has just one, that one; else none."""
    asked = request.GET.get("unit", "")
    if asked:
        return or_404(bodies.get, code=asked)
    some = list(bodies[:2])
    return some[0] if len(some) == 1 else None


def taken(request: HttpRequest, window: Any, body: Any, form: Any) -> tuple[Any, Problems | None]:
    """What came of handing in: the registrations, or problems of the sheet; problems of one person land on the form."""
    user: Any = request.user
    if not form.is_valid():
        return None, None
    try:
        if isinstance(form, EntrantForm):
            return register(window.event, rows=[EntrantRow(form.cells())], by=user, body=body), None
        name = Path(form.cleaned_data["sheet"].name.replace("\\", "/")).name
        table = read_table(form.cleaned_data["sheet"].read(), name=name, dates=True)
        rows = rows_of(table, registration.columns_of(window), file=name)
        return register(window.event, rows=rows, by=user, body=body, file=name), None
    except Declined as declined:
        form.add_error(None, declined.sentence)
    except Refused as refused:
        if not isinstance(form, EntrantForm):
            return None, Problems.of(refused)
        for problem in refused.problems:
            form.add_error(None, sentence(problem))
    return None, None


def sentence(problem: Any) -> str:
    """A problem of one person in a sentence: what was found, and the rule."""
    said_so = {"found": problem.found.say(language()), "expected": problem.expected.say(language())}
    return _("%(found)s；应为：%(expected)s。") % said_so


def receipt(made: list[Any]) -> str:
    """What a person is told: how many have a place, how many wait, and the receipt of a single one."""
    waiting = sum(1 for one in made if one.state == "waiting")
    submitted = sum(1 for one in made if one.state == "submitted")
    if len(made) == 1:
        words = {"name": made[0].name, "receipt": made[0].receipt, "state": made[0].get_state_display()}
        return _("%(name)s已报名，%(state)s，回执 %(receipt)s。") % words
    text = ngettext("已报名 %(n)s 人", "已报名 %(n)s 人", len(made)) % {"n": len(made)}
    if submitted:
        text += _("，%(n)s 人待审核") % {"n": submitted}
    if waiting:
        text += _("，%(n)s 人候补") % {"n": waiting}
    return text + _("。")


def counter_context(request: HttpRequest, window: Any, body: Any, bodies: Any) -> dict[str, Any]:
    """The window, its conditions, whom the unit (or the person) has registered, and clashes among them."""
    user: Any = request.user
    mine = registration.registrations_seen_by(user, window=window)
    mine = mine.filter(body=body) if body else mine.filter(body__isnull=True, by=user)
    shown = list(mine[:SHOWN])
    return {
        "event": window.event,
        "competition": window.event.competition,
        "window": window,
        "window_state": registration.window_state(window),
        "places_left": registration.places_left(window),
        "rules": registration.rules_of_entering(window),
        "body": body,
        "bodies": bodies[:MOST_UNITS],
        "may_alone": can_register_for(user, window, None),
        "registrations": shown,
        "clashes": registration.clashes(shown),
        "problems_advice": _("一行也没有存。请在名单里改好下面各处，再传一次。"),
        "desk_section": "entering",
    }


@login_required
@require_safe
def template(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """An empty sheet with the columns that this event asks for."""
    found = event_at(request, competition, event)
    window = or_404(registration.the_window, found)
    heads = [said(column.title) for column in registration.columns_of(window)]
    answer = HttpResponse(template_csv(heads), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="entrants.csv"'
    return answer
