"""The editor: plain forms beside the text, both kept in step by the server; what forms cannot say is left as it is written."""

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiangong.competitions.rulebooks import blocks
from jiangong.competitions.rulebooks.changing import acted
from jiangong.competitions.rulebooks.fields import changed, named
from jiangong.competitions.rulebooks.reading import Checked, checked
from jiangong.competitions.rulebooks.rules import can_adopt_draft, can_see_draft, can_write_draft
from jiangong.competitions.rulebooks.services import write_draft
from jiangong.competitions.rulebooks.tomltext import CannotEdit
from jiangong.core.rulebook.limits import CHARACTERS
from jiangong.foundation.refusals import Declined
from jiangong.web.rulebooks.access import draft_at

TRIES = 20


@dataclass
class Typed:
    """A text after what came from a form, and the fields that only the text can say."""

    text: str
    left: list[str] = field(default_factory=list)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def forms(request: HttpRequest, number: int) -> HttpResponse:
    """The forms of one page of a draft, its text and what it says; a form sent is saved as it is, mistakes and all."""
    if request.method != "POST":
        draft = draft_at(request, number, can_see_draft)
        return shown(request, draft, draft.text, part=request.GET.get("part", ""))
    draft = draft_at(request, number, can_write_draft)
    part = request.POST.get("part", "")
    typed = taken(draft.text, request.POST, part)
    for words in typed.left:
        messages.error(request, words)
    return saved(request, draft, typed.text, part=part)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, number: int) -> HttpResponse:
    """The whole text in a page of its own, or saved from beside the forms."""
    if request.method != "POST":
        draft = draft_at(request, number, can_see_draft)
        return shown(request, draft, draft.text, template="rulebooks/text.html")
    draft = draft_at(request, number, can_write_draft)
    return saved(request, draft, unified(request.POST.get("text", "")), part=request.POST.get("part", ""))


@login_required
@require_POST
def look(request: HttpRequest, number: int) -> HttpResponse:
    """What the rules would say with what is typed, without saving: the part of the page beside the forms."""
    draft = draft_at(request, number, can_write_draft)
    if "text" in request.POST:
        written = unified(request.POST["text"])[: CHARACTERS.most + 1]
    else:
        written = taken(draft.text, request.POST, request.POST.get("part", "")).text
    context = context_of(request, draft, written, request.POST.get("part", ""))
    told = {"is_unsaved": written != draft.text, "renews_text": "text" not in request.POST}
    return render(request, "rulebooks/beside.html", context | told)


@login_required
@require_safe
def file(request: HttpRequest, number: int) -> HttpResponse:
    """The draft as a file."""
    draft = draft_at(request, number, can_see_draft)
    response = HttpResponse(draft.text, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rulebook.toml"'
    return response


def unified(text: str) -> str:
    """Ends of lines as files have them; browsers send two characters."""
    return text.replace("\r\n", "\n")


def taken(text: str, given: Any, part: str) -> Typed:
    """The text with what the forms say, and after the button that was pressed. A place that only the text can say is left."""
    read = checked(text)
    if read.data is None:
        return Typed(text)
    fields = blocks.page_of(read.data, part).fields()
    typed = {name: given[name] for name in fields if name in given}
    result = Typed(text)
    for _attempt in range(TRIES):
        try:
            result.text = changed(text, fields, typed)
            break
        except CannotEdit as refused:
            stuck = [name for name, one in fields.items() if one.path == refused.path and name in typed]
            result.left += [_("“%(key)s”请在原文里改：那一处的写法表单改不了。") % {"key": named(refused.path)}]
            for name in stuck or list(typed):
                typed.pop(name)
    return pressed(result, given.get("act", ""))


def pressed(typed: Typed, act: str) -> Typed:
    """The text after a button that adds, moves or takes away."""
    if act:
        try:
            typed.text = acted(typed.text, act)
        except (CannotEdit, KeyError, IndexError, TypeError, ValueError):
            typed.left.append(_("这一步请在原文里改：那一处的写法表单改不了。"))
    return typed


def saved(request: HttpRequest, draft: Any, written: str, *, part: str) -> HttpResponse:
    """Keep the text and go back to the page; what could not be kept is shown as it was typed."""
    try:
        revision = int(request.POST.get("revision", "0") or 0)
        write_draft(draft, text=written, revision=revision, by=request.user)  # type: ignore[arg-type]
    except (Declined, ValueError) as refused:
        messages.error(request, getattr(refused, "sentence", _("没有保存：请重新打开这一页再改。")))
        draft.refresh_from_db()
        return shown(request, draft, written, part=part, status=400)
    count = len(checked(written).errors)
    if count:
        messages.success(request, _("已保存草稿。还有 %(n)s 处要改，改好才能采用。") % {"n": count})
    else:
        messages.success(request, _("已保存草稿，规则没有错误。"))
    act = request.POST.get("act", "")
    anchor = f"#b-{act.partition(':')[2].replace('/', '-')}" if act.startswith("add:") else ""
    where = f"?part={part}" if part and part != blocks.GENERAL else ""
    return redirect(reverse("web:draft", args=[draft.pk]) + where + anchor)


def shown(
    request: HttpRequest,
    draft: Any,
    written: str,
    *,
    part: str = "",
    template: str = "rulebooks/editor.html",
    status: int = 200,
) -> HttpResponse:
    """The editor around a text."""
    return render(request, template, context_of(request, draft, written, part), status=status)


def context_of(request: HttpRequest, draft: Any, written: str, part: str) -> dict[str, Any]:
    """What the pages of the editor need."""
    read = checked(written)
    page = blocks.page_of(read.data, part or first_part(read)) if read.data is not None else None
    return {
        "draft": draft,
        "competition": draft.competition,
        "read": read,
        "written": written,
        "page": page,
        "parts": pages_of(read),
        "placed": blocks.placed(page, read.placed) if page else None,
        "problem_rows": problem_rows(read, page),
        "may_write": can_write_draft(request.user, draft),
        "may_adopt": can_adopt_draft(request.user, draft),
        "desk_section": "rulebooks",
    }


def first_part(read: Checked) -> str:
    """A rulebook of one stage opens at it: that is where the work is."""
    return "0" if read.data is not None and len(blocks.parts_of(read.data)) == 2 else blocks.GENERAL


def pages_of(read: Checked) -> list[tuple[str, Any, int]]:
    """The pages of forms, each with how many mistakes are on it."""
    if read.data is None:
        return []
    wrong = [blocks.part_at(path) for path, problem in read.placed if problem.level == "error"]
    return [(part, title, wrong.count(part)) for part, title in blocks.parts_of(read.data)]


def problem_rows(read: Checked, page: Any) -> list[dict[str, Any]]:
    """Every problem with the way to its field, or to the block around it, and its line."""
    holders: dict[Any, str] = {}
    for block in [one for top in page.blocks for one in top.every_block()] if page else ():
        holders.setdefault(block.path, block.key)
    for one in page.fields().values() if page else ():
        holders[one.path] = one.key
    rows = []
    for path, problem in read.placed:
        part = blocks.part_at(path)
        ends = range(len(path), 0, -1) if page and part == page.part else ()
        key = next((holders[path[:end]] for end in ends if path[:end] in holders), "")
        rows.append({"problem": problem, "part": part, "key": key, "line": problem.row})
    return rows
