"""Filing an application: choosing the place, writing, handing in."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiangong.competitions.applications import selectors as applications
from jiangong.competitions.applications import services
from jiangong.competitions.applications.enums import ApplicationState
from jiangong.competitions.applications.rules import can_apply_for, can_withdraw, can_write_application
from jiangong.competitions.programmes.selectors import tracks_in_use
from jiangong.competitions.rulebooks.selectors import open_drafts
from jiangong.competitions.selectors import programmes as all_programmes
from jiangong.foundation.refusals import Declined
from jiangong.foundation.texts import utf8_text
from jiangong.organizations.selectors import host_choices
from jiangong.web.applications.forms import ApplicationForm, PlaceForm, WithdrawForm
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import allow
from jiangong.web.officer.answers import attempt, is_taken, page
from jiangong.web.officer.events import RULEBOOK_TEXT, gallery_cases, gallery_title, safe_name
from jiangong.web.paging import paged

DRAFTS = 50
FIELDS = ("title", "title_en", "trade", "leading_body", "plan", "indicators", "budget", "entrants")


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The applications of the person's units and of those below."""
    rows, state = applications.applications_seen_by(request.user), request.GET.get("state", "")
    page = paged(request, rows.filter(state=state) if state in ApplicationState.values else rows)
    context = {
        "applications": page.rows,
        "paged": page,
        "state": state,
        "states": ApplicationState.choices,
        "may_apply": host_choices(request.user).exists(),
        "waiting": applications.applications_waiting_for(request.user).count(),
        "desk_section": "applications",
    }
    return render(request, "applications/index.html", context)


@login_required
@require_http_methods(["GET", "HEAD"])
def choose(request: HttpRequest) -> HttpResponse:
    """For which unit, in which programme: asked by address, so that the next page can be shared and reloaded."""
    units = host_choices(request.user)
    if not units.exists():
        raise PermissionDenied(_("申报由各单位工会的竞赛管理员办理。"))
    asked = request.GET if "unit" in request.GET else None
    form = PlaceForm(asked, units=units[:2_000], programmes=all_programmes())
    if form.is_bound and form.is_valid():
        unit = units.get(code=form.cleaned_data["unit"])
        if applications.open_programmes_for(unit).filter(code=form.cleaned_data["programme"]).exists():
            return redirect("web:new_application", form.cleaned_data["programme"], unit.code)
        form.add_error("programme", _("这个单位不能申报到这个项目：项目要由上级工会或本单位发布，而且有在用的赛道。"))
    return page(request, "applications/choose.html", {"desk_section": "applications"}, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, programme: str, unit: str) -> HttpResponse:
    """Write an application for the first time."""
    body = or_404(host_choices(request.user).get, code=unit)
    found = or_404(applications.open_programmes_for(body).get, code=programme)
    allow(can_apply_for(request.user, body, found), body)
    return written(request, found, body, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest, number: int) -> HttpResponse:
    """Go on with a draft, or mend what was returned."""
    found = or_404(applications.the_application, number, viewer=request.user)
    allow(can_write_application(request.user, found), found.unit)
    return written(request, found.programme, found.unit, found)


def written(request: HttpRequest, programme: Any, unit: Any, application: Any) -> HttpResponse:
    """The form of an application: saved as it is, or saved and handed in."""
    tracks, shelf = (
        tracks_in_use(programme),
        Shelf(gallery_cases(), {one.pk: one for one in open_drafts(request.user)[:DRAFTS]}),
    )
    form = ApplicationForm(
        **sent(request), initial=initial_of(application, unit), tracks=tracks, sources=sources(application, shelf)
    )
    problems = None
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: saved(request.user, unit, application, form.cleaned_data, (tracks, shelf)))
        if done.is_done:
            return after_saving(request, done.result)
        problems = done.problems
    context = {
        "programme": programme,
        "unit": unit,
        "application": application,
        "steps": applications.steps_of(application) if application else [],
        "desk_section": "applications",
    }
    return page(request, "applications/write.html", context, form=form, problems=problems)


def after_saving(request: HttpRequest, application: Any) -> HttpResponse:
    """Hand it in if that button was pressed; a refusal leaves the draft saved."""
    if "submit" not in request.POST:
        messages.success(request, _("已保存草稿，还没有提交。"))
        return redirect("web:write_application", application.pk)
    try:
        services.submit_application(application, by=request.user)  # type: ignore[arg-type]
    except Declined as declined:
        messages.error(request, declined.sentence)
        return redirect("web:write_application", application.pk)
    words = {"n": application.pk, "body": application.desk.spoken_name}
    messages.success(request, _("已提交，申报号 %(n)s，由%(body)s审核。") % words)
    return redirect("web:application", application.pk)


@login_required
@require_POST
def submit(request: HttpRequest, number: int) -> HttpResponse:
    """Hand in a draft as it stands."""
    found = or_404(applications.the_application, number, viewer=request.user)
    allow(can_write_application(request.user, found), found.unit)
    return after_saving(request, found)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """The unit takes its application back."""
    found = or_404(applications.the_application, number, viewer=request.user)
    allow(can_withdraw(request.user, found), found.unit)
    form = WithdrawForm(**sent(request))
    user: Any = request.user
    if is_taken(request, form, lambda: services.withdraw_application(found, **form.cleaned_data, by=user)):
        messages.success(request, _("已撤回。需要时可以另报一份。"))
        return redirect("web:application", number)
    context = {
        "heading": _("撤回申报"),
        "lead": _("撤回后不再审核，经过留在档案里。只想修改的，请审核单位退回补正。"),
        "submit": _("撤回"),
        "back": reverse("web:application", args=[number]),
        "back_title": found.spoken_title,
        "desk_section": "applications",
    }
    return page(request, "officer/form_page.html", context, form=form)


def initial_of(application: Any, unit: Any) -> dict[str, Any]:
    """What the form shows before anything is typed: the leading body is the unit, known and not asked again."""
    if application is None:
        return {"leading_body": unit.spoken_name}
    kept = {name: getattr(application, name) for name in FIELDS}
    return {**kept, "track": application.track.slot, "source": "kept" if application.rulebook_text else ""}


@dataclass(frozen=True)
class Shelf:
    """What a rulebook may be chosen from: the gallery, and the drafts that the person may read."""

    cases: dict[str, Any]
    drafts: dict[int, Any]


def sources(application: Any, shelf: Shelf) -> list[tuple[str, str]]:
    """Where the rulebook may come from."""
    kept = []
    if application is not None and application.rulebook_text:
        kept = [("kept", _("已选的：%(name)s") % {"name": application.rulebook_name})]
    own = [(f"draft:{pk}", _("规则草稿：%(name)s") % {"name": draft.title}) for pk, draft in shelf.drafts.items()]
    known = shelf.cases.items()
    listed = [(f"gallery:{name}", _("规则库：%(name)s") % {"name": gallery_title(case)}) for name, case in known]
    return [*kept, ("", _("以后再选")), *own, *listed, ("upload", _("上传一份规则文件"))]


def saved(user: Any, unit: Any, application: Any, typed: dict[str, Any], choices: tuple[Any, Any]) -> Any:
    """Call the service that fits: a new draft, or a change of one."""
    tracks, shelf = choices
    track = next(track for track in tracks if track.slot == typed["track"])
    name, text = rulebook_of(application, typed, shelf)
    filing = services.Filing(**{field: typed[field] for field in FIELDS}, rulebook_name=name, rulebook_text=text)
    if application is None:
        return services.draft_application(unit, track=track, filing=filing, by=user)
    services.write_application(application, track=track, filing=filing, by=user)
    return application


def rulebook_of(application: Any, typed: dict[str, Any], shelf: Shelf) -> tuple[str, str]:
    """Name and text of the chosen rulebook."""
    kind, _colon, name = typed["source"].partition(":")
    if kind == "kept":
        return application.rulebook_name, application.rulebook_text
    if kind == "gallery":
        return gallery_title(shelf.cases[name])[:200], shelf.cases[name].rulebook_text
    if kind == "draft":
        draft = shelf.drafts[int(name)]
        return draft.title[:200], draft.text
    if kind == "upload":
        name = safe_name(typed["file"].name)
        return name, utf8_text(typed["file"].read(), file=name, expected=RULEBOOK_TEXT)
    return "", ""
