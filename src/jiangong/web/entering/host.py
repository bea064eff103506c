"""Registration as those see it who run the event: the window, who came, what waits for a decision."""

import csv
import io
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiangong.competitions.registration import selectors as registration
from jiangong.competitions.registration import services
from jiangong.competitions.registration.conditions import may_be_met_by_nobody
from jiangong.competitions.registration.enums import RegistrationState
from jiangong.competitions.registration.rules import can_set_window
from jiangong.competitions.rules import can_look_behind, can_run_competition
from jiangong.competitions.services import cancel_event
from jiangong.foundation.refusals import Declined
from jiangong.web.entering.forms import MOMENT, PLAIN, ReasonForm, WindowForm
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import managed_event
from jiangong.web.officer.answers import attempt, page
from jiangong.web.paging import PAGE, paged
from jiangong.web.public.downloads import csv_answer

USUAL_DAYS = 14


def behind(user: Any, event: Any) -> bool:
    """Whether the person may look behind the event."""
    return can_look_behind(user, event.competition)


def run(user: Any, event: Any) -> bool:
    """Whether the person runs the event."""
    return can_run_competition(user, event.competition)


@login_required
@require_safe
def manage(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """The window, and who came through it."""
    found = managed_event(request, competition, event, behind)
    window = registration.window_or_none(found)
    if window is None:
        context = {"event": found, "competition": found.competition, "may_set": can_set_window(request.user, found)}
        return render(request, "entering/no_window.html", {**context, "desk_section": "contests"})
    return render(request, "entering/manage.html", context_of(request, found, window))


def context_of(request: HttpRequest, event: Any, window: Any) -> dict[str, Any]:
    """One page of the list in the state and with the words asked for, counts of all, clashes of those shown."""
    state, words = request.GET.get("state", ""), request.GET.get("words", "").strip()[:100]
    rows = registration.registrations_seen_by(request.user, window=window)
    counts = registration.counts_by_state(window, viewer=request.user)
    if state in RegistrationState.values:
        rows = rows.filter(state=state)
    if words:
        rows = registration.with_words(rows, words)
    page = paged(request, rows)
    return {
        "event": event,
        "competition": event.competition,
        "window": window,
        "window_state": registration.window_state(window),
        "places_left": registration.places_left(window),
        "rules": registration.rules_of_entering(window),
        "paged": page,
        "registrations": page.rows,
        "counts": [(one.value, one.label, counts[one.value]) for one in RegistrationState if counts.get(one.value)],
        "state": state,
        "words": words,
        "clashes": registration.clashes(page.rows),
        "is_too_small": registration.is_too_small(window),
        "least": registration.least_entrants(window),
        "may_set": can_set_window(request.user, event),
        "may_run": run(request.user, event),
        "has_undecided": any(one.state == RegistrationState.SUBMITTED for one in page.rows),
        "desk_section": "contests",
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def window(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Set the window and the conditions of entering."""
    found = managed_event(request, competition, event, can_set_window)
    form = WindowForm(**sent(request), initial=initial_of(registration.window_or_none(found)))
    problems = None
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: services.set_window(found, given=form.given(), by=request.user))  # type: ignore[arg-type]
        if done.is_done:
            messages.success(request, told(found))
            if may_be_met_by_nobody(done.result):
                messages.warning(request, _("按各项可以填的范围试算，没有找到能满足全部报名条件的人。请逐条核对。"))
            return redirect("web:registration_desk", competition, event)
        problems = done.problems
    context = {
        "event": found,
        "competition": found.competition,
        "desk_section": "contests",
        "problems_advice": _("请改好下面的条件再保存。"),
    }
    return page(request, "entering/window.html", context, form=form, problems=problems)


def told(event: Any) -> str:
    """That it is saved, and what is still missing before anybody can register."""
    if event.state == "draft":
        return _("已保存。下一步：公开赛项，公开以后才能报名。")
    return _("已保存。到报名开始的时间，单位就可以报名。")


def initial_of(found: Any) -> dict[str, Any]:
    """What the form shows: the window as it is, its ready-made conditions in their fields, the others below.

    A new one opens now and closes after two weeks, so that an ordinary registration is one press.
    """
    if found is None:
        now = timezone.localtime().replace(minute=0)
        closes = (now + timedelta(days=USUAL_DAYS)).replace(hour=18)
        return {"opens_at": now.strftime(MOMENT), "closes_at": closes.strftime(MOMENT)}
    kept = {name: getattr(found, name) for name in PLAIN}
    for name in ("opens_at", "closes_at", "begins_at", "ends_at"):
        kept[name] = timezone.localtime(kept[name]).strftime(MOMENT) if kept[name] else ""
    written = 0
    for rule in registration.rules_of_entering(found):
        if rule.preset:
            kept[rule.preset] = rule.amount if rule.amount is not None else True
        else:
            written += 1
            kept |= {f"condition_{written}": rule.condition, f"sentence_{written}": rule.sentence}
    return kept


@login_required
@require_POST
def decide(request: HttpRequest, competition: str, event: str, receipt: str, act: str) -> HttpResponse:
    """Approve or refuse a registration that waits."""
    found = managed_event(request, competition, event, run)
    one: Any = or_404(registration.the_registration, receipt, viewer=request.user)
    if one.window.event_id != found.pk or act not in ("approve", "refuse"):
        raise Http404(act)
    user: Any = request.user
    try:
        if act == "approve":
            services.approve_registration(one, by=user)
            messages.success(
                request, _("已确认 %(name)s，参赛号 %(number)s。") % {"name": one.name, "number": one.entry.number}
            )
        else:
            services.refuse_registration(one, reason=request.POST.get("reason", "")[:500], by=user)
            messages.success(request, _("已记为未通过：%(name)s。空出的名额给候补的下一位。") % {"name": one.name})
    except Declined as declined:
        messages.error(request, declined.sentence)
    return redirect("web:registration_desk", competition, event)


@login_required
@require_POST
def approve_page(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Confirm everybody who waits on the page that was looked at."""
    found = managed_event(request, competition, event, run)
    receipts = request.POST.getlist("receipt")[:PAGE]
    done = services.approve_registrations(found, receipts=receipts, by=request.user)  # type: ignore[arg-type]
    messages.success(request, ngettext("已确认 %(n)s 条。", "已确认 %(n)s 条。", done) % {"n": done})
    return redirect("web:registration_desk", competition, event)


@login_required
@require_POST
def decide_several(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Confirm the ticked ones, or refuse them for one reason; each is recorded and told by itself."""
    found = managed_event(request, competition, event, run)
    receipts, act = request.POST.getlist("one")[:PAGE], request.POST.get("act", "")
    if act not in ("approve", "refuse"):
        raise Http404(act)
    user: Any = request.user
    back = f"{reverse('web:registration_desk', args=[competition, event])}?state=submitted"
    if not receipts:
        messages.error(request, _("没有选中报名。请先在名单左边勾选。"))
        return redirect(back)
    try:
        if act == "approve":
            done = services.approve_registrations(found, receipts=receipts, by=user)
            said = ngettext("已确认 %(n)s 条。", "已确认 %(n)s 条。", done)
        else:
            reason = request.POST.get("reason", "")[:500]
            done = services.refuse_registrations(found, receipts=receipts, reason=reason, by=user)
            said = ngettext(
                "已记为未通过 %(n)s 条，理由写给每个报名人。", "已记为未通过 %(n)s 条，理由写给每个报名人。", done
            )
    except Declined as declined:
        messages.error(request, declined.sentence)
    else:
        messages.success(request, said % {"n": done})
        if done < len(set(receipts)):
            messages.warning(request, _("有 %(n)s 条已经不是待审核，没有再办。") % {"n": len(set(receipts)) - done})
    return redirect(back)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def small(request: HttpRequest, competition: str, event: str, act: str) -> HttpResponse:
    """Decide what becomes of an event for which too few came: held all the same, or called off."""
    found = managed_event(request, competition, event, can_set_window)
    held = or_404(registration.the_window, found)
    if act not in ("keep", "cancel"):
        raise Http404(act)
    form = ReasonForm(**sent(request))
    user: Any = request.user
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        take = keep_or_cancel(found, act, reason, user)
        if attempt(form, take).is_done:
            messages.success(request, _("已决定照常举办。") if act == "keep" else _("赛项已取消，理由已公布。"))
            return redirect("web:registration_desk", competition, event)
    context = {
        "event": found,
        "competition": found.competition,
        "window": held,
        "least": registration.least_entrants(held),
        "act": act,
        "desk_section": "contests",
    }
    return page(request, "entering/small.html", context, form=form)


def keep_or_cancel(event: Any, act: str, reason: str, user: Any) -> Any:
    """The service of the decision, ready to be called."""
    if act == "keep":
        return lambda: services.keep_small_event(event, reason=reason, by=user)
    return lambda: cancel_event(event, reason=reason, by=user)


@login_required
@require_safe
def whole_list(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Everybody who registered, as a table for a spreadsheet."""
    found = managed_event(request, competition, event, behind)
    held = or_404(registration.the_window, found)
    heads = [_("序"), _("状态"), _("参赛号"), _("姓名"), _("单位"), _("队"), _("回执"), _("报名时间")]
    rows = (
        [
            str(one.arrival), str(one.get_state_display()), one.entry.number if one.entry else "", one.name, one.unit, one.team,
            one.receipt, timezone.localtime(one.at).strftime("%Y-%m-%d %H:%M"),
        ]
        for one in registration.registrations_seen_by(request.user, window=held)
    )  # fmt: skip
    return csv_answer(heads, rows, "registrations.csv")


def template_csv(heads: list[str]) -> bytes:
    """An empty sheet: one line of names, with the mark by which a spreadsheet knows Chinese."""
    held = io.StringIO()
    csv.writer(held, lineterminator="\n").writerow(heads)
    return b"\xef\xbb\xbf" + held.getvalue().encode()
