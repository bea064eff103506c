"""The savings of a draft: what each changed, how it differs from the draft now, and taking an earlier one up again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from jiangong.competitions.rulebooks import differences
from jiangong.competitions.rulebooks import selectors as rulebooks
from jiangong.competitions.rulebooks.reading import checked
from jiangong.competitions.rulebooks.rules import can_see_draft, can_write_draft
from jiangong.competitions.rulebooks.services import restore_revision
from jiangong.foundation.refusals import Declined
from jiangong.web.lookups import or_404
from jiangong.web.paging import paged
from jiangong.web.rulebooks.access import draft_at


@login_required
@require_safe
def history(request: HttpRequest, number: int) -> HttpResponse:
    """Every saving, the newest first."""
    draft = draft_at(request, number, can_see_draft)
    rows = paged(request, rulebooks.revisions_of(draft))
    context = {
        "draft": draft,
        "competition": draft.competition,
        "revisions": rows.rows,
        "paged": rows,
        "desk_section": "rulebooks",
    }
    return render(request, "rulebooks/history.html", context)


@login_required
@require_safe
def revision(request: HttpRequest, number: int, saving: int) -> HttpResponse:
    """One saving beside the draft as it is now."""
    draft = draft_at(request, number, can_see_draft)
    found = or_404(rulebooks.the_revision, draft, saving)
    then, now = checked(found.text), checked(draft.text)
    context = {
        "draft": draft,
        "competition": draft.competition,
        "revision": found,
        "is_now": found.number == draft.revision,
        "read": then,
        "said": differences.in_words(then.clauses, now.clauses) if then.clauses and now.clauses else (),
        "lines": differences.in_text(then.text, now.text),
        "is_same": found.text == draft.text,
        "may_write": can_write_draft(request.user, draft),
        "desk_section": "rulebooks",
    }
    return render(request, "rulebooks/revision.html", context)


@login_required
@require_POST
def restore(request: HttpRequest, number: int, saving: int) -> HttpResponse:
    """Take an earlier saving up again."""
    draft = draft_at(request, number, can_write_draft)
    or_404(rulebooks.the_revision, draft, saving)
    stated = request.POST.get("revision", "")
    seen = int(stated) if stated.isdigit() and len(stated) < 9 else 0
    try:
        restore_revision(draft, number=saving, revision=seen, by=request.user)  # type: ignore[arg-type]
    except Declined as declined:
        messages.error(request, declined.sentence)
        return redirect("web:draft_history", draft.pk)
    messages.success(
        request, _("已恢复到第 %(n)s 次保存的样子，存为新的一次。后来的几次都还在历史里。") % {"n": saving}
    )
    return redirect("web:draft", draft.pk)
