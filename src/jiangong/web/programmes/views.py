"""Programmes as their officers keep them: words, rules, tracks, next year's copy."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiangong.competitions.enums import Slot
from jiangong.competitions.programmes import selectors as programmes
from jiangong.competitions.programmes import services
from jiangong.competitions.rulebooks.services import copy_with_drafts
from jiangong.competitions.rules import can_run_programme
from jiangong.competitions.selectors import free_programme_code
from jiangong.competitions.services import add_track, open_programme
from jiangong.foundation import clock
from jiangong.foundation.refusals import Declined
from jiangong.organizations.selectors import host_choices
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import allow
from jiangong.web.officer.answers import attempt, page
from jiangong.web.programmes.forms import (
    CopyForm,
    NewProgrammeForm,
    NewTrackForm,
    ProgrammeForm,
    ProgrammeRulesForm,
    TrackForm,
)

RULE_NAMES = tuple(ProgrammeRulesForm.base_fields)
PAGE = "officer/form_page.html"


def kept(request: HttpRequest, programme: str, *, to_change: bool = True) -> Any:
    """The programme at an address, for those who look into it; to change it, for the officers of its issuing body."""
    found = or_404(programmes.the_kept_programme, programme, viewer=request.user)
    allow(not to_change or can_run_programme(request.user, found), found.organization)
    return found


def form_page(request: HttpRequest, programme: Any, form: Any, **words: Any) -> HttpResponse:
    """A form about a programme, with the way back to it."""
    context = {
        "back": reverse("web:programme_desk", args=[programme.code]),
        "back_title": programme.spoken_title,
        "desk_section": "programmes",
        **words,
    }
    return page(request, PAGE, context, form=form)


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The programmes that this person keeps or looks into."""
    context = {
        "programmes": programmes.programmes_seen_by(request.user),
        "may_open": host_choices(request.user).exists(),
        "desk_section": "programmes",
    }
    return render(request, "programmes/index.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Begin a programme."""
    hosts = host_choices(request.user)
    if not hosts.exists():
        raise PermissionDenied(_("新建项目由各级工会的竞赛管理员办理。"))
    year = clock.today().year
    form = NewProgrammeForm(**sent(request), initial={"year": year, "code": free_programme_code(year)}, hosts=hosts)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: opened(request.user, form.cleaned_data, hosts))
        if done.is_done:
            messages.success(request, _("已新建项目。下一步：增加赛道。"))
            return redirect("web:programme_desk", done.result.code)
    context = {
        "heading": _("新建项目"), "submit": _("新建项目"), "back": reverse("web:programmes"),
        "back_title": _("项目和名单"), "desk_section": "programmes",
    }  # fmt: skip
    return page(request, PAGE, context, form=form)


def opened(user: Any, typed: dict[str, Any], hosts: Any) -> Any:
    """Call the service with what was typed."""
    words = {name: typed[name] for name in ("title_en", "theme", "theme_en", "issuers")}
    organization = hosts.get(code=typed["organization"])
    return open_programme(
        typed["title"], code=typed["code"], year=typed["year"], organization=organization, by=user, words=words
    )


@login_required
@require_safe
def manage(request: HttpRequest, programme: str) -> HttpResponse:
    """A programme with its tracks, lists and rules."""
    found = kept(request, programme, to_change=False)
    tracks = list(programmes.all_tracks_of(found))
    context = {
        "programme": found,
        "tracks": tracks,
        "in_use_count": sum(1 for track in tracks if track.retired_on is None),
        "has_free_slot": len(tracks) < len(Slot),
        "lists": programmes.lists_of(found),
        "rules": programmes.rules_of(found),
        "may_keep": can_run_programme(request.user, found),
        "desk_section": "programmes",
    }
    return render(request, "programmes/manage.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, programme: str) -> HttpResponse:
    """Change the words of a programme."""
    found = kept(request, programme)
    form = ProgrammeForm(**sent(request), initial={name: getattr(found, name) for name in ProgrammeForm.base_fields})
    if request.method == "POST" and form.is_valid():
        typed = dict(form.cleaned_data)
        year = typed.pop("year")
        if attempt(form, lambda: services.edit_programme(found, year=year, words=typed, by=request.user)).is_done:  # type: ignore[arg-type]
            messages.success(request, _("已保存。"))
            return redirect("web:programme_desk", programme)
    return form_page(request, found, form, heading=_("修改项目"), submit=_("保存项目"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def rules(request: HttpRequest, programme: str) -> HttpResponse:
    """Change what a programme asks of applications and events."""
    found = kept(request, programme)
    now = programmes.rules_of(found)
    form = ProgrammeRulesForm(**sent(request), initial={name: getattr(now, name) for name in RULE_NAMES})
    if request.method == "POST" and form.is_valid():
        given = services.RulesGiven(**form.cleaned_data)
        if attempt(form, lambda: services.set_programme_rules(found, rules=given, by=request.user)).is_done:  # type: ignore[arg-type]
            messages.success(request, _("已保存。以后提交的申报按新规定检查。"))
            return redirect("web:programme_desk", programme)
    return form_page(request, found, form, heading=_("申报规定"), submit=_("保存规定"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_track(request: HttpRequest, programme: str) -> HttpResponse:
    """Put a track into a free slot."""
    found = kept(request, programme)
    taken = set(programmes.all_tracks_of(found).values_list("slot", flat=True))
    form = NewTrackForm(**sent(request), taken=taken)
    if request.method == "POST" and form.is_valid():
        words = dict(form.cleaned_data)
        slot, name = Slot(words.pop("slot")), words.pop("name")
        if attempt(form, lambda: add_track(found, slot=slot, name=name, by=request.user, words=words)).is_done:  # type: ignore[arg-type]
            messages.success(request, _("已增加赛道。"))
            return redirect("web:programme_desk", programme)
    return form_page(request, found, form, heading=_("增加赛道"), submit=_("增加赛道"))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_track(request: HttpRequest, programme: str, slot: str) -> HttpResponse:
    """Rename a track."""
    found = kept(request, programme)
    track = or_404(programmes.the_kept_track, found, slot)
    form = TrackForm(**sent(request), initial={name: getattr(track, name) for name in TrackForm.base_fields})
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: services.rename_track(track, words=form.cleaned_data, by=request.user))  # type: ignore[arg-type]
        if done.is_done:
            messages.success(request, _("已保存。"))
            return redirect("web:programme_desk", programme)
    lead = _("图标和颜色不变。")
    return form_page(request, found, form, heading=_("修改赛道"), lead=lead, submit=_("保存赛道"))


@login_required
@require_POST
def move_track(request: HttpRequest, programme: str, slot: str, act: str) -> HttpResponse:
    """Retire a track, take it into use again, or move it up in the order."""
    found = kept(request, programme)
    track = or_404(programmes.the_kept_track, found, slot)
    user: Any = request.user
    acts = {
        "retire": lambda: services.retire_track(track, by=user),
        "restore": lambda: services.restore_track(track, by=user),
        "up": lambda: services.order_tracks(found, slots=moved_up(found, slot), by=user),
    }
    if act not in acts:
        raise Http404(act)
    try:
        acts[act]()
        messages.success(request, _("已保存。"))
    except Declined as declined:
        messages.error(request, declined.sentence)
    return redirect("web:programme_desk", programme)


def moved_up(programme: Any, slot: str) -> list[str]:
    """The slots in use with one of them a place higher."""
    slots = [str(track.slot) for track in programmes.tracks_in_use(programme)]
    at = slots.index(slot) if slot in slots else 0
    if at > 0:
        slots[at - 1], slots[at] = slots[at], slots[at - 1]
    return slots


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, programme: str) -> HttpResponse:
    """Copy a programme to another year."""
    found = kept(request, programme)
    year = found.year + 1
    title = found.title.replace(str(found.year), str(year))
    form = CopyForm(**sent(request), initial={"year": year, "title": title, "code": free_programme_code(year)})
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        done = attempt(form, lambda: copy_with_drafts(found, by=request.user, **typed))  # type: ignore[arg-type]
        if done.is_done:
            copied, drafts = done.result
            messages.success(request, told(copied))
            if drafts:
                messages.warning(request, told_of_drafts(drafts))
            return redirect("web:programme_desk", copied.programme.code)
    lead = _("复制赛道、申报规定、名单的名目，竞赛和规则作为草稿；不复制参赛人、评分和成绩。")
    return form_page(request, found, form, heading=_("复制到下一年度"), lead=lead, submit=_("复制项目"))


def told_of_drafts(drafts: Any) -> str:
    """Which rules did not come over as rules."""
    titles = _("、").join(dict.fromkeys(draft.competition.spoken_title for draft in drafts))
    return _(
        "这个项目规定规则要两人签字。%(titles)s的规则原来只有您一人采用，已存成草稿：请到“规则草稿”由两人签字采用，采用时会照上年建好原来的赛项。"
    ) % {"titles": titles}


def told(copied: Any) -> str:
    """What came of copying."""
    said = _("已复制，%(n)s 项竞赛成为草稿。") % {"n": copied.competition_count}
    if copied.left_out:
        said += _("没有复制：%(titles)s（主办单位不归您管理或已撤销）。") % {"titles": _("、").join(copied.left_out)}
    return said
