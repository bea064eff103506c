"""The rules of publishing and appealing; the public notice as it was frozen; where it hangs; what holds a result up."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.competitions.rules import can_look_behind
from jiangong.foundation.calendar import last_known_year
from jiangong.results.appeals import selectors as appeals
from jiangong.results.appeals.enums import AppealKind, TimeUnit
from jiangong.results.appeals.rules import can_set_appeal_rules
from jiangong.results.appeals.services import TermsGiven, set_appeal_rule
from jiangong.results.firming import selectors as firming
from jiangong.results.firming import services
from jiangong.results.firming.enums import AfterLoss, PostingLevel
from jiangong.results.firming.rules import can_lift_hold, can_record_posting, can_set_publication_rule
from jiangong.results.selectors import the_publication
from jiangong.web.fields import sent
from jiangong.web.firming.forms import PostingForm, RuleForm, SettleForm, TermsForm
from jiangong.web.lookups import or_404, publication_at
from jiangong.web.officer.access import managed_competition, managed_event
from jiangong.web.officer.answers import attempt, page

TERMS = (
    "is_taken", "amount", "unit", "answer_amount", "answer_unit", "takes_entries", "takes_units", "takes_anyone",
    "panel_size",
)  # fmt: skip


@login_required
@require_safe
def outcome_rules(request: HttpRequest, competition: str) -> HttpResponse:
    """How results of a competition become firm and may be appealed, on one page."""
    found = managed_competition(request, competition, can_look_behind)
    context = {
        "competition": found,
        "rule": firming.publication_rule(found),
        "terms": appeals.appeal_rules(found),
        "may_set": can_set_publication_rule(request.user, found),
        "last_known": last_known_year(),
        "desk_section": "contests",
    }
    return render(request, "firming/rules.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def publication_rule(request: HttpRequest, competition: str) -> HttpResponse:
    """Set signatures, notice and what becomes of those who went on."""
    found = managed_competition(request, competition, can_set_publication_rule)
    rule = firming.publication_rule(found)
    names = ("signatures", "is_publisher_excluded", "notice_days", "levels", "after_loss")
    form = RuleForm(**sent(request), initial={name: getattr(rule, name) for name in names})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        given = services.RuleGiven(
            typed["signatures"], typed["is_publisher_excluded"], typed["notice_days"], tuple(typed["levels"]),
            AfterLoss(typed["after_loss"]),
        )  # fmt: skip
        done = attempt(form, lambda: services.set_publication_rule(found, given=given, by=request.user))  # type: ignore[arg-type]
        if done.is_done:
            messages.success(request, _("已保存。以后的每一步按新的规定。"))
            return redirect("web:outcome_rules", competition)
    return rule_page(request, found, form, _("复核、公示和晋级的规定"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_terms(request: HttpRequest, competition: str, kind: str) -> HttpResponse:
    """Set the terms of one kind of appeal."""
    found = managed_competition(request, competition, can_set_appeal_rules)
    if kind not in AppealKind.values:
        raise Http404(kind)
    rule = appeals.appeal_rule(found, AppealKind(kind))
    form = TermsForm(**sent(request), initial={name: getattr(rule, name) for name in TERMS})
    if request.method == "POST" and form.is_valid():
        typed = {**form.cleaned_data}
        typed["unit"], typed["answer_unit"] = TimeUnit(typed["unit"]), TimeUnit(typed["answer_unit"])
        given = TermsGiven(**typed)
        done = attempt(form, lambda: set_appeal_rule(found, kind=AppealKind(kind), given=given, by=request.user))  # type: ignore[arg-type]
        if done.is_done:
            messages.success(request, _("已保存。已经收到的申诉按原来的规定办。"))
            return redirect("web:outcome_rules", competition)
    return rule_page(request, found, form, _("申诉的规定：%(kind)s") % {"kind": AppealKind(kind).label})


def rule_page(request: HttpRequest, competition: Any, form: Any, heading: str) -> HttpResponse:
    """A form of the rules."""
    back = reverse("web:outcome_rules", args=[competition.code])
    context = {"competition": competition, "heading": heading, "back": back, "desk_section": "contests"}
    return page(request, "firming/rule_form.html", context, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def postings(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """Where a notice hangs, until when, and what still stands against taking effect."""
    found = managed_event(request, competition, event, lambda user, one: can_look_behind(user, one.competition))
    publication = or_404(the_publication, found, number, viewer=request.user)
    notice = firming.notice_of(publication)
    rule = firming.publication_rule(found.competition)
    may_record = can_record_posting(request.user, found) and publication.state == "public_notice"
    levels = [one.level for one in notice.levels if one.posting is None] or [
        level for level in PostingLevel if level not in {one.level for one in notice.levels}
    ]
    form = PostingForm(**sent(request), levels=levels)
    if request.method == "POST":
        managed_event(request, competition, event, can_record_posting)
        if form.is_valid():
            done = attempt(form, lambda: recorded(request, publication, form.cleaned_data))
            if done.is_done:
                messages.success(request, _("已登记张贴，这一级的公示期从现在起算。"))
                return redirect("web:postings", competition, event, number)
    context = {
        "event": found,
        "competition": found.competition,
        "publication": publication,
        "notice": notice,
        "rule": rule,
        "all_postings": firming.postings_of(publication),
        "may_record": may_record and not publication.is_superseded,
        "may_lift": can_lift_hold(request.user, found),
        "desk_section": "contests",
    }
    return page(request, "firming/postings.html", context, form=form)


def recorded(request: HttpRequest, publication: Any, typed: dict[str, Any]) -> Any:
    """The posting, with its photograph if one was sent."""
    file = typed.get("photo")
    given = services.HangingGiven(
        PostingLevel(typed["level"]),
        typed["place"],
        typed["hung_by"],
        file.name if file else "",
        file.read() if file else b"",
    )
    return services.record_posting(publication, given=given, by=request.user)  # type: ignore[arg-type]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def settle_hold(request: HttpRequest, competition: str, event: str, hold: int) -> HttpResponse:
    """Say what was done about a change of promotion, so that the result may take effect."""
    found = managed_event(request, competition, event, can_lift_hold)
    one = or_404(firming.the_hold, found, hold)
    form = SettleForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        why = form.cleaned_data["reason"]
        done = attempt(form, lambda: services.settle_hold(one, why=why, by=request.user))  # type: ignore[arg-type]
        if done.is_done:
            messages.success(request, _("已解除暂缓。"))
            return redirect("web:promotion", competition, event)
    context = {
        "heading": _("解除暂缓"),
        "lead": one.sentence,
        "submit": _("解除暂缓"),
        "back": reverse("web:promotion", args=[competition, event]),
        "back_title": found.spoken_title,
        "desk_section": "contests",
    }
    return page(request, "officer/form_page.html", context, form=form)


@require_safe
def notice(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """What was put on public notice, as it was frozen."""
    publication = publication_at(request, competition, event, number)
    kept = or_404(firming.the_notice_page, publication)
    shown = firming.frozen_page(kept)
    context = {
        "publication": publication,
        "event": publication.event,
        "competition": publication.event.competition,
        "page": kept,
        "shown": shown,
        "posted_at": parse_datetime(shown["posted_at"]),
        "notice": firming.notice_of(publication),
        "postings": firming.postings_of(publication),
    }
    return render(request, "firming/notice.html", context)
