"""A body of the union tree: what belongs to it, what became of it, and the acts that change it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from jiangong.organizations import selectors as organizations
from jiangong.organizations import services
from jiangong.organizations.enums import Level
from jiangong.organizations.rules import can_appoint, can_change_tree, can_found_under, is_administrator
from jiangong.web.bodies.forms import FoundForm, ReasonForm, RenameForm, TargetForm
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import allow
from jiangong.web.officer.answers import attempt, page

ACTS = {
    "rename": (gettext_lazy("更名"), gettext_lazy("已有的成绩和名单仍按当时的名称。")),
    "move": (gettext_lazy("改隶"), gettext_lazy("它和它的下级一起改到新的上级之下，由新的上级管理。")),
    "merge": (gettext_lazy("并入其他组织"), gettext_lazy("它的下级和职务转到那个组织，它自己撤销。")),
    "close": (gettext_lazy("撤销"), gettext_lazy("它的职务今天结束；它办过的竞赛和成绩都保留。")),
}


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The bodies in which this person holds a post: where their part of the tree begins."""
    held = organizations.posts_of(request.user)
    bodies = list(dict.fromkeys(post.organization for post in held))
    if len(bodies) == 1:
        return redirect("web:body", bodies[0].code)
    return render(request, "bodies/mine.html", {"bodies": bodies, "desk_section": "bodies"})


@login_required
@require_safe
def body(request: HttpRequest, code: str) -> HttpResponse:
    """One body with those below it, those who serve in it, and its history."""
    shown = or_404(organizations.the_organization, code, viewer=request.user)
    may_change = can_change_tree(request.user, shown) and shown.closed_on is None
    context = {
        "body": shown,
        "above": organizations.bodies_above(shown, viewer=request.user),
        "below": organizations.bodies_below(shown),
        "holders": organizations.holders_in(shown, viewer=request.user),
        "changes": organizations.changes_of(shown),
        "may_found": can_found_under(request.user, shown),
        "acts": [(name, words[0]) for name, words in ACTS.items()] if may_change else [],
        "may_appoint": can_appoint(request.user, shown) and shown.closed_on is None,
        "may_enrol": is_administrator(request.user) and shown.closed_on is None,
        "desk_section": "bodies",
    }
    return render(request, "bodies/body.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def found(request: HttpRequest, code: str) -> HttpResponse:
    """A new body below this one."""
    above = or_404(organizations.the_organization, code, viewer=request.user)
    allow(can_found_under(request.user, above), above)
    form = FoundForm(**sent(request))
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        done = attempt(
            form,
            lambda: services.found_organization(
                typed["name"],
                under=above,
                level=Level(typed["level"]),
                by=request.user,  # type: ignore[arg-type]
                name_en=typed["name_en"],
            ),
        )
        if done.is_done:
            messages.success(request, _("已增加 %(name)s。") % {"name": done.result.name})
            return redirect("web:body", above.code)
    return page(request, "bodies/found.html", {"body": above, "desk_section": "bodies"}, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str, act: str) -> HttpResponse:
    """Rename, move, merge or close a body."""
    shown = or_404(organizations.the_organization, code, viewer=request.user)
    if act not in ACTS:
        raise Http404
    allow(can_change_tree(request.user, shown), shown)
    form = _form(request, act, shown)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, _change(act, shown, form.cleaned_data, request.user))
        if done.is_done:
            messages.success(request, _("已记入沿革：%(act)s。") % {"act": ACTS[act][0]})
            return redirect("web:body", shown.code)
    context = {"body": shown, "act": ACTS[act][0], "said": ACTS[act][1], "desk_section": "bodies"}
    return page(request, "bodies/change.html", context, form=form)


def _form(request: HttpRequest, act: str, shown: Any) -> Any:
    given = sent(request)
    if act == "rename":
        return RenameForm(**given, initial={"name": shown.name, "name_en": shown.name_en})
    if act == "close":
        return ReasonForm(**given)
    return TargetForm(**given, targets=organizations.targets_for(shown, viewer=request.user))


def _change(act: str, shown: Any, typed: dict[str, Any], user: Any) -> Callable[[], Any]:
    """The service of an act, ready to be called with what was typed."""
    said = {"reason": typed["reason"], "by": user}
    if act == "rename":
        return lambda: services.rename_organization(shown, name=typed["name"], name_en=typed["name_en"], **said)
    if act == "close":
        return lambda: services.close_organization(shown, **said)
    target = organizations.targets_for(shown, viewer=user).get(code=typed["target"])
    if act == "move":
        return lambda: services.move_organization(shown, under=target, **said)
    return lambda: services.merge_organization(shown, into=target, **said)
