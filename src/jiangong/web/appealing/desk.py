"""Appeals on the desk: the list by its clock, one appeal with what may be done about it, its evidence."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.foundation.selectors import stored_bytes
from jiangong.results.appeals import selectors as appeals
from jiangong.results.appeals import services
from jiangong.results.appeals.enums import Opinion
from jiangong.results.appeals.rules import can_decide_appeal, can_handle_appeals, is_on_panel
from jiangong.web.appealing.forms import MergeForm, OpinionForm, PanelForm, ReasonForm
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import allow
from jiangong.web.officer.answers import attempt, page
from jiangong.web.officer.forms import SigningForm

ENDED_SHOWN = 50
TYPES = {"jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "pdf": "application/pdf"}


@login_required
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Appeals that wait, the next due first; and those that are dealt with."""
    context = {
        "open": list(appeals.open_appeals(request.user)[:200]),
        "ended": list(appeals.ended_appeals(request.user)[:ENDED_SHOWN]),
        "desk_section": "appeals",
    }
    return render(request, "appealing/listed.html", context)


@login_required
@require_safe
def appeal(request: HttpRequest, receipt: str) -> HttpResponse:
    """One appeal: what was said, who hears it, what is to be done next."""
    return appeal_page(request, or_404(appeals.the_appeal, receipt, viewer=request.user))


def appeal_page(request: HttpRequest, found: Any, *, failed: Any = None, act: str = "") -> HttpResponse:
    """The page, with the form that failed in its place."""
    user: Any = request.user
    may_handle, is_heard = can_handle_appeals(user, found.event), is_on_panel(user, found)
    nominees = appeals.nominees(found) if may_handle and found.is_open else []
    own = next((one for one in appeals.sitting(found) if one.user_id == user.pk), None)
    forms = {
        "panel": PanelForm(people=[(one.user.username, one.user.name) for one in nominees if not one.ties]),
        "merge": MergeForm(others=appeals.mergeable_with(found)) if may_handle and found.is_open else None,
        "opinion": OpinionForm(initial={"opinion": own.opinion, "grounds": own.grounds} if own else None),
        "recuse": ReasonForm(),
        "close": ReasonForm(),
    }
    if failed is not None:
        forms[act] = failed
    context = {
        "appeal": found,
        "event": found.event,
        "competition": found.event.competition,
        "forms": forms,
        "form": failed,
        "tied": [one for one in nominees if one.ties],
        "sitting": appeals.sitting(found),
        "rule": appeals.appeal_rule(found.event.competition, found.kind),
        "majority": appeals.majority(found),
        "unknown_years": appeals.unknown_years_of_answer(found),
        "others": forms["merge"] is not None and bool(appeals.mergeable_with(found)),
        "may": {
            "handle": may_handle, "opine": is_heard and found.is_open,
            "decide": can_decide_appeal(user, found) and found.is_open,
        },
        "desk_section": "appeals",
    }  # fmt: skip
    return render(request, "appealing/appeal.html", context, status=400 if failed is not None else 200)


Deed = Callable[[Any, Any, dict[str, Any]], Any]


@login_required
@require_http_methods(["POST"])
def act(request: HttpRequest, receipt: str, what: str) -> HttpResponse:
    """Name the panel, merge, vote, step aside, or close without a change."""
    found = or_404(appeals.the_appeal, receipt, viewer=request.user)
    form, deed, said = deed_of(request, found, what)
    if form.is_valid():
        done = attempt(form, lambda: deed(found, request.user, form.cleaned_data))
        if done.is_done:
            messages.success(request, said)
            return redirect(
                "web:appeals" if what == "recuse" else "web:appeal_desk", *([] if what == "recuse" else [receipt])
            )
    return appeal_page(request, or_404(appeals.the_appeal, receipt, viewer=request.user), failed=form, act=what)


def deed_of(request: HttpRequest, found: Any, what: str) -> tuple[Any, Deed, str]:
    """The form of an act, the service that does it, and what is said afterwards; 403 where it is not this person's."""
    host = found.event.competition.host
    if what in ("panel", "merge", "close"):
        allow(can_handle_appeals(request.user, found.event), host)
    elif what in ("opinion", "recuse"):
        allow(is_on_panel(request.user, found), host)
    if what == "panel":
        people = [(one.user.username, one.user.name) for one in appeals.nominees(found)]
        return PanelForm(**sent(request), people=people), _named, _("已确定听证人员，他们会收到通知。")
    if what == "merge":
        return MergeForm(**sent(request), others=appeals.mergeable_with(found)), _merged, _("已合并办理。")
    if what == "opinion":
        return OpinionForm(**sent(request)), _opined, _("意见已记下，签署决定以前可以改。")
    if what == "recuse":
        return ReasonForm(**sent(request)), _recused, _("已回避，主办单位会另补一人。")
    if what == "close":
        return ReasonForm(**sent(request)), _closed, _("已办结，不用更正成绩。")
    raise Http404(what)


def _named(found: Any, user: Any, typed: dict[str, Any]) -> Any:
    return services.name_panel(found, usernames=typed["members"], by=user)


def _merged(found: Any, user: Any, typed: dict[str, Any]) -> Any:
    other = or_404(appeals.the_appeal, typed["into"], viewer=user)
    return services.merge_appeal(found, into=other, by=user)


def _opined(found: Any, user: Any, typed: dict[str, Any]) -> Any:
    return services.give_opinion(found, opinion=Opinion(typed["opinion"]), grounds=typed["grounds"], by=user)


def _recused(found: Any, user: Any, typed: dict[str, Any]) -> Any:
    return services.recuse(found, reason=typed["reason"], by=user)


def _closed(found: Any, user: Any, typed: dict[str, Any]) -> Any:
    return services.close_without_change(found, reason=typed["reason"], by=user)


@sensitive_post_parameters("password")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, receipt: str) -> HttpResponse:
    """The head of the panel signs what the majority holds."""
    found = or_404(appeals.the_appeal, receipt, viewer=request.user)
    allow(can_decide_appeal(request.user, found), found.event.competition.host)
    form = SigningForm(**sent(request), request=request, asks=("reason",))
    changes = "changes_result" in request.POST
    if request.method == "POST" and form.is_valid():
        text, user = form.cleaned_data["reason"], request.user
        done = attempt(form, lambda: services.decide_appeal(found, decision=text, changes_result=changes, by=user))  # type: ignore[arg-type]
        if done.is_done:
            messages.success(request, _("决定已签署，申诉人可以凭回执看到。"))
            return redirect("web:appeal_desk", receipt)
    context = {
        "appeal": found,
        "event": found.event,
        "competition": found.event.competition,
        "majority": appeals.majority(found),
        "sitting": appeals.sitting(found),
        "sign_label": _("签署决定"),
        "changes_result": changes or request.method != "POST",
        "desk_section": "appeals",
    }
    return page(request, "appealing/decide.html", context, form=form)


@login_required
@require_safe
def evidence(request: HttpRequest, receipt: str, number: int) -> HttpResponse:
    """A file that came with an appeal, as a download."""
    found = or_404(appeals.the_appeal, receipt, viewer=request.user)
    kept = or_404(appeals.the_evidence, found, number)
    ending = kept.file.name.rsplit(".", 1)[-1].lower()
    response = HttpResponse(stored_bytes(kept.file), content_type=TYPES.get(ending, "application/octet-stream"))
    response["Content-Disposition"] = (
        f'attachment; filename="{receipt}-{number}.{ending if ending in TYPES else "bin"}"'
    )
    response["Cache-Control"] = "private, no-store"
    return response
