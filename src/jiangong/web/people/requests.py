"""What workers ask, by the clock, and the answer."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.foundation import clock
from jiangong.foundation.calendar import unknown_until
from jiangong.organizations.people import selectors as people
from jiangong.organizations.people import services
from jiangong.organizations.people.enums import Decision
from jiangong.organizations.people.rules import can_answer_request
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.answers import attempt, page
from jiangong.web.people.forms import AnswerForm


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Open requests: overdue, due soon, later."""
    now = clock.now()
    lines = people.open_requests(request.user)
    late = [line for line in lines if line.due_at < now]
    soon = [line for line in lines if 0 <= (line.due_at - now).days < 3 and line.due_at >= now]
    later = [line for line in lines if line not in late and line not in soon]
    groups = [(name, found) for name, found in (("late", late), ("soon", soon), ("later", later)) if found]
    context = {"groups": groups, "count": len(lines), "unknown_years": unknown_until(line.due_at for line in lines)}
    return render(request, "people/requests.html", context | {"desk_section": "requests"})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, receipt: str) -> HttpResponse:
    """One request with what is on record, and the answer to it."""
    found = or_404(people.the_request, receipt, viewer=request.user)
    form = AnswerForm(**sent(request), kind=found.kind)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: given(request.user, found, form.cleaned_data))
        if done.is_done:
            messages.success(request, _("已答复，本人在自己的页面上看得到。"))
            return redirect("web:worker_requests")
    context = {
        "request_line": found,
        "worker": found.worker,
        "unit": found.worker.organization,
        "now_reads": people.fact_shown(found.worker, found.fact) if found.fact else "",
        "would_read": people.value_shown(found.worker, found.fact, found.wanted) if found.fact else "",
        "may_answer": can_answer_request(request.user, found),
        "unknown_years": unknown_until([found.due_at] if found.state == "open" else ()),
        "desk_section": "requests",
    }
    return page(request, "people/answer.html", context, form=form)


def given(user: Any, line: Any, typed: dict[str, Any]) -> Any:
    """Answer by what was chosen."""
    return services.answer_request(line, decision=Decision(typed["decision"]), answer=typed["answer"], by=user)
