"""Reviewing an application: what was filed beside the rules, and the acts of whose turn it is."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from jiangong.competitions.applications import selectors as applications
from jiangong.competitions.applications import services
from jiangong.competitions.applications.rules import can_review, can_withdraw, can_write_application, is_own_hand
from jiangong.foundation.calendar import unknown_until
from jiangong.web.applications.forms import ApproveForm, RejectForm, ReturnForm
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import allow
from jiangong.web.officer.answers import attempt, page

FORMS: dict[str, Any] = {"accept": ApproveForm, "approve": ApproveForm, "return": ReturnForm, "reject": RejectForm}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def application(request: HttpRequest, number: int, act: str = "") -> HttpResponse:
    """An application; with an act in the address, the reviewer's step."""
    found = or_404(applications.the_application, number, viewer=request.user)
    if act and (act not in FORMS or request.method != "POST"):
        raise Http404(act)
    forms = {name: FORMS[name](prefix=name) for name in ("approve", "return", "reject")}
    if act:
        allow(can_review(request.user, found), found.desk or found.programme.organization)
        forms[act] = FORMS[act](request.POST, prefix=act)
        answer = reviewed(request, found, act, forms[act])
        if answer is not None:
            return answer
    return page(request, "applications/application.html", context_of(request, found, forms), form=forms.get(act))


def reviewed(request: HttpRequest, found: Any, act: str, form: Any) -> HttpResponse | None:
    """Take the step; none where what was typed does not do."""
    user: Any = request.user
    if not form.is_valid():
        return None
    acts: dict[str, Callable[[], Any]] = {
        "accept": lambda: services.accept_application(found, by=user),
        "return": lambda: services.return_application(found, reason=form.said(), by=user),
        "reject": lambda: services.reject_application(found, by=user, **form.cleaned_data),
        "approve": lambda: services.approve_application(found, by=user, code=form.cleaned_data["code"]),
    }
    done = attempt(form, acts[act])
    if not done.is_done:
        return None
    messages.success(request, told(act, found, done.result))
    waiting = applications.applications_waiting_for(user).exclude(pk=found.pk).first()
    if act == "accept":
        return redirect("web:application", found.pk)
    if act == "approve" and done.result is not None:
        return redirect("web:manage_competition", done.result.code)
    return redirect("web:application", waiting.pk) if waiting else redirect("web:applications")


def told(act: str, found: Any, competition: Any) -> str:
    """What happened, and what comes next."""
    if act == "accept":
        return _("已受理。请按规定逐项审核。")
    if act == "return":
        return _("已退回“%(title)s”，申报单位补正后再提交到这里。") % {"title": found.spoken_title}
    if act == "reject":
        return _("已决定不予立项：“%(title)s”。申报单位会看到条款和理由。") % {"title": found.spoken_title}
    if competition is None:
        words = {"title": found.spoken_title, "body": found.desk.spoken_name}
        return _("“%(title)s”审核通过，已报%(body)s。") % words
    return _("已批准立项，竞赛已建成草稿并列入立项清单。下一步：主办单位设置报名，公开赛项。")


def context_of(request: HttpRequest, found: Any, forms: dict[str, Any]) -> dict[str, Any]:
    """What the page shows: what was filed, what changed, the checklist, the history."""
    may_review = can_review(request.user, found)
    return {
        "application": found,
        "filed": [
            (title, shown(getattr(found, name)))
            for name, title in applications.field_titles().items()
            if name != "rulebook_text"
        ],
        "changed": applications.differences(found),
        "findings": applications.checklist(found),
        "steps": applications.steps_of(found),
        "forms": forms,
        "may_review": may_review,
        "unknown_years": unknown_until([found.due_at if found.state in ("submitted", "accepted") else None]),
        "may_withdraw": can_withdraw(request.user, found),
        "may_write": can_write_application(request.user, found),
        "is_own_hand": found.state in ("submitted", "accepted") and is_own_hand(request.user, found),
        "decides_here": may_review and applications.next_desk(found) is None,
        "desk_section": "applications",
    }


def shown(value: Any) -> str:
    """A filed value as a reader sees it."""
    return "" if value is None else str(value)
