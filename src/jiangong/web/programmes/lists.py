"""Managed lists of a programme: their heads, and who is on them."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiangong.competitions.programmes import selectors as programmes
from jiangong.competitions.programmes import services
from jiangong.competitions.programmes.enums import ListKind
from jiangong.competitions.rules import can_run_programme
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.answers import attempt, page
from jiangong.web.programmes.forms import ListForm, MemberForm, NewListForm
from jiangong.web.programmes.views import form_page, kept


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, programme: str) -> HttpResponse:
    """Begin a list."""
    found = kept(request, programme)
    form = NewListForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        typed["kind"] = ListKind(typed["kind"])
        done = attempt(form, lambda: services.open_list(found, by=request.user, **typed))  # type: ignore[arg-type]
        if done.is_done:
            messages.success(request, _("已新建名单。下一步：加入成员。"))
            return redirect("web:managed_list", programme, done.result.pk)
    return form_page(request, found, form, heading=_("新建名单"), submit=_("新建名单"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, programme: str, number: int) -> HttpResponse:
    """Change the head of a list."""
    found = kept(request, programme)
    managed: Any = or_404(programmes.the_list, found, number)
    form = ListForm(**sent(request), initial={name: getattr(managed, name) for name in ListForm.base_fields})
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: services.edit_list(managed, by=request.user, **form.cleaned_data))  # type: ignore[arg-type]
        if done.is_done:
            messages.success(request, _("已保存。"))
            return redirect("web:managed_list", programme, number)
    return form_page(request, found, form, heading=_("修改名单"), submit=_("保存名单"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def members(request: HttpRequest, programme: str, number: int) -> HttpResponse:
    """Who is on a list; add somebody in one's own name."""
    found = kept(request, programme, to_change=request.method == "POST")
    managed: Any = or_404(programmes.the_list, found, number)
    candidates = {one.code: one for one in candidates_of(managed)}
    form = MemberForm(**sent(request), choices=[(code, name_of(one)) for code, one in candidates.items()])
    if request.method == "POST" and form.is_valid():
        member = candidates[form.cleaned_data["member"]]
        if attempt(form, lambda: services.add_to_list(managed, member=member, by=request.user)).is_done:  # type: ignore[arg-type]
            messages.success(request, _("已加入名单。"))
            return redirect("web:managed_list", programme, number)
    context = {
        "programme": found,
        "list": managed,
        "members": programmes.members_of(managed, viewer=request.user),
        "may_keep": can_run_programme(request.user, found),
        "is_full": managed.limit is not None and managed.member_count >= managed.limit,
        "desk_section": "programmes",
    }
    return page(request, "programmes/list.html", context, form=form)


def candidates_of(managed: Any) -> Any:
    """Whom the list may still take."""
    if managed.kind == ListKind.COMPETITIONS:
        return programmes.competitions_to_list(managed)
    return programmes.units_to_list(managed)


def name_of(one: Any) -> str:
    """The name of a competition or a unit."""
    return str(getattr(one, "spoken_title", "") or getattr(one, "spoken_name", ""))


@login_required
@require_POST
def remove(request: HttpRequest, programme: str, number: int, member: int) -> HttpResponse:
    """Take somebody off a list."""
    found = kept(request, programme)
    managed: Any = or_404(programmes.the_list, found, number)
    row = programmes.members_of(managed, viewer=request.user).filter(pk=member).first()
    if row is None:
        raise Http404(str(member))
    services.remove_from_list(row, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("已移出名单。"))
    return redirect(reverse("web:managed_list", args=[programme, number]))
