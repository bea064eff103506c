"""Reviewing several applications in a row: chosen from a list, looked at once more as a list, and then done one by one."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiangong.competitions.applications import selectors as applications
from jiangong.competitions.applications import services
from jiangong.competitions.applications.enums import Act
from jiangong.web.applications.forms import ReturnForm
from jiangong.web.officer.answers import page
from jiangong.web.paging import PAGE, paged

ACTS = {"accept": Act.ACCEPT, "approve": Act.APPROVE, "return": Act.RETURN}


@dataclass(frozen=True, slots=True)
class Line:
    """An application in the list: how many rules it meets, which it does not, and where it goes when it is passed."""

    application: Any
    met: int
    missing: tuple[str, ...]
    ahead: Any
    """the body above; None where this one decides"""

    @property
    def is_ready(self) -> bool:
        """Whether it may be passed in a row."""
        return bool(self.application.state == "accepted") and not self.missing


@login_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for this person's review, the most urgent first."""
    rows = paged(request, applications.applications_waiting_for(request.user))
    context = {"lines": lines_of(rows.rows), "paged": rows, "desk_section": "applications"}
    return render(request, "applications/waiting.html", context)


def lines_of(rows: list[Any]) -> list[Line]:
    """The lines of a list."""
    findings, ahead = applications.checklists(rows), applications.bodies_ahead(rows)
    return [
        Line(
            one,
            sum(finding.is_met for finding in findings[one.pk]),
            tuple(f"{finding.rule}：{finding.found}" for finding in findings[one.pk] if not finding.is_met),
            ahead[one.pk],
        )
        for one in rows
    ]


@login_required
@require_POST
def several(request: HttpRequest) -> HttpResponse:
    """The chosen ones as a list with what will happen to each; with the tick under it, it is done."""
    act, chosen = request.POST.get("act", ""), numbers(request)
    rows = list(applications.applications_waiting_for(request.user).filter(pk__in=chosen))
    if act not in ACTS or not rows:
        messages.error(request, _("没有选中可以办理的申报。请在左边勾选，再点要办的事。"))
        return redirect("web:applications_waiting")
    is_sent = "sent" in request.POST
    form = ReturnForm(request.POST if is_sent else None)
    if is_sent and form.is_valid():
        reason = form.said() if act == "return" else ""
        if not request.POST.get("seen"):
            form.add_error(None, _("请看完名单，勾选“已看过”，再办理。"))
        elif act == "return" and not reason.strip():
            form.add_error(None, _("请逐项写明要补正什么，申报单位凭它修改。"))
        else:
            told(request, act, services.review_several(rows, act=ACTS[act], by=request.user, reason=reason))  # type: ignore[arg-type]
            return redirect("web:applications_waiting")
    lines = lines_of(rows)
    will = len([line for line in lines if can_be(act, line)])
    context = {"act": act, "lines": lines, "will": will, "desk_section": "applications"}
    return page(request, "applications/several.html", context, form=form)


def can_be(act: str, line: Line) -> bool:
    """Whether the act does anything for this line."""
    if act == "accept":
        return bool(line.application.state == "submitted")
    return act == "return" or line.is_ready


def numbers(request: HttpRequest) -> list[int]:
    """The keys that were ticked, as many as a page holds."""
    return [int(text) for text in request.POST.getlist("one")[:PAGE] if text.isdigit() and len(text) < 10]


def told(request: HttpRequest, act: str, came: services.Reviewed) -> None:
    """How many are done, and of each other one why it is not."""
    words = {"n": len(came.done)}
    if came.done:
        said = {
            "accept": _("已受理 %(n)s 项。"),
            "approve": _("已通过 %(n)s 项，每一项都记了经过。"),
            "return": _("已退回 %(n)s 项，理由已写给每个申报单位。"),
        }
        messages.success(request, said[act] % words)
    for one, sentence in came.left:
        messages.warning(request, _("没有办：“%(title)s”。%(why)s") % {"title": one.spoken_title, "why": sentence})
