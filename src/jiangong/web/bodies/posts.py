"""Posts in a body: accounts are opened, posts given and ended, lost passwords reset."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from jiangong.foundation.refusals import Declined
from jiangong.organizations import selectors as organizations
from jiangong.organizations import services
from jiangong.organizations.enums import Role
from jiangong.organizations.rules import can_appoint, can_reset_password, is_administrator
from jiangong.web.bodies.forms import EnrolForm, PostForm
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.answers import attempt, page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: HttpRequest, code: str) -> HttpResponse:
    """Open an account. Its first password is told once, on the page that follows."""
    body = or_404(organizations.the_organization, code, viewer=request.user)
    if not is_administrator(request.user):
        raise PermissionDenied(_("账号由系统管理员开设。"))
    form = EnrolForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        typed: dict[str, Any] = form.cleaned_data
        done = attempt(form, lambda: services.open_account(**typed, by=request.user))  # type: ignore[arg-type]
        if done.is_done:
            user, password = done.result
            return render(request, "bodies/password.html", {"body": body, "person": user, "password": password})
    return page(request, "bodies/enrol.html", {"body": body, "desk_section": "bodies"}, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appoint_somebody(request: HttpRequest, code: str) -> HttpResponse:
    """Give somebody a post here."""
    body = or_404(organizations.the_organization, code, viewer=request.user)
    if not can_appoint(request.user, body):
        raise PermissionDenied(_("职务由安全管理员授予；站点还没有安全管理员时，由系统管理员授予。"))
    form = PostForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: _appoint(body, form.cleaned_data, request.user))
        if done.is_done:
            messages.success(request, _("已授予职务。"))
            return redirect("web:body", body.code)
    return page(request, "bodies/appoint.html", {"body": body, "desk_section": "bodies"}, form=form)


def _appoint(body: Any, typed: dict[str, Any], by: Any) -> Any:
    user = organizations.user_or_none(typed["username"])
    if user is None:
        raise Declined(_("没有用户名为 %(name)s 的账号。请核对，或者先开设账号。") % {"name": typed["username"]})
    return services.appoint(
        user,
        organization=body,
        role=Role(typed["role"]),
        by=by,
        starts_on=typed["starts_on"],
        ends_on=typed["ends_on"],
    )


@login_required
@require_POST
def end(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """End a post with today."""
    body = or_404(organizations.the_organization, code, viewer=request.user)
    post = next((post for post in organizations.posts_in(body) if post.pk == number), None)
    if post is None:
        raise Http404
    try:
        services.end_post(post, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("职务已结束，今天是最后一天。"))
    except Declined as declined:
        messages.error(request, declined.sentence)
    return redirect("web:body", body.code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest, code: str, username: str) -> HttpResponse:
    """Reset a lost password: asked once more, then the new one is shown once."""
    body = or_404(organizations.the_organization, code, viewer=request.user)
    person = _holder(body, username)
    if not can_reset_password(request.user, person):
        raise PermissionDenied(_("这个人的密码由上一级的管理员重置。"))
    context = {"body": body, "person": person, "desk_section": "bodies"}
    if request.method == "POST":
        context["password"] = services.reset_password(person, by=request.user)  # type: ignore[arg-type]
    return render(request, "bodies/password.html", context)


def _holder(body: Any, username: str) -> Any:
    """Somebody who holds a post in this body; 404 for anybody else."""
    held = (post.user for post in organizations.posts_in(body))
    person = next((user for user in held if user.username == username), None)
    if person is None:
        raise Http404
    return person


@login_required
@require_POST
def remove_codes(request: HttpRequest, code: str, username: str) -> HttpResponse:
    """Switch off the one-time codes of a lost phone."""
    body = or_404(organizations.the_organization, code, viewer=request.user)
    person = _holder(body, username)
    services.remove_second_factor(person, by=request.user)  # type: ignore[arg-type]
    messages.success(request, _("已停用%(name)s的动态口令，并退出其全部登录。") % {"name": person.name})
    return redirect("web:body", body.code)
