"""The chief judge's live desk: who sealed what, what differs, another round, sheets kept beside, what happened on the floor."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.competitions.selectors import stages_of
from jiangong.evidence.marking import rules, selectors, services, timing, watching
from jiangong.evidence.marking.forms import whole_form
from jiangong.evidence.marking.services.floor import Again, Happening
from jiangong.evidence.panels.rules import can_set_panel
from jiangong.web.fields import sent
from jiangong.web.lookups import event_at
from jiangong.web.marking.access import stage_for
from jiangong.web.marking.forms import HeldForm, IncidentForm, ReportForm, RescoringForm
from jiangong.web.marking.shown import sheet_shown
from jiangong.web.officer.answers import attempt, page
from jiangong.web.templatetags.jg import say


@login_required
@require_safe
def of_event(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """The live desk of an event's first stage, for whoever may watch; a judge's own list for everybody else."""
    found = event_at(request, competition, event)
    stages = stages_of(found)
    if not stages or not rules.can_watch(request.user, found):
        return redirect("web:marking")
    return redirect("web:mark_live", competition, event, stages[0].code)


@login_required
@require_safe
def live(request: HttpRequest, competition: str, event: str, stage: str) -> HttpResponse:
    """The grid, and everything that waits for a decision."""
    found, part = stage_for(request, (competition, event, stage), rules.can_watch)
    order = timing.running_order(found, part)
    times = {work: time for one in order for work, time in one.works}
    context = {
        "event": found,
        "stage": part,
        "stages": stages_of(found),
        "floor": watching.live_floor(found, part, times=times),
        "incidents": list(selectors.incidents_of(found, stage)[:50]),
        "may_decide": rules.can_decide_on_floor(request.user, found),
        "may_see_severity": rules.can_see_severity(request.user, found),
        "order": order,
        "may_run_batches": rules.can_run_batches(request.user, found),
        "may_run": can_set_panel(request.user, found),
        "desk_section": "marking",
    }
    return render(request, "marking/live.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: HttpRequest, competition: str, event: str, stage: str, work: str) -> HttpResponse:
    """One work with what every judge gave, rounds and all; the chief judge may have it scored again."""
    found, part = stage_for(request, (competition, event, stage), rules.can_watch)
    line = next((one for one in watching.live_floor(found, part).lines if one.work == work), None)
    if line is None:
        raise Http404(work)
    if selectors.is_still_to_mark(request.user, found, part, work):
        messages.error(request, _("这件作品你自己还没有评。请先封存自己的评分表，再看别人的。"))
        return redirect("web:mark_live", competition, event, stage)
    floor = selectors.Floor(found, stage, work=work)
    form_fields = whole_form(found, stage).fields
    far = {difference.field.key for difference in line.differences}
    keys = [(field.key, say(field.title)) for field in form_fields if field.is_judged]
    form = RescoringForm(
        **sent(request), seats=line.seats, keys=keys, initial={"seats": line.seats, "keys": sorted(far)}
    )
    may_decide = rules.can_decide_on_floor(request.user, found)
    if request.method == "POST" and form.is_valid():
        typed, user = form.cleaned_data, request.user
        done = attempt(form, lambda: services.open_rescoring(found, Again(stage, work, **typed), by=user))  # type: ignore[arg-type]
        if done.is_done:
            messages.success(
                request,
                _("已请 %(seats)s 重评，第 %(round)s 轮。")
                % {"seats": "、".join(done.result.seats), "round": done.result.round},
            )
            return redirect("web:mark_live", competition, event, stage)
    answers = {seat: floor.answers(work, seat) for seat in line.seats}
    context = {
        "event": found,
        "stage": part,
        "line": line,
        "rows": [
            (field, [answers[seat].get(field.key, "") for seat in line.seats], field.key in far)
            for field in form_fields
        ],
        "sheets": [sheet for seat in line.seats for sheet in floor.sheets.get((work, seat), [])],
        "rescorings": floor.rescorings,
        "may_decide": may_decide,
        "photos": [
            one for one in selectors.photos_of(found, stage, work) if rules.can_see_photo(request.user, found, one.seat)
        ],
        "desk_section": "marking",
    }
    return page(request, "marking/work.html", context, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def held(request: HttpRequest, competition: str, event: str, stage: str, number: int) -> HttpResponse:
    """A sheet that was kept beside, next to the one that counts."""
    found, part = stage_for(request, (competition, event, stage), rules.can_decide_on_floor)
    one = next((held for held in watching.live_floor(found, part).held if held.pk == number), None)
    if one is None:
        raise Http404(str(number))
    form = HeldForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        typed, user = form.cleaned_data, request.user
        done = attempt(form, lambda: services.answer_held(one, act=typed["act"], reason=typed["reason"], by=user))  # type: ignore[arg-type]
        if done.is_done:
            messages.success(request, _("已处理：%(act)s。") % {"act": done.result.get_act_display()})
            return redirect("web:mark_live", competition, event, stage)
    whole = whole_form(found, stage)
    context = {
        "event": found,
        "stage": part,
        "held": one,
        "theirs": sheet_shown(whole, one.answers),
        "standing": sheet_shown(whole, one.over.answers) if one.over else None,
        "desk_section": "marking",
    }
    return page(request, "marking/held.html", context, form=form)


@sensitive_post_parameters("password")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def incident(request: HttpRequest, competition: str, event: str, stage: str) -> HttpResponse:
    """Record and sign what happened on the floor."""
    found, part = stage_for(request, (competition, event, stage), rules.can_decide_on_floor)
    form = IncidentForm(**sent(request), request=request, initial={"work": request.GET.get("work", "")[:100]})
    if request.method == "POST" and form.is_valid():
        typed, user = form.cleaned_data, request.user
        what = Happening(
            stage,
            typed["kind"],
            typed["said"],
            typed["work"].strip(),
            typed["minutes_added"] or 0,
            typed["is_moved_last"],
        )
        done = attempt(form, lambda: services.record_incident(found, what, by=user))  # type: ignore[arg-type]
        if done.is_done:
            messages.success(request, _("已签字记录。"))
            return redirect("web:mark_live", competition, event, stage)
    return page(request, "marking/incident.html", {"event": found, "stage": part, "desk_section": "marking"}, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, competition: str, event: str, stage: str, work: str) -> HttpResponse:
    """A judge reports what happened with a work, for the chief judge to decide."""
    found, part = stage_for(request, (competition, event, stage), rules.can_report_incident)
    kind = request.GET.get("kind", "")
    form = ReportForm(**sent(request), initial={"kind": kind})
    if request.method == "POST" and form.is_valid():
        typed, user = form.cleaned_data, request.user
        what = Happening(stage, typed["kind"], typed["said"], work)
        done = attempt(form, lambda: services.report_incident(found, what, by=user))  # type: ignore[arg-type]
        if done.is_done:
            messages.success(request, _("已报告裁判长。"))
            return redirect("web:mark_works", competition, event, stage)
    return page(request, "marking/report.html", {"event": found, "stage": part, "work": work}, form=form)


@login_required
@require_safe
def severity(request: HttpRequest, competition: str, event: str, stage: str) -> HttpResponse:
    """How strictly each judge marked, in all or in one batch: flags for a person to look at; no mark is changed by them."""
    found, part = stage_for(request, (competition, event, stage), rules.can_see_severity)
    batches = timing.batches_of(found, part)
    chosen = next((one for one in batches if str(one.number) == request.GET.get("batch")), None)
    context: dict[str, Any] = {
        "event": found,
        "stage": part,
        "batches": batches,
        "chosen": chosen,
        "rows": watching.severity(found, part, works=chosen.works if chosen else None),
        "desk_section": "marking",
    }
    return render(request, "marking/severity.html", context)
