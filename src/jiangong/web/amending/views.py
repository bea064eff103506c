"""Proposing a change of a result: which kind, what of it; the decisions signed so far, each with its list; and taking one back."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.competitions import selectors as competitions
from jiangong.evidence.judging.keys import MarkChange
from jiangong.results import selectors as results
from jiangong.results.amendments import selectors as amendments
from jiangong.results.amendments.enums import AmendmentKind
from jiangong.results.amendments.lines import Line
from jiangong.results.amendments.proposals import Proposal, out_of_place, reversal_of
from jiangong.results.amendments.rules import can_amend, can_see_amendments
from jiangong.results.appeals import selectors as appeals
from jiangong.web.amending.forms import LateMarkForm, RulesForm, StateForm
from jiangong.web.amending.signing import list_to_sign
from jiangong.web.amending.words import told_lines
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import managed_event
from jiangong.web.officer.answers import page
from jiangong.web.templatetags.jg import say


def context_of(event: Any, **more: Any) -> dict[str, Any]:
    """What every page about an event's decisions says."""
    return {"event": event, "competition": event.competition, "desk_section": "contests", **more}


def ground_of(request: HttpRequest, event: Any) -> str:
    """The upheld appeal that a proposal answers, as the address or the form names it."""
    receipt = request.POST.get("appeal") or request.GET.get("appeal") or ""
    if not receipt:
        return ""
    found: Any = or_404(appeals.the_appeal, receipt, viewer=request.user)
    return str(found.reference) if found.event_id == event.pk else ""


@login_required
@require_safe
def choose(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """What kinds of change there are, and the decisions that were signed."""
    found = managed_event(request, competition, event, can_see_amendments)
    waiting = [one for one in appeals.appeals_of(found) if one.waits_for_amendment]
    published = results.what_may_be_shown(found, viewer=request.user)
    context = context_of(
        found,
        may_amend=can_amend(request.user, found),
        amendments=list(amendments.amendments_of(found)),
        waiting=waiting,
        appeal=request.GET.get("appeal", "")[:9],
        newer=published.draft if published.publication else None,
    )
    return render(request, "amending/choose.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def late_mark(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """A mark that was not sealed in time."""
    found = managed_event(request, competition, event, can_amend)
    form = LateMarkForm(
        **sent(request),
        criteria=criteria_of(found),
        states=states_of(found),
        initial={"entry": request.GET.get("entry", "")},
    )
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        stage, _dot, criterion = typed["criterion"].partition("/")
        key = {name: typed[name].strip() for name in ("entry", "item", "attempt", "source", "value")}
        change = MarkChange(stage=stage, criterion=criterion, state=typed["state"], **key)
        return list_to_sign(request, found, proposed(request, found, AmendmentKind.LATE_MARK, (change,)))
    return form_page(request, found, form, _("补录评分"), _("评过而没有按时封存的评分。"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def state(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Disqualified, absent or withdrawn."""
    found = managed_event(request, competition, event, can_amend)
    stages = [(stage.code, stage.spoken_title) for stage in competitions.stages_of(found)]
    codes = [code for code, _words in stages]
    first = {"entry": request.GET.get("entry", ""), "stages": codes, "state": "disqualified"}
    form = StateForm(**sent(request), stages=stages, states=list(out_states(found)), initial=first)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        number = typed["entry"].strip()
        if not competitions.entries_of(found).filter(number=number).exists():
            form.add_error("entry", _("没有这个参赛号，请照名单核对。"))
        else:
            ground = ground_of(request, found)
            made = out_of_place(found, number=number, stages=typed["stages"], state=typed["state"], ground=ground)
            return list_to_sign(request, found, made)
    return form_page(request, found, form, _("取消资格、缺考或弃权"), _("参赛项不再有名次，排在最后，写明状态。"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Another version of the competition's rules for what is sealed."""
    found = managed_event(request, competition, event, can_amend)
    others = [one for one in competitions.rulebook_versions(found.competition) if one.pk != found.rulebook_id]
    versions = [(str(one.number), _("规则第 %(n)s 版") % {"n": one.number}) for one in others]
    form = RulesForm(**sent(request), versions=versions)
    if request.method == "POST" and form.is_valid():
        number = int(form.cleaned_data["rulebook"])
        made = Proposal(AmendmentKind.RULES, rulebook=number, ground=ground_of(request, found))
        return list_to_sign(request, found, made)
    if not versions:
        form.fields["rulebook"].help_text = _("这项竞赛只有一版规则。先从现行一版另起一稿，改好采用，再到这里改用。")
    lead = _("已封存的评分按另一版规则重新计算。")
    return form_page(request, found, form, _("改用另一版规则"), lead, is_empty=not versions)


@login_required
@require_safe
def evidence(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """What was sealed since the publication that stands, such as late sheets or a file brought in again."""
    found = managed_event(request, competition, event, can_amend)
    made = Proposal(AmendmentKind.EVIDENCE, ground=ground_of(request, found))
    return list_to_sign(request, found, made)


@login_required
@require_safe
def amendment(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """A signed decision, with its list as it was signed."""
    found = managed_event(request, competition, event, can_see_amendments)
    one = or_404(amendments.the_amendment, found, number, viewer=request.user)
    context = context_of(
        found,
        amendment=one,
        changes=told_lines(found, [Line(**line) for line in one.lines]),
        may_reverse=can_amend(request.user, found) and one.is_reversible,
    )
    return render(request, "amending/amendment.html", context)


@login_required
@require_safe
def reverse_amendment(request: HttpRequest, competition: str, event: str, number: int) -> HttpResponse:
    """The list of what taking a decision back would change."""
    found = managed_event(request, competition, event, can_amend)
    one = or_404(amendments.the_amendment, found, number, viewer=request.user)
    if not one.is_reversible:
        return redirect("web:amendment", competition, event, number)
    return list_to_sign(request, found, reversal_of(one))


def proposed(request: HttpRequest, event: Any, kind: AmendmentKind, changes: tuple[MarkChange, ...]) -> Proposal:
    """A proposal of changed marks; one that answers an appeal says so."""
    ground = ground_of(request, event)
    return Proposal(AmendmentKind.APPEAL if ground else kind, changes, ground=ground)


def form_page(
    request: HttpRequest, event: Any, form: Any, heading: str, lead: str, *, is_empty: bool = False
) -> HttpResponse:
    """A form whose button shows the list."""
    back = reverse("web:amend", args=[event.competition.code, event.slug])
    context = context_of(
        event, heading=heading, lead=lead, back=back, is_empty=is_empty, appeal=request.GET.get("appeal", "")[:9]
    )
    return page(request, "amending/form.html", context, form=form)


def criteria_of(event: Any) -> list[tuple[str, str]]:
    """Every criterion of every stage, in words."""
    rulebook = competitions.rulebook_of(event)
    return [
        (f"{stage.id}/{code}", f"{say(stage.title)} · {say(one.title)}")
        for stage in rulebook.stages
        for code, one in stage.criteria.items()
    ]


def states_of(event: Any) -> list[tuple[str, str]]:
    """The states that the rulebook declares, in words."""
    return [(code, say(one.title)) for code, one in competitions.rulebook_of(event).states.items()]


def out_states(event: Any) -> list[tuple[str, str]]:
    """The states by which an entry has no place."""
    declared = competitions.rulebook_of(event).states
    return [(code, say(one.title)) for code, one in declared.items() if one.effect == "out" and code != "not_marked"]
