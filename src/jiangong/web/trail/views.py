"""A page of the audit trail: what was done within an auditor's scope, by kind, person and day; and whether the chain is whole."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiangong.results.trail import selectors
from jiangong.results.trail.rules import can_read_trail, can_read_whole_trail
from jiangong.web.paging import paged
from jiangong.web.public.downloads import csv_answer
from jiangong.web.trail.forms import TrailForm

PRIVATE = "private, no-store"
MOST_IN_A_FILE = 20_000


def reader(request: HttpRequest) -> Any:
    """Whoever may read the trail; a refusal that says who may."""
    if not can_read_trail(request.user):
        raise PermissionDenied(_("审计记录由审计员查看。需要查阅的，请联系本单位或上级的审计员。"))
    return request.user


def wanted(form: TrailForm) -> selectors.Wanted:
    """What the form asks for; a wrong part asks for nothing."""
    typed = form.cleaned_data if form.is_bound else {}
    person = str(typed.get("person") or "").strip()
    return selectors.Wanted(typed.get("kind") or "", person, typed.get("since"), typed.get("until"))


@login_required
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """What was done, newest first, in plain words."""
    user = reader(request)
    form = TrailForm(request.GET if set(request.GET) & set(TrailForm.base_fields) else None)
    is_sound = not form.is_bound or form.is_valid()
    rows = paged(request, selectors.trail_of(user, wanted(form)))
    context = {
        "form": form,
        "paged": rows,
        "lines": selectors.told(rows.rows),
        "chain": selectors.chain_state(),
        "is_whole_scope": can_read_whole_trail(user),
        "is_filtered": form.is_bound,
        "desk_section": "trail",
    }
    answer = render(request, "trail/trail.html", context, status=200 if is_sound else 400)
    answer["Cache-Control"] = PRIVATE
    return answer


@login_required
@require_safe
def trail_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table for a spreadsheet, the newest so many."""
    user = reader(request)
    form = TrailForm(request.GET)
    form.is_valid()
    rows = selectors.trail_of(user, wanted(form))[:MOST_IN_A_FILE]
    heads = [_("序"), _("时间"), _("类别"), _("谁"), _("做了什么"), _("关于"), _("详情"), _("指纹")]
    lines = (
        [
            str(one.row.number), timezone.localtime(one.row.at).strftime("%Y-%m-%d %H:%M:%S"), one.kind, one.who, one.did, one.about,
            _("；").join(f"{name}{_('：')}{words}" for name, words in one.details), one.row.hash,
        ]
        for one in selectors.told(rows)
    )  # fmt: skip
    answer = csv_answer(heads, lines, "trail.csv")
    answer["Cache-Control"] = PRIVATE
    return answer


@login_required
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Walk the whole chain now."""
    reader(request)
    found = selectors.verify_now()
    if found is None:
        messages.error(request, _("记录太多，页面上核对不完。请管理员在服务器上运行 jiangong audit verify。"))
    elif found.is_whole:
        messages.success(request, _("已核对 %(n)s 条，首尾相接，没有改动。") % {"n": found.rows})
    else:
        words = {"n": found.first_broken}
        messages.error(request, _("从第 %(n)s 条起对不上：有记录被改动、删除或插入。请保留现场，立即报告。") % words)
    return redirect("web:trail")
