"""The check-in desk on the day: who has come, who is absent, who comes instead. Made for one thumb."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from jiangong.competitions.rules import can_register_entries
from jiangong.evidence.blind import selectors as blind
from jiangong.evidence.blind import services
from jiangong.evidence.blind.enums import ArrivalState
from jiangong.evidence.blind.rules import can_check_in
from jiangong.evidence.marking import timing
from jiangong.foundation.refusals import Declined
from jiangong.web.checkin.access import desk_of, event_with_part, refuse_unless
from jiangong.web.checkin.forms import SwapForm
from jiangong.web.fields import sent
from jiangong.web.lookups import or_404
from jiangong.web.officer.access import managed_event
from jiangong.web.officer.answers import attempt, page
from jiangong.web.paging import paged

STATES = (blind.WAITING, *ArrivalState.values)
PRIVATE = "private, no-store"


def desk_event(request: HttpRequest, competition: str, event: str) -> Any:
    """The event, for those who keep the desk."""
    found = event_with_part(request, competition, event)
    refuse_unless(can_check_in(request.user, found), found)
    return found


@login_required
@require_safe
def check_in(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Everybody who is expected, with two large buttons each."""
    found = desk_event(request, competition, event)
    state, words = request.GET.get("state", ""), request.GET.get("words", "").strip()[:100]
    rows = blind.entries_expected(found)
    if state in STATES:
        rows = blind.in_state(rows, state)
    if words:
        rows = blind.with_words(rows, words)
    times, batch = timing.entry_times(found), request.GET.get("batch", "")
    if batch.isascii() and batch.isdigit():
        rows = rows.filter(number__in=[number for number, parts in times.items() if is_in(parts, int(batch))])
    counts = blind.arrival_counts(found)
    labels = {blind.WAITING: _("未检录"), **dict(ArrivalState.choices)}
    context = {
        "paged": paged(request, rows),
        "counts": [(name, labels[name], counts.get(name, 0)) for name in STATES],
        "waiting": counts.get(blind.WAITING, 0),
        "state": state,
        "words": words,
        "is_closed": blind.is_desk_closed(found),
        "chain": blind.chain_or_none(found),
        "may_swap": can_register_entries(request.user, found),
        "times": times,
        "orders": timing.orders_of(found),
        "is_blind": blind.is_blind(found),
        "batch": int(batch) if batch.isascii() and batch.isdigit() else 0,
    }
    answer = render(request, "checkin/desk.html", {**context, **desk_of(found)})
    answer["Cache-Control"] = PRIVATE
    return answer


def is_in(parts: list[Any], batch: int) -> bool:
    """Whether an entry competes in a batch, in whichever stage."""
    return any(time.batch == batch for _stage, time in parts)


@login_required
@require_POST
def note(request: HttpRequest, competition: str, event: str, pk: int, state: str) -> HttpResponse:
    """Note one entry; the page comes back where it was."""
    found = desk_event(request, competition, event)
    entry = or_404(blind.the_entry, found, pk)
    if state not in (*ArrivalState.values, "undo"):
        raise Http404(state)
    wanted = None if state == "undo" else ArrivalState(state)
    user: Any = request.user
    try:
        services.note_arrival(entry, state=wanted, by=user, note=request.POST.get("note", "")[:200])
    except Declined as declined:
        messages.error(request, declined.sentence)
    query = request.META.get("QUERY_STRING", "")
    back = reverse("web:check_in", args=[competition, event])
    return redirect(f"{back}{'?' + query if query else ''}#e{pk}")


@login_required
@require_POST
def rest(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """Whoever has not come by now is absent."""
    found = desk_event(request, competition, event)
    try:
        done = services.note_rest_absent(found, by=request.user)  # type: ignore[arg-type]
        said = ngettext("检录截止：%(n)s 个参赛项记为缺考。", "检录截止：%(n)s 个参赛项记为缺考。", done)
        messages.success(request, said % {"n": done})
    except Declined as declined:
        messages.error(request, declined.sentence)
    return redirect("web:check_in", competition, event)


@login_required
@require_safe
def sheet(request: HttpRequest, competition: str, event: str) -> HttpResponse:
    """The list on paper, with room for signatures."""
    found = desk_event(request, competition, event)
    entries, times = list(blind.entries_expected(found)), timing.entry_times(found)
    if times:  # as they are called: batch by batch, whoever has none at the end
        last = max(parts[0][1].batch for parts in times.values()) + 1
        entries.sort(key=lambda entry: times[entry.number][0][1].batch if entry.number in times else last)
    context = {"entries": entries, "times": times, **desk_of(found)}
    answer = render(request, "checkin/sheet.html", context)
    answer["Cache-Control"] = PRIVATE
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def swap(request: HttpRequest, competition: str, event: str, pk: int) -> HttpResponse:
    """Put another person under a number. Entries from registration are substituted there."""
    found = managed_event(request, competition, event, can_register_entries)
    entry: Any = or_404(blind.the_entry, found, pk)
    if hasattr(entry, "registration"):
        return redirect("web:substitute", entry.registration.receipt)
    form = SwapForm(**sent(request), initial={"unit": entry.unit})
    user: Any = request.user
    if request.method == "POST" and form.is_valid():
        newcomer = services.Newcomer(**form.cleaned_data)
        if attempt(form, lambda: services.swap_entrant(entry, newcomer=newcomer, by=user)).is_done:
            messages.success(request, _("已换人，参赛号不变。"))
            return redirect("web:check_in", competition, event)
    context = {
        "heading": _("%(number)s 换人") % {"number": entry.number},
        "lead": _("参赛号不变，换人的理由留档。"),
        "submit": _("确认换人"),
        "back": reverse("web:check_in", args=[competition, event]),
        "back_title": _("检录"),
    }
    return page(request, "officer/form_page.html", {**context, **desk_of(found)}, form=form)
